"""A calendar: business days, the day so many of them later, and whether that can still change."""

import datetime
from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from crmrules.calendars.countries import Country, NoCountry, country_of, is_installed
from crmrules.errors import PolicyError, Problem
from crmrules.model.text import Text


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEKDAYS = tuple(Weekday)
_NAMES = (
    Text("Monday", "星期一"),
    Text("Tuesday", "星期二"),
    Text("Wednesday", "星期三"),
    Text("Thursday", "星期四"),
    Text("Friday", "星期五"),
    Text("Saturday", "星期六"),
    Text("Sunday", "星期日"),
)
_SATURDAY = 5

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
"""The days between which business days are counted: nobody knows holidays before them or after them."""


@frozen
class CalendarDay:
    """What a calendar says of one day."""

    day: datetime.date
    is_business_day: bool
    because: Text
    """Why: the name of the holiday, the day of the week, or that the company says so."""
    provisional: Text | None
    """Why it may still change; None where it is settled."""


@frozen
class Reached:
    """The day so many business days from another."""

    day: datetime.date
    provisional: Text | None
    """Why it may still change; None where every day that was counted is settled."""


@frozen
class Calendar:
    """Which days are business days: those of a country, with what a company changes.

    Without a country these are Mondays to Fridays. A country brings its weekend, its public holidays and the days of a
    weekend that are worked in exchange for them, by the library `holidays`.

    **The horizon.** A day is provisional where nobody can know yet whether it is worked: in a country that exchanges
    days by announcement, after the last announced year; in a year of which a holiday is estimated from the moon; and
    in years that the library does not know. `announced` says it better: up to that year all is known, and nothing after
    it. Days that the company itself names are settled.
    """

    country: str = field(default="")
    """Two letters of ISO 3166, such as "CN"."""
    subdivision: str = field(default="")
    """A part of the country with holidays of its own, such as "BY" of "DE"."""
    weekend: tuple[Weekday, ...] = field(default=())
    """The weekend, where it is not that of the country."""
    holidays: tuple[datetime.date, ...] = field(default=())
    """Days on which the company does not work."""
    workdays: tuple[datetime.date, ...] = field(default=())
    """Days on which the company works, whatever the country does."""
    announced: int | None = field(default=None)
    """The last year whose days off are all known."""

    @property
    def described(self) -> Text:
        """Whose business days they are, with what the company changes."""
        place = "-".join(each for each in (self.country, self.subdivision) if each)
        weekend = ", ".join(self.weekend), "、".join(_NAMES[_WEEKDAYS.index(each)].zh for each in self.weekend)
        en, zh = (f"those of {place}", f"{place} 的工作日") if place else ("Mondays to Fridays", "星期一至星期五")
        if self.weekend and place:
            en, zh = f"{en} with the weekend {weekend[0]}", f"{zh}，周末为{weekend[1]}"
        elif self.weekend:
            en, zh = f"all days but {weekend[0]}", f"除{weekend[1]}外的每一天"
        for word, word_zh, days in (("without", "不含", self.holidays), ("and", "另加", self.workdays)):
            if days:
                listed = [day.isoformat() for day in days]
                en, zh = f"{en}, {word} {', '.join(listed)}", f"{zh}，{word_zh} {'、'.join(listed)}"
        return Text(en, zh)

    def problems(self) -> list[Problem]:
        """All that is wrong with it; a country is looked up where the library is installed, else when it is used."""
        found: list[Problem] = []
        if self.subdivision and not self.country:
            found.append(Problem("`subdivision`", "is of no country", "name its `country`"))
        elif self.country and is_installed():
            try:
                country_of(self.country, self.subdivision)
            except NoCountry as error:
                found.append(Problem(f"`{error.key}`", error.message, error.remedy))
        if len(set(self.weekend)) == len(_WEEKDAYS):
            found.append(Problem("`weekend`", "leaves no day to work on", "name the days of the weekend alone"))
        both = sorted(set(self.holidays) & set(self.workdays))
        found += [Problem("`workdays`", f"{day.isoformat()} is among `holidays`, too", "keep one") for day in both]
        return found

    def is_business_day(self, day: datetime.date) -> bool:
        """Whether a day is worked. Raises as `later`."""
        return self._works(day, self._country())

    def day(self, day: datetime.date) -> CalendarDay:
        """Whether a day is worked, why, and whether that may still change. Raises as `later`."""
        country = self._country()
        works, because = self._works(day, country), self._because(day, country)
        return CalendarDay(day, works, because, self._provisional(day, country))

    def provisional(self, day: datetime.date) -> Text | None:
        """Why it may still change whether a day is worked; None where that is settled. Raises as `later`."""
        return self._provisional(day, self._country())

    def later(self, day: datetime.date, count: int) -> Reached | None:
        """The `count`-th business day after a day; with a negative count before it, and with 0 the day itself.

        None where a day on the way is before `FIRST` or after `LAST`. Raises `PolicyError` for a country or subdivision
        that is not known, and `EngineError` where the library is not installed.
        """
        country, step = self._country(), datetime.timedelta(1 if count > 0 else -1)
        left, provisional = abs(count), None if count else self._provisional(day, country)
        while left:
            if not (FIRST <= day <= LAST and FIRST <= day + step <= LAST):
                return None
            day += step
            left -= self._works(day, country)
            provisional = provisional or self._provisional(day, country)
        return Reached(day, provisional)

    def business_days(self, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
        """The business days from one day to another, both included. Raises as `later`."""
        country = self._country()
        days = map(datetime.date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        return (day for day in days if self._works(day, country))

    def _country(self) -> Country | None:
        if not self.country:
            return None
        try:
            return country_of(self.country, self.subdivision)
        except NoCountry as error:
            raise PolicyError.of(f"calendar, `{error.key}`", error.message, error.remedy) from None

    def _works(self, day: datetime.date, country: Country | None) -> bool:
        if day in self.workdays or day in self.holidays:
            return day in self.workdays
        if country is not None and (day in country.holidays or day in country.workdays):
            return day in country.workdays
        return not self._is_weekend(day, country)

    def _is_weekend(self, day: datetime.date, country: Country | None) -> bool:
        if self.weekend:
            return _WEEKDAYS[day.weekday()] in self.weekend
        return country.is_weekend(day) if country is not None else day.weekday() >= _SATURDAY

    def _because(self, day: datetime.date, country: Country | None) -> Text:
        name = _NAMES[day.weekday()]
        if day in self.workdays:
            return Text("a working day of the company", "公司工作日")
        if day in self.holidays:
            return Text("a day off of the company", "公司休息日")
        if country is not None and day in country.workdays:
            return Text(f"{name.en}, worked in exchange for a holiday", f"{name.zh}，调休上班")
        return country.holidays.get(day, name) if country is not None else name

    def _provisional(self, day: datetime.date, country: Country | None) -> Text | None:
        if day in self.workdays or day in self.holidays:
            return None
        where = self.country or Text("the company", "公司")
        en, zh = (where, where) if isinstance(where, str) else (where.en, where.zh)
        last = self.announced if self.announced is not None or country is None else country.announced
        if last is not None and day.year > last:
            return Text(f"the holidays of {en} are announced up to {last}", f"{zh} 的节假日安排公布至 {last} 年")
        if self.announced is not None or country is None:
            return None
        if day.year not in country.known:
            return Text(f"holidays of {en} in {day.year} are not known", f"{zh} {day.year} 年的节假日未知")
        if day.year in country.estimated:
            return Text(f"holidays of {en} in {day.year} are estimated", f"{zh} {day.year} 年的节假日为推算")
        return None
