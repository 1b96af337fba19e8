"""Sentences in both languages, with words and numbers in the places of their placeholders."""

from collections.abc import Mapping
from decimal import Decimal
from string import Formatter
from typing import TypeAlias

from attrs import frozen

from crmrules.expressions.numbers import rounded
from crmrules.model.text import Language, Text, plural
from crmrules.reports.document import Prose, Word, words

Part: TypeAlias = Prose | int | float | Decimal


@frozen
class Sentences:
    """The sentences of a report, each by its key."""

    texts: Mapping[str, Text]

    def __call__(self, key: str, language: Language, **parts: Part) -> Prose:
        """A sentence; numbers take the format that its placeholder gives, words keep their style.

        A placeholder such as ``{count:customer|customers}`` stands for the word that belongs to a number.
        """
        return filled(self.texts[key], language, **parts)


def _number(number: int | float | Decimal, spec: str) -> str:
    one, bar, many = spec.partition("|")
    if bar:
        return plural(number, one, many)
    return rounded(number, spec) if isinstance(number, float) and spec.endswith(("f", "%")) else format(number, spec)


def filled(text: Text, language: Language, **parts: Part) -> Prose:
    """A sentence of ours with what belongs in the places of its placeholders."""
    found: list[str | Word] = []
    for said, name, spec, _ in Formatter().parse(text.in_language(language)):
        found += [said] if said else []
        if name is not None:
            part = parts[name]
            found += words(part if isinstance(part, (str, Word, tuple)) else _number(part, spec or ""))
    plain = [each if isinstance(each, str) else each.text for each in found]
    is_plain = all(isinstance(each, str) or each == Word(each.text) for each in found)
    return "".join(plain) if is_plain else tuple(found)
