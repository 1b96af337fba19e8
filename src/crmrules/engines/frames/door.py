"""From the columns of a frame to the stored facts of a policy, each in one family of types.

What has a wrong type is told at once from the schema. What a record would be refused for and a schema cannot show is
unknown: a number that is infinite, too large, or not whole; a day or a text that is none of the fact's.
"""

import datetime
from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
from attrs import define, evolve, field

from crmrules.definitions.base import Definition
from crmrules.engines.frames.backends import Opened
from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.mapped import mapped
from crmrules.engines.frames.opening import open_frame
from crmrules.engines.frames.parts import FAMILIES, NARROW, TEXTS, Column, Constant, Family, Part, guarded, literal
from crmrules.engines.frames.stages import Stages
from crmrules.errors import BindingError, Problem, RecordError, did_you_mean
from crmrules.expressions.accept import LAST_DAY, Refused, accept
from crmrules.expressions.parse import MAX_WHOLE
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.model.fact import Fact
from crmrules.records import binding as bindings
from crmrules.records import door as records
from crmrules.records.binding import Binding

_ALL_WHOLE = 2.0**52
"""From here on every float64 is a whole number."""

_EPOCH = datetime.date(1970, 1, 1)
_FIRST_NUMBER = (datetime.date.min - _EPOCH).days
_LAST_NUMBER = (LAST_DAY - _EPOCH).days


def enter(definition: Definition, frame: Any, bind: Binding | None) -> tuple[records.Door, Opened]:
    """The door that records would come through, and the frame opened for what is read.

    Raises `EngineError` for what is no frame that is known, and `BindingError` for a binding that does not fit.
    """
    through = records.Door(definition, Binding() if bind is None else bind)
    bound = through.binding.facts
    read = [sorted(bound[each.name].columns) if each.name in bound else [each.name] for each in definition.read_facts]
    return through, open_frame(frame, list(dict.fromkeys(name for names in read for name in names)))


