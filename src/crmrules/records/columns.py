"""Where one fact comes from: what the table of a fact in a binding says."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from crmrules.errors import CrmRulesError, Problem, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Expression, names
from crmrules.records.forms import Forms
from crmrules.records.forms_reading import FORMS, read_forms
from crmrules.records.keys import key_of
from crmrules.records.meanings import NOTHING

COLUMN_KEYS = ("column", "is", "values", "else", "split", *FORMS)
_ELSE = {"unknown": None, "error": NOTHING}


@frozen
class Column:
    """Where one fact comes from: a column, or an expression over columns."""

    column: str = field(default="")
    is_: Expression | None = field(default=None)
    values: Mapping[str, object] = field(factory=dict)
    """What the texts of the column mean, where they are not the fact's values themselves."""
    forms: Forms = field(factory=Forms)
    """How the values of the column are written, or of all that the expression reads."""
    otherwise: object = field(default=NOTHING)
    """What a value means that is not among `values`: None for unknown, `NOTHING` for an error."""
    split: str = field(default="")
    """What parts the texts that a cell holds several of; empty where it holds one."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns it reads."""
        return names(self.is_) if self.is_ is not None else frozenset({self.column})


def read_column(name: str, given: object, problems: list[Problem]) -> Column:
    """Where a fact comes from; what is wrong with saying so is added to `problems`."""
    path = f"binding, fact `{name}`"
    if isinstance(given, Column):
        return given
    table: Mapping[Any, Any] = (
        {"column": given} if isinstance(given, str) else given if isinstance(given, Mapping) else {}
    )
    for key in table:
        if key not in COLUMN_KEYS:
            problems.append(Problem(path, f"unknown key `{key}`", did_you_mean(str(key), COLUMN_KEYS)))
    column, text, values = table.get("column", ""), table.get("is"), table.get("values", {})
    if not isinstance(column, str) or bool(column) == (text is not None):
        problems.append(Problem(path, "needs either `column` or `is`", 'write it as { column = "name" }'))
        return Column()
    if not isinstance(values, Mapping) or (values and not column):
        problems.append(
            Problem(f"{path}, `values`", "is no table for a column", "write it as { Yes = true, No = false }")
        )
        return Column()
    forms = read_forms(path, table, problems)
    if text is None:
        problems += _twice(path, values)
        found = Column(
            column,
            values={key_of(key): value for key, value in values.items()},
            forms=forms,
            otherwise=_otherwise(table),
            split=table.get("split", ""),
        )
        problems += _contradictions(path, table, found)
        return found
    problems += [
        Problem(f"{path}, `{key}`", "is of a column, and `is` reckons", "leave it out")
        for key in ("else", "split")
        if key in table
    ]
    try:
        return Column(is_=parse(text if isinstance(text, str) else "", columns=True), forms=forms)
    except CrmRulesError as error:
        problems += [problem.under(f"{path}, `is`") for problem in error.problems]
        return Column()


def _otherwise(table: Mapping[Any, Any]) -> object:
    given = table.get("else", "error")
    return _ELSE[given] if isinstance(given, str) and given in _ELSE else given


def _twice(path: str, values: Mapping[Any, Any]) -> list[Problem]:
    """The keys that are one key, such as 1 and "1.0", and mean different values."""
    first: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in values.items():
        known = first.setdefault(key_of(key), key)
        if (type(values[known]), values[known]) != (type(value), value):
            message = f"is looked up as {shown(known)} is, and means another value"
            problems.append(Problem(f"{path}, `values`, {shown(key)}", message, "leave one out"))
    return problems


def _contradictions(path: str, table: Mapping[Any, Any], found: Column) -> list[Problem]:
    """What the keys of one fact say against each other."""
    problems: list[Problem] = []
    for key in ("else", "split"):
        if key in table and not found.values:
            message = "goes with `values`, which says what texts mean"
            problems.append(Problem(f"{path}, `{key}`", message, "give `values`, or leave it out"))
    split: Any = table.get("split", "")
    if not isinstance(split, str) or ("split" in table and (len(split) != 1 or split.isspace())):
        problems.append(Problem(f"{path}, `split`", f"{shown(split)} parts no texts", 'write it as split = ";"'))
    elif split and any(split in key for key in found.values):
        key = next(key for key in found.values if split in key)
        problems.append(
            Problem(f"{path}, `values`, `{key}`", f"holds {shown(split)}, which parts texts", "give its parts")
        )
    forms = found.forms
    if found.values and (forms.day is not None or forms.number is not None):
        which = "number" if forms.number is not None else "day"
        message = f"`{which}` says how values are written, and `values` what they mean"
        problems.append(Problem(path, message, "leave one out"))
    both = [key for key in forms.unknown or () if key in found.values]
    problems += [
        Problem(f"{path}, `unknown`", f"{shown(key)} is listed under `values`, too", "leave it in one of them")
        for key in both
    ]
    return problems
