"""The retention ladder on IBM's telco churn sample, which lies beside the project where it is there at all."""

import re
from pathlib import Path

import pytest

from crmrules.cli.main import main

ROOT = Path(__file__).parents[2]
TELCO = ROOT.parent / "shared" / "data" / "telco_churn.csv"

pytestmark = pytest.mark.skipif(not TELCO.is_file(), reason="the telco churn sample is not there")


def counted(out: str, first: str) -> int:
    found = re.search(rf"^{first} +([\d,]+) ", out, re.M)
    assert found is not None
    return int(found[1].replace(",", ""))


def test_tenure_and_bill_alone_leave_every_customer_open(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "decide",
        "retention-ladder",
        str(TELCO),
        "--map",
        "tenure_months=tenure",
        "--map",
        "bill=MonthlyCharges",
    ]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert counted(out, "open") == 7043
    assert counted(out, "cancellation_requested") == 7043
    assert "Neither a column nor bound: cancellation_requested, suspended" in out


def test_what_a_binding_assumes_settles_all_but_those_without_a_bill_average(
    capsys: pytest.CaptureFixture[str],
) -> None:
    binding = ROOT / "examples" / "telco.bind.toml"
    assert main(["decide", "retention-ladder", str(TELCO), "--bind", str(binding)]) == 0
    out = capsys.readouterr().out
    assert counted(out, "open") == counted(out, "bill_average") == 11
    assert sum(counted(out, f"step-{step}") for step in range(1, 7)) == 7043 - 11
    assert "Assumed where unknown: cancellation_requested (7,043)" in out
