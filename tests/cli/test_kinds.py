"""The commands on segmentations and cadences."""

import datetime
from pathlib import Path

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
    lines = {line.split()[0]: line.split()[1] for line in capsys.readouterr().out.splitlines()}
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
        "tiers: 3 bands, 4 examples",
        "contact-classes: 4 bands, 3 examples",
        "contact-frequency: 2 channels, 7 intervals, 12 examples",
        "0 findings",
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
        f"  error [example-fails] {bands}, policy `bands`, example `ranked`: "
        "expects outcome (top, top), and the policy says (top, none); "
        "correct the example or the policy",
        f"  error [example-fails] {bands}, policy `bands`, example `ranked`: "
        "expects flagged 1, and the policy says 0; "
        "correct the example or the policy",
        f"  error [example-fails] {bands}, policy `bands`, example `by profit`: "
        "expects outcome (mid, none), and the policy says (top, none); "
        "correct the example or the policy",
        f"  error [example-fails] {monthly}, policy `monthly`, example `due`, `call`: "
        "expects status ahead, and the policy says overdue; "
        "correct the example or the policy",
        f"  error [example-fails] {monthly}, policy `monthly`, example `due`, `call`: "
        "expects next_due 2026-03-03, and the policy says 2026-02-28; "
        "correct the example or the policy",
        f"  error [example-fails] {monthly}, policy `monthly`, example `due`, `call`: "
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
            "run `crmrules review FILE -o DIR --policy tiers`",
        ),
        (
            ["decide", "tiers", "customers.csv"],
            "policy `tiers`: is a segmentation, and does not decide on rows; "
            "run `crmrules review FILE -o DIR --policy tiers`",
        ),
        (
            ["decide", "contact-frequency", "customers.csv"],
            "policy `contact-frequency`: is a cadence, and does not decide on rows; "
            "run `crmrules review FILE -o DIR --as-of DAY --policy contact-classes --policy contact-frequency`",
        ),
    ],
)
def test_what_a_command_cannot_do_is_one_error_that_says_what_can(
    capsys: Capture, arguments: list[str], told: str
) -> None:
    assert 2 == run(*arguments)
    assert f"{told}\n" == capsys.readouterr().err


def test_the_review_that_is_told_places_and_schedules_the_customers(capsys: Capture, tmp_path: Path) -> None:
    """A cadence alone would know no class: the policies that the error names together do."""
    bands, own = tmp_path / "bands.toml", tmp_path / "monthly.toml"
    bands.write_text(to_toml(BY_CUSTOMERS), "utf-8")
    facts = {**MONTHLY["facts"], "grade": {"from": "bands"}}
    intervals = [{**each, "class": {"a": "top", "b": "mid"}[each["class"]]} for each in MONTHLY["interval"]]
    own.write_text(to_toml(changed(MONTHLY, facts=facts, interval=intervals)), "utf-8")
    file = tmp_path / "customers.csv"
    file.write_text("profit,called\n5,2026-01-31\n1,\n", "utf-8")
    assert 2 == run("decide", own, file)
    told = capsys.readouterr().err
    assert f"--policy {bands} --policy {own}`" in told
    asked = told.split("`")[3].split()[3:]
    values = {"DIR": str(tmp_path / "book"), "DAY": "2026-03-03"}
    assert 0 == run("review", file, *(values.get(each, each) for each in asked))
    assert "Call overdue, customers: 1" in capsys.readouterr().out


def test_docs_writes_a_page_for_every_policy(tmp_path: Path) -> None:
    assert 0 == run("docs", tmp_path)
    assert {*policies(), "index"} == {path.stem for path in tmp_path.iterdir()}
