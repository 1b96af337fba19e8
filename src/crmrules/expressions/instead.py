"""What to write instead of what is no expression, in the language's own words.

Python's grammar only says that a text is none, in words about Python that differ from version to version. Here the
signs of the text are looked at once more, for what people write who come from SQL, spreadsheets or Python.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from keyword import iskeyword
from typing import TypeAlias

from attrs import frozen

from crmrules.expressions.functions import FUNCTIONS


@frozen
class Token:
    """A sign of a text: a name, a number, a text in quotes, or an operator."""

    kind: str
    text: str
    at: int
    """Where it begins, from 0."""

    @property
    def is_operand(self) -> bool:
        """Whether it stands for a value, and is no word of the language."""
        return self.kind != "sign" and self.text not in _WORDS


Told: TypeAlias = tuple[int, str]
"""Where something is wrong, from 0, and what to write instead."""

_WORDS = ("and", "or", "not", "in", "is", "if", "else")
_JOINING = ("and", "or", "not", "in")
_BRANCHES = ("if", "then", "else", "case", "when", "elif", "end")
_DAY = re.compile(r"\d{4}([-/])\d{1,2}\1\d{1,2}")
NO_DAYS = "give the day a name under [parameters], or compare with `as_of`, the day decided for"
_NULLS = ("null", "none", "nil", "na", "nan")


def instead(text: str, tokens: Sequence[Token], columns: bool) -> Told:
    """Where a text stops being an expression, and what to write instead; no remedy where none is known.

    `columns` says that names stand for columns, which may be called anything.
    """
    for look in (_null, _between, _other_case, _other_sign, _zeros, _branch, _parentheses, _function):
        told = look(text, tokens)
        if told is not None:
            return told
    return _keyword(tokens, columns) or _side_by_side(text, tokens, columns) or _lonely(tokens) or (0, "")


def day_among(tokens: Sequence[Token]) -> Token | None:
    """The first number of a day that is written like a difference: no condition holds a day."""
    for place, first in enumerate(tokens):
        parts = tokens[place : place + 5]
        text = "".join(each.text for each in parts)
        if (
            first.kind == "number"
            and _DAY.fullmatch(text)
            and parts[-1].at + len(parts[-1].text) - first.at == len(text)
        ):
            return first
    return None


def null_instead(operand: str, negated: bool) -> str:
    """What to write in place of ``is null``, or ``is not null``."""
    return f"write `{'' if negated else 'not '}known({operand})`"


def is_null(word: str) -> bool:
    """Whether a word stands for "unknown" where people come from."""
    return word.lower() in _NULLS


def named_column(name: str) -> str:
    """How a column is read whose name is no plain word."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'column("{escaped}")'


def _null(_: str, tokens: Sequence[Token]) -> Told | None:
    for place, each in enumerate(tokens):
        if each.text.lower() != "is" or place == 0:
            continue
        after = [token.text.lower() for token in tokens[place + 1 : place + 3]]
        negated = after[:1] == ["not"]
        if any(map(is_null, after[negated : negated + 1])):
            return each.at, null_instead(tokens[place - 1].text, negated)
    return None


def _between(_: str, tokens: Sequence[Token]) -> Told | None:
    for place, each in enumerate(tokens):
        if each.text.lower() != "between":
            continue
        negated = place > 0 and tokens[place - 1].text.lower() == "not"
        before, after = tokens[: place - negated], tokens[place + 1 : place + 4]
        value = before[-1].text if before else "value"
        low, high = "low", "high"
        if len(after) == 3 and after[1].text.lower() == "and":
            low, high = after[0].text, after[2].text
        chain = f"{low} <= {value} <= {high}"
        return each.at, f"write `not ({chain})`" if negated else f"write `{chain}`"
    return None


def _other_case(_: str, tokens: Sequence[Token]) -> Told | None:
    found = next((each for each in tokens if each.text != each.text.lower() in _JOINING), None)
    return None if found is None else (found.at, f"write `{found.text.lower()}`")


def _other_sign(text: str, tokens: Sequence[Token]) -> Told | None:
    for one, other in pairwise(tokens):
        if (one.text, other.text) == ("<", ">") and other.at == one.at + 1:
            return one.at, "write `!=`"
    return None


def _zeros(_: str, tokens: Sequence[Token]) -> Told | None:
    found = next((each for each in tokens if each.kind == "number" and re.match(r"0\d", each.text)), None)
    return None if found is None else (found.at, f"write `{found.text.lstrip('0') or 0}`, without zeros before it")


def _branch(_: str, tokens: Sequence[Token]) -> Told | None:
    found = next((each for each in tokens if each.kind == "name" and each.text.lower() in _BRANCHES), None)
    return None if found is None else (found.at, f"there is no `{found.text}`: each rule is one condition")


def _parentheses(_: str, tokens: Sequence[Token]) -> Told | None:
    open_: list[int] = []
    for each in tokens:
        if each.text == "(":
            open_.append(each.at)
        elif each.text == ")" and not open_:
            return each.at, "this parenthesis closes nothing"
        elif each.text == ")":
            open_.pop()
    return (open_[-1], "this parenthesis is not closed") if open_ else None


def _function(_: str, tokens: Sequence[Token]) -> Told | None:
    for one, other in pairwise(tokens):
        if one.text in FUNCTIONS and other.is_operand:
            return one.at, f"write `{one.text}(...)`"
    return None


def _keyword(tokens: Sequence[Token], columns: bool) -> Told | None:
    for each in tokens:
        if each.kind == "name" and iskeyword(each.text) and each.text not in _WORDS:
            remedy = f"`{each.text}` can be no name"
            return each.at, f"{remedy}; a column is read as `{named_column(each.text)}`" if columns else remedy
    return None


def _side_by_side(text: str, tokens: Sequence[Token], columns: bool) -> Told | None:
    """Two values with nothing between them: a column's name with a blank in it, perhaps."""
    for place, (one, other) in enumerate(pairwise(tokens)):
        if not (one.is_operand and other.is_operand):
            continue
        if not columns:
            return other.at, f"something is missing before `{other.text}`, such as `and`"
        last = place + 1
        while last + 1 < len(tokens) and tokens[last + 1].is_operand:
            last += 1
        after = [each.text for each in tokens[last + 1 : last + 4]]
        last += 3 if len(after) == 3 and after[::2] == ["(", ")"] else 0
        name = text[one.at : tokens[last].at + len(tokens[last].text)]
        return one.at, f"a column with blanks in its name is read as `{named_column(name)}`"
    return None


def _lonely(tokens: Sequence[Token]) -> Told | None:
    """An operator without a value on one of its sides."""
    for one, other in zip([Token("sign", "(", 0), *tokens], [*tokens, Token("sign", ")", 0)], strict=True):
        starts = (one.kind == "sign" and one.text != ")") or one.text in _WORDS
        if starts and other.text in ("and", "or", "in", "==", "!=", "<", "<=", ">", ">=", "*", "/", ","):
            return other.at, f"something is missing before `{other.text}`"
        if starts and other.text == ")" and one.text not in ("(", ","):
            return one.at, f"something is missing after `{one.text}`"
    return None
