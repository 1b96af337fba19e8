"""Text in the two languages of the model."""

from typing import Literal, TypeAlias

from attrs import field, frozen

from crmrules.errors import LanguageError, did_you_mean
from crmrules.expressions.accept import shown

Language: TypeAlias = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@frozen
class Text:
    """One text in English and Chinese."""

    en: str
    zh: str = field(default="")
    """Empty where nobody has written it: readers of Chinese then see the English."""

    def in_language(self, language: Language) -> str:
        """The text in one language. Raises `LanguageError` for any other than "en" and "zh"."""
        return self.zh or self.en if checked(language) == "zh" else self.en

    def __str__(self) -> str:
        return self.en


def plural(count: object, one: str, many: str) -> str:
    """The word that stands after a number in English: `one` after 1 alone."""
    return one if count == 1 and not isinstance(count, bool) else many


def units(count: object, unit: str) -> str:
    """A unit that is named in the plural, as it stands after a number: 1 month, 3 months."""
    return unit if unit.endswith("ss") else plural(count, unit.removesuffix("s"), unit)


def checked(language: Language) -> Language:
    """The language; raises `LanguageError` for any other than "en" and "zh"."""
    given: object = language
    if not isinstance(given, str) or given not in LANGUAGES:
        raise LanguageError.of("`language`", f"{shown(language)} is not known", did_you_mean(language, LANGUAGES))
    return language
