"""A pytest plugin: every ``*.policy.toml`` is collected, each of its examples a test, and what `check` finds another.

Loaded with every run of pytest where the package is installed, it imports nothing until there is such a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crmrules.errors import Problem

SUFFIX = ".policy.toml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a policy file."""
    return PolicyFile.from_parent(parent, path=file_path) if file_path.name.endswith(SUFFIX) else None


class PolicyFile(pytest.File):
    """A policy file: a test for each example and one for `check`, or one that fails where it cannot be read."""

    def collect(self) -> Iterator[pytest.Item]:
        """The examples, and the check."""
        from crmrules.errors import CrmRulesError
        from crmrules.kinds import kind_of
        from crmrules.loading import load

        try:
            definition = load(self.path).definition
        except CrmRulesError as error:
            problems = error.problems
            yield ExampleItem.from_parent(self, name="is a policy", run=lambda: list(problems))
            return
        for name, run in kind_of(definition).examples(definition):
            yield ExampleItem.from_parent(self, name=name, run=run)
        yield CheckItem.from_parent(self, name="check")


class ExampleItem(pytest.Item):
    """An example of a policy."""

    def __init__(self, *, run: Callable[[], list[Problem]], **rest: Any) -> None:
        super().__init__(**rest)
        self._run = run

    def runtest(self) -> None:
        """Run it; raises `PolicyError` where the policy says something else."""
        from crmrules.errors import PolicyError

        problems = self._run()
        if problems:
            raise PolicyError(problems)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The plain message: a traceback through the library says nothing of the policy."""
        from crmrules.errors import CrmRulesError

        if isinstance(excinfo.value, CrmRulesError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        return self.path, None, f"{self.path.name}: {self.name}"


class CheckItem(pytest.Item):
    """What can be said against a policy without customers."""

    def runtest(self) -> None:
        """Fails where `crmrules check` would; examples that do not hold are tests of their own."""
        from crmrules.assurance.check.finding import Code, Severity
        from crmrules.assurance.check.report import report
        from crmrules.assurance.check.run import check_all

        (checked,) = check_all([str(self.path)])
        found = [each for each in checked.findings if each.code is not Code.EXAMPLE_FAILS]
        if all(each.severity is Severity.NOTE for each in found):
            return
        lines: list[str] = []
        if checked.definition is not None and not checked.definition.lists["example"]:
            lines.append(f"{self.path.name} has no examples: `crmrules check --propose {checked.file}` drafts some")
        for said in report(found, checked.file):
            lines += [said.text, *(f"  {detail}" for detail in said.details)]
        pytest.fail("\n".join(lines), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        return self.path, None, f"{self.path.name}: {self.name}"