@define
class Door:
    """Reads the facts of a policy from a frame, by a binding."""

    opened: Opened
    stages: Stages
    safe_division: bool
    records: records.Door
    """What a record would come through: it has checked the binding."""
    tells_missing: bool
    """Whether it is asked which facts are missing."""
    problems: list[Problem] = field(factory=list)

    def read(self, facts: Sequence[Fact]) -> dict[str, Part]:
        """Every fact as a part, constantly unknown where there is neither a column nor a binding.

        Raises `BindingError` for bound columns that are not there; `RecordError` for columns of a wrong type, and
        where there is none of the facts.
        """
        self._check_columns(facts)
        found: dict[str, Part] = {}
        for fact in facts:
            part = self._fact(fact)
            assumed = self.records.assume.get(fact.name)
            if assumed is not None:
                part = self._assumed(part, FAMILIES[fact.type.kind], assumed)
            found[fact.name] = self._finished(part, fact.name)
        if self.problems:
            raise RecordError(self.problems)
        return found

    def _check_columns(self, facts: Sequence[Fact]) -> None:
        columns = self.opened.columns
        absent = self.records.wrong_columns(columns)
        if absent:
            raise BindingError(absent)
        names = [each.name for each in facts]
        if names and not set(names) & {*columns, *self.records.binding.facts}:
            near = next((each for each in columns if did_you_mean(each, names).startswith("did")), "")
            remedy = (
                f"column `{near}`: {did_you_mean(near, names)}"
                if near
                else (f"it reads {', '.join(f'`{name}`' for name in names[:12])}; bind your columns to them")
            )
            message = f"has none of the facts of policy `{self.records.definition.id}`"
            raise RecordError.of("frame", message, remedy)

    def _fact(self, fact: Fact) -> Part:
        bound = self.records.binding.facts.get(fact.name)
        if bound is None:
            return self.column(fact.name, fact.type, f"fact `{fact.name}`")
        if bound.is_ is not None:
            kinds = self.records.binding.columns
            names = {name: self.column(name, Type(kinds[name]), "the binding") for name in sorted(bound.columns)}
            reader = Columns(names, self.stages, self.safe_division)
            return self._admitted(reader.compile(bound.is_), fact.type)
        if bound.values:
            return self._mapped(fact, bound)
        return self.column(bound.column, fact.type, f"fact `{fact.name}`")

    def _mapped(self, fact: Fact, bound: bindings.Column) -> Part:
        dtype = self.opened.schema[bound.column]
        if dtype is None:
            return Constant(None)
        found = mapped(nw.col(bound.column), dtype, bound.values, fact.type, self.opened.backend)
        if found is None:
            remedy = "convert it to text first"
            self._wrong(bound.column, dtype, "`values` maps texts, booleans and whole numbers", remedy)
            return Constant(None)
        return Column(FAMILIES[fact.type.kind], self._place(found), level=1)

    def _wrong(self, column: str, dtype: object, wanted: str, remedy: str) -> None:
        self.problems.append(Problem(f"frame, column `{column}`", f"is {dtype}, and {wanted}", remedy))

    def column(self, name: str, type_: Type, wanted_by: str) -> Part:
        """A column as a part; unknown where it is not there or has no values."""
        dtype = self.opened.schema.get(name)
        if dtype is None:
            return Constant(None)
        found: Part | None = None
        if type_.numeric and (dtype.is_integer() or dtype.is_float() or dtype.is_decimal()):
            found = self._number(name, dtype)
        elif type_.kind is Kind.BOOL and dtype == nw.Boolean:
            found = Column(Family.BOOL, self.stages.column(name), sure=self._is_full(name))
        elif type_.kind is Kind.TEXT and dtype in TEXTS:
            text = nw.col(name)
            found = (
                Column(Family.TEXT, text, sure=self._is_full(name))
                if dtype == nw.String
                else Column(Family.TEXT, self._place(text.cast(nw.String)), level=1)
            )
        elif type_.kind is Kind.DATE and dtype == nw.Date:
            found = self._day(name)
        if found is None:
            self._wrong(name, dtype, f"{wanted_by} is {type_}", _remedy(dtype, type_))
            return Constant(None)
        return self._admitted(found, type_)

    def _number(self, name: str, dtype: Any) -> Column:
        expr = nw.col(name)
        if dtype == nw.Float64:
            return Column(Family.FLOAT, expr, finite=name in self.opened.within, sure=self._is_full(name))
        if dtype.is_float() or dtype.is_decimal():
            return Column(Family.FLOAT, self._place(expr.cast(nw.Float64)), level=1, finite=False)
        if dtype in NARROW:
            return Column(Family.WHOLE, self._place(expr.cast(nw.Int64)), level=1, sure=self._is_full(name))
        inside = expr.is_between(-MAX_WHOLE, MAX_WHOLE) if dtype != nw.UInt64 else expr <= MAX_WHOLE
        if name in self.opened.within:
            return Column(Family.WHOLE, expr, sure=self._is_full(name))
        if dtype == nw.Int64 and not self.opened.backend.is_sql:
            return Column(Family.WHOLE, expr, guards={f"inside {name}": inside})
        return Column(Family.WHOLE, self._place(nw.when(inside).then(expr).cast(nw.Int64)), level=1)

    def _is_full(self, name: str) -> bool:
        return name in self.opened.full

    def _day(self, name: str) -> Column:
        expr = nw.col(name)
        if self.opened.backend.is_sql:
            # an infinite day cannot be subtracted from
            inside = (expr >= nw.lit(datetime.date.min)) & (expr <= nw.lit(LAST_DAY))
            day = (nw.when(inside).then(expr) - nw.lit(_EPOCH)).cast(nw.Int64)
        else:
            number = expr.cast(nw.Int32).cast(nw.Int64)
            day = nw.when(number.is_between(_FIRST_NUMBER, _LAST_NUMBER)).then(number)
        return Column(Family.DAY, self._place(day), level=1)

    def _place(self, expr: nw.Expr) -> nw.Expr:
        return self.stages.place(expr, 0)

    def _admitted(self, part: Part, type_: Type) -> Part:
        """The part without the values for which a record would be refused."""
        if isinstance(part, Constant):
            return part if _admits(part, type_) else Constant(None)
        if type_.kind is Kind.INTEGER and part.family is Family.FLOAT:
            size = part.expr.abs()
            whole = (size >= _ALL_WHOLE) | ((size + _ALL_WHOLE) - _ALL_WHOLE == size)
            guards = {**part.all_guards, f"whole {id(part.expr)}": whole & (size <= float(MAX_WHOLE))}
            part = evolve(part, guards=guards, finite=True)
        elif type_.values:
            guards = {**part.guards, f"one of {id(part.expr)}": part.expr.is_in(list(type_.values))}
            part = evolve(part, guards=guards)
        return part

    def _assumed(self, part: Part, family: Family, value: Value) -> Part:
        if isinstance(part, Constant):
            return Constant(value) if part.value is None else part
        family = Family.FLOAT if family.numeric and part.family is not family else family
        known = guarded(part.as_float if family is Family.FLOAT else part.expr, part.all_guards)
        expr = nw.when(~known.is_null()).then(known).otherwise(literal(value, family))
        return Column(family, self.stages.place(expr, part.level), part.level + 1)

    def _finished(self, part: Part, name: str) -> Part:
        """The fact, with where it is unknown if that is asked for."""
        if isinstance(part, Constant):
            missing = {name: nw.lit(True)} if part.value is None and self.tells_missing else {}
            return Constant(part.value, missing)
        if self.opened.backend.is_sql and part.all_guards:
            # there an operation on a value that is not wanted may be an error
            part = Column(part.family, self.stages.place(part.settled, part.level), part.level + 1)
        if not self.tells_missing:
            return evolve(part, missing={})
        unknown = self.stages.place(~part.known, part.level)
        return evolve(part, level=part.level + 1, missing={name: unknown})


def _admits(part: Constant, type_: Type) -> bool:
    try:
        accept(part.value, type_)
    except Refused:
        return False
    return True


def _remedy(dtype: Any, type_: Type) -> str:
    if type_.kind is Kind.DATE and dtype == nw.Datetime:
        return "rules know days: give its date, in the customer's time zone"
    if dtype == nw.String or type_.kind is Kind.BOOL:
        return "convert it first, or map its values with `values` in a binding"
    return "convert it first"
