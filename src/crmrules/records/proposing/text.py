"""A proposed binding as a TOML file to be edited. What comes from the file stands in it as TOML writes texts, nothing
else: names and values are anybody's."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from crmrules.model.fact import Fact
from crmrules.model.text import units
from crmrules.records.proposing.candidates import Candidate, Proposed
from crmrules.records.proposing.events import Events
from crmrules.records.proposing.proposal import Proposal, Section
from crmrules.records.proposing.seen import Seen

_MOST_SHOWN = 8
_FEW_SHOWN = 3
_OFTEN = 50
"""A value stands often that stands in one of so many rows."""
_MOST_LETTERS = 60
_WIDTH = 118
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def binding_text(proposal: Proposal) -> str:
    """The binding of a proposal, with what was seen in comments."""
    return "\n".join(_lines(proposal)) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    rows, columns = proposal.rows, len(proposal.columns)
    size = f"{rows:,} {units(rows, 'rows')} and {columns} {units(columns, 'columns')}"
    yield f"# Proposed by `crmrules bind` for {quoted(proposal.file)}, of {size}."
    yield "# What is certain stands as it is. What is not stands behind `#`, with the reason: take what is right,"
    yield "# and write what its values mean in place of each `?`."
    if proposal.shipped is not None:
        name = proposal.shipped.name
        yield f"# Its header is known ({_said(proposal.shipped.title.en)}): `--bind {name}` reads it as it is, and"
        yield f"# `crmrules bind --show {name}` prints the binding that does."
    yield ""
    if len(proposal.sections) > 1:
        yield "several = true  # it is for several policies: what one of them does not know passes"
        yield ""
    yield from _unknown(proposal)
    yield "[facts]"
    for section in proposal.sections:
        yield from _section(section)
    nothing = [each for each in proposal.sections if len(each.absent) == len(each.facts)]
    if nothing:
        yield from _without(nothing)
    if proposal.events is not None:
        yield from _events(proposal.events)
    yield "# The columns of the file:"
    for seen in proposal.columns:
        yield f"#   {_column(seen)}"


def _without(sections: Sequence[Section]) -> Iterator[str]:
    """The policies of whose facts nothing was found, and where there are but a few which facts these are."""
    if len(sections) > _MOST_SHOWN:
        ids = ", ".join(each.definition.id for each in sections)
        yield from _wrapped(f"No column is called like a fact of these, and holds such values: {ids}")
    for each in sections if len(sections) <= _MOST_SHOWN else ():
        facts = ", ".join(each.absent)
        yield from _wrapped(f"No column is called like a fact of {each.definition.id}, and holds such values: {facts}")
    yield ""


def _unknown(proposal: Proposal) -> Iterator[str]:
    if not proposal.unknown:
        yield '# Nothing looks like no answer; what does goes here, as in: unknown = ["N/A"]'
        yield ""
        return
    yield "# These look like no answer:"
    for text in proposal.unknown:
        where = [f"{quoted(seen.name)} {seen.texts[text]:,}" for seen in proposal.columns if text in seen.texts]
        yield f"#   {quoted(text)} in {_listed(where)}"
    yield f"unknown = {_written(proposal.unknown)}"
    yield ""


def _section(section: Section) -> Iterator[str]:
    if len(section.absent) == len(section.facts):
        return
    title = section.definition.header.title
    yield f"# {section.definition.id}: {_said(f'{title.en} {title.zh}')}"
    for each in section.facts:
        yield from _fact(each)
    if section.absent:
        said = f"No column is called like one of these, and holds such values: {', '.join(section.absent)}"
        yield from _wrapped(said)
    yield ""


def _fact(proposed: Proposed) -> Iterator[str]:
    if not proposed.found:
        return
    fact = proposed.fact
    yield f"# {fact.name}: {_said(f'{fact.title.en} {fact.title.zh}')} ({_said(_type(fact))})"
    if proposed.bound is not None:
        yield f"#   seen: {_values(proposed.bound.seen)}"
        yield _entry(fact, proposed.bound)
    for each in proposed.others:
        yield f"#   not certain: {_said('; '.join(each.reasons))}"
        yield f"#   seen: {_values(each.seen)}"
        yield f"# {_entry(fact, each)}"


def _type(fact: Fact) -> str:
    told = str(fact.type)
    return f"{told}, {fact.unit}" if fact.unit else told


def _entry(fact: Fact, candidate: Candidate) -> str:
    """The line that binds a fact to a column."""
    entry = dict(candidate.entry)
    if candidate.fit.open:
        entry["values"] = {**entry["values"], **dict.fromkeys(candidate.fit.open)}
    if list(entry) == ["column"]:
        return f"{fact.name} = {quoted(candidate.seen.name)}"
    return f"{fact.name} = {_written(entry)}"


def _events(events: Events) -> Iterator[str]:
    customer, at = events.customer, {"column": events.at.name, **events.written}
    counted = (
        f"{quoted(_short(customer.name))} has {customer.distinct:,} values in {customer.rows - customer.blank:,} rows"
    )
    yield from _wrapped(
        f"Perhaps its rows are no customers but events, such as orders or calls: {counted}. Then facts are aggregates "
        "over the events of a customer, as docs/histories.md says, and this is how it begins:"
    )
    yield "# [history]"
    yield f"# customer = {quoted(customer.name)}"
    yield f"# at       = {_written(at if events.written else events.at.name)}"
    yield f"# kind     = {_written(_kinds(events))}"
    if events.id:
        yield f"# id       = {_written(events.id[0] if len(events.id) == 1 else events.id)}"
    if events.zoned and not events.written:
        yield "# zone     = ?"
        yield '#   its moments tell a zone: say in whose their days are meant, such as "Asia/Shanghai"'
    if events.called == "call" or events.kind is not None:
        yield f"# and under [facts], such as: {_such_as(events)}"
    else:
        yield '# and under [facts], such as: profit = { sum = "order.amount" }, where `amount` is a column'
    yield ""


def _kinds(events: Events) -> object:
    """What a binding says of the kinds of events: ``com.acme.call`` is a ``call``, where no other ends so."""
    if events.kind is None:
        return events.called
    values = {text: text.rpartition(".")[2] for text in events.kind.texts}
    plain = all(text == kind for text, kind in values.items()) or len({*values.values()}) < len(values)
    renamed = {} if plain else {"values": values}
    return {"column": events.kind.name, **renamed}


def _such_as(events: Events) -> str:
    """A fact that a history could give."""
    if events.kind is None:
        return f'last_call = {{ last_day = "{events.called}" }}'
    kind = next(iter(events.kind.texts)).rpartition(".")[2]
    return f"last_day = {{ last_day = {quoted(kind)} }}; a process takes the kinds as its events"


def _written(value: object) -> str:
    """A value as TOML writes it in one line; `?` where the user has to give it."""
    match value:
        case None:
            return "?"
        case str():
            return quoted(value)
        case bool():
            return str(value).lower()
        case Mapping():
            return f"{{ {', '.join(f'{_key(str(key))} = {_written(each)}' for key, each in value.items())} }}"
        case Sequence():
            return f"[{', '.join(map(_written, value))}]"
        case _:
            return str(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else quoted(key)


def quoted(text: str) -> str:
    """A text as TOML writes it: in one line, and without anything that a terminal would take for more than a letter."""
    return _said(json.dumps(text, ensure_ascii=False))


def _said(text: str) -> str:
    """A text in one line, where what no letter shows stands as TOML writes it."""
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text).strip()


def _escaped(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _wrapped(text: str) -> list[str]:
    """A comment of as many lines as it takes."""
    wrapper = textwrap.TextWrapper(_WIDTH, initial_indent="# ", subsequent_indent="#   ")
    wrapper.break_long_words = wrapper.break_on_hyphens = False
    return wrapper.wrap(text)


def _column(seen: Seen) -> str:
    blank = f", {seen.blank:,} blank" if seen.blank else ""
    values = f"{seen.distinct:,} {units(seen.distinct, 'values')}"
    return f"{quoted(_short(seen.name))}: {values}{blank}; {_values(seen)}"


def _values(seen: Seen) -> str:
    """Its most frequent values, fewer where each stands but seldom, and of numbers the least and the greatest."""
    if not seen.texts:
        return "nothing"
    often = next(iter(seen.texts.values())) * _OFTEN > seen.rows
    most = list(seen.texts.items())[: _MOST_SHOWN if often else _FEW_SHOWN]
    shown = [f"{quoted(_short(text))} {count:,}" for text, count in most]
    more = f" and {seen.distinct - len(most):,} more" if seen.distinct > len(most) else ""
    return ", ".join(shown) + more + _range(seen)


def _range(seen: Seen) -> str:
    """The least and the greatest of its values, where all that are looked at are plain numbers."""
    try:
        numbers = sorted(map(float, seen.answers))
    except ValueError:
        return ""
    return f"; from {numbers[0]:g} to {numbers[-1]:g}" if len(numbers) > 1 else ""


def _listed(where: Sequence[str]) -> str:
    more = f" and {len(where) - _MOST_SHOWN} more columns" if len(where) > _MOST_SHOWN else ""
    return ", ".join(where[:_MOST_SHOWN]) + more


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 3] + "..."
