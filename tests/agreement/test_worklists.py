"""The list of a decision says of each customer what the interpreter says: outcome, deciding rule, reason in words."""

import datetime
from typing import Any

import polars as pl
from hypothesis import given, settings

from crmrules import Policy, review
from crmrules.engines.interpreter import values_of
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.meaning import interpret, lacking_by
from crmrules.kinds.decision.parts import HitPolicy, Rule
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.loading import from_dict
from crmrules.reports.wording import fill
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT, tables
from tests.agreement.test_frames import Case, cases
from tests.frames import arrow

EITHER_WAY = "Certain whichever of the unknown rules is true."
DEFAULT = "No rule is true; this is the policy's default."


def telling(table: DecisionTable) -> DecisionTable:
    """The same policy with reasons and cautions that name every fact, derived ones included."""
    document = table.to_dict()
    named = "; ".join(f"{{{name}}}" for name in (*document["facts"], *document["parameters"]))
    rules = [
        {**rule, "because": f"{rule['id']}: {named}", **({} if place % 2 else {"caution": f"careful, {rule['id']}"})}
        for place, rule in enumerate(document["rule"])
    ]
    return from_dict({**document, "rule": rules}, DecisionTable)


def expected(table: DecisionTable, record: dict[str, Value], as_of: datetime.date) -> list[tuple[Any, ...]]:
    """The rows of one customer: the place of the outcome, the outcome, the reason, cautions, and what to find out."""
    definition = table.definition
    verdict, values = interpret(definition, record, as_of), values_of(definition, record, as_of)
    truths = {rule.id: evaluate(rule.when, values) for rule in definition.rules}
    places = {each.id: place for place, each in enumerate(definition.outcomes)}
    true = [definition.rules[place] for place in definition.walk if truths[definition.rules[place].id] is True]
    found: list[tuple[Any, ...]] = []
    given_ = verdict.outcome if isinstance(verdict.outcome, tuple) else (verdict.outcome,)
    for outcome in given_:
        if outcome is None:
            continue
        deciding = [rule for rule in true if rule.then == outcome]
        fired = deciding if definition.hit is HitPolicy.COLLECT else true
        fired = true[:1] if definition.hit is HitPolicy.FIRST else fired
        because = fill(deciding[0].because, values, "en") if deciding else EITHER_WAY
        if not deciding and not any(truth is None for truth in truths.values()):
            because = DEFAULT
        found.append((places[outcome], outcome, because, _cautions(table, fired), None))
    if not verdict.certain:
        lacking = lacking_by(definition, record, as_of, verdict)
        titles = {each.name: each.title.en or each.name for each in definition.facts.declared}
        asked = ["; ".join(titles[name] for name in lacking.facts)] if lacking.facts else []
        asked += [f"no value: {'; '.join(lacking.undefined)}"] if lacking.undefined else []
        found.append((len(places), "open", None, None, "; ".join(asked) or None))
    return found


def _cautions(table: DecisionTable, fired: list[Rule]) -> str | None:
    said = [rule.caution.en for rule in table.definition.rules if rule in fired and rule.caution is not None]
    return " ".join(said) or None


def test_a_list_says_what_the_interpreter_says(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 10), suppress_health_check=PATIENT)
    @given(cases(tables((HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.COLLECT)), grid=True))
    def agree(case: Case) -> None:
        table, rows, absent, as_of = telling(case[0]), case[1], case[2], case[3]
        types = {each.name: each.type for each in table.definition.facts.declared if each.name not in absent}
        frame = pl.DataFrame(arrow(rows, types)).drop("row")
        policies: list[Policy[Any]] = [table]
        reviewed = review(frame, policies=policies, as_of=as_of)
        wanted = [
            (place, row, *cells) for row, each in enumerate(rows, 1) for place, *cells in expected(table, each, as_of)
        ]
        wanted.sort(key=lambda cells: cells[:2])
        found = reviewed.worklist("drawn").collect()
        assert ["row", "outcome", "because", "caution", "to find out"] == [
            name for name in found.columns if name != "approach"
        ]
        count.pairs += len(rows)
        assert [tuple(cells[1:]) for cells in wanted] == found.drop("approach", strict=False).rows()

    agree()
