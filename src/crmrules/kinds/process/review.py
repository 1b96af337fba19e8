"""The part of a review that a process tells: states, what runs out and when, duties, reasons, and time in each step."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.kinds.process.caseload import Caseload
from crmrules.kinds.process.caseload_report import clock_named, states_table
from crmrules.kinds.process.churn import churn_of, lost_by_band
from crmrules.kinds.process.explanation import asked_named, state_named
from crmrules.kinds.process.followed import caseload_of, customer_of
from crmrules.kinds.process.items import DEADLINE, DUTY, Item
from crmrules.kinds.process.policy import Process
from crmrules.kinds.process.unheard import unknown_kinds
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Paragraph, Prose, Table, Tone, named
from crmrules.reports.naming import policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import pattern
from crmrules.reports.wording import say as worded
from crmrules.retention.bands import Churn
from crmrules.retention.figures import RetentionFigures, figures_of
from crmrules.retention.of_cases import deadlines_of, results_of, stays_of
from crmrules.retention.report import churn_table, rate_said, rates, reasons, results
from crmrules.retention.stays import DeadlineFigures, StepTime, deadlines_missed, time_in_steps
from crmrules.reviews.part import Chosen, Part

DAYS = 7
"""Of so many days from the day of the review on the deadlines are counted day by day."""

_say = Sentences(
    {
        "ending": Text(
            "{policy}: {count:,} {count:deadline ends|deadlines end} by {day}, the first on {first}",
            "{policy}：{day} 前有 {count:,} 项期限到期，最早为 {first}",
        ),
        "to_do": Text("{policy}: {owner} has {count:,} {count:duty|duties}", "{policy}：{owner}有 {count:,} 项任务"),
        "nobody": Text("nobody who is named", "未指定负责人者"),
        "none_named": Text("nobody is named", "未指定"),
        "deadlines": Text("Deadlines of the next {days} days", "未来 {days} 天的期限"),
        "due": Text("due", "到期日"),
        "deadline": Text("deadline", "期限"),
        "cases": Text("cases", "个案"),
        "may": Text("of them perhaps", "其中可能"),
        "duties": Text("Duties by owner", "各负责人的任务"),
        "owner": Text("owner", "负责人"),
        "duty": Text("duty", "任务"),
        "missed_rates": Text("Deadlines and duties that passed unmet", "到期未完成的期限与任务"),
        "missed": Text("passed", "已过期"),
        "reasons": Text("Reasons: what brought cases where they are", "理由：个案何以至此"),
        "state": Text("state", "状态"),
        "because": Text("because", "理由"),
        "steps": Text(
            "Days in each state: mean and median of stays that ended, the longest of all",
            "在各状态停留的天数：平均与中位数只计已结束的停留，最长含仍在者",
        ),
        "stays": Text("stays", "次数"),
        "still": Text("still there", "仍在"),
        "mean": Text("mean", "平均"),
        "median": Text("median", "中位数"),
        "longest": Text("longest", "最长"),
        "ask": Text("What to find out", "需要查明"),
        "fact": Text("fact", "事实"),
        "missing": Text("missing in open cases", "未决个案中缺失"),
    }
)


@frozen(slots=False)
class ProcessPart(Part[Process]):
    """What a process says of a customer base."""

    caseload: Caseload
    unknown: Mapping[str, int]
    """How many events are of kinds that no policy of the review and no fact behind events goes by, by kind."""
    relapse: tuple[int, int] | None
    """The first and the last month after a save in which a new request is a relapse."""
    bands: Mapping[str, Definition]
    """The policies that cut the customers into bands, by id."""
    churn: Mapping[str, Churn]
    """How many customers of each band were lost, by the id of the policy that cuts them."""

    @property
    def is_open(self) -> bool:
        """Whether of every case that has begun several states are possible."""
        return bool(self.caseload.open) and not any(self.caseload.states.values())

    @cached_property
    def ending(self) -> tuple[Item, ...]:
        """The deadlines of the next days, the first first."""
        last = self._last_day
        items = (each for each in self.caseload.items if each.what == DEADLINE)
        return tuple(each for each in items if each.due is not None and each.due <= last)

    @property
    def _last_day(self) -> datetime.date:
        return self.caseload.as_of + datetime.timedelta(DAYS)

    @cached_property
    def duties(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """For each owner and duty in how many cases it is open, and in how many of them perhaps."""
        items = [each for each in self.caseload.items if each.what == DUTY]
        every = Counter((each.owner, each.id) for each in items)
        perhaps = Counter((each.owner, each.id) for each in items if not each.certain)
        owners = [*self.caseload.owners]
        order = sorted(every, key=lambda key: owners.index(key[0]))
        return {key: (every[key], perhaps[key]) for key in order}

    @cached_property
    def missed(self) -> tuple[DeadlineFigures, ...]:
        """How many deadlines and duties with an end were missed, of those that are met, missed or run."""
        return deadlines_missed(deadlines_of(self.caseload.cases.values()))

    @cached_property
    def retention(self) -> RetentionFigures | None:
        """What came of those who asked to leave; None where no state says what it is to retention."""
        if not self.policy.definition.retention:
            return None
        return figures_of(results_of(self.caseload.cases.values()), self.caseload.as_of, self.relapse)

    @cached_property
    def steps(self) -> tuple[StepTime, ...]:
        """How long cases stay in each state, in the order of the policy."""
        place = self.policy.definition.place
        found = time_in_steps(stays_of(self.caseload.cases.values()), as_of=self.caseload.as_of)
        return tuple(sorted(found, key=lambda each: place[each.step]))

    @cached_property
    def reasons(self) -> Mapping[tuple[str, str], int]:
        """For each state, and each transition or deadline that led to it, how many cases are there by it."""
        counted: Counter[tuple[str, str]] = Counter()
        for case in self.caseload.cases.values():
            last = next((step for step in reversed(case.history) if step.moves), None)
            if case.state is not None and last is not None and last.to == case.state and last.by:
                counted[case.state, last.by] += 1
        place = self.policy.definition.place
        return {key: counted[key] for key in sorted(counted, key=lambda key: (place[key[0]], -counted[key], key[1]))}

    @cached_property
    def missing(self) -> Mapping[str, int]:
        """For each fact that would settle cases, how many lack it, the most first."""
        counted = Counter(name for case in self.caseload.cases.values() for name in case.missing)
        return dict(counted.most_common())

    def first(self, language: Language) -> Iterator[Prose]:
        """What runs out next, and who has something to do."""
        policy = policy_named(self.policy.definition, language)
        if self.ending and self.ending[0].due is not None:
            days = {"day": self._last_day.isoformat(), "first": self.ending[0].due.isoformat()}
            yield _say("ending", language, policy=policy, count=len(self.ending), **days)
        for owner in self.caseload.owners:
            count = sum(every for (who, _), (every, _) in self.duties.items() if who == owner)
            if count:
                yield _say("to_do", language, policy=policy, owner=self._owner(owner, "nobody", language), count=count)

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """The save rate, and the kinds of events that the process does not know."""
        if self.retention is not None:
            yield from rates(self.retention, language)
        if self.unknown:
            yield Paragraph(unknown_kinds(self.unknown, self.policy.definition.events, language), Tone.NOTE)

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """States, deadlines and duties, what was missed, reasons, time in each state, and what to find out."""
        yield states_table(self.caseload, language)
        if self.retention is not None:
            yield results(self.retention, language)
            if self.retention.reasons:
                yield reasons(self.retention, language)
        for id_, churn in self.churn.items():
            titles = {band: named(title.in_language(language), band) for band, title in self.bands[id_].answers.items()}
            yield churn_table(churn, policy_named(self.bands[id_], language), titles, language)
        if self.ending:
            yield self._ending(language)
        if self.duties:
            yield self._duties(language)
        if self.missed:
            rows = [
                (clock_named(self.caseload, each.deadline, language), rate_said(each.missed, language))
                for each in self.missed
            ]
            yield _table("missed_rates", ("deadline", "missed"), rows, language)
        if self.reasons:
            yield self._reasons(language)
        if self.steps:
            yield self._steps(language)
        if self.missing:
            asked = [
                (asked_named(self.policy.definition, name, language), f"{count:,}")
                for name, count in self.missing.items()
            ]
            yield _table("ask", ("fact", "missing"), asked, language)

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        told = self.caseload.to_dict()
        ending = Counter((each.due, each.id) for each in self.ending if each.due is not None)
        return {
            **{name: told[name] for name in ("as_of", "cases", "states", "open", "not_begun")},
            "unknown": dict(self.unknown),
            "deadlines": [{"due": due.isoformat(), "id": id_, "cases": count} for (due, id_), count in ending.items()],
            "duties": [
                {"owner": owner, "id": id_, "cases": every, "perhaps": perhaps}
                for (owner, id_), (every, perhaps) in self.duties.items()
            ],
            "missed": {
                each.deadline: {"missed": each.missed.part, "of": each.missed.whole, "running": each.missed.open}
                for each in self.missed
            },
            "reasons": [{"state": state, "by": by, "cases": count} for (state, by), count in self.reasons.items()],
            "steps": {
                each.step: {
                    **{"stays": each.stays, "open": each.open, "longest": each.longest},
                    **{"mean": _float(each.mean), "median": _float(each.median)},
                }
                for each in self.steps
            },
            "missing": dict(self.missing),
            **({} if self.retention is None else {"retention": _figures(self.retention.to_dict())}),
            **({"churn": {id_: dict(lost_by_band(churn)) for id_, churn in self.churn.items()}} if self.churn else {}),
        }

    def _ending(self, language: Language) -> Table:
        every = Counter((each.due, each.id) for each in self.ending)
        perhaps = Counter((each.due, each.id) for each in self.ending if not each.certain)
        rows = [
            (worded(due, language), clock_named(self.caseload, id_, language), f"{count:,}", f"{perhaps[due, id_]:,}")
            for (due, id_), count in every.items()
        ]
        return _table("deadlines", ("due", "deadline", "cases", "may"), rows, language, days=str(DAYS))

    def _duties(self, language: Language) -> Table:
        rows = [
            (
                self._owner(owner, "none_named", language),
                clock_named(self.caseload, id_, language),
                *(f"{every:,}", f"{perhaps:,}"),
            )
            for (owner, id_), (every, perhaps) in self.duties.items()
        ]
        return _table("duties", ("owner", "duty", "cases", "may"), rows, language)

    def _reasons(self, language: Language) -> Table:
        definition = self.policy.definition
        values = definition.values_on(self.caseload.as_of)
        rows: list[tuple[Prose, ...]] = []
        for (state, by), count in self.reasons.items():
            part = definition.transition.get(by) or definition.deadline.get(by)
            because = "" if part is None or part.because is None else pattern(part.because, values, language)
            rows.append((state_named(definition, state, language), because, f"{count:,}"))
        return _table("reasons", ("state", "because", "cases"), rows, language)

    def _steps(self, language: Language) -> Table:
        rows = [
            (
                state_named(self.policy.definition, each.step, language),
                *(f"{each.stays:,}", f"{each.open:,}"),
                *("" if days is None else worded(days, language, ",.1f") for days in (each.mean, each.median)),
                f"{each.longest:,}",
            )
            for each in self.steps
        ]
        return _table("steps", ("state", "stays", "still", "mean", "median", "longest"), rows, language)

    def _owner(self, owner: str, otherwise: str, language: Language) -> Prose:
        return self.policy.definition.owners[owner].title.in_language(language) if owner else _say(otherwise, language)


def process_part(
    chosen: Chosen[Process], frame: pl.LazyFrame, as_of: datetime.date, bands: Mapping[str, Definition]
) -> ProcessPart:
    """What a process says of the customers of a frame, whom these policies cut into bands."""
    caseload = caseload_of(chosen, frame, as_of)
    read = {} if chosen.binding.history is None else chosen.binding.history.read_kinds
    known = {"", *read, *chosen.known}
    unknown = {kind: count for kind, count in caseload.unknown.items() if kind not in known}
    churn = churn_of(caseload, frame, customer_of(chosen, frame), bands)
    return ProcessPart(chosen.policy, chosen.absent, chosen.assumed, caseload, unknown, chosen.relapse, bands, churn)


def _table(
    caption: str, heads: tuple[str, ...], rows: Sequence[tuple[Prose, ...]], language: Language, **words: Prose
) -> Table:
    """A table whose columns of numbers are those of counts and days."""
    numbers = {place for place, head in enumerate(heads) if head in _NUMBERS}
    said = tuple(_say(head, language) for head in heads)
    return Table(_say(caption, language, **words), said, tuple(rows), frozenset(numbers))


_NUMBERS = ("cases", "may", "stays", "still", "mean", "median", "longest", "missing")


def _figures(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The figures of retention, without what nothing is told of."""
    left_out = {"as_of"}
    left_out |= set() if told["relapse"] is not None else {"relapse", "asked_early"}
    left_out |= set() if told["value"] else {"value"}
    left_out |= set() if told["reasons"] else {"reasons", "unallocated"}
    return {name: each for name, each in told.items() if name not in left_out}


def _float(number: Any) -> float | None:
    return None if number is None else float(number)
