"""The table of kinds: what every kind brings, beside what the type of `Kind` asks of it."""

import inspect
from typing import Any

import pytest

from crmrules.definitions.base import Definition
from crmrules.kinds import KINDS
from crmrules.kinds.kind import Kind

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


@every_kind
def test_every_kind_applies_to_frames(kind: Kind[Any, Any]) -> None:
    taken = inspect.signature(kind.policy_class.apply).parameters
    assert {"frame", "bind", "as_of"} <= set(taken)
    assert all(each.kind is each.KEYWORD_ONLY for name, each in taken.items() if name not in {"self", "frame"})


@every_kind
def test_every_kind_says_its_name_once(kind: Kind[Any, Any]) -> None:
    assert kind.layout.kind == kind.name == kind.policy_class.called


@every_kind
def test_every_kind_reads_by_its_layout(kind: Kind[Any, Any]) -> None:
    definition_class = kind.reader({}, lambda id_: pytest.fail(id_)).definition_class
    assert issubclass(definition_class, Definition)
    assert definition_class.layout is kind.layout


@every_kind
def test_every_kind_checks_what_is_changed(kind: Kind[Any, Any]) -> None:
    assert "_checking" in vars(kind.policy_class)
