"""A text of FEEL that is read from left to right: signs, words, and what is said where others are needed."""

import re
from collections.abc import Callable
from typing import TypeVar

from attrs import define, field

from crmrules.errors import ExpressionError
from crmrules.expressions.operators import ComparisonOperator
from crmrules.interchange.feel.names import WORDS, function_at, word_at

T = TypeVar("T")

MAX_DEPTH = 40
MAX_STEPS = 20_000
"""How many parts are looked at: where a bracket can begin two things, what is in it is read twice."""

_SKIPPED = re.compile(r"(?:[\s\u3000\ufeff]|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)*+")
"""Blanks and comments."""
_OTHER_QUOTES = frozenset("'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\uff02")
_COMPARISONS: tuple[tuple[str, ComparisonOperator], ...] = (
    *(("<=", "<="), (">=", ">="), ("!=", "!="), ("<", "<"), (">", ">"), ("=", "==")),
)


def skipped(text: str, place: int) -> int:
    """Where what stands at a place begins, after blanks and comments."""
    found = _SKIPPED.match(text, place)
    return found.end() if found is not None else place


@define
class Cursor:
    """A place in a text; blanks and comments before a sign are passed over."""

    text: str
    at: int = field(default=0, kw_only=True)
    depth: int = field(default=0, kw_only=True)
    steps: int = field(default=0, kw_only=True)

    @property
    def ended(self) -> bool:
        """Whether nothing is left but blanks and comments."""
        self.blanks()
        return self.at >= len(self.text)

    def blanks(self) -> None:
        self.at = skipped(self.text, self.at)

    def sign(self, sign: str) -> bool:
        self.blanks()
        there = self.text.startswith(sign, self.at)
        if there:
            self.at += len(sign)
        return there

    def one_of(self, signs: str) -> str | None:
        return next((sign for sign in signs if self.sign(sign)), None)

    def operator(self) -> ComparisonOperator | None:
        return next((operator for sign, operator in _COMPARISONS if self.sign(sign)), None)

    def word(self, word: str) -> bool:
        self.blanks()
        end = self.at + len(word)
        there = self.text.startswith(word, self.at) and not self.text[end : end + 1].replace("_", "a").isalnum()
        if there:
            self.at = end
        return there

    def calls(self, word: str) -> bool:
        self.blanks()
        return (called := function_at(self.text, self.at)) is not None and called[0] == word

    def need(self, sign: str) -> None:
        if not self.sign(sign):
            raise self.unexpected(f"`{sign}`")

    def deeper(self, part: Callable[[], T]) -> T:
        self.depth, self.steps = self.depth + 1, self.steps + 1
        if self.depth > MAX_DEPTH or self.steps > MAX_STEPS:
            raise self.said(f"is nested too deeply to be read: {MAX_DEPTH} deep is the most")
        try:
            return part()
        finally:
            self.depth -= 1

    def unexpected(self, wanted: str = "") -> ExpressionError:
        if self.ended:
            return self.said(f"ends where {wanted or 'a value'} is needed")
        remedy = f"{wanted} is needed" if wanted else ""
        word = word_at(self.text, self.at)
        if word.split()[:1] and word.split()[0] in WORDS:
            if word.split()[0] in ("and", "or") and not remedy:
                remedy = "each side of it says what it tests, as in `? > 2 and ? < 5`"
            return self.said(f"`{word.split()[0]}` is no part of S-FEEL that can be said here", remedy)
        if self.text[self.at] in _OTHER_QUOTES and not remedy:
            remedy = 'a text is written "so"'
        return self.said(f"unexpected `{word or self.text[self.at]}`", remedy)

    def said(self, message: str, remedy: str = "") -> ExpressionError:
        return ExpressionError.of(f"column {self.at + 1}", message, remedy)
