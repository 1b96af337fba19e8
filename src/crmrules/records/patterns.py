"""Patterns that Python and every library of frames read alike: classes, groups and counts, nothing that looks back."""

from collections.abc import Iterable

from crmrules.expressions.accept import BLANKS

_SPECIAL = frozenset("\\.+*?()|[]{}^$")

AROUND = f"[{BLANKS}]*"
"""What may stand around a text without being part of it."""


def literally(text: str, *, fold: bool = False) -> str:
    """The pattern of a text itself, and where it is to `fold` of every text alike without regard to case."""
    return "".join(map(_either if fold else _escaped, text))


def any_of(patterns: Iterable[str]) -> str:
    """The pattern of what one of some patterns matches."""
    return f"(?:{'|'.join(patterns)})"


def folded(text: str) -> str:
    """A text without regard to case, letter by letter: those without exactly one counterpart stay what they are."""
    return "".join(map(_small, text))


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 and small.upper() == letter else letter


def _either(letter: str) -> str:
    small = _small(letter)
    large = small.upper()
    both = len(large) == 1 and _small(large) == small and large != small
    return f"[{small}{large}]" if both else _escaped(small)


def _escaped(letter: str) -> str:
    return f"\\{letter}" if letter in _SPECIAL else letter
