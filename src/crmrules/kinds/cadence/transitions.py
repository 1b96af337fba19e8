"""What a change of a cadence moves: the contacts a year, and for a day the customers whose next contact is another."""

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from crmrules.assurance.difference.transitions import AFTER, BEFORE, Contacts, Moved, Pair
from crmrules.kinds.cadence.policy import Cadence
from crmrules.kinds.cadence.result import Workload, columns_of
from crmrules.model.text import Text
from crmrules.records.binding import Binding, shared
from crmrules.reviews.frames import Frame

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.result import Cuts


def contacts_of(
    policy: Cadence, before: Mapping[str, int], after: Mapping[str, int], as_of: datetime.date | None
) -> Contacts:
    """The contacts a year that a cadence asks for, of so many customers of each class before and after."""
    for class_ in (*before, *after):
        if class_ not in policy.definition.classes:
            en = f"cadence `{policy.id}` knows no class `{class_}`, so that contacts a year are not told"
            return Contacts(why=Text(en, f"联系节奏 `{policy.id}` 没有类别 `{class_}`，故未计算每年联系次数"))
    required_before, required_after = (_required(policy.workload(each, as_of=as_of)) for each in (before, after))
    return Contacts(required_before, required_after)


def _required(workload: Workload) -> float:
    """The contacts a year that are required on all channels; optional ones are not asked for."""
    return float(sum(load.at_least for load in workload.loads))


def moved(old: Cadence, new: Cadence, frame: Frame, bind: Binding, day: datetime.date | None) -> Moved:
    """Whom a change moves among the customers of a frame; they stay in their classes."""
    found = [_classes(each, frame, bind, day) for each in (old, new)]
    loads = [
        each.workload(frame, bind=by, as_of=day, cuts=cuts) for each, (by, cuts) in zip((old, new), found, strict=True)
    ]
    counts = Counter[Pair]({(load.class_, load.class_): load.customers for load in loads[0].loads})
    counts[None, None] += loads[0].unknown
    contacts = Contacts(_required(loads[0]), _required(loads[1]))
    if day is None:
        none = [pl.lit(None, pl.String).alias(name) for name in (BEFORE, AFTER)]
        return Moved({"": +counts}, frame.lazy().head(0).with_columns(none).collect(), contacts, is_for_a_day=False)
    days = [
        each.apply(frame, as_of=day, bind=by, cuts=cuts, look=True).lazy().collect()
        for each, (by, cuts) in zip((old, new), found, strict=True)
    ]
    return Moved({"": +counts}, _moving((old, new), days, frame), contacts)


def _moving(cadences: tuple[Cadence, Cadence], days: list[pl.DataFrame], frame: Frame) -> pl.DataFrame:
    """The customers with another next contact, each with the days that differ."""
    channels = list(dict.fromkeys(channel.id for each in cadences for channel in each.channels))
    due = pl.DataFrame(
        [
            _due(one, channel).alias(f"{side} {channel}")
            for side, one in zip(_SIDES, days, strict=True)
            for channel in channels
        ]
    )
    apart = {each: pl.col(f"{BEFORE} {each}").ne_missing(pl.col(f"{AFTER} {each}")) for each in channels}
    told = {
        side: [pl.when(apart[each]).then(each + " " + pl.col(f"{side} {each}").fill_null("-")) for each in channels]
        for side in _SIDES
    }
    texts = [pl.concat_str(told[side], separator=", ", ignore_nulls=True).alias(side) for side in _SIDES]
    moves = due.select(pl.any_horizontal(*apart.values()).alias("moves"), *texts)
    here = frame.lazy().filter(moves["moves"]).collect()
    return here.with_columns(moves.filter(pl.col("moves")).select(_SIDES))


_SIDES = (BEFORE, AFTER)


def _due(days: pl.DataFrame, channel: str) -> pl.Series:
    """The next days of a channel, as texts; none for a channel that a cadence does not have."""
    column = columns_of(channel)[0]
    if column not in days.columns:
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(days))
    return days[column].cast(pl.String)


def _classes(cadence: Cadence, frame: Frame, bind: Binding, day: datetime.date | None) -> "tuple[Binding, Cuts | None]":
    """How customers get their classes: by a column, or else by cuts of the policy that the cadence reads."""
    class_ = cadence.definition.header.class_
    ranking = cadence.definition.facts.segments.get(class_)
    own = [fact.name for fact in cadence.definition.facts.declared]
    if ranking is None or class_ in frame.lazy().collect_schema() or class_ in bind.facts:
        return shared(bind, [own])[0], None
    theirs, ours = shared(bind, [[fact.name for fact in ranking.facts.declared], own])
    return ours, ranking.cut(frame, theirs, day)
