"""A review in the words of one language: sections of sentences and tables, which pages and terminals lay out."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from crmrules.errors import printable
from crmrules.model.text import Language
from crmrules.reports.document import Section, Told
from crmrules.reports.wording import listed, stale
from crmrules.reports.words import say
from crmrules.reviews.choosing import LeftOut
from crmrules.reviews.part import Part


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


def tell(review: Reviewed, language: Language) -> Told:
    """The review in words."""
    facts = [say("rows", language, rows=f"{review.rows:,}", name=review.name)]
    if review.as_of is not None:
        facts.append(say("as_of", language, day=review.as_of.isoformat()))
    return Told(
        say("title", language, name=review.name),
        tuple(facts),
        say("first", language),
        tuple(line for part in review.parts for line in part.first(language)) or (say("nothing_first", language),),
        tuple(_section(part, review, language) for part in review.parts),
        tuple(_left_out(each, language) for each in review.left_out),
    )


def _left_out(each: LeftOut, language: Language) -> str:
    facts = say("of_facts", language, facts=_absent(each.absent, each.near, language)) if each.absent else ""
    return say("left_out", language, policy=each.policy.id, why=each.why.in_language(language), facts=facts)


def _absent(names: Sequence[str], near: Mapping[str, str], language: Language) -> str:
    """The names of facts without a column, with the columns that were perhaps meant."""
    told = [say("near", language, fact=name, column=printable(near[name])) if name in near else name for name in names]
    return listed(told, language)


def _section(part: Part[Any], review: Reviewed, language: Language) -> Section:
    as_of = review.as_of
    sentences = [say("all_unknown", language)] if part.is_open else []
    sentences += [*stale(part.policy.definition, as_of, language), *part.sentences(as_of, language)]
    if part.absent:
        sentences.append(say("absent", language, facts=_absent(part.absent, review.near, language)))
    title = f"{part.policy.id} - {part.policy.title.in_language(language)}"
    return Section(part.policy.id, title, tuple(sentences), tuple(part.tables(as_of, language)))
