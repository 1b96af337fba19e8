"""Every shipped policy file: its examples hold, its texts are bilingual, its numbers say where they come from."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from crmrules import DecisionTable, Policy, policies, policy
from crmrules.assurance.check.examples import run_examples
from crmrules.definitions.base import Definition
from crmrules.definitions.parts import Origin
from crmrules.definitions.sources import sources
from crmrules.engines.interpreter import values_of
from crmrules.kinds.decision.meaning import truths
from crmrules.loading import shipped
from crmrules.model.text import Text

DECISIONS = [id_ for id_ in policies() if isinstance(policy(id_, Policy), DecisionTable)]


@pytest.fixture(params=policies())
def definition(request: pytest.FixtureRequest) -> Definition:
    found: Definition = policy(request.param, Policy).definition
    return found


def texts_of(definition: Definition) -> Iterator[tuple[str, Text | None]]:
    yield "title", definition.header.title
    for name, parameter in definition.parameters.items():
        yield f"parameter {name}, title", parameter.title
        yield f"parameter {name}, why", parameter.why
    yield from ((f"fact {fact.name}", fact.title) for fact in definition.facts.declared)
    yield from ((f"fact {fact.name}", fact.title) for fact in definition.facts.derived)
    for name, output in getattr(definition, "outputs", {}).items():
        yield f"output {name}", output.title
        yield from ((f"output {name}, {value}", label) for value, label in output.values.items())
    for key, parts in definition.lists.items():
        for place, part in enumerate(parts):
            # an optional text of a rule may be left out, and in one language it may not be
            texts = {each.name: getattr(part, each.name) for each in attrs.fields(type(part))}
            yield from ((f"{key} {place}, {name}", text) for name, text in texts.items() if isinstance(text, Text))


def test_its_examples_hold(definition: Definition) -> None:
    assert definition.lists["example"], "no [[example]]: write one on each side of every number"
    assert run_examples(definition) == []


def test_its_texts_stand_in_both_languages(definition: Definition) -> None:
    lacking = [where for where, text in texts_of(definition) if text is None or not text.en or not text.zh]
    assert lacking == [], 'write each as { en = "...", zh = "..." }'


def test_its_numbers_have_a_unit_and_an_origin(definition: Definition) -> None:
    bare = [name for name, each in definition.parameters.items() if not each.unit or each.origin is None]
    assert bare == [], 'say `unit` and `origin`; the unit of a text to choose from is "choice"'
    own = [name for name, each in definition.parameters.items() if each.origin is Origin.OWN]
    assert own == [], '"source" where the source prints the number, "default" where it is ours'


def test_its_source_and_rows_lead_somewhere(definition: Definition) -> None:
    assert definition.header.covers, "no `covers`: name the rows of src/crmrules/definitions/sources.toml"
    assert definition.header.source is not None, "no `source`: name the document of the same file, and the section"
    assert definition.header.source.document in sources().documents
    assert set(definition.header.covers) <= sources().rows.keys()


def test_its_file_is_named_after_it(definition: Definition) -> None:
    assert Path(shipped().paths[definition.id]).name == f"{definition.id}.toml"


@pytest.mark.parametrize("id_", DECISIONS)
def test_every_rule_is_shown_true_and_not_true_by_an_example(id_: str) -> None:
    definition = policy(id_, DecisionTable).definition
    unread = {each.name: None for each in definition.facts.declared}
    found = [
        truths(definition, values_of(definition, {**unread, **each.given}, each.as_of)) for each in definition.examples
    ]
    seen = {rule.id: {row[place] for row in found} for place, rule in enumerate(definition.rules)}
    assert {id_ for id_, truth in seen.items() if True not in truth} == set()
    assert {id_ for id_, truth in seen.items() if not truth - {True}} == set()


def test_the_package_carries_all_135_rows() -> None:
    assert len(sources().rows) == 135
    assert all(row[0] in {document[2] for document in sources().documents} for row in sources().rows)
