"""The missing rows of a decision table, as rules that could be added to its file."""

from functools import partial
from itertools import islice

from crmrules.analysis.asking import Asking
from crmrules.analysis.cells.contradiction import contradicts
from crmrules.analysis.cells.diagram import Path, Stretch, TooManyCells
from crmrules.analysis.cells.space import Dimension
from crmrules.analysis.cells.verdicts import Contradicts
from crmrules.definitions.files import to_toml
from crmrules.expressions.render import literal
from crmrules.expressions.types import Kind

_SIGNS = {"<==": "<=", "==>": ">="}
"""How two cells of a comparison are written together."""

MOST_ROWS = 8
"""How many missing rows are proposed."""


def missing_rows(asking: Asking) -> str:
    """Rules for the cells that no rule takes, as TOML: conditions complete, outcome and reason to be filled in."""
    verdicts = asking.days[-1]
    try:
        known = verdicts.all_of(verdicts.gap, verdicts.conditions.all_known())
    except (TooManyCells, Contradicts):
        return ""
    paths = islice(verdicts.diagrams.paths(known, True, partial(contradicts, verdicts.space)), MOST_ROWS)
    conditions = dict.fromkeys(_condition(asking, path) for path in paths)
    rules = [
        {"id": f"missing-{place}", "when": when, "then": "", "because": ""} for place, when in enumerate(conditions, 1)
    ]
    return to_toml({"rule": rules}) if rules else ""


def _condition(asking: Asking, path: Path) -> str:
    dimensions = asking.days[-1].space.dimensions
    parts = [_part(dimensions[place], stretch) for place, stretch in path.items() if stretch is not None]
    return " and ".join(part for part in parts if part) or "true"


def _part(dimension: Dimension, stretch: Stretch) -> str:
    text, domain = dimension.term.text, dimension.domain
    if stretch == Stretch(None, None):
        return ""
    if dimension.other is not None:
        begin, end = stretch.begin or 0, len(domain.few) if stretch.end is None else stretch.end
        signs = domain.few[begin:end]
        sign = _SIGNS.get("".join(map(str, signs)), str(signs[0]))
        return f"{text} {sign} {dimension.other.text}"
    if domain.type.kind is Kind.BOOL:
        return text if stretch.begin else f"not {text}"
    if domain.few:
        some = domain.few[stretch.begin or 0 : stretch.end]
        return f"{text} == {literal(some[0])}" if len(some) == 1 else f"{text} in ({', '.join(map(literal, some))})"
    return _between(dimension, text, stretch)


def _between(dimension: Dimension, text: str, stretch: Stretch) -> str:
    begins = dimension.signs.get(stretch.begin) if stretch.begin is not None else None
    ends = dimension.signs.get(stretch.end) if stretch.end is not None else None
    if begins and ends and begins[2] == ends[2]:
        return f"{text} == {begins[2]}"
    if dimension.domain.type.kind is Kind.TEXT:
        others = [each[2] for each in (begins, ends) if each]
        return f"{text} not in ({', '.join(others)},)" if len(others) == 1 else f"{text} not in ({', '.join(others)})"
    low = f"{text} {begins[0]} {begins[2]}" if begins else ""
    high = f"{text} {ends[1]} {ends[2]}" if ends else ""
    return " and ".join(each for each in (low, high) if each)
