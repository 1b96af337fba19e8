"""What unknown columns hang on: stored facts that are missing, and operations that have no value."""

from collections.abc import Iterable, Sequence

import narwhals.stable.v2 as nw
from attrs import evolve, field, frozen

from crmrules.engines.frames.logic import Bool, both, column, either, no
from crmrules.engines.frames.parts import Column, Constant, Missing, Part, level_of


@frozen
class Hanging:
    """Where an unknown value hangs on what."""

    missing: Missing = field(factory=dict)
    """For each stored fact."""
    undefined: Missing = field(factory=dict)
    """For each operation, as it is written."""

    def within(self, rows: nw.Expr) -> "Hanging":
        """The same on some rows."""
        missing, undefined = ({name: rows & where for name, where in each.items()} for each in self._both)
        return Hanging(missing, undefined)

    def to(self, part: Column) -> Column:
        """A column that hangs on this."""
        return evolve(part, missing=self.missing, undefined=self.undefined)

    def unknown(self, parts: Sequence[Part]) -> Constant:
        """Unknown on every row."""
        return Constant(None, self.missing, level_of(parts), self.undefined)

    @property
    def is_empty(self) -> bool:
        """Whether it hangs on nothing."""
        return not any(self._both)

    @property
    def _both(self) -> tuple[Missing, Missing]:
        return self.missing, self.undefined


def any_of_them(parts: Iterable[Part]) -> Hanging:
    """What any of some parts hangs on."""
    every = list(parts)
    return Hanging(_joined(part.missing for part in every), _joined(part.undefined for part in every))


def all_of_them(parts: Sequence[Part], operation: str = "", fails: Bool = False) -> Hanging:
    """What an operation hangs on that is unknown as soon as one of its parts is, or where it fails itself.

    Where one part has no value whatever is found out, nothing else matters.
    """
    stuck = {place: _stuck(part) for place, part in enumerate(parts) if part.undefined}
    if not stuck and fails is False:
        return any_of_them(parts)
    nowhere = either(fails, *stuck.values())
    missing = {name: column(both(where, no(nowhere))) for name, where in any_of_them(parts).missing.items()}
    undefined = [
        part.undefined
        if not part.missing
        else {text: column(both(where, either(stuck[place], no(nowhere)))) for text, where in part.undefined.items()}
        for place, part in enumerate(parts)
        if part.undefined
    ]
    own: Missing = {} if fails is False else {operation: column(fails)}
    if fails is not False and undefined:
        undefined = [{text: column(both(where, no(fails))) for text, where in each.items()} for each in undefined]
    return Hanging(missing, _joined([*undefined, own]))


def _stuck(part: Part) -> Bool:
    """Where a part has no value whatever is found out."""
    return both(either(*part.undefined.values()), no(either(*part.missing.values())))


def _joined(each: Iterable[Missing]) -> Missing:
    found: dict[str, list[nw.Expr]] = {}
    for one in each:
        for name, where in one.items():
            found.setdefault(name, []).append(where)
    return {name: column(either(*where)) for name, where in found.items()}
