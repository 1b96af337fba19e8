"""What a type checker sees of the public names: mypy and pyright check this file, and it runs."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, assert_type, get_args, get_overloads, get_type_hints

import crmrules
from crmrules import (
    Cadence,
    Customer,
    Cuts,
    Decision,
    DecisionTable,
    Placement,
    Policy,
    Prospect,
    Schedule,
    Segmentation,
    Workload,
)
from crmrules.definitions.parts import Scalar
from crmrules.kinds import KINDS as TABLE
from crmrules.kinds.decision.meaning import Answer


def first_of(policies: Sequence[Policy]) -> Policy:
    return policies[0]


def test_a_policy_of_any_kind_is_called_so_without_a_parameter() -> None:
    assert_type(first_of([crmrules.policy("man"), crmrules.policy("tiers")]), Policy[Any])
    assert_type(first_of([crmrules.policy("man")]).id, str)


def test_public_names_have_their_types() -> None:
    man = assert_type(crmrules.policy("man"), DecisionTable)
    decision = assert_type(man.decide(Prospect(money=True)), Decision)
    assert_type(decision.outcome, Answer)
    assert_type(decision.possible, tuple[str | None, ...])
    assert_type(decision.missing, tuple[str, ...])
    assert_type(decision.certain, bool)
    assert_type(decision.outputs, Mapping[str, Scalar | Mapping[str, Scalar]])
    assert_type(man.outcomes([]), list[Answer])
    assert_type(man.with_parameters(), DecisionTable)
    assert_type(crmrules.loads(man.to_toml(), DecisionTable), DecisionTable)
    assert_type(crmrules.policies(), tuple[str, ...])
    assert_type(crmrules.policy("man", DecisionTable), DecisionTable)
    with crmrules.session(man) as session:
        assert_type(session.decide({"money": True}), Mapping[str, Decision])


def test_every_kind_has_its_type() -> None:
    tiers = assert_type(crmrules.policy("tiers"), Segmentation)
    cuts = assert_type(tiers.cut([Customer(profit=1.0)]), Cuts)
    assert_type(cuts.decide(Customer(profit=2.0)), Placement)
    assert_type(cuts.top_share, float | None)
    assert_type(cuts.bottom_loss, Decimal | None)
    contact = assert_type(crmrules.policy("contact-frequency"), Cadence)
    day = datetime.date(2026, 3, 1)
    assert_type(contact.due({"contact_class": "small"}, as_of=day), Schedule)
    assert_type(contact.due(Customer(profit=1.0), as_of=day), Schedule)
    assert_type(contact.workload({"small": 3}), Workload)


KINDS = {each.policy_class.__name__: each.policy_class for each in TABLE.values()}
"""What annotations name."""


def test_the_ids_of_the_shipped_policies_have_their_kinds() -> None:
    told: dict[str, Any] = {}
    for overload in get_overloads(crmrules.policy):
        hints = get_type_hints(overload, localns=KINDS)
        told |= dict.fromkeys(get_args(hints["id_"]), hints["return"])
    assert told == {id_: type(crmrules.policy(id_)) for id_ in crmrules.policies()}
