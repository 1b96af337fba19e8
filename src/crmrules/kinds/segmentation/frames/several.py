"""The classes of each customer of a frame by several measures, and all of them together."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from crmrules.definitions.columns import column_name
from crmrules.records.binding import Bind

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.several import SeveralCuts


def apply_digits(cuts: "SeveralCuts", frame: Any, bind: Bind | None, name: str, look: bool) -> Any:
    """The frame with the class by each measure, and the answer, in columns; raises as `Cuts.apply` does."""
    names = _names(cuts, name)
    found = frame
    for each, column in zip(cuts.digits.values(), names, strict=True):
        found = each.apply(found, bind=bind if bind is not None else cuts.binding, name=column, look=look)
    classes = [nw.col(column).cast(nw.String) for column in names]
    return nw.from_native(found).with_columns(nw.concat_str(classes).alias(name)).to_native()


def without_digits(cuts: "SeveralCuts", frame: Any, name: str) -> Any:
    """The frame without the columns that `apply_digits` added."""
    return nw.from_native(frame).drop(name, *_names(cuts, name)).to_native()


def count_answers(cuts: "SeveralCuts", frame: Any) -> Mapping[str | None, int]:
    """How many customers of a frame have which answer."""
    name = column_name(cuts.policy)
    answers = nw.from_native(apply_digits(cuts, frame, None, name, False)).select(name)
    eager = answers.collect() if isinstance(answers, nw.LazyFrame) else answers
    column = eager.get_column(name)
    known = column.drop_nulls()
    return {**dict(known.value_counts(name="count").iter_rows()), None: len(column) - len(known)}


def _names(cuts: "SeveralCuts", name: str) -> list[str]:
    return [f"{name}_{column_name(id_)}" for id_ in cuts.digits]
