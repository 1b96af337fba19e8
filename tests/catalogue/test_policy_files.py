"""Every shipped policy file: its examples hold, its texts are bilingual, its numbers say where they come from."""

from collections.abc import Iterator

import pytest

from crmrules import policies, policy
from crmrules.analysis.examples import run_examples
from crmrules.definitions.catalogue import shipped
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import Origin
from crmrules.definitions.sources import sources
from crmrules.engines.interpreter import truths, values_of
from crmrules.model.qualification import Qualification
from crmrules.model.retention import RetentionStep
from crmrules.model.text import Text

MIRRORS = {"man": Qualification, "retention-ladder": RetentionStep}


@pytest.fixture(params=policies())
def definition(request: pytest.FixtureRequest) -> DecisionDefinition:
    return policy(request.param).definition


def texts_of(definition: DecisionDefinition) -> Iterator[tuple[str, Text | None]]:
    yield "title", definition.header.title
    for name, parameter in definition.parameters.items():
        yield f"parameter {name}, title", parameter.title
        yield f"parameter {name}, why", parameter.why
    yield from ((f"fact {fact.name}", fact.title) for fact in definition.facts.declared)
    yield from ((f"fact {fact.name}", fact.title) for fact in definition.facts.derived)
    for name, output in definition.outputs.items():
        yield f"output {name}", output.title
        yield from ((f"output {name}, {value}", label) for value, label in output.values.items())
    for outcome in definition.outcomes:
        yield f"outcome {outcome.id}", outcome.title
    for rule in definition.rules:
        yield f"rule {rule.id}", rule.because
        yield from ((f"rule {rule.id}", text) for text in (rule.caution, rule.reading) if text is not None)


def test_its_examples_hold(definition: DecisionDefinition) -> None:
    assert definition.examples
    assert run_examples(definition) == []


def test_its_texts_stand_in_both_languages(definition: DecisionDefinition) -> None:
    assert [where for where, text in texts_of(definition) if text is None or not text.en or not text.zh] == []


def test_its_numbers_have_a_unit_and_an_origin(definition: DecisionDefinition) -> None:
    bare = [name for name, each in definition.parameters.items() if not each.unit or each.origin is None]
    assert bare == []
    assert all(each.origin is not Origin.OWN for each in definition.parameters.values())


def test_its_source_and_rows_lead_somewhere(definition: DecisionDefinition) -> None:
    assert definition.header.covers
    assert definition.header.source is not None
    assert definition.header.source.document in sources().documents
    assert set(definition.header.covers) <= sources().rows.keys()


def test_its_file_is_named_after_it(definition: DecisionDefinition) -> None:
    assert shipped().paths[definition.id].name == f"{definition.id}.toml"


def test_every_rule_is_shown_true_and_not_true_by_an_example(definition: DecisionDefinition) -> None:
    unread = {each.name: None for each in definition.facts.declared}
    found = [
        truths(definition, values_of(definition, {**unread, **each.given}, each.as_of)) for each in definition.examples
    ]
    seen = {rule.id: {row[place] for row in found} for place, rule in enumerate(definition.rules)}
    assert {id_ for id_, truth in seen.items() if True not in truth} == set()
    assert {id_ for id_, truth in seen.items() if not truth - {True}} == set()


def test_its_enumeration_mirrors_its_outcomes(definition: DecisionDefinition) -> None:
    assert [outcome.id for outcome in definition.outcomes] == [member.value for member in MIRRORS[definition.id]]


def test_the_package_carries_all_135_rows() -> None:
    assert len(sources().rows) == 135
    assert all(row[0] in {document[2] for document in sources().documents} for row in sources().rows)
