"""A file of decision tables as frozen data: decisions, what they require, and the tables that decide them."""

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen


@frozen
class Cell:
    """The text of an entry, and the language that it says it is written in; empty where that is FEEL."""

    text: str
    language: str = field(default="")


@frozen
class InputColumn:
    """A column of tests."""

    expression: Cell
    """What is tested; without a text where the label alone says it."""
    label: str
    type_ref: str
    allowed: str
    """The unary tests that all its values pass; empty where any will do."""


@frozen
class OutputColumn:
    """A column of answers."""

    name: str
    type_ref: str
    allowed: str
    """The values it can have, the highest first where they are a ranking."""
    default: Cell
    """Its value where no row matches."""
    is_id: bool = field(default=False)
    """Whether its values are the ids of a policy's outcomes: a table that was written from one says so."""


@frozen
class Row:
    """A rule of a table."""

    tests: tuple[Cell, ...]
    answers: tuple[Cell, ...]
    said: str
    """What its author says of it; empty where that is nothing."""


@frozen
class Table:
    """A decision table."""

    hit: str
    """Its hit policy, with what is collected: "UNIQUE", "COLLECT SUM"."""
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rows: tuple[Row, ...]
    nulls_are_open: bool = field(default=False)
    """Whether it says that a null is what is not known yet: a table that was written from a policy does."""
    is_complete: bool = field(default=False)
    """Whether it promises that some row always matches: a table that was written from a policy can."""


@frozen
class Invocation:
    """A decision that hands its inputs on to business knowledge."""

    called: str
    given: Mapping[str, Cell]
    """What is given for each parameter, as an expression."""


@frozen
class Other:
    """Logic that is neither a table nor one expression."""

    what: str


Logic: TypeAlias = Table | Invocation | Cell | Other


@frozen
class Decision:
    """A decision, or business knowledge, which has parameters."""

    id: str
    name: str
    type_ref: str
    logic: Logic
    requires: tuple[str, ...]
    """The ids of what it reads."""
    variable: str = field(default="")
    """What its answer is called, where that is not its name."""
    parameters: Mapping[str, str] = field(factory=dict)
    """The parameters of business knowledge, and their types."""
    is_knowledge: bool = field(default=False)


@frozen
class Input:
    """Data that decisions read."""

    id: str
    name: str
    type_ref: str


@frozen
class Item:
    """A type that the file defines."""

    type_ref: str
    allowed: str
    is_list: bool
    parts: Mapping[str, "Item"]


@frozen
class Model:
    """All that a DMN file says of decisions."""

    name: str
    decisions: tuple[Decision, ...]
    inputs: tuple[Input, ...]
    items: Mapping[str, Item]
    """By name."""
