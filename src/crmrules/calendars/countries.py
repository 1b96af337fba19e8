"""What the library `holidays` says of a country: its days off, its make-up working days, and how far it knows them."""

import datetime
import warnings
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from attrs import frozen

from crmrules.errors import did_you_mean
from crmrules.expressions.accept import shown
from crmrules.extras import needed
from crmrules.model.text import Text

_ENGLISH, _CHINESE = ("en_US", "en_GB"), "zh_CN"


class NoCountry(Exception):
    """A country or subdivision that the library does not know, with what was meant."""

    def __init__(self, key: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.key, self.message, self.remedy = key, message, remedy


@frozen(eq=False)
class Country:
    """The days of a country, or of a subdivision of it, in all years that the library knows."""

    library: Any
    """Answers what is a weekend: some countries have changed theirs."""
    holidays: Mapping[datetime.date, Text]
    workdays: frozenset[datetime.date]
    """Days of a weekend that are worked in exchange for a holiday, by announcement of the year."""
    known: frozenset[int]
    """The years whose holidays the library knows."""
    announced: int | None
    """The last year whose exchanged days are announced; None for a country that exchanges none."""
    estimated: frozenset[int]
    """The years in which a holiday hangs on the moon and is only estimated."""

    def is_weekend(self, day: datetime.date) -> bool:
        """Whether a day lies in the weekend of the country, as it was on that day."""
        return bool(self.library.is_weekend(day))


@cache
def country_of(code: str, subdivision: str) -> Country:
    """What is known of a country; raises `NoCountry`, and `EngineError` where the library is not installed.

    All years are read at once: the library's own way of adding them on demand is not safe among threads.
    """
    library = _library()
    _check(library, code, subdivision)
    bare = library.country_holidays(code)
    tongues: tuple[str, ...] = bare.supported_languages
    english = _holidays(bare, subdivision, next((each for each in _ENGLISH if each in tongues), bare.default_language))
    chinese = _holidays(bare, subdivision, _CHINESE) if _CHINESE in tongues else None
    moon = english.tr(getattr(english, "estimated_label", "")).replace("%s", "").strip()
    announcements = getattr(english, "special_public_holidays", {})
    return Country(
        english,
        {day: Text(name, "" if chinese is None else chinese.get(day, "")) for day, name in english.items()},
        frozenset(english.weekend_workdays),
        _known(bare),
        max(announcements) if english.has_substituted_holidays and announcements else None,
        frozenset(day.year for day, name in english.items() if moon and moon in name),
    )


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec("holidays") is not None


def _library() -> ModuleType:
    with needed("calendar"):
        import holidays
    return holidays


def _check(library: Any, code: str, subdivision: str) -> None:
    known: Mapping[str, list[str]] = library.list_supported_countries()
    if code not in known or len(code) != 2:
        raise NoCountry("country", f"unknown country {shown(code)}", _meant(code, list(known)))
    places = [*known[code], *library.country_holidays(code).subdivisions_aliases]
    if subdivision and subdivision not in places:
        remedy = did_you_mean(subdivision, places) if places else "leave it out: no part of it has holidays of its own"
        raise NoCountry("subdivision", f"unknown subdivision {shown(subdivision)} of {code}", remedy)


def _meant(code: str, known: list[str]) -> str:
    """The code that was meant: by the name of a country, or by a code in other letters."""
    from holidays.registry import COUNTRIES

    names = {name.replace("_", " "): codes[1] for name, codes in COUNTRIES.items()}
    names |= {codes[2].casefold(): codes[1] for codes in COUNTRIES.values()}
    by_name = names.get(code.casefold().replace("_", " "))
    if by_name is not None:
        return f"did you mean `{by_name}`?"
    if code.upper() in known and len(code) == 2:
        return f"did you mean `{code.upper()}`?"
    return "give the two letters of ISO 3166, such as CN"


def _holidays(bare: Any, subdivision: str, language: str | None) -> Any:
    """The country with all its years; without a language the library would take that of the machine."""
    with warnings.catch_warnings(action="ignore"):  # of years it does not know: see `_known`
        return type(bare)(subdiv=subdivision or None, years=_years(bare), language=language)


def _known(bare: Any) -> frozenset[int]:
    """The years of a country for which the library does not warn that it lacks holidays."""
    years = _years(bare)
    return frozenset(years if not _warns(bare, years) else (year for year in years if not _warns(bare, year)))


def _warns(bare: Any, years: object) -> bool:
    with warnings.catch_warnings(record=True, action="always") as found:
        type(bare)(years=years)
    return bool(found)


def _years(bare: Any) -> range:
    return range(bare.start_year, bare.end_year + 1)
