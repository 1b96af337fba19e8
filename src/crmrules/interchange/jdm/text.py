"""A text of zen that is read from left to right: signs, words, constants, and what is said where others are needed."""

import re

from attrs import define, field

from crmrules.errors import ExpressionError
from crmrules.expressions.tree import Value
from crmrules.interchange.feel.literals import number_of
from crmrules.interchange.jdm.zen import MOST_DIGITS

_BLANKS = re.compile(r"[ \t\r\n\u00a0\u3000]*")
_NUMBER = re.compile(r"(\d[\d_]*)(?:(?=\.\.)|\.?([\d_]*)(?:e([+-]?\d{1,3}))?(?![\w.]))", re.ASCII)
_TEXT = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_WORD = re.compile(r"not in\b|\w+")
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None}


@define
class ZenText:
    """A text, and how far it is read."""

    text: str
    at: int = field(default=0)

    def end(self, wanted: str) -> None:
        """That nothing is left."""
        self.blanks()
        if self.at < len(self.text):
            raise self.unexpected(wanted)

    def constant(self) -> Value:
        """A number, a text, `true`, `false` or `null`, in parentheses or not."""
        opened = 0
        while self.sign("("):
            opened += 1
        value = self._constant()
        for _ in range(opened):
            self.need(")")
        return value

    def _constant(self) -> Value:
        self.blanks()
        column = self.at + 1
        text = _TEXT.match(self.text, self.at)
        if text is not None:
            self.at = text.end()
            return text.group()[1:-1]
        sign = -1 if self.sign("-") else 1
        self.blanks()
        number = _NUMBER.match(self.text, self.at)
        if number is not None:
            self.at = number.end()
            return sign * _number(number, column)
        word = self.word()
        if sign < 0 or word not in _WORDS:
            raise self.unexpected("a constant")
        self.at += len(word)
        return _WORDS[word]

    @property
    def is_constant(self) -> bool:
        """Whether a text, a number without a sign, or a word that stands for itself comes next."""
        self.blanks()
        begins = _TEXT.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
        return begins is not None or self.word() in _WORDS

    def blanks(self) -> None:
        """Pass over what is blank."""
        found = _BLANKS.match(self.text, self.at)
        self.at = found.end() if found is not None else self.at

    def sign(self, sign: str) -> bool:
        """Whether a sign comes next, which is passed over."""
        self.blanks()
        there = self.text.startswith(sign, self.at)
        self.at += len(sign) if there else 0
        return there

    def need(self, sign: str) -> None:
        """Pass over a sign that must come next."""
        if not self.sign(sign):
            raise self.unexpected(f"`{sign}`")

    def word(self) -> str:
        """The word that comes next; empty where none does."""
        self.blanks()
        found = _WORD.match(self.text, self.at)
        return found.group() if found is not None else ""

    def joint(self, word: str) -> bool:
        """Whether a word comes next, which is passed over."""
        there = self.word() == word
        self.at += len(word) if there else 0
        return there

    def unexpected(self, wanted: str) -> ExpressionError:
        """That something else is needed than what comes."""
        self.blanks()
        if self.at >= len(self.text):
            return self.said(f"ends where {wanted} is needed")
        return self.said(f"unexpected `{self.word() or self.text[self.at]}`", f"{wanted} is needed")

    def said(self, message: str, remedy: str = "") -> ExpressionError:
        """Something that is wrong where reading has come to."""
        return ExpressionError.of(f"column {self.at + 1}", message, remedy)


def _number(found: "re.Match[str]", column: int) -> int | float:
    """The number that is written; raises `ExpressionError` for one that zen cannot hold."""
    whole, places, power = (each.replace("_", "") if each else "" for each in found.groups())
    if len(whole) + len(places) > MOST_DIGITS or len(places) - int(power or 0) > MOST_DIGITS:
        raise ExpressionError.of(f"column {column}", f"number {found.group()} has more than {MOST_DIGITS} digits")
    return number_of(f"{whole}{'.' if places else ''}{places}{'e' if power else ''}{power}", column)
