"""What a change moves: the outcomes of the same customers before and after, and the contacts a year it means."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl
from attrs import frozen

from crmrules.errors import EngineError
from crmrules.kinds import Cadence, DecisionTable, Policy, Segmentation
from crmrules.kinds.cadence.result import Workload
from crmrules.kinds.decision.analysis.verdicts import GIVEN, NOT_GIVEN, OPEN
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.model.text import Text
from crmrules.records.binding import Binding, shared
from crmrules.reviews.counting import base_of
from crmrules.reviews.frames import Frame

BEFORE, AFTER = "before", "after"

Pair: TypeAlias = tuple[str | None, str | None]


@frozen
class Contacts:
    """The contacts a year that a cadence asks for."""

    before: float = 0.0
    after: float = 0.0
    why: Text | None = None
    """Why they are not told; None where they are."""


@frozen(eq=False)
class Moved:
    """The customers of a file, before and after."""

    counts: Mapping[str, Counter[Pair]]
    """For each outcome before and after the customers; *collect* has one count an outcome, others one under ""."""
    customers: pl.DataFrame
    """The rows that move, with the columns ``before`` and ``after``."""
    contacts: Contacts | None = None
    """The contacts a year that a cadence asks for; None where the change bears on none."""
    is_for_a_day: bool = True
    """Whether it was looked who moves: with cadences only where a day is given."""

    @property
    def total(self) -> int:
        """The customers of the file."""
        return max((sum(each.values()) for each in self.counts.values()), default=0)

    def to_dict(self) -> dict[str, Any]:
        """The numbers, as plain values."""
        return {
            "total": self.total,
            "moved": len(self.customers),
            "counts": [
                {**({"outcome": id_} if id_ else {}), "before": before, "after": after, "customers": count}
                for id_, counts in self.counts.items()
                for (before, after), count in counts.items()
            ],
            **(
                {"contacts": {"before": self.contacts.before, "after": self.contacts.after}}
                if self.contacts is not None and self.contacts.why is None
                else {}
            ),
        }


def moved(
    old: Policy[Any],
    new: Policy[Any],
    frame: Frame,
    bind: Binding,
    as_of: datetime.date | None,
    cadence: Cadence | None,
) -> Moved:
    """What a change moves among the customers of a frame."""
    taken = [name for name in (BEFORE, AFTER) if name in frame.lazy().collect_schema().names()]
    if taken:
        raise EngineError.of("diff", f"the data has a column `{taken[0]}` already", "rename it")
    if isinstance(old, Cadence) and isinstance(new, Cadence):
        from crmrules.assurance.difference.planning import planned

        return planned(old, new, frame, bind, as_of)
    bindings = shared(bind, [[fact.name for fact in each.definition.facts.declared] for each in (old, new)])
    match old, new:
        case DecisionTable(), DecisionTable() if old.definition.hit is HitPolicy.COLLECT:
            return _collected((old, new), frame, bindings, as_of)
        case DecisionTable(), DecisionTable():
            before, after = (coded(one, frame, by, as_of) for one, by in zip((old, new), bindings, strict=True))
        case Segmentation(), Segmentation():
            before, after = (_bands(one, frame, by, as_of) for one, by in zip((old, new), bindings, strict=True))
        case _:
            raise EngineError.of("diff", f"a {old.kind} and a {new.kind} cannot be compared")
    counts, rows = _counted(before, after)
    customers = _customers(frame, rows, before.texts(rows), after.texts(rows))
    if not isinstance(old, Segmentation) or not isinstance(new, Segmentation):
        return Moved({"": counts}, customers)
    return Moved({"": counts}, customers, _contacts(cadence, old, new, counts, as_of))


@frozen(eq=False)
class Coded:
    """An outcome for each row, as the place of its label: texts would take longer."""

    codes: pl.Series
    labels: list[str | None]

    def texts(self, rows: pl.Series) -> pl.Series:
        """The labels of some rows."""
        return self.codes.filter(rows).replace_strict(
            list(range(len(self.labels))), self.labels, return_dtype=pl.String
        )


def _coded(column: pl.Expr, labels: list[str], found: pl.LazyFrame, open_: pl.Expr | None = None) -> Coded:
    """A column of a few texts, with no outcome after its labels, and `OPEN` where it is."""
    none, unsettled = len(labels), len(labels) + 1
    code = column.to_physical().cast(pl.UInt32).fill_null(none)
    if open_ is not None:
        code = pl.when(open_).then(pl.lit(unsettled, pl.UInt32)).otherwise(code)
    return Coded(found.select(code.alias("code")).collect().to_series(), [*labels, None, OPEN])


def coded(policy: DecisionTable, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Coded:
    """The outcome of each row; not for *collect*, which gives several."""
    base = base_of(policy.id)
    found = policy.apply(frame, bind=bind, as_of=as_of).lazy()
    labels = [outcome.id for outcome in policy.definition.outcomes]
    return _coded(pl.col(base), labels, found, pl.col(base).is_null() & ~pl.col(f"{base}_certain"))


def _bands(policy: Segmentation, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Coded:
    found = policy.cut(frame, bind=bind, as_of=as_of).apply(frame, bind=bind).lazy()
    return _coded(pl.col(base_of(policy.id)), [band.id for band in policy.definition.bands], found)


def _counted(before: Coded, after: Coded) -> tuple[Counter[Pair], pl.Series]:
    """How many come from where to where, and which rows move."""
    counts = Counter[Pair]()
    apart: list[int] = []
    pairs = before.codes * _MANY + after.codes
    for pair, count in pairs.value_counts().iter_rows():
        here, there = before.labels[pair // _MANY], after.labels[pair % _MANY]
        counts[here, there] += count
        if here != there:
            apart.append(pair)
    return counts, pairs.is_in(apart)


_MANY = 65_536
"""More than any policy has outcomes."""


def _customers(frame: Frame, rows: pl.Series, before: pl.Series, after: pl.Series) -> pl.DataFrame:
    """The rows that move, with what was said of them and what is said now."""
    return frame.lazy().filter(rows).collect().with_columns(before.alias(BEFORE), after.alias(AFTER))


def _collected(
    policies: Sequence[DecisionTable], frame: Frame, bindings: Sequence[Binding], as_of: datetime.date | None
) -> Moved:
    pairs = zip(policies, bindings, strict=True)
    found = [each.apply(frame, bind=by, as_of=as_of).lazy().collect() for each, by in pairs]
    counts: dict[str, Counter[Pair]] = {}
    given: dict[str, list[Coded]] = {}
    rows = pl.Series([False]).new_from_index(0, len(found[0]))
    for id_ in dict.fromkeys(outcome.id for each in policies for outcome in each.definition.outcomes):
        given[id_] = [_given(one, policy, id_) for one, policy in zip(found, policies, strict=True)]
        counts[id_], changed = _counted(*given[id_])
        rows = rows | changed
    told = [_listed({id_: columns[place].texts(rows) for id_, columns in given.items()}) for place in (0, 1)]
    return Moved(counts, _customers(frame, rows, *told))


def _given(found: pl.DataFrame, policy: DecisionTable, id_: str) -> Coded:
    """Whether *collect* gives an outcome, row by row."""
    column = f"{base_of(policy.id)}_{base_of(id_)}"
    given = pl.col(column) if column in found.columns else pl.lit(value=False)
    code = pl.when(given.is_null()).then(2).when(given).then(0).otherwise(1).cast(pl.UInt32)
    return Coded(found.select(pl.repeat(0, pl.len(), dtype=pl.UInt32) + code).to_series(), [GIVEN, NOT_GIVEN, OPEN])


def _listed(given: Mapping[str, pl.Series]) -> pl.Series:
    """The outcomes that are given, as one text a row."""
    named = [
        pl.when(column == GIVEN).then(pl.lit(id_)).when(column == OPEN).then(pl.lit(f"{id_}?")).alias(id_)
        for id_, column in given.items()
    ]
    return pl.DataFrame(given).select(pl.concat_str(named, separator=", ", ignore_nulls=True)).to_series()


def _contacts(
    cadence: Cadence | None, old: Segmentation, new: Segmentation, counts: Counter[Pair], day: datetime.date | None
) -> Contacts | None:
    """The contacts a year before and after, by what a cadence asks of each band."""
    if cadence is None:
        return None
    for segmentation in (old, new):
        strange = [band.id for band in segmentation.bands if band.id not in cadence.definition.classes]
        if strange:
            en = f"cadence `{cadence.id}` knows no class `{strange[0]}`, so that contacts a year are not told"
            return Contacts(why=Text(en, f"联系节奏 `{cadence.id}` 没有类别 `{strange[0]}`，故未计算每年联系次数"))
    before, after = Counter[str](), Counter[str]()
    for (was, will), count in counts.items():
        before[str(was)] += count if was is not None else 0
        after[str(will)] += count if will is not None else 0
    required_before, required_after = (required(cadence.workload(+each, as_of=day)) for each in (before, after))
    return Contacts(required_before, required_after)


def required(workload: Workload) -> float:
    """The contacts a year that are required on all channels; optional ones are not asked for."""
    return float(sum(load.at_least for load in workload.loads))
