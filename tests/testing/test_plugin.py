"""The plugin collects policy files: each example a test, and plain messages where one fails."""

import pytest

from crmrules import policy
from crmrules.definitions.files import to_toml
from tests.policies import table

pytest_plugins = ("pytester",)


def written(pytester: pytest.Pytester, name: str, outcome: str) -> None:
    example = {"name": "a is x", "given": {"a": True}, "expect": {"outcome": outcome}}
    answers = [{"id": id_, "title": id_} for id_ in "xy"]
    facts = {"a": {"type": "bool"}}
    document = {**table("first", ("a", "x"), default="y", outcome=answers), "kind": "decision", "example": [example]}
    document["facts"] = facts
    (pytester.path / name).write_text(to_toml(document), "utf-8")


def test_each_example_is_a_test(pytester: pytest.Pytester) -> None:
    written(pytester, "table.policy.toml", "x")
    written(pytester, "other.toml", "y")
    result = pytester.runpytest_subprocess("-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*table.policy.toml::a is x PASSED*", "*table.policy.toml::check PASSED*"])


def test_an_example_that_does_not_hold_fails_in_plain_words(pytester: pytest.Pytester) -> None:
    written(pytester, "table.policy.toml", "y")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*expects outcome y, and the policy says x; correct the example or the policy*"])
    assert "Traceback" not in result.stdout.str()


def test_a_file_that_cannot_be_read_fails_with_all_its_problems(pytester: pytest.Pytester) -> None:
    (pytester.path / "broken.policy.toml").write_text('id = "broken"\nkind = "decision"\nhit = "frist"\n', "utf-8")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    for said in ("*did you mean `first`*", "*`title`: is missing*"):
        result.stdout.fnmatch_lines([said])


def test_policies_may_extend_those_beside_them(pytester: pytest.Pytester) -> None:
    written(pytester, "table.policy.toml", "x")
    (pytester.path / "ours.policy.toml").write_text('id = "ours"\nextends = "table"\n', "utf-8")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=4)


def test_what_check_finds_fails_a_test_of_its_own(pytester: pytest.Pytester) -> None:
    written(pytester, "table.policy.toml", "x")
    path = pytester.path / "table.policy.toml"
    path.write_text(path.read_text("utf-8") + '[[rule]]\nid = "r9"\nwhen = "a"\nthen = "y"\nbecause = "So."\n', "utf-8")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*[[]masked[]]*rule `r9`: never decides*"])
    assert "Traceback" not in result.stdout.str()


def test_a_policy_without_examples_is_told_so(pytester: pytest.Pytester) -> None:
    written(pytester, "table.policy.toml", "x")
    path = pytester.path / "table.policy.toml"
    path.write_text(path.read_text("utf-8").split("[[example]]")[0], "utf-8")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*table.policy.toml has no examples: `crmrules check --propose *` drafts some*"])


@pytest.mark.parametrize("id_", ["tiers", "contact-frequency", "man"])
def test_policies_of_all_kinds_run(pytester: pytest.Pytester, id_: str) -> None:
    shipped = policy(id_)
    (pytester.path / f"{id_}.policy.toml").write_text(shipped.to_toml(), "utf-8")
    examples = len(shipped.definition.lists["example"])
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=examples + 1)


def test_without_such_files_nothing_is_loaded(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import sys\ndef test_it():\n    assert 'crmrules.loading' not in sys.modules\n")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)
