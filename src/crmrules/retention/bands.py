"""Churn and what it costs, by band of revenue: row 0.42 of the sources."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.errors import RecordError
from crmrules.expressions.accept import shown
from crmrules.retention.rates import Rate
from crmrules.retention.rows import opened
from crmrules.reviews.frames import as_polars


@frozen
class BandChurn:
    """The customers of one band."""

    band: str
    churn: Rate
    """Of its customers those who left; open of whom nobody knows."""
    effects: Mapping[str, Fraction]
    """What is told of the band, summed: the revenue or profit lost, each in its own unit."""


@frozen
class Churn:
    """The churn of all bands."""

    bands: tuple[BandChurn, ...]

    @property
    def total(self) -> BandChurn:
        """All bands together: churn weighted by customers, effects summed."""
        rates = [each.churn for each in self.bands]
        rate = Rate(*(sum(getattr(each, name) for each in rates) for name in ("part", "whole", "open")))
        effects: dict[str, Fraction] = {}
        for each in self.bands:
            for name, effect in each.effects.items():
                effects[name] = effects.get(name, Fraction(0)) + effect
        return BandChurn("", rate, effects)

    def ranked(self, effect: str) -> tuple[BandChurn, ...]:
        """The bands by what they lose, the most first. Raises `RecordError` for an effect that is not told."""
        if any(effect not in each.effects for each in self.bands):
            raise RecordError.of("`ranked`", f"no effect `{effect}` was summed", "name it in `effects`")
        return tuple(sorted(self.bands, key=lambda each: -each.effects[effect]))


def churn_by_band(customers: Any, *, effects: Sequence[str] = (), order: Sequence[str] = ()) -> Churn:
    """Churn by band: of a frame with a row a customer, or a row for many.

    Columns: ``band`` and ``left``, a flag, unknown where nobody knows; or ``band``, ``customers`` and ``lost``, the
    numbers of a row for many. `effects` names columns of amounts that are summed by band: decimals exactly, floats as
    the decimals they are written as. `order` gives the order of bands, which else is that of their names.

    Raises `RecordError` for columns that are missing or of a wrong type, a row without a band, and one that loses more
    customers than it has; `EngineError` for what is no frame.
    """
    what = "churn_by_band"
    for name, given in (("effects", effects), ("order", order)):
        if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
            raise RecordError.of(f"`{name}`", f"{shown(given)} is no list of names", "give a list of texts")
    rows = _counted(customers, what, effects)
    found = [_band(band, group, effects) for band, group in rows.group_by("band", maintain_order=True)]
    place = {band: at for at, band in enumerate(order)}
    return Churn(tuple(sorted(found, key=lambda each: (place.get(each.band, len(place)), each.band))))


def _counted(customers: Any, what: str, effects: Sequence[str]) -> pl.DataFrame:
    """The rows with how many customers each stands for, how many left, and of how many nobody knows."""
    amounts = dict.fromkeys(effects, "amount")
    if "customers" in as_polars(customers, what).collect_schema():
        needed = {"band": "text", "customers": "count", "lost": "count"}
        rows = opened(customers, what, {**needed, **amounts}, {}).collect().with_columns(open=pl.lit(0))
        if rows.filter((pl.col("lost") > pl.col("customers")) | (pl.col("lost") < 0)).height:
            raise RecordError.of(f"`{what}`, column `lost`", "a row loses more than its customers, or fewer than none")
    else:
        one = opened(customers, what, {"band": "text", "left": "flag", **amounts}, {}).collect()
        rows = one.with_columns(
            customers=pl.lit(1), lost=pl.col("left").fill_null(False).cast(pl.Int64), open=pl.col("left").is_null()
        )
    if rows["band"].null_count() or rows["customers"].null_count() or rows["lost"].null_count():
        raise RecordError.of(f"`{what}`", "a row has no band, or no number of customers", "leave such rows out")
    return rows


def _band(key: tuple[Any, ...], group: pl.DataFrame, effects: Sequence[str]) -> BandChurn:
    rate = Rate(*(int(group[name].sum()) for name in ("lost", "customers", "open")))
    summed = {name: sum((_exact(each) for each in group[name] if each is not None), Fraction(0)) for name in effects}
    return BandChurn(str(key[0]), rate, summed)


def _exact(amount: Any) -> Fraction:
    """An amount as the decimal it is written as."""
    return Fraction(Decimal(repr(amount)) if isinstance(amount, float) else amount)
