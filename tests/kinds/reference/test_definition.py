"""Reference files: what is wrong with them is told at once, with path, value and remedy."""

import pickle
from typing import Any

import pytest

import crmrules
from crmrules import Reference
from crmrules.assurance.check.findings import Code
from crmrules.errors import PolicyError
from tests.populations import changed
from tests.references import WAYS


def told(document: dict[str, Any]) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    return [str(each).removeprefix("policy `ways`, ") for each in caught.value.problems]


def test_a_file_is_a_reference_and_comes_back_the_same() -> None:
    ways = crmrules.from_dict(WAYS, Reference)
    assert ("call", "fair", "visit", "gift", "letter") == tuple(entry.id for entry in ways.definition.items)
    assert ways == crmrules.loads(ways.to_toml()) == pickle.loads(pickle.dumps(ways))
    (share,) = ways.figures
    assert (0.41, "ratio", 2004, True, "call") == (share.value, share.unit, share.year, share.certain, share.entry)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("entry.1.when", "distanc > far", "entry `fair`, `when`, column 1: unknown fact `distanc`; did you mean"),
        ("entry.1.when", "distance", "entry `fair`, `when`: is number, and no condition; compare it with a value"),
        ("entry.1.advice", "{x}", "entry `fair`, `advice`, `en`: unknown fact `x`"),
        ("entry.0.cost", "lo", 'entry `call`, `cost`: unknown value "lo"; did you mean `low`?'),
        ("entry.0.kost", "low", "entry `call`: unknown attribute `kost`; did you mean `cost`?"),
        ("entry.0.zeal", "low", "entry `call`: unknown attribute `zeal`; known are `id`, `title`"),
        (
            "entry.4.advice",
            "Write.",
            "entry `letter`: is only named by the source, and has `advice`; leave `named` out",
        ),
        ("entry.3.sensitive", ["gift"], 'entry `gift`, `sensitive`, item 1: "gift" is not known here; did you mean'),
        ("entry.0.id", "a", "figure `share`, `entry`: unknown entry `call`"),
        ("figure.0.value", "a lot", 'figure `share`, `value`: "a lot" is no number'),
        ("figure.0.year", "2004", 'figure `share`, `year`: "2004" is no whole number'),
        ("attributes.a b", {"title": "A"}, "attribute `a b`: is no name"),
        ("attributes.cautioned", {"title": "A"}, "attribute `cautioned`: is no name"),
    ],
)
def test_bad_input_is_told(path: str, value: Any, problem: str) -> None:
    document = changed(WAYS, path, value)
    assert any(each.startswith(problem) for each in told(document)), told(document)


def test_a_file_without_anything_to_tell_is_refused() -> None:
    assert ["policy `ways`: has neither entries nor figures; write them with [[entry]] and [[figure]]"] == told(
        changed(WAYS, entry=[], figure=[])
    )


def test_examples_are_checked() -> None:
    example = {
        "name": "odd",
        "given": {"distant": 1},
        "where": {"cost": "dear"},
        "expect": {"holds": ["fare"], "missing": ["distant"]},
    }
    assert [
        "example `odd`, `given`: unknown fact `distant`; did you mean `distance`?",
        'example `odd`, `where`, `cost`: unknown value "dear"; known are `low`, `high`',
        "example `odd`, `expect`, `holds`: unknown entry `fare`; did you mean `fair`?",
        "example `odd`, `expect`, `missing`: unknown fact `distant`; did you mean `distance`?",
    ] == told(changed(WAYS, example=[example]))


def codes(document: dict[str, Any]) -> list[tuple[Code, str]]:
    found = crmrules.check(crmrules.from_dict(document))
    return [(each.code, each.path) for each in found if each.code not in (Code.NO_EXAMPLE, Code.NO_ORIGIN)]


def test_what_says_nothing_and_what_lacks_a_caution_is_found() -> None:
    assert [] == codes(WAYS)
    silent = changed(WAYS, "entry.4.named", None)
    assert [(Code.NO_TEXT, "policy `ways`, entry `letter`")] == codes(silent)
    assert [] == codes(changed(WAYS, "entry.0.advice", None))  # its figure says something
    assert [(Code.NO_CAUTION, "policy `ways`, entry `gift`")] == codes(changed(WAYS, "entry.3.caution", None))
    never = changed(WAYS, "entry.1.when", "distance > far and distance < far")
    assert [(Code.ALWAYS_FALSE, "policy `ways`, entry `fair`, `when`")] == codes(never)
    always = changed(WAYS, "entry.1.when", "distance > far or distance <= far")
    assert [(Code.ALWAYS_TRUE, "policy `ways`, entry `fair`, `when`")] == codes(always)
    assert [] == codes(changed(WAYS, "entry.1.when", "known(distance)"))  # false where it is not


def test_a_change_is_shown_by_a_record_or_proven_to_be_none() -> None:
    ways = crmrules.from_dict(WAYS, Reference)
    moved = crmrules.diff(ways, crmrules.from_dict(changed(WAYS, "parameters.far.value", 120)))
    assert {("fair", "given"), ("visit", "not given")} == {
        (each.what, str(each.before)) for each in moved.compared.changes
    }
    for change in moved.compared.changes:
        before = {entry.id for entry in ways.advise(change.witness.given, cautioned=True).holds}
        assert (change.what in before) == (str(change.before) == "given")
    same = crmrules.diff(ways, crmrules.from_dict(changed(WAYS, "entry.1.when", "far < distance")))
    assert same.equivalent


def test_drafts_are_the_examples_that_check_asks_for() -> None:
    definition = crmrules.from_dict(WAYS, Reference).definition
    from crmrules.definitions.unstructure import unstructure
    from crmrules.kinds.reference.drafts import drafts

    drawn = [unstructure(each.example) for each in drafts(definition)]
    complete = crmrules.from_dict(changed(WAYS, example=drawn))
    assert [] == [each for each in crmrules.check(complete) if each.code is not Code.NO_ORIGIN]
