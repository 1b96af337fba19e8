"""Sentences in SQL, filled with the values of each row, in the words of a report."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import define, field
from sqlglot import exp

from crmrules.definitions.templates import split
from crmrules.engines.sql.build import Sql, case, coalesce, function, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.expressions import Columns
from crmrules.engines.sql.parts import Column, Constant, Family, Part
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import joined, text_of
from crmrules.engines.sql.truths import value_of
from crmrules.errors import EngineError
from crmrules.expressions.numbers import LEAST_SHOWN
from crmrules.expressions.tree import Value
from crmrules.model.text import Language, Text

_SPEC = re.compile(r"(?:\.(?P<places>[0-9]+))?(?P<kind>[f%])")
_PLACES = 6
"""How many places after the point are shown where a format does not say."""
Say: TypeAlias = Callable[[Value, Language, str], str]
"""A value in words, by a format."""

_MOST = 2.0**53
"""Numbers of more steps than this are written as the database writes them."""
_SAID = "said"


@define
class Saying:
    """Fills sentences; each value that they name is written once, in a column of its own."""

    steps: Steps
    names: Mapping[str, Part]
    language: Language
    say: Say
    """How a value is said that is the same on all rows."""
    _said: dict[tuple[str, str], Sql] = field(factory=dict)

    def sentence(self, text: Text) -> Sql:
        """A sentence with the values of each row, to be read when all steps have run.

        Raises `EngineError` for formats of numbers that databases do not have.
        """
        pieces: list[Sql] = []
        plain = ""
        for piece in split(text.in_language(self.language)):
            plain += piece.text
            part = self.names[piece.name] if piece.name else Constant("")
            if isinstance(part, Constant):
                plain += self.say(part.value, self.language, piece.spec) if piece.name else ""
                continue
            value = self._once(piece.name, piece.spec, part)
            pieces += [text_of(plain, self.dialect), value] if plain else [value]
            plain = ""
        if plain or not pieces:
            pieces.append(text_of(plain, self.dialect))
        return joined(*pieces) if len(pieces) > 1 else pieces[0]

    @property
    def dialect(self) -> Dialect:
        """The database that is written for."""
        return self.steps.dialect

    def _once(self, name: str, spec: str, part: Column) -> Sql:
        if (name, spec) not in self._said:
            value, level = self._value(part, spec, name)
            unknown = text_of(self.say(None, self.language, ""), self.dialect)
            self._said[name, spec] = self.steps.place(coalesce(value, unknown), level, f"said_{name}", _SAID)
        return self._said[name, spec]

    def _value(self, part: Column, spec: str, name: str) -> tuple[Sql, int]:
        """A value as a text, null where it is unknown."""
        level = part.own_level
        match part.family:
            case Family.TEXT:
                return part.sql, level
            case Family.BOOL:
                yes, no = (text_of(self.say(each, self.language, ""), self.dialect) for each in (True, False))
                value = value_of(part.sql, self.dialect)
                return case([(part.sql, yes), (value.is_known(), no)]), level
            case Family.DAY:
                return self._day(part.sql), level
            case Family.NUMBER:
                return self._number(part, spec, name)

    def _day(self, day: Sql) -> Sql:
        if self.dialect.name == "sqlite":
            return day
        if self.dialect.name in ("postgres", "snowflake"):
            return function("TO_CHAR", day, text_of("YYYY-MM-DD", self.dialect))
        return _text(day, self.dialect)

    def _number(self, part: Column, spec: str, name: str) -> tuple[Sql, int]:
        is_whole = part.is_integer or part.most is not None
        if spec in ("", "d"):
            whole = part.sql if part.is_integer else part.sql.cast("BIGINT")
            return (_text(whole, self.dialect) if is_whole else self._plain(part)), part.own_level
        formed = _SPEC.fullmatch(spec)
        if formed is None:
            message = f"`{{{name}:{spec}}}` is a format that SQL does not write"
            raise EngineError.of(f"dialect `{self.dialect.name}`", message, "round it, such as {x:.2f} or {x:.0%}")
        places, percent = int(formed["places"] or _PLACES), formed["kind"] == "%"
        sign = text_of("%" if percent else "", self.dialect)
        if is_whole:
            whole = part.sql.cast("BIGINT") * (100 if percent else 1)
            zeros = text_of(f".{'0' * places}" * bool(places), self.dialect)
            return joined(_text(whole, self.dialect), zeros, sign), part.own_level
        numbers = Columns({}, self.steps).numbers
        part = numbers.once(part)
        found = numbers.once(numbers.in_steps(part, places + 2 * percent), "steps")
        size, whole = found.sql.abs(), found.sql.abs().cast("BIGINT")
        minus = case([(part.sql < 0, text_of("-", self.dialect))], text_of("", self.dialect))
        written = joined(minus, *self._with_point(whole, places), sign)
        return case([(size < _MOST, written)], self._plain(part)), found.own_level

    def _with_point(self, size: Sql, places: int) -> tuple[Sql, ...]:
        """A whole number of steps with so many places after the point."""
        if not places:
            return (_text(size, self.dialect),)
        rest = size % 10**places
        head = ((size - rest) / 10**places).cast("BIGINT")
        after = _text(rest + 10**places, self.dialect)  # so that it begins with its zeros
        tail = exp.Substring(this=after.node, start=exp.Literal.number(2), length=exp.Literal.number(places))
        return _text(head, self.dialect), text_of(".", self.dialect), Sql(tail)

    def _plain(self, part: Column) -> Sql:
        """A number as the database writes it, to so many digits where it knows how; 0 also where it is minus zero."""
        value = part.sql if part.over is None else part.sql / part.over
        return case([(value == 0, text_of("0", self.dialect))], self._written(value))

    def _written(self, value: Sql) -> Sql:
        match self.dialect.name:
            case "duckdb":
                return function("FORMAT", text_of(f"{{:.{LEAST_SHOWN}g}}", self.dialect), value)
            case "sqlite":
                shown = function("PRINTF", text_of(f"%.{LEAST_SHOWN}g", self.dialect), value)
                return where(value.is_known(), shown)  # it shows null as 0
            case "postgres":
                return _text(value.cast("DOUBLE"), self.dialect)
            case _:
                return _text(value, self.dialect)


def _text(value: Sql, dialect: Dialect) -> Sql:
    return value.cast("NVARCHAR(100)" if dialect.name == "sqlserver" else "TEXT")
