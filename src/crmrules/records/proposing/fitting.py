"""How the values of a column could be those of a fact: what a binding has to say of them, and what is not certain."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.records import day_form, number_form
from crmrules.records.cells import read_cell
from crmrules.records.forms import Forms
from crmrules.records.placeholders import answers_no
from crmrules.records.proposing.seen import MOST_TEXTS, Seen

MOST_MAPPED = 40
"""How many values of a column a map of `values` is made of."""

_MOST_TRIED, _MOST_TOLD = 200, 3


@frozen
class Fit:
    """How a column could be read as a fact."""

    entry: Mapping[str, Any]
    """What a binding says of it, beside the name of the column."""
    open: tuple[str, ...] = field(default=())
    """The values whose meaning is to be given."""
    doubt: str = field(default="")
    """Why it is not certain that it is so."""


def fit(seen: Seen, type_: Type, unknown: Iterable[str]) -> Fit | None:
    """How a column could be read as a type, where some values mean unknown; None where it could not."""
    texts = _answers(seen, unknown)
    if not texts:
        return None
    if type_.kind is Kind.DATE and seen.moments:
        return Fit({"day": True})
    found = _as_it_stands(texts, type_) or _by_forms(texts, type_) or _by_values(texts, type_) or _mostly(texts, type_)
    if found is not None and seen.distinct > MOST_TEXTS and not found.doubt:
        return Fit(found.entry, found.open, f"only its {MOST_TEXTS:,} most frequent values were looked at")
    return found


def _as_it_stands(texts: Sequence[str], type_: Type) -> Fit | None:
    return Fit({}) if _read(texts, type_, Forms()) is not None else None


def _forms(type_: Type) -> list[Forms]:
    """The forms in which numbers, or days, are commonly written; none for other types."""
    if type_.numeric:
        return [Forms(number=form) for form in number_form.COMMON]
    if type_.kind is Kind.DATE:
        return [Forms(day=(form,), zone="UTC" if form.one_of("z") else "") for form in day_form.COMMON]
    return []


def _by_forms(texts: Sequence[str], type_: Type) -> Fit | None:
    """How texts are written as numbers or days: the first form that reads all, in doubt where another reads more."""
    ways = [(form, read) for form in _forms(type_) if (read := _read(texts, type_, form)) is not None]
    if not ways:
        return None
    first, values = ways[0]
    if first.zone:
        return Fit(_entry(first), doubt="say in which zone its days are meant")
    other = next((form for form, read in ways if read != values), None)
    if other is None:
        return Fit(_entry(first))
    said = other.number if other.number else f'"{other.day[0].text}"' if other.day else ""
    return Fit(_entry(first), doubt=f"its values could be written as {said}, too")


def _mostly(texts: Sequence[str], type_: Type) -> Fit | None:
    """How most texts are written, where others are notes, or were mistyped."""
    if not _forms(type_):
        return None
    looked = texts[:_MOST_TRIED]
    ways = [
        (form, [text for text in looked if _read([text], type_, form) is None]) for form in [Forms(), *_forms(type_)]
    ]
    form, strange = min(ways, key=lambda way: len(way[1]))
    if 2 * len(strange) > len(looked):
        return None
    told = ", ".join(map(shown, strange[:_MOST_TOLD]))
    more = f" and {len(strange) - _MOST_TOLD:,} more" if len(strange) > _MOST_TOLD else ""
    return Fit(_entry(form), doubt=f"mend what is not written so, or list it under `unknown`: {told}{more}")


def by_values(seen: Seen, type_: Type, unknown: Iterable[str]) -> Fit | None:
    """What a binding says of the values of a column one by one; None where they are too many, or days or numbers."""
    return _by_values(_answers(seen, unknown), type_)


def _answers(seen: Seen, unknown: Iterable[str]) -> list[str]:
    """The values of a column without those that mean unknown."""
    silent = {*unknown}
    return [text for text in seen.texts if text not in silent or answers_no(text, seen.texts)]


def _entry(forms: Forms) -> dict[str, Any]:
    """What a binding says of a form, and of the zone of one that has such; nothing for values as they stand."""
    if forms.number:
        return {"number": _number_entry(forms)}
    return {"day": forms.day[0].text, **({"zone": forms.zone} if forms.zone else {})} if forms.day else {}


def _number_entry(forms: Forms) -> dict[str, Any]:
    form = forms.number
    assert form is not None
    entry: dict[str, Any] = {} if form.decimal == "." else {"decimal": form.decimal}
    entry |= {"thousands": form.thousands} if form.thousands else {}
    entry |= {"currency": form.currency[0]} if form.currency else {}
    entry |= {"percent": True} if form.percent else {}
    entry |= {"parentheses": "negative"} if form.parentheses else {}
    return entry | ({"myriads": True} if form.myriads else {})


def _read(texts: Iterable[str], type_: Type, forms: Forms) -> list[Value] | None:
    """What texts are by some forms; None where one of them is not of the type."""
    found: list[Value] = []
    for text in texts:
        try:
            found.append(forms.read(text, type_, read_cell))
        except Refused:
            return None
    return found


def _by_values(texts: Sequence[str], type_: Type) -> Fit | None:
    """What texts mean that are no values of the type, but few."""
    if type_.numeric or type_.kind is Kind.DATE or len(texts) > MOST_MAPPED:
        return None
    known: Mapping[str, object] = _YES_NO
    if type_.kind is not Kind.BOOL:
        known = {value.casefold(): value for value in type_.values}
    values = {text: known[text.casefold()] for text in texts if text.casefold() in known}
    open_ = tuple(text for text in texts if text not in values)
    return Fit({"values": values}, open_, "say what its values mean" if open_ else "")


_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "1", "是", "有", "对", "ja", "oui", "sí", "si"), True),
    **dict.fromkeys(("no", "n", "false", "0", "否", "无", "没有", "不是", "nein", "non"), False),
}
"""What says yes and no."""
