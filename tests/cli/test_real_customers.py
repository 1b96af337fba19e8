"""The retention ladder on IBM's telco churn sample, which lies beside the project where it is there at all."""

import re
from pathlib import Path

import pytest

from crmrules.cli.main import main

ROOT = Path(__file__).parents[2]
TELCO = ROOT.parent / "shared" / "data" / "telco_churn.csv"

pytestmark = pytest.mark.skipif(not TELCO.is_file(), reason="the telco churn sample is not there")


def counted(out: str, first: str) -> int:
    found = re.search(rf"{first}(?:  .*)?  +([\d,]+)  +[\d.]+%", out)
    assert found is not None
    return int(found[1].replace(",", ""))


def test_tenure_and_bill_alone_leave_every_customer_open(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "apply",
        "retention-ladder",
        str(TELCO),
        "--map",
        "tenure_months=tenure",
        "--map",
        "bill=MonthlyCharges",
    ]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert counted(out, "open: unknown facts could change it") == 7043
    assert counted(out, r"\(cancellation_requested\)") == 7043
    assert "unknown of everybody: Has come to apply for cancellation (cancellation_requested), " in out


def test_what_a_binding_assumes_settles_all_but_those_without_a_bill_average(
    capsys: pytest.CaptureFixture[str],
) -> None:
    binding = ROOT / "examples" / "telco.bind.toml"
    assert main(["apply", "retention-ladder", str(TELCO), "--bind", str(binding)]) == 0
    out = capsys.readouterr().out
    assert counted(out, "open: unknown facts could change it") == counted(out, r"\(bill_average\)") == 11
    assert sum(counted(out, rf"\(step-{step}\)") for step in range(1, 7)) == 7043 - 11
    assert re.search(r"\(cancellation_requested\) +false +of 7,043 customers", out)
    assert "unknown of everybody" not in out
