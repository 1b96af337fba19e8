"""How the days of a column are written: a few directives of `strftime`, and what stands between them."""

import datetime
import json
import re
from collections.abc import Sequence
from functools import cached_property
from zoneinfo import ZoneInfo

from attrs import field, frozen

from crmrules.expressions.accept import Refused, shown
from crmrules.records.patterns import any_of, literally

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FIRST_OF_LAST_CENTURY = 69
"""Two digits from here on are years of the 20th century, and below of the 21st, as POSIX has it."""

YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
"""The pattern of the years 0001 to 9999."""

_TWO = {
    "m": ("(?:0[1-9]|1[0-2]|[1-9])", "(?:0[1-9]|1[0-2])"),
    "d": ("(?:0[1-9]|[12][0-9]|3[01]|[1-9])", "(?:0[1-9]|[12][0-9]|3[01])"),
    "H": ("(?:[01][0-9]|2[0-3]|[0-9])", "(?:[01][0-9]|2[0-3])"),
    "I": ("(?:0[1-9]|1[0-2]|[1-9])", "(?:0[1-9]|1[0-2])"),
}
"""Directives of one digit or two, and of two alone, as which they are read beside another number."""

_FIXED = {
    "Y": YEAR,
    "y": "[0-9]{2}",
    "b": any_of(literally(each[:3], fold=True) for each in MONTHS),
    "B": any_of(literally(each, fold=True) for each in MONTHS),
    "M": "[0-5][0-9]",
    "S": "[0-5][0-9]",
    "f": "[0-9]{1,9}",
    "p": "[AaPp][Mm]",
    "z": "(?:Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])",
}
_DIGITS = frozenset("YymdHIMSf")
DIRECTIVES = (*_FIXED, *_TWO)
_MOST_CHARACTERS = 100


@frozen
class Part:
    """A directive by its letter, or what stands between directives."""

    directive: str
    pattern: str


