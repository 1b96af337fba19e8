"""Values and sentences as people read them, in both languages."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crmrules.definitions.templates import split
from crmrules.engines.interpreter import values_of
from crmrules.errors import printable
from crmrules.expressions.tree import Value
from crmrules.model.text import Language, Text

if TYPE_CHECKING:
    from crmrules.decision import Decision

_WORDS: dict[Language, dict[object, str]] = {
    "en": {None: "unknown", True: "true", False: "false"},
    "zh": {None: "未知", True: "是", False: "否"},
}


def say(value: Value, language: Language, spec: str = "") -> str:
    """A value in words; an unknown one is said to be so, whatever its format."""
    match value:
        case None | bool():
            return _WORDS[language][value]
        case int() | float():
            return format(value, spec) if spec else f"{value:.10g}" if isinstance(value, float) else str(value)
        case datetime.date():
            return value.isoformat()
        case _:
            return printable(value)


def fill(text: Text, values: Mapping[str, Value], language: Language) -> str:
    """A sentence with the values of its facts and parameters."""
    pieces = split(text.in_language(language))
    return "".join(
        piece.text + (say(values.get(piece.name), language, piece.spec) if piece.name else "") for piece in pieces
    )


def filled(text: Text, decision: "Decision") -> Text:
    """A sentence with the values of a decision, in both languages."""
    values = values_of(decision.definition, decision.stored, decision.as_of)
    return Text(fill(text, values, "en"), fill(text, values, "zh") if text.zh else "")


def listed(words: list[str], language: Language) -> str:
    """Words as a list in a sentence."""
    return ("、" if language == "zh" else ", ").join(words)
