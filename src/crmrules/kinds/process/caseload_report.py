"""The cases of many customers as a report: states, what each owner has to do, and the deadlines that come next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmrules.kinds.process.items import DEADLINE, DUTY, Item
from crmrules.kinds.process.unheard import unknown_kinds
from crmrules.model.text import Language, Text, units
from crmrules.reports.document import Block, Document, Paragraph, Prose, Section, Table, Tone, named
from crmrules.reports.wording import pattern
from crmrules.reports.wording import say as worded

if TYPE_CHECKING:
    from crmrules.kinds.process.caseload import Caseload

FIRST = 10
"""How many deadlines, and duties of an owner, a report names."""

_SAID = {
    "cases": Text("{count:,} {cases}", "{count:,} 个个案"),
    "as_of": Text("as of {day}", "截至 {day}"),
    "states": Text("States", "状态"),
    "state": Text("state", "状态"),
    "count": Text("cases", "个案"),
    "open": Text("open: may be in several", "未定：可能处于多个状态"),
    "not_begun": Text("not begun", "尚未开始"),
    "missed": Text("Missed", "已错过"),
    "deadlines": Text("Deadlines", "期限"),
    "first": Text("The next {first} of {all:,}", "共 {all:,} 项，以下为前 {first} 项"),
    "customer": Text("customer", "客户"),
    "deadline": Text("deadline", "期限"),
    "duty": Text("duty", "任务"),
    "due": Text("due", "到期日"),
    "then": Text("then", "逾期后"),
    "noted": Text("the miss is noted", "记录逾期"),
    "note": Text("note", "备注"),
    "owner": Text("owner", "负责人"),
    "line": Text("{head}: {said}", "{head}：{said}"),
    "may": Text("may be", "可能"),
    "provisional": Text("provisional: {why}", "暂定：{why}"),
    "to_do": Text("To do: {owner}", "待办：{owner}"),
    "nobody": Text("nobody is named", "未指定负责人"),
    "nothing": Text("Nothing is to be done.", "暂无待办。"),
}


def caseload_document(caseload: "Caseload", language: Language) -> Document:
    """The states first, then what runs out, then what each owner has to do."""
    header, count = caseload.definition.header, len(caseload.cases)
    facts = (
        _say("cases", language, count=count, cases=units(count, "cases")),
        _say("as_of", language, day=caseload.as_of.isoformat()),
    )
    title = named(header.title.in_language(language), caseload.definition.id)
    return Document(language, title, tuple(_blocks(caseload, language)), facts)


def _say(key: str, language: Language, **words: object) -> str:
    return _SAID[key].in_language(language).format(**words)


def _blocks(caseload: "Caseload", language: Language) -> Iterator[Block]:
    yield states_table(caseload, language)
    if caseload.unknown:
        yield Paragraph(unknown_kinds(caseload.unknown, caseload.definition.events, language), Tone.WARNING)
    if caseload.missed:
        yield _missed(caseload, language)
    deadlines = [each for each in caseload.items if each.what == DEADLINE]
    if deadlines:
        yield Section(_say("deadlines", language), (_deadlines(deadlines, language),))
    for owner in caseload.owners:
        duties = [each for each in caseload.of_owner(owner) if each.what == DUTY]
        if duties:
            title = duties[0].owner_title.in_language(language) if owner else _say("nobody", language)
            yield Section(_say("to_do", language, owner=title), (_duties(duties, language),))
    if not caseload.items:
        yield Paragraph(_say("nothing", language), Tone.NOTE)


def states_table(caseload: "Caseload", language: Language) -> Table:
    """How many cases are in each state, and how many nobody can say of, or have not begun."""
    state = caseload.definition.state
    rows = [
        (named(state[id_].title.in_language(language), id_), f"{count:,}") for id_, count in caseload.states.items()
    ]
    if caseload.open:
        rows.append((_say("open", language), f"{caseload.open:,}"))
    if caseload.not_begun:
        rows.append((_say("not_begun", language), f"{caseload.not_begun:,}"))
    heads = (_say("state", language), _say("count", language))
    return Table(_say("states", language), heads, tuple(rows), frozenset({1}))


def clock_named(caseload: "Caseload", id_: str, language: Language) -> Prose:
    """A deadline or a duty by its title, in which what each case has of its own is a gap."""
    definition = caseload.definition
    title = definition.deadline[id_].title if id_ in definition.deadline else definition.duty[id_].title
    return named(pattern(title, definition.values_on(caseload.as_of), language), id_)


def _missed(caseload: "Caseload", language: Language) -> Table:
    rows = [(clock_named(caseload, id_, language), f"{count:,}") for id_, count in caseload.missed.items()]
    heads = (_say("deadline", language), _say("count", language))
    return Table(_say("missed", language), heads, tuple(rows), frozenset({1}))


def _deadlines(items: list[Item], language: Language) -> Table:
    heads = tuple(_say(each, language) for each in ("due", "customer", "deadline", "then", "note"))
    rows = tuple(
        (
            worded(each.due, language),
            str(each.customer),
            each.title.in_language(language),
            each.then.in_language(language) if each.then is not None else _say("noted", language),
            _note(each, language),
        )
        for each in items[:FIRST]
    )
    return _without_blanks(Table(_caption(items, language), heads, rows))


def _duties(items: list[Item], language: Language) -> Table:
    heads = tuple(_say(each, language) for each in ("due", "customer", "duty", "note"))
    rows = tuple(
        (
            "" if each.due is None else each.due.isoformat(),
            str(each.customer),
            each.title.in_language(language),
            _note(each, language),
        )
        for each in items[:FIRST]
    )
    return _without_blanks(Table(_caption(items, language), heads, rows))


def described(item: Item, language: Language) -> str:
    """What is to be said of a duty or a deadline beside its title."""
    then = None if item.then is None else item.then.in_language(language)
    if item.what == DEADLINE:
        then = then or _say("noted", language)
    told = (("then", then), ("owner", item.owner_title.in_language(language)))
    lines = [_say("line", language, head=_say(key, language), said=said) for key, said in told if said]
    caution = "" if item.caution is None else item.caution.in_language(language)
    between = "；" if language == "zh" else "; "
    return between.join([*lines, *dict.fromkeys(each for each in (_note(item, language), caution) if each)])


def _without_blanks(table: Table) -> Table:
    """A table without the columns in which nothing stands."""
    kept = [place for place in range(len(table.heads)) if any(row[place] for row in table.rows)]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return Table(table.caption, tuple(table.heads[place] for place in kept), rows)


def _caption(items: list[Item], language: Language) -> str:
    return _say("first", language, first=FIRST, all=len(items)) if len(items) > FIRST else ""


def _note(item: Item, language: Language) -> str:
    if item.provisional is not None:
        return _say("provisional", language, why=item.provisional.in_language(language))
    if not item.certain:
        return _say("may", language)
    return "" if item.caution is None else item.caution.in_language(language)
