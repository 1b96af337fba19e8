"""How many policies are drawn, and how many pairs of policy and record were compared in all."""

import pytest
from attrs import define

_compared = pytest.StashKey["Count"]()


@define
class Count:
    """Pairs of a policy and a record on which engines were compared."""

    pairs: int = 0
    near: int = 0
    """Of these, those on which frames differed within their declared limit."""


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    drawn = request.config.getoption("--agreement-examples")
    assert isinstance(drawn, int)
    return drawn


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Count:
    return request.config.stash.setdefault(_compared, Count())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    compared = config.stash.get(_compared, None)
    if compared is not None:
        failed = len(terminalreporter.stats.get("failed", ()))
        different = f"{failed} tests found a difference" if failed else "none different"
        seed = config.getoption("hypothesis_seed", None)
        if compared.near:
            different += f", {compared.near:,} within the declared limit"
        said = "" if seed is None else f", seed {seed}"
        terminalreporter.write_line(
            f"agreement: {compared.pairs:,} pairs of policy and record compared, {different}{said}"
        )
