"""A table of rules in SQL: the truth of every rule, what is settled, and the facts that are missing."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve, frozen
from sqlglot import exp

from crmrules.engines.rows import Where, bool_of, level_of_rows
from crmrules.engines.sql.asking import same
from crmrules.engines.sql.build import NULL, Sql, case, literal, when_true
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.expressions import Called
from crmrules.engines.sql.facts import TITLE as DERIVED
from crmrules.engines.sql.facts import FactColumns
from crmrules.engines.sql.logic import both, condition, either, no
from crmrules.engines.sql.parts import Column, Constant, Family, Hanging, Missing, Part
from crmrules.engines.sql.rows import RowLogic, Rows
from crmrules.engines.sql.texts import text_of
from crmrules.engines.sql.truths import is_unknown, placed, value_of
from crmrules.expressions.render import render
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.settle import Settled, is_distinct, settle
from crmrules.kinds.decision.walk import Branch, Walk

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

RULES, DECIDED = "rules", "decided"
"""What the steps are called that hold the truths of rules, and what they come to."""
OPEN = "?"
"""Stands for an outcome where it is open; no outcome has such an id."""

Walked: TypeAlias = Walk[Part, Where[Sql]]
"""The walk of a policy on a table."""


def outcome_part(definition: "DecisionDefinition", facts: FactColumns[Any], name: str) -> Part:
    """The settled outcome of a policy that another one reads, over the stored facts of that one."""
    steps, tells = facts.steps, facts.tells
    deciding = Deciding(FactColumns(definition, facts.as_of, facts.facts, steps, tells), definition)
    called = Called(f"fact_{name}", DERIVED, f"{name}: from {definition.id}")
    part = facts.columns({}).placed(Column(Family.TEXT, *deciding.settling), called)
    if not tells:
        return part
    # where it is open for want of a value, or certain of no outcome, no fact would give it one
    missing, undefined = deciding.missing, bool_of(deciding.undefined)
    stuck = both(part.sql.is_null(), either(undefined, no(either(*missing.values()))))
    where = stuck if isinstance(stuck, bool) else placed(stuck, steps, steps.top, "undefined", "")
    return part.to(Hanging(missing, where, steps.top))


@frozen(slots=False)
class Deciding:
    """A table of rules on the rows of a table."""

    facts: FactColumns[Any]
    definition: "DecisionDefinition"

    @property
    def dialect(self) -> Dialect:
        """The database that is written for."""
        return self.facts.steps.dialect

    @cached_property
    def truths(self) -> tuple[Part, ...]:
        """The truth of every rule, in a column of its own."""
        found: list[Part] = []
        columns = self.facts.columns(self.facts.names)
        for rule in self.definition.rules:
            comment = f"{rule.id}: {render(rule.when)} -> {rule.then}"
            found.append(columns.build(rule.when, Called(f"rule_{rule.id}", RULES, comment)))
        return tuple(found)

    @cached_property
    def walk(self) -> Walked:
        """What the truths of the rules come to."""
        return Walk(self.definition, self.truths, RowLogic(self.facts.steps))

    @cached_property
    def settled(self) -> Settled[Where[Sql]]:
        """What is settled; for every hit policy but *collect*."""
        return settle(self.walk)

    @cached_property
    def outcome(self) -> Sql:
        """The settled outcome, null where it is open or there is none."""
        if not self._marks_open:
            return self.answer
        return Sql(exp.Nullif(this=self.answer.node.copy(), expression=self._open.node))

    @cached_property
    def answer(self) -> Sql:
        """The settled outcome in a column of its own; where it is open, null or a mark that no outcome has."""
        if not self._marks_open:
            return self.facts.steps.place(*self.settling, "outcome", DECIDED)
        found = self._walked(label(self.dialect), self._open, None)
        return self.facts.steps.place(found, self._open_level, "answer", DECIDED)

    @property
    def _open(self) -> Sql:
        return text_of(OPEN, self.dialect)

    @property
    def _marks_open(self) -> bool:
        """Whether what is open is told from what is certain to have no outcome, though both are null."""
        return (
            is_distinct(self.walk)
            and self.definition.header.default is None
            and any(isinstance(part, Column) and not part.sure for _, part in self._steps)
        )

    @cached_property
    def settling(self) -> tuple[Sql, int]:
        """The settled outcome as it is found, and the level that can be read at."""
        if is_distinct(self.walk):
            return self._walked(label(self.dialect), NULL, self.definition.header.default), self._open_level
        found = self.settled
        level = level_of_rows(found.within, *(where for _, where in found.branches))
        return chain(found.branches, found.within, label(self.dialect)), level

    @cached_property
    def certain(self) -> Sql:
        """Where no unknown fact could change the answer, as a value."""
        if self.definition.hit is HitPolicy.COLLECT:
            return self._told(self.walk.certain)
        if is_distinct(self.walk):
            if self.definition.header.default is not None:
                return value_of(self.outcome.is_known(), self.dialect)
            if not self._marks_open:
                yes, no_ = (value_of(literal(each), self.dialect) for each in (True, False))
                return self._walked(lambda _: yes, no_, None)
            answered = self.answer.is_null() | ~same(self.answer, self._open, self.dialect)
            return value_of(answered, self.dialect)
        found = self.settled
        if found.within is True and found.certain is not True and None not in self.walk.answers:
            return value_of(self.outcome.is_known(), self.dialect)
        return self._told(found.certain)

    def _told(self, rows: Rows) -> Sql:
        return value_of(condition(bool_of(rows)), self.dialect)

    def _walked(self, label: Callable[[str | None], Sql], open_: Sql, default: str | None) -> Sql:
        """The walk as people read it: the first step that is true, unless one before it is unknown."""
        branches: list[tuple[Sql, Sql]] = []
        for outcome, part in self._steps:
            if isinstance(part, Constant):
                if part.value is not False:
                    return _case(branches, open_ if part.value is None else label(outcome))
                continue
            branches.append((part.sql, label(outcome)))
            if not part.sure:
                branches.append((is_unknown(part.sql, self.dialect), open_))
        return _case(branches, label(default))

    @cached_property
    def _steps(self) -> tuple[tuple[str, Part], ...]:
        """Each step of the walk, and its truth."""
        columns, found = self.facts.columns({}), []
        for outcome, rules in self.definition.steps:
            truths = [self.truths[index] for index in rules]
            part = columns.any_of([evolve(each, hanging=Hanging()) for each in truths])
            if isinstance(part, Column) and len(rules) > 1:
                part = columns.placed(part, Called(f"gives_{outcome}", "outcomes"))
            found.append((outcome, part))
        return tuple(found)

    @property
    def _open_level(self) -> int:
        return max((part.own_level for _, part in self._steps if isinstance(part, Column)), default=0)

    @cached_property
    def given(self) -> Mapping[str, Part]:
        """For *collect*: whether each outcome is given, unknown where that is open."""
        columns = self.facts.columns({})
        rules = list(zip(self.truths, self.definition.rules, strict=True))
        return {
            outcome.id: columns.any_of([truth for truth, rule in rules if rule.then == outcome.id] or [Constant(False)])
            for outcome in self.definition.outcomes
        }

    @cached_property
    def missing(self) -> Missing:
        """Where each stored fact is unknown and matters, in the order of declaration."""
        found: dict[str, list[Rows]] = {}
        for index, asked in self.walk.asked:
            hanging = self.truths[index].hanging
            for name, where in hanging.missing.items():
                found.setdefault(name, []).append(self._both(asked, where, hanging.level))
        every = {name: self.walk.logic.either(*where) for name, where in found.items()}
        names = [each.name for each in self.definition.facts.declared if each.name in every]
        return {name: self._kept(every[name], f"missing_{name}") for name in names}

    def _kept(self, rows: Rows, name: str) -> Sql:
        """A condition that is told in a column of its own."""
        where, steps = condition(bool_of(rows)), self.facts.steps
        return where if isinstance(rows, bool) else placed(where, steps, rows.level, name, "missing")

    @cached_property
    def undefined(self) -> Rows:
        """Where an operation has no value and matters."""
        hanging = [self.truths[index].hanging for index, _ in self.walk.asked]
        asked = zip(hanging, self.walk.asked, strict=True)
        found = [self._both(rows, each.undefined, each.level) for each, (_, rows) in asked]
        return self.walk.logic.kept(self.walk.logic.either(*found))

    def _both(self, asked: Rows, where: Sql | bool, level: int) -> Rows:
        return self.walk.logic.both(asked, where if isinstance(where, bool) else Where(where, level))


def chain(branches: Sequence[Branch[Where[Sql]]], within: Rows, label: Callable[[str | None], Sql]) -> Sql:
    """The label of the first branch that is taken; that of None where none is, and where `within` is not true."""
    merged: list[tuple[str | None, Sql | bool]] = []
    for name, where in branches:
        rows = bool_of(where)
        if rows is False:
            continue
        if merged and merged[-1][0] == name:
            merged[-1] = (name, either(merged[-1][1], rows))
        else:
            merged.append((name, rows))
        if rows is True:
            break
    while merged and merged[-1][0] is None:
        merged.pop()
    inside = bool_of(within)
    if inside is False or not merged:
        return label(None)
    last = merged.pop() if merged[-1][1] is True else None
    taken = [(when_true(condition(where)), label(name)) for name, where in merged]
    if not isinstance(inside, bool):
        taken.insert(0, (~inside, label(None)))
    if not taken:
        assert last is not None
        return label(last[0])
    return case(taken, None if last is None else label(last[0]))


def _case(branches: Sequence[tuple[Sql, Sql]], otherwise: Sql) -> Sql:
    kept = list(branches)
    while kept and kept[-1][1].node == otherwise.node:
        kept.pop()
    return case(kept, None if otherwise is NULL else otherwise) if kept else otherwise


def label(dialect: Dialect) -> Callable[[str | None], Sql]:
    """What writes the id of an outcome; null for none."""
    return lambda id_: NULL if id_ is None else text_of(id_, dialect)
