"""Which policies can run on the columns of a file, and why others cannot."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from attrs import field, frozen

from crmrules.definitions.base import Definition
from crmrules.expressions.tree import Value
from crmrules.kinds import Cadence, Policy, Segmentation
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.model.text import Text
from crmrules.records.binding import Binding, shared


@frozen
class Chosen:
    """A policy that runs, and what it reads its facts by."""

    policy: Policy[Any]
    binding: Binding
    absent: tuple[str, ...]
    """The facts it reads that have neither a column nor a binding, and are not assumed."""

    @property
    def assumed(self) -> dict[str, Value]:
        """The facts it reads that are assumed where they are unknown, and what is taken for them."""
        read = [fact.name for fact in self.policy.definition.read_facts]
        return {name: self.binding.assume[name] for name in read if name in self.binding.assume}


@frozen
class LeftOut:
    """A policy that does not run."""

    policy: Policy[Any]
    why: Text
    absent: tuple[str, ...] = field(default=())


def choose(
    policies: Sequence[Policy[Any]], columns: Collection[str], bind: Binding | None, as_of: datetime.date | None
) -> tuple[list[Chosen], list[LeftOut]]:
    """The policies that run on some columns, and those left out; a cadence brings what gives its classes.

    Raises `BindingError` for a binding of facts that no policy has.
    """
    policies = [*_segmentations(policies, columns, bind), *policies]
    declared = [[fact.name for fact in each.definition.facts.declared] for each in policies]
    chosen: list[Chosen] = []
    left_out: list[LeftOut] = []
    for policy, binding in zip(policies, shared(bind, declared), strict=True):
        read = [fact.name for fact in policy.definition.read_facts]
        absent = tuple(name for name in read if name not in columns and name not in binding.facts)
        if len(absent) == len(read):
            why = Text("none of its facts has a column or is bound", "其事实均无对应列，也未绑定")
            left_out.append(LeftOut(policy, why, absent))
        elif as_of is None and _needs_day(policy):
            left_out.append(LeftOut(policy, Text("it depends on the day: give `as_of`", "依赖日期：请给出 as_of")))
        else:
            chosen.append(Chosen(policy, binding, tuple(name for name in absent if name not in binding.assume)))
    return chosen, left_out


def _segmentations(
    policies: Sequence[Policy[Any]], columns: Collection[str], bind: Binding | None
) -> Iterator[Segmentation]:
    """Those that cadences read the class from, where it is neither a column nor bound and nobody asked for them."""
    known = {each.id for each in policies}
    for policy in policies:
        if isinstance(policy, Cadence):
            class_ = policy.definition.header.class_
            read = policy.definition.facts.segments.get(class_)
            there = class_ in columns or (bind is not None and class_ in bind.facts)
            if read is not None and not there and read.id not in known:
                known.add(read.id)
                yield Segmentation.of(read)


def _needs_day(policy: Policy[Any]) -> bool:
    definition = policy.definition
    return isinstance(definition, CadenceDefinition) or definition.reads_as_of or definition.is_dated


def read_for(policy: Policy[Any]) -> Iterator[Definition]:
    """The definitions that a policy's customers are read for: a cadence may need its segmentation cut first."""
    definition = policy.definition
    if isinstance(definition, CadenceDefinition):
        found = definition.facts.segments.get(definition.header.class_)
        yield from () if found is None else (found,)
    yield definition
