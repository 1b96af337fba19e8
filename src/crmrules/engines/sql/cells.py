"""The columns of a table, each read as a part of a type."""

import datetime
from collections.abc import Callable, Mapping, Sequence

from attrs import define, evolve, field
from sqlglot import exp

from crmrules.engines.sql.asking import binary, is_filled, one_of, stripped
from crmrules.engines.sql.build import NULL, Sql, any_of, case, literal, where
from crmrules.engines.sql.days import FIRST_DAY, day_of
from crmrules.engines.sql.expressions import reckoning
from crmrules.engines.sql.holdings import Holding, Sort
from crmrules.engines.sql.numbers import Reckoning
from crmrules.engines.sql.parts import FAMILIES, Column, Family
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import name_of
from crmrules.engines.sql.truths import truth_of, value_of
from crmrules.errors import Problem
from crmrules.expressions.accept import BLANKS
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.types import Kind, Type
from crmrules.records.forms import Forms

SOURCE = "source"
"""What the table that is read is called inside."""

_A: Mapping[Kind, str] = {
    Kind.BOOL: "a boolean",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount of money",
    Kind.TEXT: "a text",
    Kind.DATE: "a day",
}
"""What a fact of each type is, as it is said of a column that holds something else."""


@define
class Cells:
    """Reads columns of a table; what cannot be read in SQL is noted as a problem."""

    steps: Steps
    holdings: Mapping[str, Holding]
    """What columns hold, as far as it is told."""
    given: Mapping[str, Column] = field(factory=dict)
    """Columns that are parts already, such as facts of a history."""
    problems: list[Problem] = field(factory=list)
    numbers: Reckoning = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.numbers = reckoning(self.steps)

    def refuse(self, called: str, what: str) -> None:
        """Note that something is not written in SQL."""
        path, remedy = f"binding, {called}", "let a view of the database make of it what the fact is"
        self.problems.append(Problem(path, f"{what}, which is not written in SQL", remedy))

    def raw(self, name: str) -> Sql:
        """A column as it stands in the table."""
        identifier = name_of(name, f"column {name!r}")
        return Sql(exp.Column(this=identifier, table=exp.to_identifier(SOURCE, quoted=True)))

    def column(self, name: str, type_: Type, called: str, forms: Forms) -> Column:
        """A column as a part of a type; `called` is what the binding reads it for, such as "fact `bill`"."""
        if name in self.given:
            return self._given(name, type_, called)
        if (type_.numeric and forms.number) or (type_.kind is Kind.DATE and forms.day is not None):
            self.refuse(called, "says how numbers or days are written")
        raw, holding = self.raw(name), self.holdings.get(name)
        if holding is not None and not holding.fits(type_.kind, self.steps.dialect):
            message = f"holds {holding.sort.value} ({holding.type}), and {called} is {_A[type_.kind]}"
            self.problems.append(Problem(f"column `{name}`", message, _remedy(holding, type_)))
        made = self.of_type(raw, type_, holding)
        told = self._says_unknown(made, raw, type_, forms, called)
        return made if told is None else evolve(made, sql=self._unless(told, made))

    def _given(self, name: str, type_: Type, called: str) -> Column:
        made = self.given[name]
        if made.family is not FAMILIES[type_.kind]:
            message = f"`{name}` of the history is no {type_.kind.value}"
            self.problems.append(Problem(f"binding, {called}", message, "let the binding reckon what the fact is"))
        return made

    def _unless(self, told: Sql, made: Column) -> Sql:
        """A column, null where that is told."""
        if made.family is not Family.BOOL:
            return case([(told, NULL)], made.sql)
        return truth_of(case([(told, NULL)], value_of(made.sql, self.steps.dialect)), self.steps.dialect)

    def of_type(self, raw: Sql, type_: Type, holding: Holding | None = None) -> Column:
        """What a column holds, unknown where that is no value of the type."""
        dialect = self.steps.dialect
        match type_.kind:
            case Kind.INTEGER:
                return self.numbers.stored(raw, holding, is_integer=True)
            case Kind.NUMBER | Kind.MONEY:
                return self.numbers.stored(raw, holding, is_integer=False)
            case Kind.BOOL:
                if dialect.stores_booleans:
                    return Column(Family.BOOL, raw)
                if dialect.has_booleans:
                    return Column(Family.BOOL, case([(raw == 1, True), (raw == 0, False)]))
                return Column(Family.BOOL, truth_of(where(raw.is_in([literal(0), literal(1)]), raw), dialect))
            case Kind.DATE:
                inside = raw.is_between(day_of(FIRST_DAY, dialect), day_of(LAST_DAY, dialect))
                return Column(Family.DAY, where(inside, raw))
            case Kind.TEXT:
                text = binary(raw, dialect)
                if type_.values:
                    return Column(Family.TEXT, where(one_of(text, list(type_.values), dialect), text))
                return Column(Family.TEXT, where(is_filled(text, BLANKS, dialect), text))

    def _says_unknown(self, made: Column, raw: Sql, type_: Type, forms: Forms, called: str) -> Sql | None:
        """Where a value is one of those that mean that it is unknown; None where no value of the type can."""
        if not forms.unknown:
            return None
        if forms.fold:
            self.refuse(called, "looks texts up without regard to case")
        raw = stripped(binary(raw, self.steps.dialect), BLANKS, self.steps.dialect) if type_.kind is Kind.TEXT else raw
        return self.is_one_of(raw, type_.kind, forms.unknown)

    def is_one_of(self, raw: Sql, kind: Kind, keys: Sequence[str]) -> Sql | None:
        """Whether a value, of a text without blanks around it, is written as one of some keys.

        None where no value of the type is.
        """
        dialect = self.steps.dialect
        if kind is Kind.TEXT:
            texts = [*keys, *(f"{key}.0" for key in keys if _is_whole(key))]
            return one_of(raw, texts, dialect)
        if kind is Kind.BOOL:
            truth = self.of_type(raw, Type(kind)).sql
            truths = [truth if key == "true" else ~truth for key in keys if key in ("true", "false")]
            return any_of(truths) if truths else None
        read: Callable[[str], float | datetime.date | None] = _day if kind is Kind.DATE else _number
        found = [each for each in map(read, keys) if each is not None]
        values = [literal(each) if isinstance(each, int | float) else day_of(each, dialect) for each in found]
        return raw.is_in(values) if values else None


def _remedy(holding: Holding, type_: Type) -> str:
    if holding.sort is Sort.MOMENT and type_.kind is Kind.DATE:
        return "let a view of the database give its date, in the customer's time zone"
    if holding.sort is Sort.TEXT or type_.kind is Kind.BOOL:
        return "let a view of the database convert it, or map its values with `values` in a binding"
    return "let a view of the database convert it"


def _is_whole(key: str) -> bool:
    return _number(key) is not None and "." not in key


def _number(key: str) -> float | None:
    """The number that a key is, as Python writes it."""
    for kind in (int, float):
        try:
            if str(kind(key)) == key and abs(kind(key)) <= MAX_WHOLE:
                return kind(key)
        except (ValueError, OverflowError):
            continue
    return None


def _day(key: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(key)
    except ValueError:
        return None
    return day if day.isoformat() == key else None
