"""Models of dbt: the kept ones are what the command writes, YAML and Jinja read them, and DuckDB answers."""

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest

import crmrules
from crmrules.cli.main import main
from crmrules.interchange.dbt import to_dbt

yaml: Any = import_module("yaml")  # which has no types
PROJECT = Path(__file__).parents[2] / "examples" / "dbt_project"
MADE = {
    "man": ["leads", "--keep", "name", "--missing"],
    "tiers": ["orders", "--bind", "orders.history", "--as-of", "2026-11-01", "--keep", "customer,profit,orders"],
}
"""The models of the example, with what the command was given."""


def properties(text: str) -> dict[str, Any]:
    [model] = yaml.safe_load(text)["models"]
    columns: dict[str, Any] = {each["name"]: each for each in model["columns"]}
    return columns


def rendered(sql: str) -> str:
    """The model as dbt gives it to the database."""
    made = jinja2.Environment(autoescape=False, keep_trailing_newline=True).from_string(sql)  # SQL is no HTML
    return made.render(ref=lambda name: f'"{name}"', source=lambda schema, name: f'"{schema}"."{name}"')


@pytest.mark.parametrize("policy", MADE)
def test_the_kept_models_are_what_the_command_writes(policy: str, tmp_path: Path) -> None:
    table, *asked = MADE[policy]
    assert main(["sql", policy, table, "--dialect", "duckdb", *asked, "--dbt", str(tmp_path)]) == 0
    for suffix in (".sql", ".yml"):
        kept = PROJECT / "models" / f"{policy}{suffix}"
        assert (tmp_path / kept.name).read_text("utf-8") == kept.read_text("utf-8")


@pytest.mark.parametrize("policy", MADE)
def test_the_answers_of_a_kept_model_are_those_that_its_tests_accept(policy: str) -> None:
    columns = properties((PROJECT / "models" / f"{policy}.yml").read_text("utf-8"))
    table = MADE[policy][0]
    with duckdb.connect() as connection:
        seed = (PROJECT / "seeds" / f"{table}.csv").as_posix()
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM '{seed}'")
        found = connection.sql(rendered((PROJECT / "models" / f"{policy}.sql").read_text("utf-8")))
        assert [*columns] == found.columns
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert len(rows) >= 5
    for name, column in columns.items():
        for test in column.get("data_tests", []):
            values = {row[name] for row in rows}
            if test == "not_null":
                assert None not in values
            else:
                assert values - {None} <= set(test["accepted_values"]["arguments"]["values"])
                assert values - {None}


def test_the_reasons_of_a_policy_describe_its_column() -> None:
    columns = properties((PROJECT / "models" / "man.yml").read_text("utf-8"))
    for rule in crmrules.policy("man").definition.rules:
        assert rule.because.en in columns["man"]["description"]
    assert ["pursue", "contact", "stop"] == columns["man_approach"]["data_tests"][0]["accepted_values"]["arguments"][
        "values"
    ]


HOSTILE = """format = 1
id = "hostile"
version = "1"
kind = "decision"
hit = "first"
title = { en = "{{ ref('x') }} {% raw %} {# crmrules_model_of_dbt", zh = "甲" }

[facts]
note = { type = "text", title = { en = "Note", zh = "备注" } }

[[outcome]]
id = "yes"
title = { en = "{{ 1 / 0 }}", zh = "是" }

[[rule]]
id = "braces"
when = "note == '{{{{% crmrules_model_of_dbt }}'"
then = "yes"
because = { en = "x", zh = "x" }
"""


def test_jinja_reads_nothing_of_what_a_policy_says() -> None:
    policy = crmrules.loads(HOSTILE)
    model = to_dbt(policy, ["crm", "it's"], "duckdb", lambda table: policy.sql(table, dialect="duckdb"))
    assert """{{ source('crm', 'it\\'s') }}""" in model.sql
    assert policy.sql(["crm", "it's"], dialect="duckdb") == rendered(model.sql)
    assert properties(rendered(model.properties))["hostile"]["description"].endswith(
        "- yes: {{ 1 / 0 }}\n  - braces: x"
    )


def test_files_that_are_there_already_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(PROJECT / "models" / "man.yml", tmp_path)
    (tmp_path / "man.sql").write_text("mine", "utf-8")
    assert main(["sql", "man", "leads", "--dialect", "duckdb", "--dbt", str(tmp_path)]) == 2
    assert "is there already; pass --force to replace it" in capsys.readouterr().err
    assert (tmp_path / "man.sql").read_text("utf-8") == "mine"
