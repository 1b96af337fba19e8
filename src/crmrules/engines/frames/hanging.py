"""What unknown columns hang on: stored facts that are missing, and operations that have no value."""

from collections.abc import Iterable, Sequence

import narwhals.stable.v2 as nw
from attrs import evolve, field, frozen

from crmrules.engines.frames.logic import Bool, both, column, either, no
from crmrules.engines.frames.parts import Column, Constant, Missing, Part, level_of
from crmrules.engines.frames.stages import Stages


@frozen
class Hanging:
    """Where an unknown value hangs on what."""

    missing: Missing = field(factory=dict)
    """For each stored fact."""
    undefined: Missing = field(factory=dict)
    """For each operation, as it is written."""
    level: int = field(default=0)
    """How many stages must have run before this can be reckoned, beyond what the parts themselves need."""

    def within(self, rows: nw.Expr) -> "Hanging":
        """The same on some rows."""
        missing, undefined = ({name: rows & where for name, where in each.items()} for each in self._both)
        return evolve(self, missing=missing, undefined=undefined)

    def to(self, part: Column) -> Column:
        """A column that hangs on this."""
        return evolve(part, missing=self.missing, undefined=self.undefined, level=max(part.level, self.level))

    def unknown(self, parts: Sequence[Part]) -> Constant:
        """Unknown on every row."""
        return Constant(None, self.missing, max(level_of(parts), self.level), self.undefined)

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


def all_of_them(
    parts: Sequence[Part], stages: Stages, operation: str = "", fails: Bool = False, level: int = 0
) -> Hanging:
    """What an operation hangs on that is unknown as soon as one of its parts is, or where it fails itself.

    Where one part has no value whatever is found out, nothing else matters. `level` is where `fails` can be reckoned.
    """
    if fails is False and not any(part.undefined for part in parts):
        return any_of_them(parts)
    # both are read for everything the operation hangs on: written out there, they would double with each operation
    level = max(level_of(parts), level)
    fails, *each_stuck = (_placed(where, stages, level) for where in (fails, *map(_stuck, parts)))
    goes_on = no(either(fails, *each_stuck))
    missing = {name: column(both(where, goes_on)) for name, where in any_of_them(parts).missing.items()}
    undefined = []
    for place, part in enumerate(parts):
        others = either(*each_stuck[:place], *each_stuck[place + 1 :])
        matters = both(no(fails), either(each_stuck[place], no(others)))
        undefined.append({text: column(both(where, matters)) for text, where in part.undefined.items()})
    own: Missing = {} if fails is False else {operation: column(fails)}
    return Hanging(missing, _joined([*undefined, own]), level + 1)


def _placed(where: Bool, stages: Stages, level: int) -> Bool:
    return where if isinstance(where, bool) else stages.place(where, level)


def _stuck(part: Part) -> Bool:
    """Where a part has no value whatever is found out."""
    return both(either(*part.undefined.values()), no(either(*part.missing.values())))


def _joined(each: Iterable[Missing]) -> Missing:
    found: dict[str, list[nw.Expr]] = {}
    for one in each:
        for name, where in one.items():
            found.setdefault(name, []).append(where)
    return {name: column(either(*where)) for name, where in found.items()}
