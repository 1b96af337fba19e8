"""From the conditions and answers of a table to a policy: a decision, or a scorecard where answers are added up."""

import datetime
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, TypeAlias

from attrs import define, field, frozen

from crmrules.definitions.parts import FORMAT
from crmrules.errors import CrmRulesError, ExpressionError, Problem
from crmrules.expressions.render import render
from crmrules.expressions.tree import Expression, Literal, Value
from crmrules.interchange.feel.names import Names
from crmrules.interchange.feel.reading import is_any
from crmrules.interchange.naming import Taken, identifier, one_line, outcome_id
from crmrules.interchange.tables.inferring import type_of_value
from crmrules.interchange.tables.language import FEEL, Language
from crmrules.interchange.tables.model import Cell, Item, OutputColumn, Table
from crmrules.interchange.tables.scope import Answers, Scope, is_printable
from crmrules.interchange.tables.types import base_name, listed

HITS = {
    **{"UNIQUE": "unique", "ANY": "any", "FIRST": "first", "PRIORITY": "priority"},
    **dict.fromkeys(("COLLECT MIN", "COLLECT MAX"), "priority"),
    **dict.fromkeys(("COLLECT", "RULE ORDER", "OUTPUT ORDER"), "collect"),
}
"""What becomes of a hit policy in a decision: the least of numbers is the one of the highest rank, and so the greatest.
The sums and counts of a scorecard are the other two."""
ADDED = ("COLLECT SUM", "COLLECT COUNT")

_EXAMPLELESS = ["no-example", "one-sided"]
"""What `check` would say of any policy without examples, which DMN files do not have."""

_NAMELESS = Names({})

Given: TypeAlias = tuple[Value, ...]
"""What a row answers, column by column; None for null."""


@frozen
class Made:
    """A policy that was made of a table."""

    document: Mapping[str, Any]
    answers: Answers | None
    """What other tables can read of it; None where they can read nothing."""


def named(part: str, place: int, name: str) -> str:
    """Where a column stands: its number, and its name where it has one."""
    return f"{part} {place + 1} `{name}`" if name else f"{part} {place + 1}"


@contextmanager
def noted(problems: list[Problem], path: str, cell: Cell | str = "") -> Generator[None, None, None]:
    """Notes what is wrong with a part, with its text."""
    try:
        yield
    except CrmRulesError as error:
        text = cell if isinstance(cell, str) else cell.text
        said = f"{path} `{_short(text)}`" if text else path
        problems += [each.under(said) for each in error.problems]


def text_of(cell: Cell) -> str:
    """The text of a cell; raises `ExpressionError` where it says that it is in another language than FEEL."""
    if cell.language and cell.text:
        raise ExpressionError.of("", f"is written in {cell.language}", "write it in FEEL")
    return cell.text


def answer(cell: Cell, names: Names, language: Language = FEEL) -> Value:
    """The constant that a row gives; raises `ExpressionError` for anything else."""
    if language.is_any(text_of(cell)):
        return None
    value = language.constant(cell.text, names)
    if isinstance(value, Fraction):
        value = float(value)
    if isinstance(value, str) and (not is_printable(value) or not value.strip()):
        raise ExpressionError.of("", "is a text without letters, or with characters that cannot be printed")
    return value


