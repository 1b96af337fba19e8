"""The commands on segmentations and cadences."""

import datetime
from pathlib import Path

import polars as pl
import pytest

from crmrules import policies
from crmrules.cli.main import main
from crmrules.definitions.files import to_toml
from tests.populations import BY_CUSTOMERS, MONTHLY, changed

D = datetime.date
Capture = pytest.CaptureFixture[str]
KINDS = ["tiers", "contact-classes", "contact-frequency"]


def run(*arguments: str | Path) -> int:
    return main([str(each) for each in arguments])


def test_list_names_the_kind_of_every_policy(capsys: Capture) -> None:
    assert 0 == run("list")
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    lines = {row[0]: row[1] for row in rows}
    assert ["segmentation", "segmentation", "cadence"] == [lines[id_] for id_ in KINDS]


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("tiers", "| `key` | Key customers <br> 关键客户 | `key_customers` = 0.2 | `key_profit` = 0.8 |"),
        ("contact-classes", "| `important` | Important customers <br> 重要客户 | `important_customers` = 0.01 |"),
        ("contact-frequency", "| `call` | Call <br> 电话 | `last_call` | contacts of `visit` where `visit_counts_as"),
        ("contact-frequency", "| `important` | `important_call` = 1 month <br> Important customers are called every"),
    ],
)
def test_show_tells_bands_channels_and_intervals(capsys: Capture, policy: str, told: str) -> None:
    assert 0 == run("show", policy, "--markdown")
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("policy", KINDS)
def test_show_as_toml_gives_a_file_that_holds(capsys: Capture, tmp_path: Path, policy: str) -> None:
    assert 0 == run("show", policy, "--toml")
    path = tmp_path / f"{policy}.toml"
    path.write_text(capsys.readouterr().out, "utf-8")
    assert 0 == run("check", path)


def test_check_counts_the_parts_of_each_kind(capsys: Capture) -> None:
    assert 0 == run("check", *KINDS)
    assert [
        "0 findings",
        "  tiers: 3 bands, 4 examples",
        "  contact-classes: 4 bands, 3 examples",
        "  contact-frequency: 2 channels, 7 intervals, 12 examples",
    ] == capsys.readouterr().out.splitlines()


def test_check_tells_the_examples_that_do_not_hold(capsys: Capture, tmp_path: Path) -> None:
    ranked = {"name": "ranked", "given": [{"profit": 5}, {}], "expect": {"outcome": ["top", "top"], "flagged": 1}}
    by_profit = {
        **ranked,
        "name": "by profit",
        "with": {"basis": "profit_share"},
        "expect": {"outcome": ["mid", "none"]},
    }
    due = {"name": "due", "given": {"grade": "a", "called": D(2026, 1, 31)}, "as_of": D(2026, 3, 1)}
    expected = {"call": {"status": "ahead", "next_due": D(2026, 3, 3), "never_contacted": True}}
    bands, monthly = tmp_path / "bands.toml", tmp_path / "monthly.toml"
    bands.write_text(to_toml(changed(BY_CUSTOMERS, example=[ranked, by_profit])), "utf-8")
    monthly.write_text(to_toml(changed(MONTHLY, example=[{**due, "expect": expected}])), "utf-8")
    assert 1 == run("check", bands, monthly)
    assert [
        f"    error [example-fails] {bands}, policy `bands`, example `ranked`: "
        "expects outcome (top, top), and the policy says (top, none); "
        "correct the example or the policy",
        f"    error [example-fails] {bands}, policy `bands`, example `ranked`: "
        "expects flagged 1, and the policy says 0; "
        "correct the example or the policy",
        f"    error [example-fails] {bands}, policy `bands`, example `by profit`: "
        "expects outcome (mid, none), and the policy says (top, none); "
        "correct the example or the policy",
        f"    error [example-fails] {monthly}, policy `monthly`, example `due`, `call`: "
        "expects status ahead, and the policy says overdue; "
        "correct the example or the policy",
        f"    error [example-fails] {monthly}, policy `monthly`, example `due`, `call`: "
        "expects next_due 2026-03-03, and the policy says 2026-02-28; "
        "correct the example or the policy",
        f"    error [example-fails] {monthly}, policy `monthly`, example `due`, `call`: "
        "expects never_contacted true, and the policy says false; "
        "correct the example or the policy",
    ] == [line for line in capsys.readouterr().out.splitlines() if "[example-fails]" in line]


