"""What policies of all kinds can do: say who they are, take other parameters, become a file again."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from attrs import evolve, frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.checking import Checking
from crmrules.definitions.files import to_toml
from crmrules.definitions.parts import Origin, Parameter, Setting
from crmrules.definitions.periods import checked_day
from crmrules.errors import AsOfError, EngineError, PolicyError, Problem, RecordError, did_you_mean
from crmrules.expressions.accept import Refused, accept, shown, yields
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.types import NUMBER
from crmrules.model.text import Text
from crmrules.records.history.engine import is_frame

if TYPE_CHECKING:
    import typing_extensions

    from crmrules.kinds.asked import AskedTable
    from crmrules.records.binding import Bind

    # to type checkers `Policy` alone is one of any kind; Python itself knows such defaults since 3.13
    D = typing_extensions.TypeVar("D", bound=Definition, default=Any)
else:
    D = TypeVar("D", bound=Definition)


@frozen(slots=False, eq=False, repr=False)
class Policy(Generic[D]):
    """A policy of any kind.

    Immutable, equal and hashable by content, picklable, and safe to share between threads.
    """

    called: ClassVar[str] = "policy"
    """What a policy of this kind is called."""

    definition: D

    @property
    def id(self) -> str:
        """The policy's name, unique in its catalogue."""
        return self.definition.id

    @property
    def version(self) -> str:
        """The version its file states."""
        return self.definition.header.version

    @property
    def kind(self) -> str:
        """What it is, such as "decision" or "segmentation"."""
        return self.definition.header.kind

    @property
    def title(self) -> Text:
        """Its title in both languages."""
        return self.definition.header.title

    @property
    def hash(self) -> str:
        """SHA-256 of its content, in hexadecimal."""
        return self.definition.hash

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Its parameters by name."""
        return MappingProxyType(self.definition.parameters)

    def with_parameters(self, **values: Setting | Decimal) -> Self:
        """The same policy with other values for some parameters.

        Raises `PolicyError` for an unknown parameter, and for a value of another type or not among its choices.
        """
        parameters = dict(self.definition.parameters)
        problems: list[Problem] = []
        for name, value in values.items():
            if name not in parameters:
                problems.append(Problem("", f"unknown parameter `{name}`", did_you_mean(name, parameters)))
                continue
            type_ = NUMBER if parameters[name].type.numeric else parameters[name].type
            try:
                accepted = accept(value, type_)
            except Refused as refused:
                problems.append(Problem(f"parameter `{name}`", refused.message, refused.remedy))
                continue
            if accepted is None or isinstance(accepted, Fraction):
                problems.append(Problem(f"parameter `{name}`", "a parameter is never unknown", "give it a value"))
                continue
            if isinstance(accepted, int | float) and not -MAX_WHOLE <= accepted <= MAX_WHOLE:
                remedy = f"parameters reach to {MAX_WHOLE:,} either way"
                problems.append(Problem(f"parameter `{name}`", f"{shown(value)} is too large", remedy))
                continue
            kept = value if isinstance(value, int) else accepted
            # the reason was given for another number
            parameters[name] = evolve(parameters[name], value=kept, dated=(), origin=Origin.OWN, why=None, reading=None)
        definition = evolve(self.definition, parameters=parameters)
        if not problems:
            checking = self._checking(definition)
            checking.run()
            problems = checking.problems
        if problems:
            raise PolicyError(problem.under(f"policy `{self.id}`") for problem in problems)
        return self._made(definition)

    def at(self, day: datetime.date) -> Self:
        """The same policy with its dated parameters as they are on a day.

        Raises `AsOfError` for a day before the first value of a parameter.
        """
        return self._made(self.definition.at(checked_day(day)))

    def to_dict(self) -> dict[str, Any]:
        """The plain mapping that a file of this policy would hold; `crmrules.from_dict` reads it."""
        return deepcopy(self.definition.document)

    def to_toml(self) -> str:
        """The text of a file of this policy; `crmrules.loads` reads it."""
        return to_toml(self.definition.document)

    def sql(
        self,
        table: str | Sequence[str],
        *,
        dialect: str,
        bind: "Bind | None" = None,
        as_of: datetime.date | None = None,
        columns: Sequence[str] | Mapping[str, str] | None = None,
        keep: Sequence[str] | None = None,
        known_at: datetime.date | None = None,
        unread: bool = False,
    ) -> str:
        """A SELECT with what the policy says of each row of a table, for a database; nothing is asked of it here.

        `table` is its name, such as "leads" or "crm.leads"; `dialect` one of duckdb, postgres, sqlite, mysql, mariadb,
        spark, snowflake, bigquery and sqlserver. `columns` are those of the table, where facts are not all among them:
        a list, or a mapping with the type of each as the database writes it, such as "numeric(10, 2)", which is then
        not asked of each row. `keep` are those that stand beside what the policy says, otherwise all that are known
        of. What a record
        would be refused for is unknown; with `unread` the column ``<id>_unread`` names the facts that are so on a row.
        With a binding that has a history the table is one of events, and each row of the result a customer on the day
        `as_of`; `keep` then names the customer and facts, and with `known_at` only events count that had been recorded
        by the end of that day.

        Raises `EngineError` for a policy, a name or a text that cannot be written in SQL, `BindingError` for a binding
        that does not fit, `RecordError` for a column that is there already, and `AsOfError` where the policy depends on
        a day and none is given.
        """
        return self._select(self._asked(table, dialect, bind, as_of, columns, keep, known_at, unread))

    def _asked(
        self,
        table: object,
        dialect: object,
        bind: "Bind | None",
        as_of: object,
        columns: object,
        keep: object,
        known_at: object,
        unread: object,
    ) -> "AskedTable":
        """What a call of `sql` asks, which holds for all kinds; raises `AsOfError` where a day is lacking."""
        from crmrules.kinds.asked import AskedTable
        from crmrules.records.binding import bound

        day = day_of(as_of)
        if day is None and self.definition.needs_day:
            raise AsOfError.of(f"policy `{self.id}`", "depends on the day", "give `as_of`")
        circumstances = (known_on(known_at), checked_flag(unread, "unread"))
        return AskedTable(table, dialect, bound(bind), day, columns, keep, *circumstances)

    def _select(self, asked: "AskedTable") -> str:
        """The statement of `sql`."""
        message = f"is a {self.kind}, which is not written in SQL"
        raise EngineError.of(f"policy `{self.id}`", message, "read the rows, and `apply` it to them")

    def _checking(self, definition: D) -> Checking[D]:
        """What checks a changed definition.

        A test holds every kind to it: were it abstract, type checkers would refuse `Policy` wherever any kind will do.
        """
        raise NotImplementedError  # of `Policy` itself: it is no kind

    def _made(self, definition: D) -> Self:
        return type(self)(definition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __reduce__(self) -> tuple[type[Self], tuple[D]]:
        return type(self), (self.definition,)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.version}>"


def known_on(known_at: object) -> datetime.date | None:
    """The day by which events are known, where one is given; raises `AsOfError` for what is no day."""
    return None if known_at is None else checked_day(known_at, "known_at")


def day_of(as_of: object) -> datetime.date | None:
    """The day that a call was given, if any; raises as `checked_day` does."""
    return None if as_of is None else checked_day(as_of)


def checked_flag(value: object, name: str) -> bool:
    """A flag that a call was given; raises `EngineError` for what is neither true nor false."""
    if not isinstance(value, bool):
        raise EngineError.of(f"`{name}`", f"{shown(value)} is neither true nor false", "give True or False")
    return value


def checked_records(records: object) -> Iterable[object]:
    """The records that a call was given; raises `RecordError` for what is one record, or none at all."""
    if is_frame(records):
        raise RecordError.of(
            "records", f"a {type(records).__name__} is no list of records", "`apply` takes data frames"
        )
    if isinstance(records, Mapping | str | bytes) or not yields(records):
        raise RecordError.of(
            "records", f"{shown(records)} is no list of records", "put one record into a list: [record]"
        )
    return records


P = TypeVar("P", bound=Policy[Any])

Frame = TypeVar("Frame")
"""A data frame of some library: the same kind comes back."""


def checked_policies(policies: object, who: str) -> list[Policy[Any]]:
    """The policies that a call was given; raises `EngineError` for what is no list of them."""
    if not yields(policies):
        raise EngineError.of(who, f"{shown(policies)} is no list of policies", "give what `crmrules.load` returns")
    return [checked_policy(each, Policy, who) for each in policies]


def checked_policy(policy: object, kind: type[P], who: str) -> P:
    """A policy of a kind; raises `EngineError` for what is none, in the name of who asks."""
    if not isinstance(policy, Policy):
        remedy = "give what `crmrules.policy` or `crmrules.load` returns"
        raise EngineError.of(who, f"{shown(policy)} is no policy", remedy)
    if not isinstance(policy, kind):
        raise EngineError.of(who, f"policy `{policy.id}` is a {policy.kind}", f"give a {kind.called}")
    return policy
