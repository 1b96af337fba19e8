"""Churn by band in a review: whom a process has seen go, by the bands into which others cut the customers."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from crmrules.definitions.columns import column_name
from crmrules.kinds.process.caseload import Caseload
from crmrules.kinds.process.parts import Retention
from crmrules.kinds.process.result import Case
from crmrules.retention.bands import Churn, churn_by_band

if TYPE_CHECKING:
    from crmrules.definitions.base import Definition

VALUE = "value"
"""What those who left brought, where the process says which fact tells it."""

_CUSTOMER = "__crmrules_followed"


def churn_of(
    caseload: Caseload, frame: pl.LazyFrame, customer: pl.Expr, bands: Mapping[str, "Definition"]
) -> Mapping[str, Churn]:
    """The churn of the customers of a frame by the bands of each policy that cuts them, by its id.

    Who has no case has not left, and who is in no band is left out. Nothing is told where the process does not say in
    which states a customer is lost.
    """
    lost = caseload.definition.retention.get(Retention.LOST, ())
    if not lost or not bands:
        return {}
    told = caseload.definition.header.retention
    value = "" if told is None else told.value
    rows = [
        (str(who), left, _amount(case, value) if left else None)
        for who, case in caseload.cases.items()
        for left in [_left(case, lost)]
    ]
    schema = {_CUSTOMER: pl.String, "left": pl.Boolean, VALUE: pl.Float64}
    cases = pl.DataFrame(rows, schema=schema, orient="row").with_columns(there=pl.lit(True))
    columns = {id_: column_name(id_) for id_ in bands}
    whose = [pl.col(column).cast(pl.String) for column in columns.values()]
    joined = frame.select(customer.alias(_CUSTOMER), *whose).join(cases.lazy(), on=_CUSTOMER, how="left").collect()
    known = joined.with_columns(left=pl.when(pl.col("there")).then(pl.col("left")).otherwise(False))
    effects = [VALUE] if value else []
    return {id_: _by_band(known, columns[id_], effects, list(bands[id_].answers)) for id_ in bands}


def _by_band(customers: pl.DataFrame, column: str, effects: list[str], order: list[str]) -> Churn:
    return churn_by_band(customers.rename({column: "band"}).drop_nulls("band"), effects=effects, order=order)


def _left(case: Case, lost: tuple[str, ...]) -> bool | None:
    """Whether the customer of a case has left; None where nobody knows."""
    gone = {state in lost for state in case.possible}
    return gone.pop() if len(gone) == 1 else None if gone else False


def _amount(case: Case, value: str) -> float | None:
    found: Any = case.facts.values[value] if value else None
    return None if found is None else float(found)


def lost_by_band(churn: Churn) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The churn of each band as plain values."""
    for each in churn.bands:
        rate = each.churn
        effects = {name: float(effect) for name, effect in each.effects.items()}
        yield each.band, {"customers": rate.whole, "lost": rate.part, "open": rate.open, **effects}
