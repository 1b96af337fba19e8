"""Cadence files: what is wrong with them is told at once, with path, value and remedy."""

import datetime
from typing import Any

import pytest

import crmrules
from crmrules import Cadence
from crmrules.errors import PolicyError
from tests.populations import MONTHLY, changed

DAY = datetime.date(2026, 3, 1)


def told(document: dict[str, Any]) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    return [str(each).removeprefix("policy `monthly`, ") for each in caught.value.problems]


def test_a_file_is_a_cadence_and_comes_back_the_same() -> None:
    monthly = crmrules.from_dict(MONTHLY, Cadence)
    assert ("call", "visit") == tuple(channel.id for channel in monthly.channels)
    assert ("a", "b", "c") == monthly.definition.classes
    assert monthly == crmrules.loads(monthly.to_toml())
    assert "cadence" == monthly.kind


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("class", None, "`class`: is missing"),
        ("class", "grades", "`class`: unknown fact `grades`; did you mean `grade`?"),
        ("class", "since", "`class`: `since` is date, and not one of a few texts; give it `values`, or read it"),
        ("anchor", "grade", '`anchor`: `grade` is one of "a", "b", "c", and no date'),
        ("channel.0.last", "call", "channel `call`, `last`: unknown fact `call`; did you mean `called`?"),
        ("channel.0.counts", {"visits": "together"}, "channel `call`, `counts`: unknown channel `visits`; did you"),
        ("channel.0.counts", {"visit": "month"}, "channel `call`, `counts`, `visit`: parameter `month` is neither"),
        ("channel.0.counts", {"call": "together"}, "channel `call`, `counts`: counts itself; leave it out"),
        ("channel.0.id", "a call", "channel `a call`: is no name; use letters, digits and underscores, a letter first"),
        ("interval.0.class", "d", "interval of `d` and `call`, `class`: unknown class `d`"),
        ("interval.0.channel", "cal", "interval of `a` and `cal`, `channel`: unknown channel `cal`; did you mean"),
        ("interval.0.class", "b", "interval of `b` and `call`: is there twice; keep one"),
        ("interval.0.every", "moon", "interval of `a` and `call`, `every`: unknown parameter `moon`"),
        ("interval.0.because", "{x}", "interval of `a` and `call`, `because`, `en`: unknown fact `x`"),
        ("parameters.month.unit", "moons", "parameter `month`, `unit`: `moons` is no unit of time; did you mean"),
        ("parameters.month.value", 0, "parameter `month`: is 0, and no interval; give whole months, from 1 to 1,200"),
        ("parameters.month.value", 1.5, "parameter `month`: is 1.5, and no interval"),
        ("parameters.month.value", 1201, "parameter `month`: is 1201, and no interval"),
        ("interval", [], "policy `monthly`: has no intervals; declare them with [[interval]]"),
        ("channel", [], "policy `monthly`: has no channels; declare them with [[channel]]"),
    ],
)
def test_bad_input_is_told(path: str, value: Any, problem: str) -> None:
    document = changed(MONTHLY, path, value) if "." in path or value is None else changed(MONTHLY, **{path: value})
    assert any(each.startswith(problem) for each in told(document)), told(document)


def test_examples_are_checked() -> None:
    example = {
        "name": "one",
        "given": {"grade": "d"},
        "as_of": DAY,
        "expect": {"calls": {}, "visit": {"status": "late"}},
        "with": {"month": "x"},
    }
    problems = told(changed(MONTHLY, example=[example]))
    assert [each.partition(":")[0] for each in problems] == [
        "example `one`, `given`, `grade`",
        "example `one`, `with`, `month`",
        "example `one`, `expect`",
        "example `one`, `expect`, `visit`",
    ]


def test_an_interval_is_overridden_or_taken_out_by_class_and_channel() -> None:
    ours = crmrules.from_dict(
        {
            "extends": "contact-frequency",
            "id": "ours",
            "parameters": {"small_visit": {"value": 2, "unit": "years"}},
            "interval": [{"class": "small", "channel": "visit", "every": "small_visit", "because": "Seldom."}],
            "remove": ["small call", *(each.name for each in crmrules.policy("contact-frequency").definition.examples)],
        },
        Cadence,
    )
    said = ours.due({"contact_class": "small", "last_visit": DAY}, as_of=DAY)
    assert ("not-required", datetime.date(2028, 3, 1)) == (said["call"].status, said["visit"].next_due)


def test_parameters_are_checked_when_they_are_changed() -> None:
    with pytest.raises(PolicyError, match="no interval"):
        crmrules.from_dict(MONTHLY).with_parameters(month=0)
