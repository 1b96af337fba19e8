"""The names of FEEL: they hold blanks and signs, so that where one ends shows only from those that are known."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define, field, frozen

from crmrules.expressions.functions import Function
from crmrules.expressions.types import Kind

_WORD = r"[^\W\d][\w']*"
_WORDS = re.compile(
    rf"{_WORD}(?:[ \t\r\n\u3000]+(?!(?:and|or|in|between|then|else|instance|satisfies|return)\b)[\w']+)*"
)
_FUNCTION = re.compile(r"([^\W\d]\w*(?:[ \t\r\n]+\w+){0,5})\s*\(")
_DOT = re.compile(r"\s*\.\s*(?=[^\W\d])")
_PART = re.compile(r"\w+|[^\w\s]")
_BLANKS = re.compile(r"\s+")
PARTS: dict[str, Function] = {"year": "year", "month": "month", "weekday": "weekday"}
"""Parts of a day."""
WORDS = frozenset(
    (
        "true",
        "false",
        "null",
        "not",
        "and",
        "or",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "some",
        "every",
        "function",
        "return",
    )
)
"""Words that no name begins with, unless it is a known one."""
_BEFORE_BRACKETS = frozenset(("in", "and", "or", "between", "then", "else", "if"))


def plain(name: str) -> str:
    """A name as it is compared: blanks together are one."""
    return " ".join(unicodedata.normalize("NFC", name).split())


@define
class _Beginnings:
    """What may follow what names begin with, and the name that ends there."""

    next: dict[str, "_Beginnings"] = field(factory=dict)
    name: str | None = field(default=None)


@frozen(slots=False)
class Names:
    """The names that an expression can mean."""

    known: Mapping[str, Kind | None]
    """Known names, with dots between the parts of one, and the kinds of their values."""
    open: bool = field(default=False)
    """Whether others may be meant, too, as in the input expressions of a table that declares no inputs."""

    @cached_property
    def _beginnings(self) -> "_Beginnings":
        """What the names begin with, word by word: there may be thousands, and each is looked for at every place."""
        first = _Beginnings()
        for name in self.known:
            node = first
            for part in _PART.findall(plain(name)):
                node = node.next.setdefault(part, _Beginnings())
            if node is not first and node.name is None:
                node.name = name
        return first

    def at(self, text: str, place: int) -> tuple[str, int] | None:
        """The name that stands at a place, and where it ends; None where none does."""
        found = self._longest(text, place)
        if found is not None:
            return self._with_part(*found, text)
        if not self.open:
            return None
        return self._unknown(text, place)

    def _longest(self, text: str, place: int) -> tuple[str, int] | None:
        """The longest known name that stands at a place; blanks around its signs and between its words are alike."""
        found, node = None, self._beginnings
        part = _PART.match(text, place)
        while part is not None and (after := node.next.get(part.group())) is not None:
            node, place = after, part.end()
            found = (node.name, place) if node.name is not None else found
            blanks = _BLANKS.match(text, place)
            part = _PART.match(text, blanks.end() if blanks is not None else place)
        return found

    def _with_part(self, name: str, place: int, text: str) -> tuple[str, int]:
        """A name of which no type is known may have parts; those of a day are no names."""
        dot = _DOT.match(text, place) if self.open and self.known[name] is None else None
        part = self._unknown(text, dot.end()) if dot is not None else None
        return (name, place) if part is None or part[0] in PARTS else (f"{name}.{part[0]}", part[1])

    def _unknown(self, text: str, place: int) -> tuple[str, int] | None:
        parts: list[str] = []
        while (found := _WORDS.match(text, place)) is not None:
            if not parts and found.group().split()[0] in WORDS:
                return None
            parts.append(plain(found.group()))
            place = found.end()
            dot = _DOT.match(text, place)
            if dot is None:
                return ".".join(parts), place
            place = dot.end()
        return None


def function_at(text: str, place: int) -> tuple[str, int] | None:
    """The name of the function that is called at a place, and where its arguments begin."""
    found = _FUNCTION.match(text, place)
    if found is None:
        return None
    name = plain(found.group(1))
    if name != "date and time" and not _BEFORE_BRACKETS.isdisjoint(name.split()):
        return None  # as in `x in (1, 2)`
    return name, found.end()


def word_at(text: str, place: int) -> str:
    """The word that stands at a place, for a message."""
    found = _WORDS.match(text, place)
    return plain(found.group()) if found is not None else ""


def word_end(text: str, place: int) -> int:
    """Where the word that stands at a place ends."""
    found = _WORDS.match(text, place)
    return found.end() if found is not None else place


def known(names: Iterable[tuple[str, Kind | None]]) -> dict[str, Kind | None]:
    """Known names as they are compared; the first kind that is given of each counts."""
    made: dict[str, Kind | None] = {}
    for name, kind in names:
        if plain(name):
            made[plain(name)] = made.get(plain(name)) or kind
    return made
