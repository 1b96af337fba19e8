"""Errors: one class for each thing a user can fix.

Every error carries its `problems`, each with the path to the offending value, what is wrong with it, and the
remedy where one is known; several problems of one input are collected and reported at once.
"""

import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Self
from unicodedata import category

from attrs import field, frozen

SHOWN = 100
"""How many problems a message prints; the others are counted, and all stay in `problems`."""

_LONG = re.compile(r"`[^`]{200,}`|\S{400,}")
"""What no name is, whatever a file holds: it is cut where it is told."""

_MOST_TOLD = 57

_JOINTS = re.compile(r"[\s_-]+")


@frozen
class Problem:
    """One thing that is wrong, as ``path: message; remedy``."""

    path: str
    """Where: a policy, rule and key, or a file, row and column."""
    message: str
    """What is wrong, with the value."""
    remedy: str = field(default="")
    """What to do about it, where that is known."""

    def under(self, path: str) -> "Problem":
        """The same problem, seen from further out."""
        return Problem(", ".join(part for part in (path, self.path) if part), self.message, self.remedy)

    def __str__(self) -> str:
        said = f"{self.path}: {self.message}" if self.path else self.message
        return printable(_LONG.sub(_cut, "; ".join(part for part in (said, self.remedy) if part)))


def _cut(long: re.Match[str]) -> str:
    quote = "`" if long[0].startswith("`") else ""
    return f"{long[0][: _MOST_TOLD + len(quote)]}...{quote}"


def printable(text: str) -> str:
    """Text with escapes in place of what would move a terminal's cursor or hide: data may hold anything."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each == "\u3000" else repr(each)[1:-1] for each in text)


class CrmRulesError(Exception):
    """Base of every error the library raises."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @classmethod
    def of(cls, path: str, message: str, remedy: str = "") -> Self:
        """The error of a single problem."""
        return cls([Problem(path, message, remedy)])

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"and {len(self.problems) - SHOWN} more")
        return "\n".join(lines)


class PolicyError(CrmRulesError):
    """A policy is not well formed: its text, a key, a name, a type, an example."""


class ExpressionError(PolicyError):
    """An expression is not of the rule language."""


class UnknownPolicyError(CrmRulesError):
    """No policy of that id is in the catalogue."""


class RecordError(CrmRulesError):
    """A record, or a row of a file, holds a value its fact cannot take, or none of the policy's facts."""


class BindingError(CrmRulesError):
    """A binding names a column, a fact or a value that is not there."""


class ConflictError(CrmRulesError):
    """Rules that promise not to contradict each other (*unique*, *any*) do so on a record."""


class AsOfError(CrmRulesError):
    """A policy that depends on time was asked without a date, or for a day before its first value."""


class FileError(CrmRulesError):
    """A file cannot be read or written as asked."""


class LanguageError(CrmRulesError):
    """Texts are asked for in a language nobody has written them in."""


class EngineError(CrmRulesError):
    """An engine is not installed, or cannot run what a policy asks of it."""


@contextmanager
def under(path: str, of: type[CrmRulesError] = CrmRulesError) -> Generator[None, None, None]:
    """Adds an outer path to the problems of an error that passes through, where it is one `of` a class."""
    try:
        yield
    except of as error:
        raise type(error)(problem.under(path) for problem in error.problems) from None


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """The remedy for a misspelt word: the nearest known one, or else the list of them when it is short."""
    words = list(dict.fromkeys(known))
    near = nearest(word, words)
    if near is not None:
        return f"did you mean `{near}`?"
    if 0 < len(words) <= 12:
        return "known are " + ", ".join(f"`{each}`" for each in words)
    return ""


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that a misspelt one was meant for; None where none is near.

    Case does not count, nor do marks that nobody sees, nor whether words are joined by blanks, hyphens or underscores.
    """
    if not isinstance(word, str):
        return None
    from difflib import get_close_matches

    alike: dict[str, str] = {}
    for each in known:
        alike.setdefault(_plain(each), each)
    near = get_close_matches(_plain(word), alike, n=1, cutoff=0.6)
    return alike[near[0]] if near else None


def _plain(word: str) -> str:
    """A word as people compare it."""
    seen = "".join(each for each in word if category(each) != "Cf")
    return _JOINTS.sub("_", seen.strip().casefold())
