"""Which policies can run on the columns of a file, and why others cannot."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from crmrules.definitions.base import Definition
from crmrules.errors import EngineError, nearest
from crmrules.kinds import kind_of, made
from crmrules.kinds.base import Policy
from crmrules.loading import policy as shipped_policy
from crmrules.model.text import Text
from crmrules.records.binding import Binding, check_strict, shared
from crmrules.retention.success import relapse_months
from crmrules.reviews.happened import Happened
from crmrules.reviews.part import Chosen

_TEST = "retention-success"
"""The policy that says when a save has lasted."""

_NO_DAY = Text(
    "it depends on the day: give `as_of`, or --as-of on the command line", "依赖日期：请给出 as_of，命令行用 --as-of"
)
_UNHEARD = Text("none of the events that it goes by has come", "没有其所依据的事件")


@frozen
class LeftOut:
    """A policy that does not run."""

    policy: Policy[Any]
    why: Text
    absent: tuple[str, ...] = field(default=())
    near: Mapping[str, str] = field(factory=dict)
    """For some absent facts the column that was perhaps meant."""


def choose(
    policies: Sequence[Policy[Any]],
    columns: Collection[str],
    bind: Binding,
    as_of: datetime.date | None,
    happened: Happened | None = None,
) -> tuple[list[Chosen[Any]], list[LeftOut]]:
    """The policies that run on some columns, and those left out; a cadence brings what gives its classes.

    Those that follow events run on what has `happened`, where that is told.

    Raises `BindingError` for a binding of facts that no policy has, and `EngineError` where two policies have one id.
    """
    doubled = [id_ for id_, count in Counter(each.id for each in policies).items() if count > 1]
    if doubled:
        raise EngineError.of(f"policy `{doubled[0]}`", "is given twice", "give it once, or another of another id")
    policies = [*_rankings(policies, columns, bind), *policies]
    declared = [[fact.name for fact in each.definition.facts.declared] for each in policies]
    taken = {name for names in declared for name in names}.union(*(each.columns for each in bind.facts.values()))
    free = [each for each in columns if each not in taken]
    chosen: list[Chosen[Any]] = []
    left_out: list[LeftOut] = []
    known = frozenset(name for each in policies for name in kind_of(each.definition).event_kinds(each.definition))
    behind = [None] * len(policies) if happened is None else shared(happened.binding, declared)
    for policy, binding, events_by in zip(policies, shared(bind, declared), behind, strict=True):
        kind = kind_of(policy.definition)
        if happened is not None and events_by is not None and kind.follows_events:
            if as_of is None:
                left_out.append(LeftOut(policy, _NO_DAY))
            elif not kind.hears(policy.definition, happened):
                left_out.append(LeftOut(policy, _UNHEARD))
            else:
                relapse = _relapse(policies, as_of)
                chosen.append(Chosen(policy, events_by, (), happened=happened, known=known, relapse=relapse))
            continue
        read = [fact.name for fact in policy.definition.read_facts]
        absent = tuple(name for name in read if name not in columns and name not in binding.facts)
        near = {name: found for name in absent if (found := nearest(name, free)) is not None}
        if not policy.definition.speaks_of_records:
            left_out.append(LeftOut(policy, policy.definition.silent_because))
        elif read and len(absent) == len(read):
            why = Text("none of its facts has a column or is bound", "其事实均无对应列，也未绑定")
            left_out.append(LeftOut(policy, why, absent, near))
        elif as_of is None and policy.definition.needs_day:
            left_out.append(LeftOut(policy, _NO_DAY))
        else:
            missed = tuple(name for name in absent if name not in binding.assume)
            chosen.append(Chosen(policy, binding, missed, near))
    twice = {policy.id: LeftOut(policy, why) for policy, why in _planned_twice(chosen)}
    return [each for each in chosen if each.policy.id not in twice], [*left_out, *twice.values()]


def _relapse(policies: Sequence[Policy[Any]], as_of: datetime.date) -> tuple[int, int]:
    """When a new request is a relapse: by the test of a save among the policies, else by the shipped one."""
    asked = [each for each in policies if each.id == _TEST]
    return relapse_months(asked[0] if asked else shipped_policy(_TEST), as_of)


def _planned_twice(chosen: Sequence[Chosen[Any]]) -> Iterator[tuple[Policy[Any], Text]]:
    """Those that plan contacts on a channel on which one before them does: their columns would have the same names."""
    planned: dict[str, str] = {}
    for each in chosen:
        channels = kind_of(each.policy.definition).channels(each.policy.definition)
        other = next((planned[channel] for channel in channels if channel in planned), None)
        if other is None:
            planned.update({channel: str(each.policy.id) for channel in channels})
            continue
        message = Text(
            f"it plans contacts that `{other}` plans, too: review by it alone",
            f"与 `{other}` 安排相同渠道的联系：请单独以其复核",
        )
        yield each.policy, message


def check_strict_columns(policies: Sequence[Policy[Any]], columns: Collection[str], bind: Binding) -> None:
    """Where a binding is strict, make sure that some policy reads each column.

    Raises `BindingError` for those that none does.
    """
    asked = [*_rankings(policies, columns, bind), *policies]
    check_strict(bind, [[fact.name for fact in each.definition.facts.declared] for each in asked], columns)


def _rankings(policies: Sequence[Policy[Any]], columns: Collection[str], bind: Binding) -> Iterator[Policy[Any]]:
    """Those that cadences read the class from, where it is neither a column nor bound and nobody asked for them."""
    known = {each.id for each in policies}
    for policy in policies:
        if not kind_of(policy.definition).plans_contacts:
            continue
        for name, read in policy.definition.facts.segments.items():
            there = name in columns or name in bind.facts
            if not there and read.id not in known:
                known.add(read.id)
                yield made(read)


def read_for(policy: Policy[Any]) -> Iterator[Definition]:
    """The definitions that a policy's customers are read for: a cadence may need its segmentation cut first."""
    definition = policy.definition
    if kind_of(definition).plans_contacts:
        yield from definition.facts.segments.values()
    yield definition
