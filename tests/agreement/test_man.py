"""All 27 combinations of true, false and unknown for MAN, against a table written by hand from row 1.07."""

from itertools import product

import pytest

from crmrules import Prospect, policy
from crmrules.model.outcomes import Man

ROWS = {
    (True, True, True): Man.PURSUE,
    (True, True, False): Man.CREATE_NEED,
    (True, False, True): Man.FIND_AUTHORITY,
    (False, True, True): Man.CHECK_CREDIT_AND_FINANCE,
    (False, False, True): Man.NURTURE,
    (False, True, False): Man.NURTURE,
    (True, False, False): Man.NURTURE,
    (False, False, False): Man.STOP_CONTACT,
}
NAMES = ("money", "authority", "need")
COMBINATIONS = list(product((True, False, None), repeat=3))


def reachable(combination: tuple[bool | None, ...]) -> set[str]:
    """The outcomes of all rows of the table that a combination can still become."""
    return {
        outcome.value
        for row, outcome in ROWS.items()
        if all(known is None or known is wanted for known, wanted in zip(combination, row, strict=True))
    }


@pytest.mark.parametrize("combination", COMBINATIONS, ids=str)
@pytest.mark.parametrize("engine", ["interpreter", "python", "outcomes"])
def test_man_is_right_for_every_combination(engine: str, combination: tuple[bool | None, ...]) -> None:
    man = policy("man")
    wanted = reachable(combination)
    money, authority, need = combination
    prospect = Prospect(money=money, authority=authority, need=need)
    outcome = wanted.copy().pop() if len(wanted) == 1 else None
    if engine == "outcomes":
        assert man.outcomes([prospect]) == [outcome]
        return
    if engine == "interpreter":
        from crmrules.kinds.decision.meaning import interpret, missing

        stored = {each.name: getattr(prospect, each.name) for each in man.definition.facts.declared}
        verdict = interpret(man.definition, stored, None)
        asked = missing(man.definition, stored, None, verdict)
        said = (verdict.outcome, set(verdict.possible), verdict.certain)
    else:
        decision = man.decide(prospect)
        asked, said = decision.missing, (decision.outcome, set(decision.possible), decision.certain)
    assert said == (outcome, wanted, len(wanted) == 1)
    assert set(asked) <= {name for name, known in zip(NAMES, combination, strict=True) if known is None}
    assert bool(asked) == (len(wanted) > 1)
