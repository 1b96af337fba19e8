"""Where the bands of a population begin, in SQL: queries over all customers that come to one row of edges, or one for
each group."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, assert_never

from attrs import field, frozen
from sqlglot import exp

from crmrules.engines.sql.amounts import counted, reaches, summed
from crmrules.engines.sql.build import Node, Sql, all_of, coalesce, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.step import Placed, Query
from crmrules.engines.sql.steps import own
from crmrules.kinds.segmentation.meaning import Ask
from crmrules.kinds.segmentation.parts import BASIS, Band, Basis, Better, Ties

_AMOUNT, _CUSTOMERS, _SUM = own("amount"), own("customers"), own("sum")
_GROUP = own("group")
_RANK, _KNOWN, _REACHED, _TOTAL = own("up_to"), own("known"), own("reached"), own("total")


@frozen
class Edges:
    """The edges that shares of a population come to."""

    amount: Sql
    """What each customer is ranked by."""
    bands: Sequence[Band]
    """All but the last."""
    ask: Ask
    dialect: Dialect
    suffix: str
    """What names are told apart by where there are several measures."""
    group: Sql | None = field(default=None)
    """What customers are parted by, each group of whom is cut by itself."""

    def queries(self) -> tuple[Query, ...]:
        """The amounts that there are, how many customers have them or more, and which of them are edges."""
        finest = max(self.ask.shares, key=lambda share: share.denominator)
        amounts = (
            *(() if self.group is None else (Placed("group", self.group),)),
            Placed("amount", self.amount),
            Placed("sum", summed(self.amount, self.dialect))
            if self._sums
            else Placed("customers", counted(self.dialect, finest)),
        )
        edges = (
            Placed(f"from_{band.id}{self.suffix}", self._edge(share), self._comment(band, share))
            for band, share in zip(self.bands, self.ask.shares, strict=True)
        )
        groups, keys = ((), ()) if self.group is None else ((_GROUP,), (self.group,))
        of_groups = (Placed(f"of_group{self.suffix}", each) for each in groups)
        known = all_of([each.is_known() for each in (*keys, self.amount)])
        return (
            Query(f"amounts{self.suffix}", amounts, known, (*keys, self.amount)),
            Query(f"ranked{self.suffix}", tuple(self._ranked())),
            Query(f"cuts{self.suffix}", (*of_groups, *edges), by=groups),
        )

    @property
    def _sums(self) -> bool:
        return self.ask.basis is Basis.PROFIT_SHARE

    def _ranked(self) -> Iterator[Placed]:
        if self.group is not None:
            yield Placed("group", _GROUP)
        yield Placed("amount", _AMOUNT)
        if self._sums:
            yield Placed("reached", self._running(_SUM), "what those bring who have this amount or more")
            yield Placed("total", self._over(_sum(where(_AMOUNT > 0, _SUM))), "what all bring who bring a profit")
            return
        if self.ask.ties is Ties.DOWN:
            yield Placed("customers", _CUSTOMERS)
        said = "how many have this amount or " + ("more" if self.ask.better is Better.HIGHER else "less")
        yield Placed("up_to", self._running(_CUSTOMERS), said)
        yield Placed("known", self._over(_sum(_CUSTOMERS)), "how many there are")

    def _running(self, column: Sql) -> Sql:
        """The sum of a column over the amounts up to each, the best first."""
        best_first = exp.Ordered(this=_AMOUNT.node.copy(), desc=self.ask.better is Better.HIGHER, nulls_first=False)
        if self.ask.better is Better.LOWER:
            best_first.set("nulls_first", True)
        return self._over(_sum(column), exp.Order(expressions=[best_first]))

    def _over(self, sql: Sql, order: Node | None = None) -> Sql:
        """An aggregate over all rows, or those of the same group; with an order over those up to each."""
        parts = None if self.group is None else [_GROUP.node.copy()]
        if order is None:
            return Sql(exp.Window(this=sql.node, partition_by=parts))
        up_to = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
        return Sql(exp.Window(this=sql.node, partition_by=parts, order=order, spec=up_to))

    def _edge(self, share: Fraction) -> Sql:
        """The greatest amount that so many reach; the least above zero, where they are not to be had without it."""
        match self.ask.basis:
            case Basis.PROFIT_SHARE:
                found = (_AMOUNT > 0) & reaches(_REACHED, _TOTAL, share, self.dialect)
                return _extreme("max", where(found, _AMOUNT))
            case Basis.CUSTOMER_SHARE:
                found = (_AMOUNT > 0) & reaches(_RANK, _KNOWN, share, self.dialect)
                least = _extreme("min", where(_AMOUNT > 0, _AMOUNT))
                return coalesce(_extreme("max", where(found, _AMOUNT)), least)
            case Basis.RANK_SHARE:
                higher = self.ask.better is Better.HIGHER
                if self.ask.ties is Ties.UP:
                    found = reaches(_RANK, _KNOWN, share, self.dialect)
                    return _extreme("max" if higher else "min", where(found, _AMOUNT))
                # the least amount that the others do not exceed
                found = reaches(_KNOWN - _RANK + _CUSTOMERS, _KNOWN, 1 - share, self.dialect)
                return _extreme("min" if higher else "max", where(found, _AMOUNT))
            case None:
                raise TypeError(self.ask)  # edges are fixed, and nothing is asked of the population
            case _:
                assert_never(self.ask.basis)

    def _comment(self, band: Band, share: Fraction) -> str:
        name = self.ask.basis.value if self.ask.basis is not None else BASIS
        return f"{band.id}: {name} {float(share):g}"


def _sum(sql: Sql) -> Sql:
    return Sql(exp.Sum(this=sql.node.copy()))


def _extreme(function: Literal["min", "max"], sql: Sql) -> Sql:
    kind = exp.Min if function == "min" else exp.Max
    return Sql(kind(this=sql.node.copy()))
