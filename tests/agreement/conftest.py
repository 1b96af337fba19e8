"""How many policies are drawn, and how many pairs of policy and record were compared in all."""

from collections.abc import Iterator, Mapping

import pytest
from attrs import define

FEWEST = 4
"""How many policies a test draws at least: Hypothesis begins with the simplest, where nothing is to be compared."""

_compared = pytest.StashKey["Count"]()


@define
class Count:
    """Pairs of a policy and a record on which engines were compared."""

    pairs: int = 0
    comparisons: int = 0
    """Comparisons of reckoned numbers with what fractions say."""
    on_limit: int = 0
    """Those of two numbers that are the same."""
    case_days: int = 0
    """Days of cases on which a process was compared."""
    near: int = 0
    """Rows on which frames may differ within their declared limit."""
    idle: int = 0
    """Tests that compared nothing."""

    @property
    def all(self) -> int:
        """All that was compared."""
        return self.pairs + self.comparisons + self.case_days

    def compared(self, truths: Mapping[str, bool | None]) -> None:
        """Count the comparisons of one record by their truths."""
        self.comparisons += len(truths)
        self.on_limit += len(truths) * (truths["is"] is True)


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    drawn = request.config.getoption("--agreement-examples")
    assert isinstance(drawn, int)
    return drawn


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Iterator[Count]:
    found = request.config.stash.setdefault(_compared, Count())
    before = found.all
    yield found
    found.idle += found.all == before


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    compared = config.stash.get(_compared, None)
    if compared is not None:
        failed = len(terminalreporter.stats.get("failed", ()))
        different = f"{failed} tests found a difference" if failed else "none different"
        seed = config.getoption("hypothesis_seed", None)
        if compared.near:
            different += f", {compared.near:,} within the declared limit"
        if compared.idle:
            different += f", and {compared.idle} tests compared nothing"
        said = "" if seed is None else f", seed {seed}"
        if compared.comparisons:
            terminalreporter.write_line(
                f"numbers: {compared.comparisons:,} comparisons, {compared.on_limit:,} of them on the limit"
            )
        if compared.case_days:
            terminalreporter.write_line(f"processes: {compared.case_days:,} case-days")
        terminalreporter.write_line(
            f"agreement: {compared.pairs:,} pairs of policy and record compared, {different}{said}"
        )
