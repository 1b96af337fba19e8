"""A process over the events behind the customers of a review: its cases, its columns beside them, its list."""

import datetime
from collections import Counter
from collections.abc import Sequence

import polars as pl
from attrs import evolve, frozen

from crmrules.errors import RecordError
from crmrules.kinds.process.caseload import Caseload
from crmrules.kinds.process.frames import cases_frame, row_of
from crmrules.kinds.process.items import DEADLINE
from crmrules.kinds.process.policy import Process
from crmrules.model.text import Language, Text
from crmrules.reviews.happened import Happened
from crmrules.reviews.part import Chosen
from crmrules.reviews.worklist import PLACE, Told, Worklist

_CUSTOMER, _ITEM = "__crmrules_followed", "__crmrules_item"
_HEADS = {
    "what": Text("deadline or duty", "期限或任务"),
    "title": Text("what", "内容"),
    "owner": Text("owner", "负责人"),
    "state": Text("state", "状态"),
    "since": Text("since", "自"),
    "due": Text("due", "到期日"),
    "then": Text("then", "逾期后"),
    "note": Text("note", "备注"),
    "caution": Text("caution", "注意"),
}
_BRIEF = ("title", "owner", "state", "due", "then", "note")
_WHAT = {True: Text("deadline", "期限"), False: Text("duty", "任务")}
_MAY_BE = Text("may be", "可能")


def caseload_of(chosen: Chosen[Process], frame: pl.LazyFrame, as_of: datetime.date) -> Caseload:
    """The cases of the customers of a frame; those of others that the events tell of are left out."""
    happened, whole = _happened(chosen), all_cases(chosen, as_of)
    there = set(frame.select(happened.named(frame)).collect().to_series())
    return evolve(whole, cases={who: case for who, case in whole.cases.items() if str(who) in there})


def with_cases(chosen: Chosen[Process], frame: pl.LazyFrame, as_of: datetime.date) -> pl.LazyFrame:
    """A frame with where the case of each customer stands, in its order; null for those without an event.

    Raises `RecordError` for a column that is there already.
    """
    happened, whole = _happened(chosen), all_cases(chosen, as_of)
    rows = ((str(customer), row_of(case)) for customer, case in whole.cases.items())
    cases = cases_frame(whole.definition, _CUSTOMER, rows).with_columns(pl.col(_CUSTOMER).cast(pl.String))
    taken = [name for name in cases.columns if name in frame.collect_schema()]
    if taken:
        raise RecordError.of("", f"has a column `{taken[0]}` already", "rename it: the cases go there")
    named = frame.with_columns(happened.named(frame).alias(_CUSTOMER))
    return named.join(cases.lazy(), on=_CUSTOMER, how="left", maintain_order="left").drop(_CUSTOMER)


def process_worklist(chosen: Chosen[Process], frame: pl.LazyFrame, as_of: datetime.date) -> Worklist:
    """The duties and deadlines of the customers of a frame, a row each, in the order of their days."""
    caseload = caseload_of(chosen, frame, as_of)
    who = [str(each.customer) for each in caseload.items]
    items = pl.DataFrame(
        {_CUSTOMER: pl.Series(who, dtype=pl.String), _ITEM: pl.Series(range(len(who)), dtype=pl.Int64)}
    )
    named = frame.with_columns(_happened(chosen).named(frame).alias(_CUSTOMER))
    customers = named.join(items.lazy(), on=_CUSTOMER, how="inner").sort(_ITEM, PLACE)
    return Worklist(customers, _Telling(caseload).tell)


@frozen
class _Telling:
    caseload: Caseload

    def tell(self, frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        """What is said of each duty and deadline."""
        types = {name: pl.Date if name in ("since", "due") else pl.String for name in _HEADS}
        said = pl.DataFrame(self._rows(language), schema=types).select(pl.all().name.prefix("__crmrules_of_"))
        told = [
            Told(head.in_language(language), pl.col(f"__crmrules_of_{name}"), name in _BRIEF)
            for name, head in _HEADS.items()
        ]
        joined = frame.join(said.with_row_index(_ITEM).cast({_ITEM: pl.Int64}).lazy(), on=_ITEM, maintain_order="left")
        return joined, told

    def _rows(self, language: Language) -> list[dict[str, object]]:
        state, between = self.caseload.definition.state, "、" if language == "zh" else ", "
        rows: list[dict[str, object]] = []
        for each in self.caseload.items:
            states = [state[id_].title.in_language(language) or id_ for id_ in each.state.split(", ")]
            texts = {"title": each.title, "owner": each.owner_title, "then": each.then, "caution": each.caution}
            note = each.provisional or (None if each.certain else _MAY_BE)
            row: dict[str, object] = {
                **{name: None if text is None else text.in_language(language) or None for name, text in texts.items()},
                "what": _WHAT[each.what == DEADLINE].in_language(language),
                "state": between.join(states),
                "since": each.since,
                "due": each.due,
                "note": None if note is None else note.in_language(language),
            }
            rows.append(row)
        return rows


def all_cases(chosen: Chosen[Process], as_of: datetime.date) -> Caseload:
    """The cases of all customers of the events, replayed once for a review.

    Raises `RecordError` where two customers differ by nothing but that one is a number and one a text.
    """
    happened = _happened(chosen)

    def replayed() -> Caseload:
        cases = chosen.policy.replay_each(happened.events, as_of=as_of, bind=chosen.binding)
        texts = Counter(map(str, cases))
        twice = [text for text, count in texts.items() if count > 1]
        if twice:
            message = f"customer {twice[0]} comes as a number and as a text"
            raise RecordError.of("events", message, "write all customers as one of these")
        return Caseload(chosen.policy.definition, as_of, cases)

    found: Caseload = happened.once(chosen.policy.id, replayed)
    return found


def customer_of(chosen: Chosen[Process], frame: pl.LazyFrame) -> pl.Expr:
    """Who the customer of each row of a frame is, as text."""
    return _happened(chosen).named(frame)


def _happened(chosen: Chosen[Process]) -> Happened:
    assert chosen.happened is not None  # a process is chosen only where events are told
    return chosen.happened
