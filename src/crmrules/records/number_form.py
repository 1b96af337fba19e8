"""How the numbers of a column are written: signs for decimals and thousands, currency, per cent, parentheses, 万."""

import json
import re
from decimal import Decimal
from functools import cached_property

from attrs import field, frozen

from crmrules.expressions.accept import Refused, shown
from crmrules.records.patterns import any_of, literally

DECIMALS = (".", ",")
_BLANKS = " \xa0\u2007\u2009\u202f"
THOUSANDS = {"": "", ",": ",", ".": "\\.", "'": "['’]", " ": f"[{_BLANKS}]"}
"""What may part thousands, and its pattern: a blank or an apostrophe in all the ways in which it is typed."""

_BLANK = f"[{_BLANKS}]*"
_MOST_PASTED = 60
_EXPONENT = "(?:[eE][+-]?[0-9]{1,4})?"
_MYRIADS = (("[万萬]", "e4"), ("[亿億]", "e8"))
"""What stands behind a number of ten thousands, and of hundred millions, and its exponent."""


@frozen(slots=False)
class NumberForm:
    """How numbers are written. What it allows need not be there: `currency = "¥"` reads ``¥500`` and ``500``."""

    decimal: str = field(default=".")
    thousands: str = field(default="")
    """What parts groups of three digits; empty where nothing may."""
    currency: tuple[str, ...] = field(default=())
    """The signs that may stand before or after a number."""
    percent: bool = field(default=False)
    """Whether a number may be of per cent: ``12%`` is 12/100, and ``12`` stays 12."""
    parentheses: bool = field(default=False)
    """Whether parentheses make a number negative: ``(200)`` is -200."""
    myriads: bool = field(default=False)
    """Whether a number may be of ten thousands or hundred millions: ``3.5万`` is 35000, ``1.2亿`` 120000000."""

    @cached_property
    def pattern(self) -> str:
        """The pattern of a whole text of the form, without blanks around it."""
        number = f"{self._digits}{_EXPONENT}"
        if self.myriads:
            number = f"(?:{number}|{self._digits}{_BLANK}{any_of(sign for sign, _ in _MYRIADS)})"
        inner = [number]
        signed = [f"[+-]?{number}"]
        if self.currency:
            sign = any_of(map(literally, self.currency))
            inner = [f"(?:{sign}{_BLANK})?{number}", f"{number}{_BLANK}{sign}"]
            signed = [f"[+-]?{each}" for each in inner] + [f"{sign}{_BLANK}[+-]{number}"]
            if self.parentheses:
                signed += [f"{sign}{_BLANK}\\({number}\\)", f"\\({number}\\){_BLANK}{sign}"]
        if self.percent:
            hundredths = f"{self._digits}{_BLANK}[%％]"
            signed.append(f"[+-]?{hundredths}")
            inner.append(hundredths)
        if self.parentheses:
            signed += [f"\\({each}\\)" for each in inner]
        return f"^{any_of(signed)}$"

    @property
    def _digits(self) -> str:
        point = literally(self.decimal)
        parts = THOUSANDS[self.thousands]
        whole = f"(?:[0-9]{{1,3}}(?:{parts}[0-9]{{3}})+|[0-9]+)" if parts else "[0-9]+"
        return f"(?:{whole}(?:{point}[0-9]+)?|{point}[0-9]+)"

    @cached_property
    def replaced(self) -> tuple[tuple[str, str], ...]:
        """What is put in place of some patterns, one after the other, to make a plain number of a text of the form."""
        signs = [literally(each) for each in sorted(self.currency, key=len, reverse=True)]
        parts = THOUSANDS[self.thousands]
        dropped = any_of([*signs, *([parts] if parts else []), f"[)+{_BLANKS}]"])
        point = ((literally(self.decimal), "."),) if self.decimal != "." else ()
        return (("\\(", "-"), (dropped, ""), *point, ("[%％]", "e-2"), *(_MYRIADS if self.myriads else ()))

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def read(self, text: str) -> Decimal:
        """The number that a text without blanks around it writes, exactly; raises `Refused` for any other text."""
        found = self.find(text)
        if found is None:
            raise Refused(f"{shown(text)} is no number as the binding writes them", self._remedy(text))
        return found

    def find(self, text: str) -> Decimal | None:
        """The number that a text writes; None for a text that is not of the form."""
        if not self._compiled.fullmatch(text):
            return None
        for pattern, given in self.replaced:
            text = re.sub(pattern, given, text)
        return Decimal(text)

    def _remedy(self, text: str) -> str:
        if self.thousands and re.search(f"[0-9]{THOUSANDS[self.thousands]}[0-9]", text):
            return f'"{self.thousands}" parts groups of three digits: mend it, or change `number`'
        return number_remedy(text) or f"it is read by `number = {self}`; change that, or list it under `unknown`"

    def __str__(self) -> str:
        """The form as a table of TOML."""
        given = [f'decimal = "{self.decimal}"'] if self.decimal != "." else []
        given += [f'thousands = "{self.thousands}"'] if self.thousands else []
        quoted = [json.dumps(each, ensure_ascii=False) for each in self.currency]
        listed = ", ".join(quoted)
        given += [f"currency = {listed}" if len(quoted) == 1 else f"currency = [{listed}]"] if quoted else []
        given += ["percent = true"] if self.percent else []
        given += ['parentheses = "negative"'] if self.parentheses else []
        given += ["myriads = true"] if self.myriads else []
        return f"{{ {', '.join(given)} }}" if given else "{}"


_SIGNS = ("¥", "￥", "€", "$", "£", "元")
_FULL = tuple(
    NumberForm(decimal, thousands, (sign,), parentheses=parentheses)
    for parentheses in (False, True)
    for decimal, thousands in ((".", ","), (",", "."))
    for sign in _SIGNS
)
COMMON = (
    NumberForm(thousands=","),
    NumberForm(decimal=","),
    NumberForm(percent=True),
    NumberForm(decimal=",", percent=True),
    NumberForm(parentheses=True),
    *(NumberForm(currency=(sign,)) for sign in _SIGNS),
    NumberForm(decimal=",", thousands="."),
    NumberForm(thousands=",", parentheses=True),
    *_FULL,
    NumberForm(thousands=" "),
    NumberForm(decimal=",", thousands=" "),
    NumberForm(thousands="'"),
    NumberForm(myriads=True),
    NumberForm(thousands=",", myriads=True),
    *(NumberForm(thousands=",", currency=(sign,), myriads=True) for sign in ("元", "¥", "￥")),
)
"""Forms that are commonly met, the plainer first; they are proposed, and never taken."""


def number_remedy(text: str) -> str:
    """What to write in a binding so that a text is read as a number, where it looks like one; empty where not."""
    found: dict[Decimal, NumberForm] = {}
    for form in COMMON if len(text) <= _MOST_PASTED else ():
        value = form.find(text.strip())
        if value is not None:
            found.setdefault(value, form)
    ways = " or ".join(f"`number = {form}`" for form in list(found.values())[:2])
    return f"say in the binding how its numbers are written: {ways}" if ways else ""