@define
class Making:
    """Makes a policy of a table whose conditions and answers have been read."""

    table: Table
    scope: Scope
    items: Mapping[str, Item]
    header: Mapping[str, Any]
    name: str
    """The decision's name, by which other tables read it."""
    conditions: Sequence[Expression]
    given: Sequence[Given]
    problems: list[Problem] = field(factory=list)

    def made(self) -> Made:
        """The policy; of no use where there are problems."""
        if self.table.hit in ADDED:
            return Made(self._scorecard(), None)
        outcomes = self._outcomes()
        default = self._default(outcomes)
        thens = self._thens(outcomes)
        promises = {"default": default} if default is not None else {"complete": True} if self.table.is_complete else {}
        ranked = self._ranked(outcomes, default)
        rules = [
            {"id": f"row-{number}", "when": render(condition), "then": then, "because": self._because(number)}
            for number, (condition, then) in enumerate(zip(self.conditions, thens, strict=True), 1)
        ]
        if self.table.hit == "OUTPUT ORDER":  # answers are collected in the order of the rules
            places = {id_: place for place, id_ in enumerate(ranked)}
            rules.sort(key=lambda rule: places[rule["then"]])
        document = {
            **self._common("decision", {"hit": HITS[self.table.hit], **promises}),
            "outcome": [self._outcome(id_, values) for id_, values in ranked.items()],
            "rule": rules,
        }
        return Made(document, self._answers(outcomes, default is not None or Literal(True) in self.conditions))

    def _common(self, kind: str, more: Mapping[str, Any]) -> dict[str, Any]:
        """What stands before outcomes and rules, or items."""
        return {
            **{"format": FORMAT, **self.header, "kind": kind, **more, "accept": _EXAMPLELESS},
            "parameters": self.scope.parameters,
            "facts": {key: _rendered(entry) for key, entry in self.scope.facts.items()},
        }

    def _outcomes(self) -> dict[str, Given]:
        """The outcomes by id: one for each different answer."""
        taken, ids = Taken(), dict[str, Given]()
        marked = [place for place, each in enumerate(self.table.outputs) if each.is_id]
        for values in dict.fromkeys(_keyed(each) for each in self.given):
            plain_values = tuple(value for _, value in values)
            said = [plain_values[marked[0]]] if marked else list(plain_values)
            ids[taken.own(outcome_id(said), "-")] = plain_values
        return ids

    def _thens(self, outcomes: Mapping[str, Given]) -> list[str]:
        by_values = {_keyed(values): id_ for id_, values in outcomes.items()}
        return [by_values[_keyed(each)] for each in self.given]

    def _default(self, outcomes: dict[str, Given]) -> str | None:
        """The outcome where no row matches; it is declared where no row gives it."""
        cells = [each.default for each in self.table.outputs]
        if all(is_any(each.text) for each in cells):
            return None
        if HITS[self.table.hit] == "collect":
            self.problems.append(
                Problem("default output", "a table that collects answers has none here", "take it out")
            )
            return None
        values: list[Value] = []
        for place, cell in enumerate(cells):
            with noted(self.problems, f"default output {place + 1}", cell):
                values.append(answer(cell, _NAMELESS))
        if self.problems:
            return None
        given = tuple(values)
        for id_, known in outcomes.items():
            if _keyed(known) == _keyed(given):
                return id_
        marked = [place for place, each in enumerate(self.table.outputs) if each.is_id]
        id_ = Taken(set(outcomes)).own(outcome_id([given[marked[0]]] if marked else given), "-")
        outcomes[id_] = given
        return id_

    def _ranked(self, outcomes: Mapping[str, Given], default: str | None) -> Mapping[str, Given]:
        """The outcomes in order of priority."""
        hit = self.table.hit
        if hit in ("COLLECT MIN", "COLLECT MAX"):
            self._only_numbers(outcomes.values())
            if self.problems:
                return outcomes
            return dict(sorted(outcomes.items(), key=lambda each: _number(each[1][0]), reverse=hit == "COLLECT MAX"))
        if hit not in ("PRIORITY", "OUTPUT ORDER"):
            return outcomes
        ranks = [self._ranks(each) for each in self.table.outputs]
        if not any(ranks):
            message = f"hit policy {self.table.hit} ranks answers, and the output values are no list"
            path = named("output", 0, self.table.outputs[0].name)
            self.problems.append(Problem(path, message, "list them, the highest first"))
        for id_, values in outcomes.items():
            for place, value in enumerate(values):
                if ranks[place] and value not in ranks[place] and id_ != default:
                    path = named("output", place, self.table.outputs[place].name)
                    self.problems.append(Problem(path, f"value `{value}` of `{id_}` is none of its output values"))
        if self.problems:
            return outcomes
        return dict(
            sorted(
                outcomes.items(),
                key=lambda each: [_rank(rank, value) for rank, value in zip(ranks, each[1], strict=True) if rank],
            )
        )

    def _ranks(self, column: OutputColumn) -> list[object]:
        """The values of an output, the highest first: as its column says, or else its type."""
        item = self.items.get(column.type_ref) or self.items.get(base_name(column.type_ref))
        values = listed(column.allowed) or (listed(item.allowed) if item is not None else ())
        return list(values)

    def _only_numbers(self, given: Iterable[Given]) -> None:
        """What is added up or compared has one column of numbers."""
        if len(self.table.outputs) > 1:
            self.problems.append(Problem("hit policy", f"{self.table.hit} takes one output", "take the others out"))
        for values in given:
            if isinstance(values[0], bool) or not isinstance(values[0], int | float):
                self.problems.append(
                    Problem("hit policy", f"{self.table.hit} takes numbers, and `{values[0]}` is none")
                )

    def _outcome(self, id_: str, values: Given) -> dict[str, Any]:
        """An outcome with its outputs; a text that is its own id needs no more words."""
        names = self._output_names()
        pairs = zip(names, map(_written, values), strict=True)
        outputs = {name: value for name, value in pairs if value is not None and name}
        return {
            "id": id_,
            "title": _title(values),
            **({} if list(outputs.values()) == [id_] and all(names) else outputs),
        }

    def _output_names(self) -> list[str]:
        """The names of the outputs; empty for one that is the id of its outcome."""
        taken = Taken({"id", "title"})
        return ["" if each.is_id else taken.own(identifier(each.name, "output")) for each in self.table.outputs]

    def _because(self, number: int) -> str:
        """Why a row's answer follows: in its author's words, or else where it stands."""
        said = self.table.rows[number - 1].said or f"Rule {number} of the table."
        return said.replace("{", "{{").replace("}", "}}")

    def _answers(self, outcomes: Mapping[str, Given], is_sure: bool) -> Answers | None:
        """What its name, and the names of its outputs as parts of it, are for each outcome."""
        if HITS[self.table.hit] == "collect":
            return None
        outputs = self.table.outputs
        known = [self.name] if len(outputs) == 1 else [f"{self.name}.{each.name}" for each in outputs]
        values = {each: dict(zip(known, given, strict=True)) for each, given in outcomes.items()}
        kinds = [
            next((type_of_value(row[place]).kind for row in outcomes.values() if row[place] is not None), None)
            for place in range(len(outputs))
        ]
        return Answers(str(self.header["id"]), self.name, values, dict(zip(known, kinds, strict=True)), is_sure)

    def _scorecard(self) -> dict[str, Any]:
        """Items that give the number of their row, or one each where rows are counted."""
        counts = self.table.hit == "COLLECT COUNT"
        if not counts:
            self._only_numbers(self.given)
        for place, column in enumerate(self.table.outputs):
            with noted(self.problems, f"default output {place + 1}", column.default):
                if not is_any(column.default.text) and _keyed((answer(column.default, _NAMELESS),)) != _keyed((0,)):
                    raise ExpressionError.of("", "a table that adds up is 0 where no row matches", "take it out")
        items: list[dict[str, Any]] = []
        for number, (condition, values) in enumerate(zip(self.conditions, self.given, strict=True), 1):
            if self.problems:
                break
            points = self.scope.points(1 if counts else values[0])
            items.append(
                {"id": f"row-{number}", "title": self._because(number), "when": render(condition), "points": points}
            )
        return {**self._common("scorecard", {}), "item": items}


def _written(value: Value) -> Value:
    """A value as an output holds it: a day as its text, since outputs are no days."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def _title(values: Given) -> str:
    """What an outcome gives, in words."""
    said = ("null" if each is None else str(each).lower() if isinstance(each, bool) else str(each) for each in values)
    return one_line(", ".join(said)) or "nothing"


def _rendered(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: render(value) if key == "is" else value for key, value in entry.items()}


def _keyed(values: Given) -> tuple[tuple[type, Value], ...]:
    """Values with their types, since true equals 1."""
    return tuple(
        (float if isinstance(each, int) and not isinstance(each, bool) else type(each), each) for each in values
    )


def _rank(ranked: list[object], value: Value) -> int:
    """The place of a value, counted from the highest; a default need not be among them, and is the last."""
    return ranked.index(value) if value in ranked else len(ranked)


def _number(value: Value) -> float:
    assert isinstance(value, int | float)
    return value


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= 60 else f"{said[:57]}..."
