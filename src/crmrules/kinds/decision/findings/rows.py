"""The cells of a decision table that no rule takes, as conditions of rules."""

from collections.abc import Iterator
from itertools import chain, islice

from crmrules.analysis.cells.conditions import Conditions, Contradicts
from crmrules.analysis.cells.contradiction import contradicts
from crmrules.analysis.cells.diagram import Path, Stretch, TooManyCells
from crmrules.analysis.cells.logic import NOT
from crmrules.analysis.cells.space import Dimension, Space
from crmrules.analysis.solver import Solver
from crmrules.expressions.render import literal
from crmrules.expressions.tree import AS_OF, Expression, Literal, Name, names, walk
from crmrules.expressions.types import Kind
from crmrules.kinds.decision.analysis.verdicts import Verdicts
from crmrules.kinds.decision.definition import DecisionDefinition

MOST_PATHS = 32
"""How many paths through the cells are followed on each day, those on which all is known, and as many others."""


def candidates(solver: Solver[DecisionDefinition]) -> Iterator[str]:
    """Conditions for the cells that no rule takes, each once; those on which every fact is known first.

    They are written as a file would write them, and neither proven nor sure to be of the policy's own names.
    """
    known = chain.from_iterable(_conditions(solver, each, True) for each in solver.days)
    unknown = chain.from_iterable(_conditions(solver, each, False) for each in solver.days)
    yield from dict.fromkeys(chain(known, unknown))


def is_sayable(tree: Expression, definition: DecisionDefinition) -> bool:
    """Whether a policy could hold a condition: of its own names, and with no number but 0 and 1."""
    known = {*definition.facts.types, *definition.parameters, AS_OF}
    numbers = [each.value for each in walk(tree) if isinstance(each, Literal) and not isinstance(each.value, str)]
    return bool(names(tree)) and names(tree) <= known and all(each in (0, 1) for each in numbers)


def _conditions(solver: Solver[DecisionDefinition], conditions: Conditions, all_known: bool) -> list[str]:
    """The missing conditions of the days from one on, where all is known or where something is not."""
    space = conditions.space
    verdicts = Verdicts(solver.definition, space, conditions.day)

    def leave(path: Path) -> bool:
        return solver.is_spent or contradicts(space, path)

    try:
        known = verdicts.conditions.all_known
        where = known if all_known else space.diagrams.apply(NOT, known)
        paths = space.diagrams.paths(verdicts.all_of(verdicts.gap, where), True, leave)
        return [_condition(space, path) for path in islice(paths, MOST_PATHS)]
    except (TooManyCells, Contradicts):
        return []


def _condition(space: Space, path: Path) -> str:
    # the days on which parameters are others are no matter of a condition
    cells = [(space.dimensions[place], stretch) for place, stretch in path.items()]
    parts = [_part(dimension, stretch) for dimension, stretch in cells if not _is_day(dimension)]
    return " and ".join(part for part in parts if part) or "true"


def _is_day(dimension: Dimension) -> bool:
    """Whether a dimension is the day alone, and not a fact compared with it."""
    return dimension.other is None and dimension.term.expression == Name(AS_OF)


def _part(dimension: Dimension, stretch: Stretch | None) -> str:
    text, domain = dimension.term.text, dimension.domain
    if stretch is None:
        return f"not known({text})"
    if stretch == Stretch(None, None):
        return ""
    if dimension.other is not None:
        return f"{text} {domain.few[stretch.begin or 0]} {dimension.other.text}"
    if domain.type.kind is Kind.BOOL:
        return text if stretch.begin else f"not {text}"
    if domain.few:
        some = domain.few[stretch.begin or 0 : stretch.end]
        return f"{text} == {literal(some[0])}" if len(some) == 1 else f"{text} in ({', '.join(map(literal, some))})"
    return _between(dimension, text, stretch)


def _between(dimension: Dimension, text: str, stretch: Stretch) -> str:
    begins = dimension.written.get(stretch.begin) if stretch.begin is not None else None
    ends = dimension.written.get(stretch.end) if stretch.end is not None else None
    if begins and ends and (begins.left, begins.right) == (ends.left, ends.right) and begins.begins != ends.ends:
        return f"{begins.left} == {begins.right}"
    if dimension.domain.is_text:
        return _other_texts(dimension, text)
    low = f"{begins.left} {begins.begins} {begins.right}" if begins else ""
    high = f"{ends.left} {ends.ends} {ends.right}" if ends else ""
    return " and ".join(each for each in dict.fromkeys((low, high)) if each)


def _other_texts(dimension: Dimension, text: str) -> str:
    """All texts but those that conditions name: however they are sorted, no condition tells them apart."""
    named = [each.right for cut, each in dimension.written.items() if cut is not None and not cut.endswith("\0")]
    others = list(dict.fromkeys(named))
    return f"{text} != {others[0]}" if len(others) == 1 else f"{text} not in ({', '.join(others)})"
