"""The list of a cadence: a row for each contact that is due or may be made, the nearest day first."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl
from attrs import evolve, frozen

from crmrules.definitions.columns import column_name
from crmrules.engines.frames.conditions import hold
from crmrules.expressions.tree import Comparison, Literal, Name
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import ContactStatus
from crmrules.kinds.cadence.policy import Cadence
from crmrules.kinds.cadence.result import columns_of
from crmrules.kinds.cadence.review import STATUSES, class_cuts
from crmrules.model.text import Language, Text
from crmrules.records.binding import Binding
from crmrules.reviews.filling import Filling
from crmrules.reviews.part import Chosen
from crmrules.reviews.worklist import Told, Worklist, in_words, ordered

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.result import Cuts

_CHANNEL, _DUE, _OVERDUE, _STATUS, _NEVER = (
    f"__crmrules_contact_{name}" for name in ("channel", "due", "overdue", "status", "never")
)
_CLASS, _INTERVAL = "__crmrules_class", "__crmrules_interval"
_HEADS = {
    "class": Text("class", "类别"),
    "contact": Text("contact", "联系方式"),
    "status": Text("status", "状态"),
    "due": Text("next due", "下次到期"),
    "overdue": Text("days overdue", "逾期天数"),
    "because": Text("because", "理由"),
    "note": Text("note", "备注"),
    "ask": Text("to find out", "需要查明"),
}
_NEVER_CONTACTED = Text("never contacted", "从未联系")
_UNTOLD = Text("last contact not known", "最近联系日期未知")
_RANKS = {ContactStatus.OPTIONAL.value: 1, ContactStatus.UNKNOWN.value: 2}
"""Contacts that are required come first, by their days; what nobody can say comes last."""


def cadence_worklist(
    chosen: Chosen[Cadence], frame: pl.LazyFrame, as_of: datetime.date, cuts: "Mapping[str, Cuts]"
) -> Worklist:
    """The list of a cadence, of a frame that holds its columns."""
    definition, binding, by = chosen.policy.definition, chosen.binding, class_cuts(chosen, cuts)
    if by is not None:
        binding = evolve(binding, facts={**binding.facts, definition.header.class_: column_name(by.policy)})
    rank = pl.col(_STATUS).replace_strict(_RANKS, default=0, return_dtype=pl.UInt8)
    contacts = pl.concat([_contacts(frame, place, each.id) for place, each in enumerate(definition.channels)])
    asked = contacts.filter(pl.col(_STATUS) != ContactStatus.NOT_REQUIRED.value)
    order = ordered(asked, rank, pl.col(_DUE), pl.col(_CHANNEL))
    return Worklist(order, _Telling(definition, binding, as_of, chosen.absent).tell)


def _contacts(frame: pl.LazyFrame, place: int, channel: str) -> pl.LazyFrame:
    """The customers with how they stand on one channel."""
    due, overdue, status, never = columns_of(channel)
    return frame.with_columns(
        pl.lit(place, pl.UInt32).alias(_CHANNEL),
        pl.col(due).alias(_DUE),
        pl.col(overdue).alias(_OVERDUE),
        pl.col(status).cast(pl.String).alias(_STATUS),
        pl.col(never).alias(_NEVER),
    )


@frozen
class _Telling:
    definition: CadenceDefinition
    binding: Binding
    as_of: datetime.date
    absent: Collection[str]
    """The facts that no column tells."""

    def tell(self, frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        """What is said of each contact."""
        columns = frame.collect_schema().names()
        frame = self._with_intervals(frame)
        filling = Filling(self.definition, self.binding, self.as_of, language)
        because = filling.of([each.because for each in self.definition.intervals], _INTERVAL, columns)
        channels = {place: each.title.in_language(language) for place, each in enumerate(self.definition.channels)}
        notes = {
            place: (_UNTOLD if each.last in self.absent else _NEVER_CONTACTED).in_language(language)
            for place, each in enumerate(self.definition.channels)
        }
        said: dict[str, pl.Expr] = {
            "class": pl.col(_CLASS).replace_strict(self._classes(language), default=None, return_dtype=pl.String),
            "contact": pl.col(_CHANNEL).replace_strict(channels, return_dtype=pl.String),
            "status": in_words(
                pl.col(_STATUS), {each.value: STATUSES[each].in_language(language) for each in STATUSES}
            ),
            "due": pl.col(_DUE),
            "overdue": pl.when(pl.col(_OVERDUE) > 0).then(pl.col(_OVERDUE)),
            "because": because,
            "note": pl.when(pl.col(_NEVER)).then(pl.col(_CHANNEL).replace_strict(notes, return_dtype=pl.String)),
            "ask": self._missing(language),
        }
        return frame, [Told(_HEADS[key].in_language(language), expr) for key, expr in said.items()]

    def _with_intervals(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """With the class of each customer, and the interval that the contact follows."""
        definition = self.definition
        classes = definition.classes
        is_one = [Comparison("==", Name(definition.header.class_), Literal(each)) for each in classes]
        held, names = hold(definition, frame, self.binding, self.as_of, is_one)
        class_ = pl.coalesce(pl.when(pl.col(name)).then(pl.lit(place, pl.UInt32)) for place, name in enumerate(names))
        channels = {each.id: place for place, each in enumerate(definition.channels)}
        interval = [
            pl.when((pl.col(_CLASS) == classes.index(each.class_)) & (pl.col(_CHANNEL) == channels[each.channel])).then(
                pl.lit(place, pl.UInt32)
            )
            for place, each in enumerate(definition.intervals)
        ]
        found: pl.LazyFrame = held.with_columns(class_.alias(_CLASS)).drop(names)
        return found.with_columns(pl.coalesce(interval).alias(_INTERVAL))

    def _classes(self, language: Language) -> dict[int, str]:
        """The classes in words, where they are bands of a segmentation."""
        ranking = self.definition.facts.segments.get(self.definition.header.class_)
        titles = {} if ranking is None else ranking.answers
        return {
            place: (titles[each].in_language(language) if each in titles else "") or each
            for place, each in enumerate(self.definition.classes)
        }

    def _missing(self, language: Language) -> pl.Expr:
        """What would have to be known: the class, or a day to count from."""
        facts = {each.name: each.title.in_language(language) or each.name for each in self.definition.facts.declared}
        header, between = self.definition.header, "、" if language == "zh" else ", "
        days = {
            place: between.join(dict.fromkeys(facts.get(name, name) for name in (each.last, header.anchor)))
            for place, each in enumerate(self.definition.channels)
        }
        class_ = pl.lit(facts.get(header.class_, header.class_))
        day = pl.col(_CHANNEL).replace_strict(days, return_dtype=pl.String)
        asked = pl.when(pl.col(_CLASS).is_null()).then(class_).otherwise(day)
        return pl.when(pl.col(_STATUS) == ContactStatus.UNKNOWN.value).then(asked)
