"""What a type checker sees of the public names: mypy and pyright check this file, and it runs."""

from collections.abc import Mapping
from typing import assert_type

import crmrules
from crmrules import Decision, DecisionTable, Prospect
from crmrules.definitions.parts import Scalar
from crmrules.engines.hit import Answer


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
    assert_type(crmrules.loads(man.to_toml()), DecisionTable)
    assert_type(crmrules.policies(), tuple[str, ...])
    with crmrules.session(man) as session:
        assert_type(session.decide({"money": True}), Mapping[str, Decision])
