"""Outcomes as columns: of a few labels, in the type that each library has for them."""

from collections.abc import Callable, Mapping, Sequence

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.definitions.parts import Scalar
from crmrules.engines.frames.backends import Backend, Labelling
from crmrules.engines.frames.logic import Bool, either
from crmrules.engines.frames.parts import Family, literal

Branches = Sequence[tuple[str | None, Bool]]


def chain(branches: Branches, within: Bool, label: Callable[[str | None], nw.Expr]) -> nw.Expr:
    """The label of the first branch that is taken; that of None where none is, and where `within` is not true."""
    merged: list[tuple[str | None, Bool]] = []
    for name, where in branches:
        if where is False:
            continue
        if merged and merged[-1][0] == name:
            merged[-1] = (name, either(merged[-1][1], where))
        else:
            merged.append((name, where))
        if where is True:
            break
    while merged and merged[-1][0] is None:
        merged.pop()
    if within is False or not merged:
        return label(None)
    expr = _tree(merged, merged[-1][1] is True, label)
    return expr if isinstance(within, bool) else nw.when(within).then(expr).otherwise(label(None))


def _tree(branches: Branches, sure: bool, label: Callable[[str | None], nw.Expr]) -> nw.Expr:
    """Branches as nested halves, which pass over fewer whole columns than one after the other.

    `sure` says that one of them is taken.
    """
    name, where = branches[-1]
    if len(branches) == 1:
        if sure:
            return label(name)
        assert not isinstance(where, bool)
        return nw.when(where).then(label(name)).otherwise(label(None))
    half = len(branches) // 2
    first = either(*(where for _, where in branches[:half]))
    assert not isinstance(first, bool)
    return nw.when(first).then(_tree(branches[:half], True, label)).otherwise(_tree(branches[half:], sure, label))


@frozen
class Labels:
    """The labels that a column can have, in order."""

    names: tuple[str, ...]
    ordered: bool
    """Whether the order means something: that of priority."""

    def column(self, branches: Branches, within: Bool, backend: Backend) -> nw.Expr:
        """The column; on Arrow and pandas the places of labels, to be given their type when the frame is closed."""
        expr = chain(branches, within, lambda name: self._label(name, backend))
        return expr.cast(nw.Enum(self.names)) if backend.labelling is Labelling.CAST else expr

    def _label(self, name: str | None, backend: Backend) -> nw.Expr:
        match backend.labelling:
            case Labelling.LITERALS:
                return nw.lit(name, dtype=nw.Enum(self.names))
            case Labelling.PLACES:
                return nw.lit(None if name is None else self.names.index(name), dtype=nw.Int32)
            case Labelling.CAST | Labelling.TEXTS:
                return literal(name, Family.TEXT)


@frozen
class Values:
    """A column of values that are no labels: numbers or truths."""

    family: Family
    by_outcome: Mapping[str, Scalar]

    def column(self, branches: Branches, within: Bool) -> nw.Expr:
        """The column; null where the outcome has no such value."""
        values = {str(value): value for value in self.by_outcome.values()}
        named: Branches = [
            (None if name is None or name not in self.by_outcome else str(self.by_outcome[name]), where)
            for name, where in branches
        ]
        return chain(named, within, lambda text: literal(None if text is None else values[text], self.family))
