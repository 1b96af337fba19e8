"""What would change a decision as a report, in both languages."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from crmrules.expressions.numbers import exact, written
from crmrules.expressions.render import literal
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.whatif.cell import Bound, Cell
from crmrules.kinds.decision.whatif.changes import Reach
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph
from crmrules.reports.wording import listed, say

if TYPE_CHECKING:
    from crmrules.kinds.decision.whatif.result import WhatIf

_SAID = {
    "head": Text("{policy}: what would change it", "{policy}：怎样会改变结论"),
    "nothing": Text("No change of a single fact changes it.", "任何单项事实的变化都不会改变结论。"),
    "none_found": Text(
        "No change of a single fact was found that changes it; not every value could be looked at.",
        "未发现改变结论的单项事实变化，但未能查遍所有取值。",
    ),
    "not_all": Text("Not every value could be looked at.", "未能查遍所有取值。"),
    "reach": Text("{outcome}", "{outcome}"),
    "not": Text("no longer {outcome}", "不再是 {outcome}"),
    "none": Text("no outcome", "无结论"),
    "now": Text("is {value} now", "现为 {value}"),
    "ask": Text("Ask first: {fact} - {title}", "首先查明：{fact} - {title}"),
    "then": Text("Then: {fact} - {title}", "其次：{fact} - {title}"),
    "open": Text("still open ({possible})", "仍未决（{possible}）"),
    "any": Text("any value", "任意值"),
    "or": Text(" or ", " 或 "),
    "and": Text(" and ", " 且 "),
}


def what_if_document(found: "WhatIf", language: Language) -> Document:
    """What would change a decision."""
    return Document(language, _say("head", language, policy=found.decision.policy), tuple(_blocks(found, language)))


def _say(key: str, language: Language, **words: str) -> str:
    return _SAID[key].in_language(language).format(**words)


def _blocks(found: "WhatIf", language: Language) -> Iterator[Block]:
    if found.reaches:
        yield Lines(tuple(_reach(each, language) for each in found.reaches))
    elif not found.questions:
        yield Paragraph(_say("nothing" if found.complete else "none_found", language))
    facts = {each.name: each for each in found.decision.definition.facts.declared}
    for place, (name, cells) in enumerate(found.questions.items()):
        title = facts[name].title.in_language(language)
        said = Paragraph(_say("then" if place else "ask", language, fact=name, title=title))
        yield Group(said, (Lines(tuple((_cell(cell, language), "->", _answer(cell, language)) for cell in cells)),))
    if not found.complete and (found.reaches or found.questions):
        yield Paragraph(_say("not_all", language))


def _reach(reach: Reach, language: Language) -> tuple[str, str, str]:
    outcome = reach.outcome or _say("none", language)
    goal = outcome if reach.given else _say("not", language, outcome=outcome)
    if not reach.settled:
        goal = _answer(reach.cell, language)
    now = literal(reach.now) if isinstance(reach.now, str) else say(reach.now, language)
    return goal, _cell(reach.cell, language), _say("now", language, value=now)


def _cell(cell: Cell, language: Language) -> str:
    if cell.values:
        return f"{cell.fact} = " + _say("or", language).join(map(literal, cell.values))
    if cell.apart:
        others = ", ".join(map(literal, cell.apart))
        return f"{cell.fact} != {others}" if len(cell.apart) == 1 else f"{cell.fact} not in ({others})"
    told = cell.plain or cell
    if told.low is not None and told.low == told.high:
        return f"{cell.fact} = {_written(told.low.value)}"
    limits = [_limit(cell.fact, told.low, ">"), _limit(cell.fact, told.high, "<")]
    return _say("and", language).join(each for each in limits if each) or _say("any", language)


def _limit(fact: str, bound: Bound | None, sign: str) -> str:
    if bound is None:
        return ""
    text, closed = _written(bound.value), bound.closed
    if isinstance(bound.value, float) and len(text) > _LONG:  # a fraction, or a decimal too long to read
        text, closed = _in_short(exact(bound.value), up=sign == ">"), True
    return f"{fact} {sign}{'=' if closed else ''} {text}"


_LONG = 20


def _written(value: Value) -> str:
    return written(exact(value)) if isinstance(value, float) else literal(value)


def _in_short(number: Fraction, up: bool) -> str:
    """A decimal next to a long number, on its inner side."""
    context = Context(prec=_LONG - 3, rounding=ROUND_CEILING if up else ROUND_FLOOR)
    return str(context.divide(Decimal(number.numerator), Decimal(number.denominator)))


def _answer(cell: Cell, language: Language) -> str:
    if isinstance(cell.outcome, tuple):
        return listed(list(cell.outcome), language) or _say("none", language)
    if cell.certain:
        return cell.outcome or _say("none", language)
    return _say("open", language, possible=listed([each or _say("none", language) for each in cell.possible], language))