def test_explain_tells_the_contacts_of_one_customer(capsys: Capture) -> None:
    facts = ("contact_class=important", "last_call=2026-01-31", "--as-of", "2026-03-03")
    assert 0 == run("explain", "contact-frequency", *facts)
    assert "Call: overdue by 3 days - was due on 2026-02-28" in capsys.readouterr().out
    assert 0 == run("explain", "contact-frequency", *facts, "--lang", "zh")
    assert "电话：逾期 3 天 - 应于 2026-02-28 联系" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["explain", "contact-frequency", "contact_class=important"],
            "policy `contact-frequency`: depends on the day; give --as-of 2026-07-01",
        ),
        (
            ["explain", "contact-frequency", "contact_class=importnt", "--as-of", "2026-03-03"],
            '`contact_class=importnt`: "importnt" is none of its values; did you mean `important`?',
        ),
        (
            ["explain", "tiers", "profit=3"],
            "policy `tiers`: is a segmentation: where one customer stands depends on all of them; "
            "give a file of them, and --row or --key",
        ),
        (
            ["apply", "contact-frequency", "customers.csv"],
            "policy `contact-frequency`: depends on the day; give --as-of 2026-07-01",
        ),
        (
            ["apply", "tiers", "customers.csv", "--missing"],
            "policy `tiers`: is a segmentation, of which `--missing` says nothing; leave it out",
        ),
    ],
)
def test_what_a_command_cannot_do_is_one_error_that_says_what_can(
    capsys: Capture, arguments: list[str], told: str
) -> None:
    assert 2 == run(*arguments)
    assert f"{told}\n" == capsys.readouterr().err


def test_apply_cuts_a_population(capsys: Capture, tmp_path: Path) -> None:
    source, out = tmp_path / "customers.csv", tmp_path / "tiers.csv"
    source.write_text("name,profit\nA,800\nB,100\nC,60.0\nD,40\nE,-3\nF,\n", "utf-8")
    assert 0 == run("apply", "tiers", source, "-o", out)
    said = capsys.readouterr().out
    assert "80/20 customer tiers (tiers)" in said
    assert "no known" in said
    lines = out.read_text("utf-8").splitlines()
    assert "name,profit,tiers,tiers_flagged" == lines[0]
    assert "A,800,key,false" == lines[1]
    assert "C,60.0," in lines[3]  # the cell as it stood
    assert "E,-3,small,true" == lines[5]
    assert "F,,," == lines[6]


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_apply_schedules_customers_whose_classes_are_cut(capsys: Capture, tmp_path: Path, form: str) -> None:
    bands, own = tmp_path / "bands.toml", tmp_path / "monthly.toml"
    bands.write_text(to_toml(BY_CUSTOMERS), "utf-8")
    facts = {**MONTHLY["facts"], "grade": {"from": "bands"}}
    intervals = [{**each, "class": {"a": "top", "b": "mid"}[each["class"]]} for each in MONTHLY["interval"]]
    own.write_text(to_toml(changed(MONTHLY, facts=facts, interval=intervals)), "utf-8")
    file = tmp_path / "customers.csv"
    file.write_text("profit,called\n5,2026-01-31\n1,\n", "utf-8")
    out = tmp_path / f"out.{form}"
    assert 0 == run("apply", own, file, "--as-of", "2026-03-03", "-o", out)
    assert "overdue" in capsys.readouterr().out
    written = pl.read_csv(out) if form == "csv" else pl.read_ndjson(out) if form == "jsonl" else pl.read_parquet(out)
    assert "overdue" == written["call_status"][0]


def test_docs_writes_a_page_for_every_policy(tmp_path: Path) -> None:
    assert 0 == run("docs", tmp_path)
    assert {*policies(), "index"} == {path.stem for path in tmp_path.iterdir()}


def test_docs_refuses_a_file_for_a_directory(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "pages"
    file.write_text("mine", "utf-8")
    assert (2, f"{file}: is no directory\n") == (run("docs", file), capsys.readouterr().err)
    assert "mine" == file.read_text("utf-8")


def test_a_process_is_not_applied_to_customers(tmp_path: Path, capsys: Capture) -> None:
    events = tmp_path / "events.csv"
    events.write_text("customer,at,kind\nC1,2026-10-01,complaint-opend\n", "utf-8")
    assert 2 == run("apply", "complaint-handling", events, "--as-of", "2026-10-05")
    told = "follows the events of customers; `crmrules cases FILE --policy complaint-handling` reads a file of them"
    assert f"policy `complaint-handling`: {told}\n" == capsys.readouterr().err
    assert 0 == run("cases", events, "--policy", "complaint-handling", "--as-of", "2026-10-05")
    said = capsys.readouterr().out
    assert "  1 case\n" in said
    assert "does not know of: complaint-opend (1; did you mean `complaint-opened`?)" in said
