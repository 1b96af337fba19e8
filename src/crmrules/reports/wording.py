"""Values and sentences as people read them, in both languages."""

import datetime
from collections.abc import Mapping

from crmrules.definitions.templates import split
from crmrules.expressions.tree import Value
from crmrules.model.text import LANGUAGES, Language, Text

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
            return value


def fill(text: Text, values: Mapping[str, Value], language: Language) -> str:
    """A sentence with the values of its facts and parameters."""
    pieces = split(text.in_language(language))
    return "".join(
        piece.text + (say(values.get(piece.name), language, piece.spec) if piece.name else "") for piece in pieces
    )


def listed(words: list[str], language: Language) -> str:
    """Words as a list in a sentence."""
    return ("、" if language == "zh" else ", ").join(words)


def is_language(text: str) -> bool:
    """Whether a text names one of the languages."""
    return text in LANGUAGES
