"""Values and sentences as people read them, in both languages."""

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from crmrules.definitions.base import Definition
from crmrules.definitions.parts import Parameter
from crmrules.definitions.templates import split
from crmrules.errors import printable
from crmrules.expressions.numbers import LEAST_SHOWN, in_digits, rounded
from crmrules.expressions.tree import Value
from crmrules.model.text import Language, Text

_WORDS: dict[Language, dict[object, str]] = {
    "en": {None: "unknown", True: "true", False: "false"},
    "zh": {None: "未知", True: "是", False: "否"},
}
_ORIGINS = {
    "source": Text("as the source states", "原文所述"),
    "default": Text("a default", "默认值"),
    "own": Text("your own", "自定"),
}
_READING = Text("Reading of the source: {reading}", "对原文的理解：{reading}")
_STALE = Text("Numbers older than the policy allows: {names}", "已超过策略规定期限的参数：{names}")


def say(value: Value, language: Language, spec: str = "") -> str:
    """A value in words; an unknown one is said to be so, whatever its format."""
    match value:
        case None | bool():
            return _WORDS[language][value]
        case int():
            return format(value, spec) if spec else str(value)
        case float() | Fraction() if spec.endswith(("f", "%")):
            return rounded(value, spec)
        case float() if not value:  # minus zero is 0
            return format(0.0, spec or "g")
        case float():
            return format(value, spec) if spec else f"{value:.{LEAST_SHOWN}g}"
        case Fraction():
            return format(float(value), spec) if spec else in_digits(value, LEAST_SHOWN)
        case datetime.date():
            return value.isoformat()
        case str():
            return printable(value)


def fill(text: Text, values: Mapping[str, Value], language: Language) -> str:
    """A sentence with the values of its facts and parameters."""
    pieces = split(text.in_language(language))
    return "".join(
        piece.text + (say(values.get(piece.name), language, piece.spec) if piece.name else "") for piece in pieces
    )


def pattern(text: Text, parameters: Mapping[str, Value], language: Language) -> str:
    """A sentence that is said of many: its parameters with their values, and a gap for what each has of its own."""
    pieces = split(text.in_language(language))
    named = ((piece.text, piece.name, piece.spec) for piece in pieces)
    return "".join(
        before + (say(parameters[name], language, spec) if name in parameters else "…" if name else "")
        for before, name, spec in named
    )


def filled(text: Text, values: Mapping[str, Value]) -> Text:
    """A sentence with the values of its facts and parameters, in both languages."""
    return Text(fill(text, values, "en"), fill(text, values, "zh") if text.zh else "")


def origin_of(parameter: Parameter, language: Language) -> str:
    """Where a number comes from, in words."""
    return _ORIGINS[parameter.origin or "own"].in_language(language)


def read_as(reading: Text | None, language: Language) -> Iterator[str]:
    """How a part of a policy reads its source, where the source leaves it open."""
    if reading is not None:
        yield _READING.in_language(language).format(reading=reading.in_language(language))


def stale(definition: Definition, as_of: datetime.date | None, language: Language) -> Iterator[str]:
    """A warning where the last dated value of a number is older than the policy allows."""
    names = list(definition.stale_on(as_of))
    if names:
        yield _STALE.in_language(language).format(names=listed(names, language))


def listed(words: list[str], language: Language) -> str:
    """Words as a list in a sentence."""
    return ("、" if language == "zh" else ", ").join(words)
