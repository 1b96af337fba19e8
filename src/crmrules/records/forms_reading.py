"""What a binding says of how values are written, for one fact or for all."""

from collections.abc import Callable, Mapping
from typing import Any

from crmrules.errors import Problem, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.records.day_form import BadForm, DayForm
from crmrules.records.forms import Forms
from crmrules.records.keys import key_of
from crmrules.records.moments import is_zone
from crmrules.records.number_form import DECIMALS, THOUSANDS, NumberForm

FORMS = ("unknown", "number", "day", "zone", "fold")
"""The keys that say how values are written."""

_NUMBER_KEYS = ("decimal", "thousands", "currency", "percent", "parentheses", "myriads")
_NUMBER = 'write it as { decimal = ",", thousands = ".", currency = "¥", percent = true, parentheses = "negative" }'
_NO_CURRENCY = frozenset("0123456789+-().,%％'’")
_MOST_CURRENCY = 12


def read_forms(path: str, table: Mapping[Any, Any], problems: list[Problem]) -> Forms:
    """The forms that a table gives; what is wrong with them is added to `problems`."""
    found = len(problems)
    unknown = _unknown(f"{path}, `unknown`", table.get("unknown"), problems)
    number = _number(f"{path}, `number`", table["number"], problems) if "number" in table else None
    day, zone = _day(path, table.get("day", False), table.get("zone", ""), problems)
    fold = table.get("fold")
    if fold is not None and not isinstance(fold, bool):
        problems.append(Problem(f"{path}, `fold`", f"{shown(fold)} is no boolean", "write true or false"))
    return Forms(unknown, number, day, zone, fold) if len(problems) == found else Forms()


def _unknown(path: str, given: object, problems: list[Problem]) -> tuple[str, ...] | None:
    if given is None:
        return None
    if isinstance(given, list | tuple) and all(isinstance(each, str | int | float) for each in given):
        return tuple(dict.fromkeys(map(key_of, given)))
    problems.append(Problem(path, f"{shown(given)} is no list of texts", 'write it as ["Select", "N/A"]'))
    return None


def _day(path: str, given: Any, zone: Any, problems: list[Problem]) -> tuple[tuple[DayForm, ...] | None, str]:
    if not isinstance(zone, str) or (zone and (given is False or given is None)) or not _is_day(given):
        remedy = 'write it as { column = "name", day = true, zone = "Asia/Shanghai" }'
        message = '`day` is true, false, a form such as "%d/%m/%Y" or a list of forms, and `zone` goes with it'
        problems.append(Problem(path, message, remedy))
        return None, ""
    if zone and not is_zone(zone):
        problems.append(Problem(f"{path}, `zone`", f"unknown zone {shown(zone)}", 'write it as "Asia/Shanghai"'))
    if given is False:
        return None, ""
    forms: list[DayForm] = []
    for text in () if given is True else (given,) if isinstance(given, str | DayForm) else given:
        try:
            forms.append(text if isinstance(text, DayForm) else DayForm(text))
        except BadForm as bad:
            problems.append(Problem(f"{path}, `day`", f"{shown(text)} {bad}", 'write it as "%d/%m/%Y"'))
    zoned = next((form for form in forms if form.one_of("z")), None)
    if zoned is not None and not zone:
        remedy = 'say in which zone its day is meant: `zone = "Asia/Shanghai"`'
        problems.append(Problem(f"{path}, `day`", f"{shown(zoned.text)} tells moments of a zone", remedy))
    return tuple(forms), zone


def _is_day(given: object) -> bool:
    if isinstance(given, list | tuple):
        return bool(given) and all(isinstance(each, str | DayForm) for each in given)
    return isinstance(given, bool | str | DayForm)


def _number(path: str, given: object, problems: list[Problem]) -> NumberForm | None:
    if isinstance(given, NumberForm):
        return given
    if not isinstance(given, Mapping):
        problems.append(Problem(path, f"{shown(given)} is no table", _NUMBER))
        return None
    table: Mapping[Any, Any] = given
    for key in table:
        if key not in _NUMBER_KEYS:
            problems.append(Problem(path, f"unknown key `{key}`", did_you_mean(str(key), _NUMBER_KEYS)))
    values = {
        "decimal": table.get("decimal", "."),
        "thousands": table.get("thousands", ""),
        "currency": table.get("currency", ()),
        "percent": table.get("percent", False),
        "parentheses": table.get("parentheses", ""),
        "myriads": table.get("myriads", False),
    }
    wrong = [(key, wanted) for key, (holds, wanted) in _HOLDS.items() if not holds(values[key])]
    problems += [Problem(f"{path}, `{key}`", f"{shown(values[key])} is none", wanted) for key, wanted in wrong]
    if not wrong and values["decimal"] == values["thousands"]:
        problems.append(Problem(path, "`decimal` and `thousands` are one sign", "give two"))
    if wrong:
        return None
    currency: Any = values["currency"]
    signs = (currency,) if isinstance(currency, str) else tuple(currency)
    negative = values["parentheses"] == "negative"
    return NumberForm(
        values["decimal"], values["thousands"], signs, values["percent"], negative, myriads=values["myriads"]
    )


def _is_currency(given: object) -> bool:
    signs = given if isinstance(given, list | tuple) else [given]
    return all(
        isinstance(each, str)
        and 0 < len(each) <= _MOST_CURRENCY
        and each.isprintable()
        and not any(letter.isspace() or letter in _NO_CURRENCY for letter in each)
        for each in signs
    )


_HOLDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "decimal": (lambda given: given in DECIMALS, 'write "." or ","'),
    "thousands": (lambda given: isinstance(given, str) and given in THOUSANDS, """write ",", ".", " " or "'\""""),
    "currency": (_is_currency, 'write a sign without digits, points or blanks, such as "¥", or a list of such'),
    "percent": (lambda given: isinstance(given, bool), "write true or false"),
    "parentheses": (lambda given: given in ("", "negative"), 'write "negative", or leave it out'),
    "myriads": (lambda given: isinstance(given, bool), "write true or false"),
}
"""What each key of a form of numbers may be, and what to write."""
