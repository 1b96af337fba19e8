"""The process kind as users hold it."""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from crmrules.kinds.base import Frame, Policy
from crmrules.kinds.process.checking import ProcessChecking
from crmrules.kinds.process.definition import ProcessDefinition

if TYPE_CHECKING:
    from crmrules.kinds.process.result import Case
    from crmrules.records.binding import Bind


@frozen(slots=False, eq=False, repr=False)
class Process(Policy[ProcessDefinition]):
    """A policy of the process kind: states, transitions and deadlines, over the events of a customer.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "process"

    def replay(
        self,
        events: Iterable[object] | str | Path,
        *,
        as_of: datetime.date,
        bind: "Bind | None" = None,
        known_at: datetime.date | None = None,
    ) -> "Case":
        """Where the case of one customer stands at the end of a day, from the events of the customer, in any order.

        Events are `Event` objects, CloudEvents, or rows with the columns `customer`, `at` and `kind`, and where there
        are such `id`, `recorded` and `joined`; a path stands for the rows of a file. A binding with a history says
        otherwise, and may define facts that the process reads. Events after the day have not happened, and with
        `known_at` those recorded after that day are not known. The same events give the same case, in whatever order
        and however often those with an id are given.

        Raises `RecordError` with everything that is wrong with the events, also where they are of several customers;
        `BindingError` for a binding that does not fit, and `AsOfError` for what is no day, or before the first value of
        a parameter.
        """
        from crmrules.kinds.process.replaying import case

        return case(self, events, as_of, bind, known_at)

    def replay_each(
        self,
        events: Iterable[object] | str | Path,
        *,
        as_of: datetime.date,
        bind: "Bind | None" = None,
        known_at: datetime.date | None = None,
        workers: int = 1,
    ) -> "dict[Any, Case]":
        """The case of each customer that has an event by then, by customer: whole numbers by size, then texts.

        With `workers` the customers are shared out to so many processes of the machine; the result is the same. Takes
        and raises what `replay` does, and `EngineError` for what is no number of workers.
        """
        from crmrules.kinds.process.replaying import cases

        return cases(self, events, as_of, bind, known_at, workers)

    def resume(
        self,
        case: "Case | Mapping[str, Any]",
        events: Iterable[object] | str | Path,
        *,
        as_of: datetime.date,
        bind: "Bind | None" = None,
        known_at: datetime.date | None = None,
    ) -> "Case":
        """The case that goes on from a kept one, a `Case` or what its `to_dict` gave, with the events since.

        It is the case that `replay` gives of all events at once. The binding must be the one it was kept with. An event
        of the day of the kept case or before is refused, unless it is one that the case holds, told again.

        Raises as `replay` does, `RecordError` where the case was kept by another version of the policy, and
        `AsOfError` for a day before that of the case.
        """
        from crmrules.kinds.process.replaying import resumed

        return resumed(self, case, events, as_of, bind, known_at)

    def apply(
        self,
        frame: Frame,
        *,
        as_of: datetime.date,
        bind: "Bind | None" = None,
        known_at: datetime.date | None = None,
        workers: int = 1,
    ) -> Frame:
        """The cases of a frame of events, a row a customer, in the order of customers.

        Columns: the customer, by the name it has in the events; ``<id>``, the state, null while several are possible;
        ``<id>_since``, ``<id>_certain``, and ``<id>_possible``, ``<id>_duty``, ``<id>_missed`` and ``<id>_missing``
        with names joined by ", "; ``<id>_deadline`` and ``<id>_due``, the deadline that ends next and its last day. The
        same kind of frame comes back, lazy if it was: of Polars, pandas, PyArrow, DuckDB or PySpark, where rows are in
        no order and Spark's own workers read the customers.

        `workers` are those of `replay_each`. Raises `EngineError` for frames of other kinds, else as `replay` does.
        """
        from crmrules.kinds.process.replaying import applied

        cases: Frame = applied(self, frame, as_of, bind, known_at, workers)
        return cases

    def _checking(self, definition: ProcessDefinition) -> ProcessChecking:
        return ProcessChecking(definition, frozenset())
