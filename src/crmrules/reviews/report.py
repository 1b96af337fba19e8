"""A review as a report in one language."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from crmrules.model.text import Language
from crmrules.reports.document import Block, Document, Paragraph, Prose, Section, Table, Tone, joined
from crmrules.reports.naming import policy_named
from crmrules.reports.sources import absent_said, assumed_said, facts_with_near
from crmrules.reports.wording import stale
from crmrules.reviews.choosing import LeftOut
from crmrules.reviews.part import Part
from crmrules.reviews.words import say

_FEW = 5
"""Of so many policies that are left out each has a line of its own, with the facts that it lacks."""


@frozen
class Reviewed:
    """What a review says, and of what."""

    name: str
    """What was reviewed, such as the name of a file."""
    rows: int
    as_of: datetime.date | None
    parts: tuple[Part[Any], ...]
    left_out: tuple[LeftOut, ...]
    near: Mapping[str, str]
    """For some facts without a column the one that was perhaps meant."""
    firsts: Mapping[str, Table | None]
    """The first customers of each policy's list, by its id."""


def review_document(review: Reviewed, language: Language) -> Document:
    """The review: what to do first, a section for each policy, and what was left out."""
    facts = [say("rows", language, rows=review.rows, name=review.name)]
    if review.as_of is not None:
        facts.append(say("as_of", language, day=review.as_of.isoformat()))
    first = first_said(review.parts, review.rows, language)
    sections = [Section(say("first", language), tuple(map(Paragraph, first)), is_first=True)]
    sections += [_with_first(part, review, language) for part in review.parts]
    if review.left_out:
        left_out = tuple(map(Paragraph, left_out_said(review.left_out, language)))
        sections.append(Section(say("others", language), left_out))
    return Document(language, say("title", language, name=review.name), tuple(sections), tuple(facts))


def first_said(parts: Sequence[Part[Any]], rows: int, language: Language) -> Sequence[Prose]:
    """What is to be done first, of all policies; where that is nothing, whether anything of the rows was known."""
    first = [each for part in parts for each in part.first(language)]
    is_open = rows > 0 and len(parts) > 0 and all(part.is_open for part in parts)
    return first or [say("nothing_known" if is_open else "nothing_first", language)]


def _with_first(part: Part[Any], review: Reviewed, language: Language) -> Section:
    """The section of a policy, with the first customers of its list."""
    section, first = _section(part, review.as_of, review.near, language), review.firsts.get(part.policy.id)
    return section if first is None or part.is_open else evolve(section, blocks=(*section.blocks, first))


def left_out_said(left_out: Sequence[LeftOut], language: Language) -> Iterator[Prose]:
    """Why policies do not run: of a few each with its facts, and of many together."""
    if len(left_out) <= _FEW:
        yield from (_alone(each, language) for each in left_out)
        return
    alike: dict[str, list[LeftOut]] = {}
    for each in left_out:
        alike.setdefault(each.why.in_language(language), []).append(each)
    for why, some in alike.items():
        named = (policy_named(each.policy.definition, language) for each in some)
        policies = joined(named, "；" if language == "zh" else "; ")  # titles hold commas
        yield say("left_out_together", language, why=why, count=len(some), policies=policies)
    if any(each.absent for each in left_out):
        yield say("proposed", language)


def _alone(each: LeftOut, language: Language) -> Prose:
    definition, why = each.policy.definition, each.why.in_language(language)
    facts = facts_with_near(definition, {name: each.near.get(name, "") for name in each.absent}, language)
    key = "of_facts" if each.absent else "left_out"
    return say(key, language, policy=policy_named(definition, language), why=why, facts=facts)


def part_document(
    part: Part[Any], as_of: datetime.date | None, near: Mapping[str, str], language: Language
) -> Document:
    """The part of one policy, alone."""
    section = _section(part, as_of, near, language)
    return Document(language, section.title, section.blocks)


def _section(part: Part[Any], as_of: datetime.date | None, near: Mapping[str, str], language: Language) -> Section:
    definition = part.policy.definition
    blocks: list[Block] = [Paragraph(say("all_unknown", language), Tone.WARNING)] if part.is_open else []
    blocks += (Paragraph(each, Tone.WARNING) for each in stale(definition, as_of, language))
    blocks += part.sentences(as_of, language)
    blocks += absent_said(definition, {name: near.get(name, "") for name in part.absent}, language)
    blocks += assumed_said(definition, part.assumed, language, part.assumed_of)
    blocks += part.tables(as_of, language)
    return Section(policy_named(definition, language), tuple(blocks))
