"""With the package alone, without any extra: what runs, and what is said of the rest."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from crmrules.errors import EngineError
from crmrules.extras import LIBRARIES, needed

_PROJECT = Path(__file__).parents[1] / "pyproject.toml"

_ALONE = """
import datetime, sys
extras = {extras!r}
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in extras:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, NotInstalled())
import crmrules
def said(ask):
    try:
        return ask()
    except crmrules.CrmRulesError as error:
        return f"{{type(error).__name__}} {{error}}"
man, day = crmrules.policy("man"), datetime.date(2026, 10, 5)
{asked}
"""


def alone(asked: str, *extras: str) -> list[str]:
    """What a program prints where libraries of extras are not installed."""
    code = _ALONE.format(extras=extras or tuple(LIBRARIES), asked=asked)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout.splitlines()


def test_without_extras_all_names_are_imported_at_once_that_need_none() -> None:
    names = ["review", "Review", "backtest"]
    asked = """
from crmrules import *
print(policy("man").decide({"money": False}).certain, read.__name__)
left_out = [name for name in dir(crmrules) if name not in globals() and name[0] != "_"]
print(sorted(left_out))
for name in left_out:
    print(said(lambda: getattr(crmrules, name)))
"""
    told = alone(asked)
    assert ["False read", f"{sorted(names)}"] == told[:2]
    assert all(each.endswith('Polars is not installed; pip install "crmrules[cli]"') for each in told[2:])


def test_without_extras_every_verb_answers() -> None:
    asked = """
print(man.decide({"money": True}).certain)
print(crmrules.policy("tiers").cut([{"profit": 7}]))
print(crmrules.policy("contact-frequency").due({"contact_class": "important"}, as_of=day))
print(crmrules.policy("complaint-handling").replay([], as_of=day))
print(crmrules.policy("loyalty").score({}))
print(crmrules.policy("prospecting-methods").advise({}))
print(crmrules.check(man))
print(crmrules.coverage(man).total, crmrules.coverage(crmrules.policy("loyalty"), [{}]).total)
print(crmrules.diff(man, man).equivalent)
print(crmrules.diff(man, man).explain())
"""
    assert alone(asked) == [
        "False",
        "<Cuts tiers: key=1, ordinary=0, small=0>",
        "<Schedule contact-frequency: call=unknown, visit=unknown>",
        "<Case complaint-handling of None as of 2026-10-05: not begun>",
        "<Score loyalty: low=0, high=20, band=None>",
        "<Advice prospecting-methods: nothing, 2 open>",
        "()",
        "10 1",
        "True",
        "What changes: MAN qualification (man)",
        "  version 1 to 1",
        "  35638c8cf985 → 35638c8cf985",
        "",
        "In short",
        "  Proven equivalent: the same outcome for every record.",
    ]


def test_without_extras_what_needs_one_names_it() -> None:
    asked = """
import pandas
customers = pandas.DataFrame({"money": [True]})
print(said(lambda: crmrules.read("customers.csv")))
print(said(lambda: crmrules.review(customers)))
print(said(lambda: crmrules.backtest))
print(said(lambda: crmrules.diff(man, man, customers)))
print(said(lambda: crmrules.coverage(man, customers)))
print(said(lambda: crmrules.coverage(crmrules.policy("loyalty"), customers)))
print(said(lambda: crmrules.policy("complaint-handling").apply(customers, as_of=day)))
print(said(lambda: __import__("crmrules.retention")))
print(said(lambda: __import__("crmrules.pydantic")))
print(said(lambda: man.sql("leads", dialect="duckdb")))
print(said(lambda: crmrules.check(man)[0]) if crmrules.check(man) else "no findings")
"""
    polars = 'Polars is not installed; pip install "crmrules[cli]"'
    assert alone(asked) == [
        f"EngineError read: {polars}",
        f"EngineError crmrules.review: {polars}",
        f"EngineError crmrules.backtest: {polars}",
        f"EngineError diff: {polars}",
        f"EngineError coverage: {polars}",
        f"EngineError coverage: {polars}",
        f"EngineError policy `complaint-handling`: {polars}",
        f"EngineError crmrules.retention: {polars}",
        'EngineError crmrules.pydantic: Pydantic is not installed; pip install "crmrules[service]"',
        'EngineError sql: sqlglot is not installed; pip install "crmrules[sql]"',
        "no findings",
    ]


def test_every_library_comes_with_the_extra_that_is_named() -> None:
    extras = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]
    for library, (_, extra) in LIBRARIES.items():
        brought = [each.partition(">")[0].partition("[")[0].lower() for each in extras[extra]]
        assert library in brought


def test_a_library_that_no_extra_brings_is_told_by_python() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"), needed("anything"):
        __import__("no_such_library")
    with pytest.raises(EngineError, match="report: Jinja is not installed"), needed("report"):
        raise ModuleNotFoundError("No module named 'jinja2.ext'", name="jinja2.ext")
