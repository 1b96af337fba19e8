"""The part of a review that a reference tells: of how many customers each entry holds, or may."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.kinds.reference.definition import columns_of
from crmrules.kinds.reference.explanation import entry_named
from crmrules.kinds.reference.policy import Reference
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Paragraph, Prose, Table, Tone
from crmrules.reports.naming import listing, policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reviews.part import Chosen, Part

_say = Sentences(
    {
        "most": Text(
            "{policy}: {entry} holds of {count:,} {count:customer|customers}.",
            "{policy}：{entry}适用于 {count:,} 位客户。",
        ),
        "withheld": Text(
            "Entries with a caution are left out until they are asked for: {entries}.",
            "以下附注意事项的条目需明确索取，未计入：{entries}。",
        ),
        "entries": Text("Entries, and of how many customers they hold", "各条目适用的客户数"),
        "entry": Text("entry", "条目"),
        "holds": Text("holds", "适用"),
        "may": Text("may hold", "可能适用"),
    }
)


@frozen
class ReferencePart(Part[Reference]):
    """What a reference says of a customer base."""

    total: int
    holds: Mapping[str, int]
    """For each entry that is not held back the customers of whom it holds."""
    may: Mapping[str, int]
    """And those of whom that is unknown."""

    @property
    def is_open(self) -> bool:
        """Whether of every customer it is unknown of every entry whether it holds."""
        return all(count == self.total for count in self.may.values())

    def first(self, language: Language) -> Iterator[Prose]:
        """The entry that holds of most customers."""
        id_ = max(self.holds, key=lambda id_: self.holds[id_], default="")
        if id_ and self.holds[id_]:
            entry = next(each for each in self.policy.definition.items if each.id == id_)
            policy, named = policy_named(self.policy.definition, language), entry_named(entry, language)
            yield _say("most", language, policy=policy, entry=named, count=self.holds[id_])

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """Which entries are held back."""
        left = [entry for entry in self.policy.definition.conditional if entry.id not in self.holds]
        if left:
            entries = listing((entry_named(each, language) for each in left), language)
            yield Paragraph(_say("withheld", language, entries=entries), Tone.WARNING)

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """The entries."""
        if self.is_open:
            return
        rows = tuple(
            (entry_named(each, language), f"{self.holds[each.id]:,}", f"{self.may[each.id]:,}")
            for each in self.policy.definition.conditional
            if each.id in self.holds
        )
        heads = tuple(_say(key, language) for key in ("entry", "holds", "may"))
        yield Table(_say("entries", language), heads, rows, frozenset({1, 2}))

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {
            "total": self.total,
            "holds": dict(self.holds),
            "may": dict(self.may),
            "absent": list(self.absent),
            "assumed": list(self.assumed),
        }


def reference_part(chosen: Chosen[Reference], frame: pl.LazyFrame) -> ReferencePart:
    """What a reference says of a frame that holds its columns."""
    columns = columns_of(chosen.policy.definition, cautioned=False)
    counted = frame.select(
        pl.len().alias("total"),
        *(pl.col(column).sum().alias(f"holds {id_}") for id_, column in columns.items()),
        *(pl.col(column).is_null().sum().alias(f"may {id_}") for id_, column in columns.items()),
    ).collect()
    row = counted.row(0, named=True)
    holds, may = ({id_: row[f"{word} {id_}"] for id_ in columns} for word in ("holds", "may"))
    return ReferencePart(chosen.policy, chosen.absent, chosen.assumed, row["total"], holds, may)
