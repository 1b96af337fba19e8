"""From the columns of a frame to the stored facts of a policy, each in one family of types.

What has a wrong type is told at once from the schema. What a record would be refused for and a schema does not show
are `suspects`: a number that is not whole, a moment that is no day, a day or a text that is none of the fact's. A frame
that is looked at is refused for them. A number that is infinite or too large is unknown, a declared limit.
"""

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import narwhals.stable.v2 as nw
from attrs import define, evolve, field

from crmrules.definitions.base import Definition
from crmrules.definitions.columns import column_name
from crmrules.engines.bounds import NEAREST, first_known
from crmrules.engines.frames.backends import Opened, Unreadable, Wanted, backend_of
from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.floats import as_float
from crmrules.engines.frames.mapped import can_match, mapped, says_unknown, stripped, unknown_days, unknown_numbers
from crmrules.engines.frames.names import names_of
from crmrules.engines.frames.opening import open_frame
from crmrules.engines.frames.parts import (
    FAMILIES,
    NARROW,
    TEXTS,
    Asked,
    Column,
    Constant,
    Family,
    Part,
    any_true,
    guarded,
    is_off,
    is_unknown,
    literal,
    most_of,
    operand,
    taken_first,
)
from crmrules.engines.frames.refusals import (
    is_moment,
    is_no_day,
    key_remedy,
    not_written,
    refusal,
    refused_as,
    remedy,
    without_meaning,
)
from crmrules.engines.frames.rounding import whole_number
from crmrules.engines.frames.stages import Stages
from crmrules.engines.frames.suspects import Suspect, refuse, unread
from crmrules.engines.frames.written import day_written, number_written
from crmrules.errors import BindingError, Problem, RecordError, did_you_mean, nearest
from crmrules.expressions.accept import Refused, accept
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.model.fact import Fact
from crmrules.records import door as records
from crmrules.records.binding import Binding, forms_of, meanings_of
from crmrules.records.columns import Column as BoundColumn
from crmrules.records.forms import Forms
from crmrules.records.meanings import NOTHING
from crmrules.records.spelling import as_spelt

_EPOCH = datetime.date(1970, 1, 1)
_FIRST_NUMBER = (datetime.date.min - _EPOCH).days
_LAST_NUMBER = (LAST_DAY - _EPOCH).days
_AS_IT_IS = Forms()


def enter(definition: Definition, frame: Any, bind: Binding) -> tuple[records.Door, Opened]:
    """The door that records would come through, and the frame opened for what is read.

    Raises `EngineError` for what is no frame that is known, and `BindingError` for a binding that does not fit.
    """
    backend = backend_of(frame)
    if backend is not None and backend.folds_case:
        declared = [each.name for each in definition.facts.declared]
        bind = as_spelt(bind, declared, backend.library.columns_of(frame))
    through = records.Door(definition, bind)
    read = [each.name for each in definition.read_facts]
    bound = through.binding.facts
    columns = [column for name in read for column in (sorted(bound[name].columns) if name in bound else [name])]
    zones = frozenset(
        (column, zone) for name in read if (zone := forms_of(bind, name).zone) for column in through.columns_for(name)
    )
    return through, open_frame(frame, Wanted(list(dict.fromkeys(columns)), zones))


