"""What the definitions of all kinds of policy have in common: facts, parameters over time, content and hash."""

import datetime
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import evolve, frozen

from crmrules.definitions.facts import Facts
from crmrules.definitions.layout import Layout
from crmrules.definitions.parts import FORMAT, FactEntry, Header, Parameter, Scalar, Setting, number_of
from crmrules.definitions.templates import split
from crmrules.errors import AsOfError
from crmrules.expressions.tree import AS_OF, Expression, Value
from crmrules.model.fact import Fact
from crmrules.model.text import Text

if TYPE_CHECKING:
    from crmrules.analysis.cells.conditions import Conditions
    from crmrules.analysis.cells.diagram import Diagram
    from crmrules.analysis.smt.formulas import Formulas
    from crmrules.analysis.smt.numbers import Sym
    from crmrules.engines.frames.facts import FactColumns
    from crmrules.engines.frames.parts import Part
    from crmrules.engines.interpreter import Lacking
    from crmrules.engines.sql.facts import FactColumns as SqlFacts
    from crmrules.engines.sql.parts import Part as SqlPart
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding


@frozen(slots=False, kw_only=True, eq=False)
class Definition(ABC):
    """What a policy file says, checked and resolved; each kind adds its own tables. Equal and hashable by content."""

    layout: ClassVar[Layout]
    """What a file of its kind holds."""

    header: Header
    parameters: Mapping[str, Parameter]
    entries: Mapping[str, FactEntry]
    facts: Facts
    policies: Mapping[str, "Answering"]
    """The policies whose outcomes are facts here, by id."""
    examples: tuple[Any, ...]
    """What shows what it says; run by `check`."""

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Definition) and self.hash == other.hash)

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def id(self) -> str:
        """The policy's name, unique in its catalogue."""
        return self.header.id

    @property
    def answers(self) -> Mapping[str, Text]:
        """What a fact that is read from this policy can be, such as the ids of its outcomes, with their titles."""
        return {}

    @property
    def outputs_of(self) -> Mapping[str, Mapping[str, Scalar]]:
        """What else comes with each of its answers, by the id of the answer."""
        return {}

    @property
    def gives_several(self) -> bool:
        """Whether several answers may be given at once."""
        return False

    @property
    def why_no_answer(self) -> str:
        """Why no fact can be read from this policy; empty where one can."""
        return f"is a {self.header.kind}, which has no one outcome"

    @property
    def speaks_of_records(self) -> bool:
        """Whether it says anything of a record; what is only looked up does not."""
        return True

    @property
    def silent_because(self) -> Text:
        """Why nothing is said of a record, where nothing is."""
        return Text("it is looked up, and says nothing of a customer", "供查阅，不针对具体客户")

    @property
    @abstractmethod
    def read_names(self) -> Iterable[str]:
        """The names that what the policy says depends on: facts, parameters, `as_of`."""

    @property
    def conditions(self) -> Iterator[Expression]:
        """The conditions it consists of, and what its facts are derived by."""
        yield from self.own_conditions
        yield from (each.expression for each in self.facts.derived if each.expression is not None)

    @property
    @abstractmethod
    def own_conditions(self) -> Iterable[Expression]:
        """The conditions of its own tables, such as those of rules."""

    @property
    @abstractmethod
    def named_parameters(self) -> Iterable[str]:
        """The parameters that its own tables name, such as the intervals of a cadence."""

    @property
    @abstractmethod
    def sentences(self) -> Iterable[Text | None]:
        """The sentences with placeholders that it can say."""

    @property
    def lists(self) -> Mapping[str, Sequence[Any]]:
        """The kind's own lists of parts, by their key in the file."""
        return {key: getattr(self, each.attribute) for key, each in self.layout.lists.items()}

    @cached_property
    def evaluations(self) -> int:
        """How many policies are evaluated for one answer: this one, and those it reads as often as they are read."""
        return 1 + sum(policy.evaluations for policy in self.policies.values())

    @cached_property
    def reads(self) -> frozenset[str]:
        """The stored facts that what the policy says depends on, and `as_of` where it depends on the day."""
        return self.facts.behind(self.read_names)

    @cached_property
    def read_facts(self) -> tuple[Fact, ...]:
        """The stored facts that what the policy says depends on, in the order of declaration."""
        return tuple(each for each in self.facts.declared if each.name in self.reads)

    @cached_property
    def said_names(self) -> frozenset[str]:
        """The names that stand in its sentences."""
        texts = [text for text in self.sentences if text is not None]
        return frozenset(piece.name for text in texts for said in (text.en, text.zh) for piece in split(said))

    @cached_property
    def said_facts(self) -> tuple[Fact, ...]:
        """The stored facts that are read or named in sentences, in the order of declaration."""
        said = self.reads | self.facts.behind(self.said_names)
        return tuple(each for each in self.facts.declared if each.name in said)

    @property
    def needs_day(self) -> bool:
        """Whether nothing can be said without a day."""
        return self.reads_as_of or self.is_dated

    @cached_property
    def reads_as_of(self) -> bool:
        """Whether it depends on the day, here or in a policy this one reads."""
        return AS_OF in self.reads

    @cached_property
    def is_dated(self) -> bool:
        """Whether parameters have values that begin on a day, here or in a policy this one reads."""
        return any(each.dated for each in self.parameters.values()) or any(
            policy.is_dated for policy in self.policies.values()
        )

    @cached_property
    def change_days(self) -> tuple[datetime.date | None, ...]:
        """The days on which parameters change, those of the policies it reads included; no day where none is dated."""
        dated = [each.dated for each in self._all_parameters if each.dated]
        begun = max((values[0].from_ for values in dated), default=None)
        days = {each.from_ for values in dated for each in values if begun is not None and each.from_ >= begun}
        return tuple(sorted(days)) or (None,)

    @property
    def _all_parameters(self) -> list[Parameter]:
        inner = [each for policy in self.policies.values() for each in policy._all_parameters]
        return [*self.parameters.values(), *inner]

    @cached_property
    def _lasting(self) -> dict[str, Setting] | None:
        """The value of every parameter, where none is dated."""
        values = {name: each.value for name, each in self.parameters.items() if each.value is not None}
        return None if any(each.dated for each in self.parameters.values()) else values

    def values_on(self, as_of: datetime.date | None) -> dict[str, Setting]:
        """The value of every parameter on a day.

        Raises `AsOfError` where one is dated and there is no day, or a day before its first value.
        """
        if self._lasting is not None:
            return self._lasting.copy()
        values: dict[str, Setting] = {}
        for name, parameter in self.parameters.items():
            if not parameter.dated:
                assert parameter.value is not None  # reading makes sure of it
                values[name] = parameter.value
                continue
            if as_of is None:
                raise AsOfError.of(
                    f"policy `{self.id}`", f"parameter `{name}` is dated", "give `as_of`, or use `at(day)`"
                )
            begun = bisect_right(parameter.dated, as_of, key=lambda each: each.from_)
            if not begun:
                first = parameter.dated[0].from_.isoformat()
                raise AsOfError.of(
                    f"policy `{self.id}`",
                    f"parameter `{name}` has no value on {as_of.isoformat()}",
                    f"its first is from {first}",
                )
            values[name] = parameter.dated[begun - 1].value
        return values

    def all_values_on(self, as_of: datetime.date | None) -> tuple[Setting, ...]:
        """The values of all parameters on a day, those of the policies this one reads included."""
        inner = [self.policies[id_].all_values_on(as_of) for id_ in sorted(self.policies)]
        return (*self.values_on(as_of).values(), *(value for values in inner for value in values))

    def stale_on(self, as_of: datetime.date | None) -> dict[str, datetime.date]:
        """The dated parameters whose last value is older than the period the policy names, each with its day."""
        if as_of is None or not self.header.stale_after:
            return {}
        from crmrules.definitions.periods import add

        period = self.parameters[self.header.stale_after]
        return {
            name: each.dated[-1].from_
            for name, each in self.parameters.items()
            if each.dated and add(each.dated[-1].from_, int(number_of(period.value or 0)), period.unit) < as_of
        }

    def at(self, day: datetime.date) -> Self:
        """The same policy with its parameters as they are on a day."""
        values = self.values_on(day)
        policies = {id_: policy.at(day) for id_, policy in self.policies.items()}
        derived = tuple(
            evolve(each, policy=policies[each.policy.id]) if each.policy is not None else each
            for each in self.facts.derived
        )
        parameters = {
            name: evolve(each, value=values[name], dated=()) if each.dated else each
            for name, each in self.parameters.items()
        }
        return evolve(self, parameters=parameters, policies=policies, facts=evolve(self.facts, derived=derived))

    @cached_property
    def document(self) -> dict[str, Any]:
        """The plain mapping that a file of this policy would hold."""
        from crmrules.definitions.unstructure import unstructure

        own = {key: getattr(self, key) for key in self.layout.tables}
        tables = {"parameters": self.parameters, "facts": self.entries, **own}
        parts = {key: getattr(self, key) for key in self.layout.parts}
        return {
            **{"format": FORMAT, "id": self.id, "version": self.header.version, "kind": self.header.kind},
            **unstructure(self.header),
            **{
                key: {name: unstructure(part) for name, part in table.items()} for key, table in tables.items() if table
            },
            **{key: unstructure(part) for key, part in parts.items() if part is not None},
            **{key: [unstructure(part) for part in parts] for key, parts in self.lists.items() if parts},
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the policy says and of the policies it reads, in hexadecimal."""
        import hashlib
        import json

        order = list(self.entries)  # in which missing facts are told; of other tables the order says nothing
        read = [*self.policies.items(), *((each.id, each) for each in self.facts.segments.values())]
        said = [self.document, order, *(policy.hash for _, policy in sorted(read, key=lambda item: item[0]))]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@frozen(slots=False, kw_only=True, eq=False)
class Answering(Definition):
    """A policy that has one answer on one record, so that it can be a fact of another policy.

    All that a policy and its engines ask of another one it reads is said here; each engine is handed what it needs by
    the kind, so that no engine knows which kinds there are.
    """

    @abstractmethod
    def outcome(self, stored: Mapping[str, Value], as_of: datetime.date | None) -> str | None:
        """Its settled answer on a record, as the interpreter finds it; None where there is none or it is open."""

    @abstractmethod
    def possible(self, stored: Mapping[str, Value], as_of: datetime.date | None) -> tuple[str | None, ...]:
        """Every answer that it can still come to on a record; None among them where that can be none."""

    @abstractmethod
    def lacking(self, stored: Mapping[str, Value], as_of: datetime.date | None) -> "Lacking":
        """What an answer that is unknown hangs on."""

    @abstractmethod
    def in_python(
        self, day: datetime.date | None, record_class: type, coerce: Callable[[Any], Any]
    ) -> Callable[[Any, datetime.date | None], str | None]:
        """Its settled answer as a Python function of a record and `as_of`, with the parameters of a day.

        A record is of the class, or becomes one by `coerce`.
        """

    @abstractmethod
    def on_frame(self, facts: "FactColumns[Any]") -> "Part":
        """Its settled answer as a column, beside the facts of the policy that reads it."""

    @abstractmethod
    def in_sql(self, facts: "SqlFacts[Any]", name: str) -> "SqlPart":
        """Its settled answer in SQL, as a fact of that name, beside the facts of the policy that reads it."""

    @abstractmethod
    def in_cells(self, conditions: "Conditions") -> "Diagram":
        """Its settled answer as a diagram of ids and None, on the day and in the space of the policy that reads it."""

    @abstractmethod
    def in_smt(self, formulas: "Formulas") -> "Sym":
        """Its settled answer as a formula over the facts of the policy that reads it."""


@frozen(slots=False, kw_only=True, eq=False)
class Ranking(Definition):
    """A policy whose answer is a matter of the whole population: for one record it is a stored fact."""

    @abstractmethod
    def cut(self, population: Any, bind: "Binding | None", as_of: datetime.date | None) -> "Cuts":
        """Where the bands of a population begin: of a data frame, or of records."""
