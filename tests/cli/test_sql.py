"""`crmrules sql`: a policy as one SELECT."""

import pytest

import crmrules
from crmrules.cli.main import main


def test_the_statement_is_that_of_the_policy(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--dialect", "postgres", "--columns", "id, Cash, need", "--keep", "id", "--map", "money=Cash", "--missing"]
    assert main(["sql", "man", "crm.leads", *asked]) == 0
    expected = crmrules.policy("man").sql(
        "crm.leads",
        dialect="postgres",
        bind={"money": "Cash"},
        columns=["id", "Cash", "need"],
        keep=["id"],
        missing=True,
    )
    assert expected == capsys.readouterr().out


def test_types_of_columns_are_told_after_a_sign(capsys: pytest.CaptureFixture[str]) -> None:
    """A comma within parentheses is the type's; a column without a type is asked what it holds."""
    asked = ["--dialect", "postgres", "--columns", "id, bill=numeric(10, 2), bill_average=numeric"]
    assert main(["sql", "retention-ladder", "leads", *asked]) == 0
    types = {"id": "", "bill": "numeric(10, 2)", "bill_average": "numeric"}
    expected = crmrules.policy("retention-ladder").sql("leads", dialect="postgres", columns=types)
    assert expected == capsys.readouterr().out


def test_cautions_and_the_sentences_of_a_cadence_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", "complaint-guide", "cases", "--dialect", "duckdb", "--cautioned"]) == 0
    assert 'AS "complaint_guide_emotional"' in capsys.readouterr().out
    assert main(["sql", "complaint-guide", "cases", "--dialect", "duckdb"]) == 0
    assert "guide_emotional" not in capsys.readouterr().out
    asked = ["--dialect", "duckdb", "--as-of", "2026-07-01", "--reason", "zh"]
    assert main(["sql", "contact-frequency", "leads", *asked]) == 0
    assert 'AS "visit_reason"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["man", "leads", "--dialect", "oracle"], 'unknown dialect "oracle"'),
        (["contact-frequency", "leads", "--dialect", "duckdb"], "give --as-of"),
        (["loyalty", "leads", "--dialect", "duckdb", "--so-far"], "of which `--so-far` says nothing"),
        (["tiers", "leads", "--dialect", "duckdb", "--reason", "en"], "of which `--reason` says nothing"),
        (["man", "leads", "--dialect", "duckdb", "--cautioned"], "of which `--cautioned` says nothing"),
        (
            ["complaint-handling", "leads", "--dialect", "duckdb", "--as-of", "2026-07-01"],
            "is a process, which is not written in SQL",
        ),
        (["man", "leads", "--dialect", "duckdb", "--keep", "man"], "column `man` is there already"),
    ],
)
def test_what_cannot_be_written_is_told(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", *arguments]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""