@define
class Door:
    """Reads the facts of a policy from a frame, by a binding."""

    opened: Opened
    stages: Stages
    records: records.Door
    """What a record would come through: it has checked the binding."""
    tells_missing: bool = field(default=False)
    """Whether it is asked which facts are missing."""
    looks: bool = field(default=True)
    """Whether a lazy frame is looked at, too."""
    suspects: list[Suspect] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    looked: bool = field(default=False)  # at values, on which then hangs what is built
    _fact_name: str = field(default="")
    """The fact that is being read."""

    def read(self, facts: Sequence[Fact]) -> dict[str, Part]:
        """Every fact as a part, constantly unknown where there is neither a column nor a binding.

        Raises `BindingError` for bound columns that are not there; `RecordError` for columns of a wrong type, for
        values for which a record would be refused, and where there is none of the facts.
        """
        self._check_columns(facts)
        read: dict[str, Part] = {}
        for fact in facts:
            self._fact_name = fact.name
            read[fact.name] = self._fact(fact)
        if self.problems:
            raise RecordError(self.problems)
        if self._is_looked_at:
            self.looked, clean = bool(self.suspects), refuse(self.suspects, self.opened.frame, self.stages)
            read = {name: _without(part, clean) for name, part in read.items()}
            self.suspects.clear()
        for fact in facts:
            assumed = self.records.assume.get(fact.name)
            if assumed is not None:
                read[fact.name] = self._assumed(read[fact.name], fact, assumed)
        return {name: self._finished(part, name) for name, part in read.items()}

    def unread(self) -> dict[str, nw.Expr]:
        """The column that names the facts that could not be read; none where it was looked, or where all can be."""
        found = unread(self.suspects)
        name = column_name(self.records.definition.id, "unread")
        return {name: names_of(found, self.opened.backend)} if found else {}

    @property
    def _is_looked_at(self) -> bool:
        return self.looks or not self.opened.backend.is_lazy

    def _check_columns(self, facts: Sequence[Fact]) -> None:
        columns = self.opened.columns
        absent = self.records.wrong_columns(columns)
        if absent:
            raise BindingError(absent)
        names = [each.name for each in facts]
        if names and not set(names) & {*columns, *self.records.binding.facts}:
            near = next((each for each in columns if nearest(each, names)), "")
            remedy = (
                f"column `{near}`: {did_you_mean(near, names)}"
                if near
                else (f"it reads {', '.join(f'`{name}`' for name in names[:12])}; bind your columns to them")
            )
            message = f"has none of the facts of policy `{self.records.definition.id}`"
            raise RecordError.of("frame", message, remedy)

    def _fact(self, fact: Fact) -> Part:
        bound = self.records.binding.facts.get(fact.name)
        wanted_by, forms = f"fact `{fact.name}`", forms_of(self.records.binding, fact.name)
        if bound is None:
            return self.column(fact.name, fact.type, wanted_by, forms)
        if bound.is_ is not None:
            kinds = self.records.binding.columns
            names = {name: self.column(name, Type(kinds[name]), "the binding", forms) for name in sorted(bound.columns)}
            reader = Columns(names, self.stages, self.opened.backend)
            return self._admitted(reader.compile(bound.is_), fact.type, wanted_by)
        if bound.values:
            return self._mapped(fact, bound)
        return self.column(bound.column, fact.type, wanted_by, forms)

    def _mapped(self, fact: Fact, bound: BoundColumn) -> Part:
        dtype, backend = self.opened.schema[bound.column], self.opened.backend
        if dtype is None:
            return Constant(None)
        column, meanings = self.opened.column(bound.column), meanings_of(self.records.binding, fact.name)
        if isinstance(dtype, Unreadable) or (found := mapped(column, dtype, meanings, fact.type, backend)) is None:
            remedy = "convert it to text first"
            self._wrong(bound.column, dtype, "`values` maps texts, booleans and numbers", remedy)
            return Constant(None)
        if not can_match(dtype, bound.values):
            keys = ", ".join(f"`{key}`" for key in list(bound.values)[:6])
            self._wrong(bound.column, dtype, f"`values` has keys {keys}, none of which it can hold", key_remedy(dtype))
            return Constant(None)
        meant = self._place(found.meant)
        if found.strange is not None:
            strange = found.strange
        elif meanings.otherwise is NOTHING:
            strange = meant.is_null() & ~found.silent
        else:
            strange = None
        if strange is not None:
            say = partial(without_meaning, meanings)
            self._suspect(f"column `{bound.column}`", column, strange, strange.fill_null(False), say)
        said = [*bound.values.values(), *([] if meanings.otherwise is NOTHING else [meanings.otherwise])]
        found_by = [Constant(accept(value, fact.type)) for value in said]
        return Column(FAMILIES[fact.type.kind], meant, level=1, bound=NEAREST if is_off(found_by) else None)

    def _wrong(self, column: str, dtype: object, wanted: str, remedy: str) -> None:
        self.problems.append(Problem(f"frame, column `{column}`", f"is {dtype}, and {wanted}", remedy))

    def column(self, name: str, type_: Type, wanted_by: str, forms: Forms = _AS_IT_IS) -> Part:
        """A column as a part; unknown where it is not there or has no values."""
        dtype = self.opened.schema.get(name)
        if dtype is None:
            return Constant(None)
        found = None if isinstance(dtype, Unreadable) else self._found(name, dtype, type_, forms)
        if found is None:
            self._wrong(name, dtype, f"{wanted_by} is {type_}", remedy(dtype, type_, self.opened.backend, forms))
            return Constant(None)
        return self._admitted(found, type_, f"column `{name}`")

    def _found(self, name: str, dtype: Any, type_: Type, forms: Forms) -> Column | None:
        """A column as a part of a type; None where it is of another."""
        if dtype in TEXTS and ((type_.numeric and forms.number) or (type_.kind is Kind.DATE and forms.day)):
            return self._written(name, dtype, type_, forms)
        told = says_unknown(self.opened.column(name), dtype, forms, self.opened.backend)
        given, full = self.opened.column(name), told is None and name in self.opened.full
        if told is not None:
            given = nw.when(~told).then(given)
        if type_.numeric and (dtype.is_integer() or dtype.is_float() or dtype.is_decimal()):
            return self._number(given, name, dtype, full)
        if type_.kind is Kind.BOOL and dtype == nw.Boolean:
            return Column(Family.BOOL, self.stages.bare(given) if told is None else given, sure=full)
        if type_.kind is Kind.TEXT and dtype in TEXTS:
            if dtype == nw.String:
                return Column(Family.TEXT, given, sure=full)
            return Column(Family.TEXT, self._place(given.cast(nw.String)), level=1)
        if type_.kind is Kind.DATE and dtype == nw.Date:
            return self._day(given, name)
        if type_.kind is Kind.DATE and dtype == nw.Datetime:
            return self._moment(given, name, dtype, forms)
        return None

    def _written(self, name: str, dtype: Any, type_: Type, forms: Forms) -> Column | None:
        """A column of texts as the numbers or days that they write."""
        given, place = self.opened.column(name), self.stages.place
        if any(form.one_of("z") for form in forms.day or ()) and type_.kind is Kind.DATE:
            return None
        text = given if dtype == nw.String else given.cast(nw.String)
        cell = place(stripped(text, self.opened.backend), 0)
        told = says_unknown(cell, nw.String, forms, self.opened.backend)
        twice: nw.Expr | None = None
        if type_.numeric and forms.number is not None:
            family = Family.FLOAT
            found, level = number_written(cell, forms.number, self.stages, 1)
            unknown = [nw.lit(each) for each in unknown_numbers(forms)]
        else:
            family = Family.DAY
            found, twice, level = day_written(cell, forms.day or (), self.stages, 1, is_sql=self.opened.backend.is_sql)
            unknown = [nw.lit((day - _EPOCH).days) for day in unknown_days(forms)]
        filled = cell != "" if told is None else (cell != "") & ~told
        strange = filled & (found.is_null() if twice is None else found.is_null() | twice)
        self._suspect(f"column `{name}`", text, strange, strange.fill_null(False), partial(not_written, type_, forms))
        silent = [(found == each).fill_null(False) for each in unknown]
        if told is not None and any(forms.reads(each, type_) for each in forms.unknown or ()):
            silent.append(told)
        if twice is not None:
            silent.append(twice)
        if silent:
            found = nw.when(~any_true(silent)).then(found)
        return Column(family, place(found, level), level=level + 1, finite=family is Family.DAY)

    def _number(self, expr: nw.Expr, name: str, dtype: Any, full: bool) -> Column:
        if dtype == nw.Float64:
            return Column(Family.FLOAT, expr, finite=name in self.opened.within, sure=full)
        if dtype.is_float() or dtype.is_decimal():
            found, level = as_float(expr, dtype, self.opened.backend, self.stages)
            return Column(Family.FLOAT, found, level=level, finite=False)
        if dtype in NARROW:
            return Column(Family.WHOLE, self._place(expr.cast(nw.Int64)), level=1, sure=full, most=NARROW[dtype])
        inside = expr.is_between(-MAX_WHOLE, MAX_WHOLE) if dtype not in (nw.UInt64, nw.UInt128) else expr <= MAX_WHOLE
        if name in self.opened.within:
            return Column(Family.WHOLE, expr, sure=full, most=MAX_WHOLE)
        if dtype == nw.Int64 and not self.opened.backend.is_sql:
            return Column(Family.WHOLE, expr, guards={Asked("inside", expr): inside}, most=MAX_WHOLE)
        found = self._place(nw.when(inside).then(expr).cast(nw.Int64))
        return Column(Family.WHOLE, found, level=1, most=MAX_WHOLE)

    def _moment(self, moment: nw.Expr, name: str, dtype: Any, forms: Forms) -> Column | None:
        """The day of a moment: told by a binding, or else its own where it is a midnight without a zone."""
        if dtype.time_zone is not None:
            if not forms.zone or not self.opened.backend.knows_zones:
                return None
            return self._day(self.opened.in_zone(name, forms.zone).dt.date(), name)
        if not forms.moments:
            late = moment.dt.truncate("1d") != moment
            self._suspect(f"column `{name}`", moment.cast(nw.String), late, late.fill_null(False), is_moment)
            moment = nw.when(~late).then(moment)
        return self._day(moment.dt.date(), name)

    def _day(self, day: nw.Expr, name: str) -> Column:
        """Days as numbers; those that rules do not know are refused."""
        if self.opened.backend.has_infinite_days:
            # one cannot be subtracted from
            inside = (day >= nw.lit(datetime.date.min)) & (day <= nw.lit(LAST_DAY))
            number = (nw.when(inside).then(day) - nw.lit(_EPOCH)).cast(nw.Int64)
        else:
            counted = day - nw.lit(_EPOCH) if self.opened.backend.is_sql else day.cast(nw.Int32)
            given = self._place(counted.cast(nw.Int64))
            inside = given.is_between(_FIRST_NUMBER, _LAST_NUMBER)
            number = nw.when(inside).then(given)
        outside = ~inside
        self._suspect(f"column `{name}`", day.cast(nw.String), outside, outside.fill_null(False), is_no_day)
        return Column(Family.DAY, self.stages.place(number, 1), level=2)

    def _place(self, expr: nw.Expr) -> nw.Expr:
        return self.stages.place(expr, 0)

    def _suspect(
        self,
        where: str,
        raw: nw.Expr,
        suspected: nw.Expr,
        refused: nw.Expr,
        say: Callable[[Any], Refused],
        guard: Asked | None = None,
    ) -> None:
        self.suspects.append(Suspect(self._fact_name, where, raw, suspected, refused, say, guard))

    def _admitted(self, part: Part, type_: Type, where: str) -> Part:
        """The part without the values for which a record would be refused."""
        if isinstance(part, Constant):
            refused = refusal(type_, part.value)
            if refused is not None:
                self.problems.append(Problem(f"binding, {where}", refused.message, refused.remedy))
            return part
        if type_.kind is Kind.INTEGER and part.family is Family.FLOAT:
            expr, whole = whole_number(part)
            inside = part.expr.abs() <= float(MAX_WHOLE)
            guards = {**part.all_guards, Asked("whole", part.expr): whole & inside}
            broken = inside & ~whole
            self._suspect(where, part.expr, broken, broken.fill_null(False), partial(refused_as, type_))
            return evolve(part, expr=expr, guards=guards, finite=True, bound=None, most=MAX_WHOLE)
        if part.family is Family.TEXT:
            return self._text(part, type_, where)
        return part

    def _text(self, part: Column, type_: Type, where: str) -> Column:
        """Texts that are not blank, and one of the fact's values where it has some."""
        filled = stripped(part.expr, self.opened.backend) != ""
        if not type_.values:
            return evolve(part, guards={**part.guards, Asked("filled", part.expr): filled})
        one = part.expr.is_in(list(type_.values))
        refused, guard = (filled & ~one).fill_null(False), Asked("one of", part.expr)
        self._suspect(where, part.expr, ~one, refused, partial(refused_as, type_), guard)
        return evolve(part, guards={**part.guards, guard: one})

    def _assumed(self, part: Part, fact: Fact, value: Value) -> Part:
        if isinstance(part, Constant):
            return Constant(value) if part.value is None else part
        wanted = FAMILIES[fact.type.kind]
        family = Family.FLOAT if wanted.numeric and part.family is not wanted else wanted
        known = guarded(part.as_float if family is Family.FLOAT else part.expr, part.all_guards)
        settled = ~is_unknown(known, family)
        strange = None if self._is_looked_at else unread(self.suspects).get(fact.name)
        if strange is not None:
            # something is there, though it cannot be read: nothing is assumed in its place
            settled = settled | strange
        given = literal(value, family)
        expr = nw.when(settled).then(known).otherwise(given)
        made = Column(family, self.stages.place(expr, part.level), part.level + 1)
        if not family.numeric:
            return made
        either = (part, Constant(value))
        found = zip((operand(each).bound for each in either), (known, given), strict=True)
        return evolve(made, bound=first_known(found, taken_first) if is_off(either) else None, most=most_of(either))

    def _finished(self, part: Part, name: str) -> Part:
        """The fact, with where it is unknown if that is asked for."""
        if isinstance(part, Constant):
            missing = {name: nw.lit(True)} if part.value is None and self.tells_missing else {}
            return Constant(part.value, missing)
        if self.opened.backend.is_sql and part.all_guards:
            # there an operation on a value that is not wanted may be an error
            part = evolve(
                part,
                expr=self.stages.place(part.settled, part.level),
                level=part.level + 1,
                guards={},
                finite=True,
                sure=False,
            )
        if not self.tells_missing:
            return evolve(part, missing={})
        unknown = self.stages.place(~part.known, part.level)
        return evolve(part, level=part.level + 1, missing={name: unknown})


def _without(part: Part, held: frozenset[Asked]) -> Part:
    """A part without the guards that were found to hold on every row."""
    if isinstance(part, Constant):
        return part
    return evolve(part, guards={asked: guard for asked, guard in part.guards.items() if asked not in held})