class BadForm(ValueError):
    """A text is no form of days: what is wrong with it."""


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a form; raises `BadForm` where it has none, knows one that we do not, or does not tell the day."""
    if len(text) > _MOST_CHARACTERS or text != text.strip():
        raise BadForm("is longer than a form can be, or has blanks around it")
    tokens = re.findall(r"%.?|[^%]", text, re.DOTALL)
    for each in tokens:
        if each.startswith("%") and each[1:] not in DIRECTIVES:
            raise BadForm(f"has `{each}`, and known are {' '.join(f'%{name}' for name in sorted(DIRECTIVES))}")
    given = [each[1:] for each in tokens if each.startswith("%")]
    told = [sum(given.count(name) for name in names) for names in (("Y", "y"), ("m", "b", "B"), ("d",))]
    if told != [1, 1, 1] or len(set(given)) < len(given):
        raise BadForm("does not tell year, month and day once each")
    if ("I" in given) != ("p" in given) or {"H", "I"} <= {*given}:
        raise BadForm("tells the hour as neither %H nor %I with %p")
    if "z" in given and not {"H", "I"} & {*given}:
        raise BadForm("tells a zone and no hour")
    return tuple(_part(tokens, place) for place in range(len(tokens)))


def _part(tokens: Sequence[str], place: int) -> Part:
    token = tokens[place]
    if not token.startswith("%"):
        return Part("", literally(token))
    name = token[1:]
    if name not in _TWO:
        return Part(name, _FIXED[name])
    beside = [tokens[each] for each in (place - 1, place + 1) if 0 <= each < len(tokens)]
    return Part(name, _TWO[name][any(map(_is_number, beside))])


def _is_number(token: str) -> bool:
    return token[1:] in _DIGITS if token.startswith("%") else "0" <= token <= "9"


@frozen(slots=False)
class DayForm:
    """How days, or moments, are written, such as ``%d/%m/%Y``. Raises `BadForm` for what tells no day."""

    text: str
    parts: tuple[Part, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "parts", parts_of(self.text))

    @cached_property
    def pattern(self) -> str:
        """The pattern of a whole text of the form, without blanks around it."""
        return f"^{self._between(0, len(self.parts))}$"

    def around(self, directive: str) -> tuple[str, str]:
        """The patterns of what stands before and after a directive, in a text of the form."""
        place = [each.directive for each in self.parts].index(directive)
        return f"^{self._between(0, place)}", f"{self._between(place + 1, len(self.parts))}$"

    @property
    def directives(self) -> tuple[str, ...]:
        """Its directives by their letters."""
        return tuple(each.directive for each in self.parts if each.directive)

    def one_of(self, directives: str) -> str:
        """The one of some directives that the form has, and an empty text where it has none."""
        return next((each for each in self.directives if each in directives), "")

    def _between(self, begin: int, end: int) -> str:
        return "".join(each.pattern for each in self.parts[begin:end])

    @property
    def has_time(self) -> bool:
        """Whether it tells moments."""
        return bool(self.one_of("HI"))

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile("".join(
            f"(?P<{each.directive}>{each.pattern})" if each.directive else each.pattern for each in self.parts
        ))  # fmt: skip

    def moment(self, text: str) -> datetime.date | datetime.datetime | None:
        """The day or the moment that a text tells, with its zone where it has one; None where it tells none."""
        found = self._compiled.fullmatch(text)
        if found is None:
            return None
        told = found.groupdict()
        try:
            day = datetime.date(_year(told), _month(told), int(told["d"]))
            return datetime.datetime.combine(day, _time(told)) if self.has_time else day
        except (ValueError, OverflowError):
            return None

    def find(self, text: str, zone: str = "") -> datetime.date | None:
        """The day that a text tells, that of a moment with a zone in the time of `zone`; None where it tells none."""
        moment = self.moment(text)
        if not isinstance(moment, datetime.datetime):
            return moment
        try:
            return moment.date() if moment.tzinfo is None else moment.astimezone(ZoneInfo(zone)).date()
        except OverflowError:
            return None


def _year(told: dict[str, str]) -> int:
    if "Y" in told:
        return int(told["Y"])
    year = int(told["y"])
    return year + (1900 if year >= FIRST_OF_LAST_CENTURY else 2000)


def _month(told: dict[str, str]) -> int:
    if "m" in told:
        return int(told["m"])
    name = (told.get("b") or told["B"])[:3].lower()
    return [each[:3].lower() for each in MONTHS].index(name) + 1


def _time(told: dict[str, str]) -> datetime.time:
    hour = int(told["H"]) if "H" in told else int(told["I"]) % 12 + 12 * (told["p"].lower() == "pm")
    micro = int(told.get("f", "0")[:6].ljust(6, "0"))
    zone = _zone(told["z"].replace(":", "")) if "z" in told else None
    return datetime.time(hour, int(told.get("M", 0)), int(told.get("S", 0)), micro, tzinfo=zone)


def _zone(digits: str) -> datetime.timezone:
    offset = datetime.timedelta()
    if digits != "Z":
        offset = datetime.timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
        offset = -offset if digits[0] == "-" else offset
    return datetime.timezone(offset)


def read_written_day(text: str, forms: Sequence[DayForm], zone: str = "") -> datetime.date:
    """The day that a text tells by the forms; raises `Refused` where none reads it, or two as different days."""
    found = {day: form for form in reversed(forms) if (day := form.find(text, zone)) is not None}
    if len(found) == 1:
        return next(iter(found))
    if not found:
        given = ", ".join(json.dumps(form.text, ensure_ascii=False) for form in forms)
        raise Refused(f"{shown(text)} is no day of the form {given}", day_remedy(text) or _OTHERWISE)
    days = " and ".join(f"{day.isoformat()} (`{form.text}`)" for day, form in sorted(found.items()))
    raise Refused(f"{shown(text)} could be {days}", "keep the one form that the column is written in")


_OTHERWISE = "change `day`, or list it under `unknown`"
COMMON = tuple(
    DayForm(f"{day}{time}")
    for time in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", "T%H:%M:%S", "T%H:%M:%S.%f", "T%H:%M:%S%z", "T%H:%M:%S.%f%z")
    for day in (
        "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d",
        "%Y年%m月%d日", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%d %B %Y",
        "%B %d, %Y", "%d-%b-%y",
    )
)  # fmt: skip
"""Forms that are commonly met; they are proposed, and never taken."""


def day_remedy(text: str) -> str:
    """What to write in a binding so that a text is read as a day, where it looks like one; empty where not."""
    found: dict[datetime.date, DayForm] = {}
    for form in COMMON if len(text) <= _MOST_CHARACTERS else ():
        day = form.find(text.strip(), "UTC")
        if day is not None:
            found.setdefault(day, form)
    zone = ', zone = "Asia/Shanghai"'
    ways = " or ".join(f'`day = "{form.text}"{zone if form.one_of("z") else ""}`' for form in list(found.values())[:2])
    return f"say in the binding how its days are written: {ways}" if ways else ""
