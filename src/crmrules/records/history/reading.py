"""From the tables ``[history]`` and ``[spans]`` and the aggregates of a binding to the definition of its history."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import evolve

from crmrules.definitions.names import id_problem
from crmrules.errors import BindingError, Problem
from crmrules.expressions.accept import shown
from crmrules.expressions.types import Kind
from crmrules.records.day_form import BadForm, DayForm
from crmrules.records.forms import Forms
from crmrules.records.history.aggregates import Aggregate
from crmrules.records.history.checking import checked
from crmrules.records.history.definition import History, Joined, KindColumn, Moment, Span
from crmrules.records.history.tables import Table
from crmrules.records.keys import key_of

T = TypeVar("T")
U = TypeVar("U")

HISTORY_KEYS = ("customer", "at", "kind", "id", "recorded", "zone", "since", "joined", "where", "holidays")
SPAN_KEYS = ("from", "to", "initially")
_MOMENT = '"InvoiceDate", or { column = "InvoiceDate", day = "%d/%m/%Y" }'
_KIND = '"order", or { column = "type", values = { ORD = "order" } }'
_JOINED = '"SignedUp", or { event = "activated" }'


def read_history(
    history: object, spans: object, facts: Mapping[str, Aggregate], columns: Mapping[str, Kind], forms: Forms
) -> History | None:
    """The history of a binding, held against itself; None where there is neither a history nor an aggregate.

    Raises `BindingError` with every problem found.
    """
    if history is None and not facts and (spans is None or (isinstance(spans, Mapping) and len(spans) == 0)):
        return None
    problems: list[Problem] = []
    read = history if isinstance(history, History) else _history(history, problems)
    table = _table("binding, spans", spans, "[spans]", problems)
    found = {name: _span(str(name), given, problems) for name, given in table.items()}
    if problems:
        raise BindingError(problems)
    read = evolve(read, zone=read.zone or forms.zone, forms=forms)
    made = checked(read, {**read.spans, **found}, {**read.facts, **facts}, columns, problems)
    if problems:
        raise BindingError(problems)
    return made


def _table(path: str, given: object, written: str, problems: list[Problem]) -> Mapping[Any, Any]:
    if given is None or isinstance(given, Mapping):
        return {} if given is None else given
    problems.append(Problem(path, f"{shown(given)} is no table", f"write it as {written}"))
    return {}


def changed(history: History, given: Mapping[str, object]) -> History:
    """A history with other keys of its table; raises `BindingError` with every problem found."""
    problems: list[Problem] = []
    made = _history(given, problems, history)
    if problems:
        raise BindingError(problems)
    return made


def _history(given: object, problems: list[Problem], before: History | None = None) -> History:
    """The history that a table gives, with what was said before where it says nothing."""
    table = Table("binding, history", _table("binding, history", given, "[history]", problems), problems)
    table.only(HISTORY_KEYS)
    history = History() if before is None else before
    read: dict[str, Callable[[], Any]] = {
        "customer": lambda: table.text("customer", '"CustomerID"') or history.customer,
        "at": lambda: _or_table(table, "at", Moment, _moment, _MOMENT) or history.at,
        "kind": lambda: _with_values(_or_table(table, "kind", str, _kind, _KIND) or history.kind, history.kind),
        "id": lambda: table.texts("id", '"InvoiceNo", or ["InvoiceNo", "Line"]'),
        "recorded": lambda: _or_table(table, "recorded", Moment, _moment, _MOMENT),
        "zone": lambda: table.zone("zone"),
        "since": lambda: table.day("since"),
        "joined": lambda: _or_table(table, "joined", Joined, _joined, _JOINED),
        "where": lambda: table.expression("where"),
        "holidays": lambda: table.days("holidays"),
    }
    given_keys: dict[str, Any] = {key: read[key]() for key in HISTORY_KEYS if key in table.given}
    return evolve(history, **given_keys)


def _with_values(kind: str | KindColumn, before: str | KindColumn) -> str | KindColumn:
    """The kind that is given; where it is a column alone, with the kinds that were told before."""
    if isinstance(kind, KindColumn) and isinstance(before, KindColumn) and not kind.values:
        return evolve(kind, values=before.values)
    return kind


def _or_table(
    table: Table, key: str, of_text: Callable[[str], T], of_table: Callable[[Table], U | None], example: str
) -> T | U | None:
    """What a key says by a text, or at more length by a table."""
    value = table.given.get(key)
    if isinstance(value, Mapping):
        return of_table(Table(f"{table.path}, `{key}`", value, table.problems))
    text = table.text(key, example)
    return of_text(text) if text else None


def _moment(table: Table) -> Moment | None:
    table.only(("column", "day"))
    column, forms = table.text("column", '"InvoiceDate"'), _forms(table)
    if "column" not in table.given:
        table.report("", "needs `column`", f"write it as {_MOMENT}")
    return Moment(column, forms) if column else None


def _forms(table: Table) -> tuple[DayForm, ...]:
    forms: list[DayForm] = []
    for text in table.texts("day", '"%d/%m/%Y"'):
        try:
            forms.append(DayForm(text))
        except BadForm as bad:
            table.report("day", f"{shown(text)} {bad}", 'write it as "%d/%m/%Y"')
    return tuple(forms)


def _kind(table: Table) -> KindColumn | None:
    table.only(("column", "values"))
    column, values = table.text("column", '"type"'), table.given.get("values", {})
    if "column" not in table.given:
        table.report("", "needs `column`", f"write it as {_KIND}")
    if not isinstance(values, Mapping):
        table.report("values", f"{shown(values)} is no table", 'write it as { ORD = "order" }')
        values = {}
    for text, kind in values.items():
        problem = id_problem(kind) if isinstance(kind, str) else "is no text"
        if problem:
            table.report("values", f"{shown(kind)} can be no kind of event: it {problem}", f'write {text} = "order"')
    return KindColumn(column, {key_of(text): str(kind) for text, kind in values.items()}) if column else None


def _joined(table: Table) -> Joined | None:
    table.only(("column", "event"))
    if len(table.given.keys() & {"column", "event"}) != 1:
        table.report("", "needs either `column` or `event`", f"write it as {_JOINED}")
    return Joined(table.text("column", '"SignedUp"'), table.text("event", '"activated"'))


def _span(name: str, given: object, problems: list[Problem]) -> Span:
    path = f"binding, span `{name}`"
    if isinstance(given, Span):
        return given
    table = Table(path, _table(path, given, '{ from = "opened", to = "closed" }', problems), problems)
    problem = id_problem(name)
    if problem:
        table.report("", problem, "use letters, digits, and - _ + inside")
    table.only(SPAN_KEYS)
    if isinstance(given, Mapping):
        for key in ("from", "to"):
            if not table.given.get(key):
                table.report("", f"needs `{key}`, the kind of event that {_DOES[key]} it", f'write {key} = "..."')
    from_, to = table.texts("from", '"opened"'), table.texts("to", '"closed"')
    for both in sorted(set(from_) & set(to)):
        table.report("", f"`{both}` both opens and closes it", "keep one")
    return Span(from_, to, table.flag("initially"))


_DOES = {"from": "opens", "to": "closes"}
