"""How many of those who asked to leave were saved, came back to it, for what reasons, and what was kept.

Rows 0.33 and 0.38 of the sources.
"""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import frozen

from crmrules.errors import RecordError
from crmrules.model.text import Language, checked
from crmrules.retention.rates import Rate
from crmrules.retention.rows import LOST, RECOVERED, SAVED, amount, has, opened, refuse_strange

if TYPE_CHECKING:
    from crmrules.reports.document import Document

_WHAT = "retention_figures"


@frozen
class ValueOf:
    """What customers bring, together."""

    total: Fraction
    """Of those whose value is known, in the unit it is given in."""
    unknown: int
    """How many have no known value, and are not in the total."""


@frozen
class Reason:
    """A reason for leaving."""

    id: str
    requests: int
    share: Fraction
    """Of all requests, those without a reason included: shares need not add up to one."""


@frozen(slots=False)
class RetentionFigures:
    """What came of the cases of many customers, as of a day."""

    as_of: datetime.date
    requests: int
    """All who asked to leave: saved, lost, and still open."""
    saved: int
    lost: int
    open: int
    recovered: int
    """Cases that closed without a request: the signals went away."""
    relapse: Rate | None
    """Of those saved, who asked again within the months of a relapse; open while these are not over, and where the day
    of the save is unknown. None where nothing is told of new requests."""
    asked_early: int
    """Of those saved, who asked again before a relapse can begin: their retention failed."""
    value: Mapping[str, ValueOf]
    """By result, ``"open"`` included; empty where nothing is told of value."""
    reasons: tuple[Reason, ...]
    """The most frequent first."""
    unallocated: int
    """Requests without a known reason; they are not spread over the others."""

    @property
    def save_rate(self) -> Rate:
        """Saved, of all who asked to leave."""
        return Rate(self.saved, self.requests, self.open)

    @property
    def value_kept(self) -> ValueOf | None:
        """What the customers saved bring; None where nothing is told of value."""
        return self.value.get(SAVED)

    def explain(self, language: Language = "en") -> str:
        """The figures as text. Raises `LanguageError` for any other language than "en" and "zh"."""
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.retention.report import figures_document

        return figures_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain values; a rate that is open has a low and a high end."""
        return {
            "as_of": self.as_of.isoformat(),
            **{name: getattr(self, name) for name in ("requests", "saved", "lost", "open", "recovered")},
            "save_rate": _plain(self.save_rate),
            "relapse": None if self.relapse is None else _plain(self.relapse),
            "asked_early": self.asked_early,
            "value": {name: {"total": float(each.total), "unknown": each.unknown} for name, each in self.value.items()},
            "reasons": [
                {"id": each.id, "requests": each.requests, "share": float(each.share)} for each in self.reasons
            ],
            "unallocated": self.unallocated,
        }


def figures_of(cases: Any, day: datetime.date, months: tuple[int, int] | None) -> RetentionFigures:
    """The figures of a frame as `retention_figures` takes it, with the first and last months of a relapse.

    Without months nothing is told of new requests.
    """
    further = {"reason": "text", "value": "money", "closed": "day", "asked_again": "day"}
    rows = opened(cases, _WHAT, {"result": "text"}, further).collect()
    refuse_strange(_WHAT, "result", rows["result"].unique().to_list(), (SAVED, LOST, RECOVERED))
    counted: dict[str | None, int] = dict(rows.group_by("result").len().iter_rows())
    asked = rows.filter(pl.col("result").is_null() | (pl.col("result") != RECOVERED))
    saved = rows.filter(pl.col("result") == SAVED)
    told = months if has(rows.lazy(), "asked_again") else None
    relapse, early = (None, 0) if told is None else _relapses(saved, told, day)
    reasons = _reasons(asked) if has(rows.lazy(), "reason") else ()
    return RetentionFigures(
        as_of=day,
        requests=asked.height,
        saved=counted.get(SAVED, 0),
        lost=counted.get(LOST, 0),
        open=counted.get(None, 0),
        recovered=counted.get(RECOVERED, 0),
        relapse=relapse,
        asked_early=early,
        value=_values(rows) if has(rows.lazy(), "value") else {},
        reasons=reasons,
        unallocated=asked.height - sum(each.requests for each in reasons),
    )


def _relapses(saved: pl.DataFrame, months: tuple[int, int], day: datetime.date) -> tuple[Rate, int]:
    """Who asked again within the months, and how many did before."""
    if "closed" not in saved.columns:
        raise RecordError.of(f"`{_WHAT}`", "has no column `closed`", "with `asked_again` the day of the save is needed")
    asked = pl.when(pl.col("asked_again") <= day).then(pl.col("asked_again"))
    strange = saved.filter(pl.col("asked_again") < pl.col("closed"))
    if strange.height:
        row = strange.row(0, named=True)
        message = f"{row['asked_again']} is before {row['closed']}, the day of the save"
        raise RecordError.of(f"`{_WHAT}`, column `asked_again`", message, "give the first request after the save")
    first, last = months
    told = saved.select(
        early=(asked <= _later(first)).fill_null(False),
        within=((asked > _later(first)) & (asked < _later(last + 1))).fill_null(False),
        over=((asked >= _later(last + 1)) | (pl.lit(day + datetime.timedelta(1)) >= _later(last + 1))).fill_null(False),
    )
    settled = told.filter(pl.any_horizontal(pl.all())).height
    within, early = (told.filter(pl.col(name)).height for name in ("within", "early"))
    return Rate(within, told.height, told.height - settled), early


def _later(months: int) -> pl.Expr:
    """The day so many months after the save; the end of a shorter month where it has no such day."""
    return pl.col("closed").dt.offset_by(f"{months}mo")


def _values(rows: pl.DataFrame) -> dict[str, ValueOf]:
    """What customers bring, by result."""
    named = rows.with_columns(pl.col("result").fill_null("open"))
    summed = named.group_by("result").agg(pl.col("value").sum(), pl.col("value").null_count().alias("unknown"))
    found = {result: ValueOf(amount(total), unknown) for result, total, unknown in summed.iter_rows()}
    return {result: found.get(result, ValueOf(Fraction(0), 0)) for result in (SAVED, LOST, RECOVERED, "open")}


def _reasons(asked: pl.DataFrame) -> tuple[Reason, ...]:
    counted = asked.drop_nulls("reason").group_by("reason").len()
    found = [Reason(id_, count, Fraction(count, asked.height)) for id_, count in counted.iter_rows()]
    return tuple(sorted(found, key=lambda each: (-each.requests, each.id)))


def _plain(rate: Rate) -> dict[str, Any]:
    ends = {"low": rate.low, "high": rate.high, "value": rate.value}
    return {
        **{"part": rate.part, "whole": rate.whole, "open": rate.open},
        **{name: None if end is None else float(end) for name, end in ends.items()},
    }
