"""What a binding says that the values of a column mean: `values`, with `else`, `split` and `fold`."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import field, frozen

from crmrules.expressions.accept import Refused, is_blank, is_unknown, shown
from crmrules.records.keys import key_of
from crmrules.records.patterns import folded

NOTHING = object()
"""No `else`: a value that is not listed is an error."""


@frozen(slots=False)
class Meanings:
    """What texts mean.

    A cell that is split holds parts: it means what its listed parts mean, which must be one, and where none is listed
    what `else` says. Parts that mean unknown, and blank ones, say nothing.
    """

    values: Mapping[str, object]
    otherwise: object = field(default=NOTHING)
    """What a value means that is not listed: None for unknown, `NOTHING` for an error."""
    split: str = field(default="")
    """What parts the texts of a cell; empty where a cell is one text."""
    unknown: tuple[str, ...] = field(default=())
    fold: bool = field(default=False)

    @cached_property
    def _known(self) -> Mapping[str, object]:
        """What each key means; a value that is listed is not unknown."""
        known: dict[str, object] = {self._looked_up(key): None for key in self.unknown}
        return known | {self._looked_up(key): value for key, value in self.values.items()}

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """The keys that mean unknown; what is listed means what it says."""
        listed = set(map(self._looked_up, self.values))
        return tuple(key for key in self.unknown if self._looked_up(key) not in listed)

    @cached_property
    def _silent(self) -> frozenset[str]:
        return frozenset(map(self._looked_up, self.silent))

    def _looked_up(self, key: str) -> str:
        return folded(key) if self.fold else key

    def of(self, raw: object) -> object:
        """What a value means, None where that is unknown; raises `Refused` where nothing says what."""
        if is_unknown(raw) or (is_blank(raw) and "" not in self.values):
            return None
        if self.split and isinstance(raw, str) and raw.strip():
            return self._of_parts(raw)
        key = self._looked_up(key_of(raw))
        if key in self._known:
            return self._known[key]
        return self._otherwise(raw)

    def _of_parts(self, raw: str) -> object:
        parts = [part.strip() for part in raw.split(self.split)]
        keys = {self._looked_up(key_of(part)): part for part in parts if part}
        said = {key: part for key, part in keys.items() if key not in self._silent}
        listed = {key: part for key, part in said.items() if key in self._known}
        if self.otherwise is NOTHING and len(listed) < len(said):
            return self._otherwise(next(part for key, part in said.items() if key not in listed))
        if not said:
            return None
        if not listed:
            return self.otherwise
        meant = [(type(self._known[key]), self._known[key]) for key in listed]
        if len(set(meant)) > 1:
            other = next(place for place, each in enumerate(meant) if each != meant[0])
            first, second = ([*listed.values()][place] for place in (0, other))
            message = f"{shown(first)} and {shown(second)} in {shown(raw)} mean different values"
            raise Refused(message, "let `values` list the parts of one of them, and `else` say what the others mean")
        return meant[0][1]

    def _otherwise(self, raw: object) -> object:
        if self.otherwise is NOTHING:
            raise Refused(f"{shown(raw)} has no meaning in the binding", "add it to `values`")
        return self.otherwise


def without_meaning(value: object, meanings: Iterable[Meanings]) -> Refused | None:
    """Why a value has no meaning for one of those that read it; None where it has one for each."""
    for each in meanings:
        try:
            each.of(value)
        except Refused as refused:
            return refused
    return None


def alike(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """The pairs of keys that are one without regard to case, and mean different values."""
    first: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for key in values:
        known = first.setdefault(folded(key), key)
        if known != key and values[known] != values[key]:
            found.append((known, key))
    return found
