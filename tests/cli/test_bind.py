"""`crmrules bind`: what it proposes for a file, and that what it proposes is read back."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding, policies, policy
from crmrules.cli.main import main
from crmrules.kinds.base import Policy

Capture = pytest.CaptureFixture[str]
EXAMPLES = Path(__file__).parents[2] / "examples"
LEADS = """\
Prospect ID,Lead Number,Converted,Specialization,What is your current occupation,Lead Quality,City,Need,Last Call,Budget
7927b2df,660737,0,Select,Unemployed,Low in Relevance,Select,yes,2026/1/5,No
2a272436,660728,0,Select,Unemployed,,Select,no,2026/12/25,N/A
8cc8c611,660727,1,Business Administration,Student,Might be,Mumbai,Yes,2026/3/1,Yes
0cc2df48,660719,0,Media and Advertising,Working Professional,Not Sure,Mumbai,Select,,Maybe
"""


def proposed(path: Path, *ids: str) -> str:
    """The binding that is proposed, without its comments."""
    binding = path.with_suffix(".bind.toml")
    assert 0 == main(["bind", str(path), *ids, "-o", str(binding), "--force"])
    return binding.read_text("utf-8")


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    return tmp_path / "leads.csv"


def test_placeholders_and_certain_columns_of_leads_are_proposed(leads: Path) -> None:
    found = tomllib.loads(proposed(leads))
    assert ["Select", "Not Sure", "N/A"] == found["unknown"]
    assert {
        "need": {"column": "Need", "values": {"yes": True, "no": False, "Yes": True}},
        "last_call": {"column": "Last Call", "day": "%Y/%m/%d"},
    } == found["facts"]
    assert found["several"]


def test_what_is_not_certain_is_a_comment_with_its_reason(leads: Path) -> None:
    lines = proposed(leads, "man").splitlines()
    at = lines.index('# money = { column = "Budget", values = { No = false, Yes = true, Maybe = ? } }')
    assert "#   not certain: columns that are called so often are; say what its values mean" == lines[at - 2]
    assert '#   seen: "Maybe" 1, "N/A" 1, "No" 1, "Yes" 1' == lines[at - 1]
    assert '#   "Select" in "Specialization" 2, "City" 2, "Need" 1' in lines
    assert '#   "Lead Quality": 3 values, 1 blank; "Low in Relevance" 1, "Might be" 1, "Not Sure" 1' in lines


def test_the_leads_are_reviewed_by_what_is_proposed(leads: Path, capsys: Capture) -> None:
    assert 2 == main(["review", str(leads), "-o", str(leads.parent / "book")])
    assert f"`crmrules bind {leads}` proposes" in capsys.readouterr().err
    proposed(leads)
    binding = str(leads.with_suffix(".bind.toml"))
    command = ["review", str(leads), "-o", str(leads.parent / "book"), "--bind", binding, "--as-of", "2026-12-31"]
    assert 0 == main(command)
    needs = pl.read_parquet(leads.parent / "book" / "decisions.parquet")["Need"].to_list()
    assert ["yes", "no", "Yes", "Select"] == needs


def test_every_fact_of_a_file_that_is_named_by_facts_is_bound() -> None:
    customers = EXAMPLES / "customers.csv"
    text = _printed(customers)
    bound = tomllib.loads(text)["facts"]
    known = {fact.name for id_ in policies() for fact in policy(id_, Policy).definition.facts.declared}
    assert {name: name for name in pl.read_csv(customers).columns if name in known} == bound


def _printed(path: Path) -> str:
    from contextlib import redirect_stdout

    said = io.StringIO()
    with redirect_stdout(said):
        assert 0 == main(["bind", str(path)])
    return said.getvalue()


@pytest.mark.parametrize("end", ["parquet", "jsonl", "xlsx"])
def test_what_only_looks_like_a_fact_is_not_bound(tmp_path: Path, end: str) -> None:
    """A text is read as a number only in text files; columns of other files have types."""
    frame = pl.DataFrame({"profit": ["5", "7"], "need": [True, False], "stage": ["a", "b"]})
    path = tmp_path / f"typed.{end}"
    match end:
        case "parquet":
            frame.write_parquet(path)
        case "jsonl":
            frame.write_ndjson(path)
        case _:
            frame.write_excel(path)
    text = proposed(path, "tiers", "man")
    cells = {"profit": "profit"} if end == "xlsx" else {}
    assert {"need": "need", **cells} == tomllib.loads(text)["facts"]
    if not cells:
        assert "#   not certain: it is called so; " in text


def test_numbers_that_are_none_are_unknown_to_a_frame(tmp_path: Path) -> None:
    path = tmp_path / "odd.parquet"
    pl.DataFrame({"profit": [float("nan"), float("inf"), 1.5]}).write_parquet(path)
    text = proposed(path, "tiers")
    assert '#   "profit": 1 value, 2 blank; "1.5" 1' in text.splitlines()
    assert {"facts": {"profit": "profit"}} == tomllib.loads(text)


def test_rows_that_are_perhaps_events_are_told(tmp_path: Path) -> None:
    orders = EXAMPLES / "orders.csv"
    text = _printed(orders)
    assert '# customer = "customer"\n# at       = "at"\n# kind     = "order"\n' in text
    assert "`--bind orders.history` reads it as it is" in text
    assert "Perhaps its rows are no customers" not in _printed(EXAMPLES / "customers.csv")


def test_a_known_shape_is_told_and_shown(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Opportunity,Salesperson,Expected Revenue,Stage\nLamps,Mitchell,5400,Qualified\n", "utf-8")
    assert "`--bind odoo-crm` reads it" in proposed(path)
    assert 0 == main(["bind", "--list"])
    assert "odoo-crm" in capsys.readouterr().out
    assert 0 == main(["bind", "--show", "odoo-crm"])
    assert Binding.shipped("odoo-crm").facts.keys() == tomllib.loads(capsys.readouterr().out)["facts"].keys()
    assert 0 == main(["apply", "man", str(path), "--bind", "odoo-crm"])


def test_files_and_policies_stand_on_either_side_of_options(leads: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out.toml"
    assert 0 == main(["bind", str(leads), "-o", str(out), "man"])
    assert {"need"} == {*tomllib.loads(out.read_text("utf-8"))["facts"]}
    (tmp_path / "more.csv").write_text("profit\n5\n", "utf-8")
    (tmp_path / "first.csv").write_text("profit\n7\n", "utf-8")
    files = [str(tmp_path / f"{name}.csv") for name in ("first", "more")]
    assert 0 == main(["review", files[0], "--policy", "tiers", "-o", str(tmp_path / "book"), files[1]])
    assert [7, 5] == pl.read_parquet(tmp_path / "book" / "decisions.parquet")["profit"].to_list()
    with pytest.raises(SystemExit, match="2"):
        main(["review", files[0], "-o", str(tmp_path / "other"), "--nonsense"])
    assert "unknown option `--nonsense`" in capsys.readouterr().err


def test_what_is_wrong_with_the_command_is_told(tmp_path: Path, capsys: Capture, leads: Path) -> None:
    def said(*command: object) -> str:
        assert 2 == main(list(map(str, command)))
        return capsys.readouterr().err

    for command, told in ((["bind"], "required: FILE"), (["bind", str(leads), "--list"], "FILE goes with neither")):
        with pytest.raises(SystemExit, match="2"):
            main(command)
        assert told in capsys.readouterr().err
    assert "is not in the catalogue" in said("bind", leads, "nix")
    assert "cannot be read" in said("bind", tmp_path / "absent.csv")
    assert "did you mean `odoo-crm`?" in said("bind", "--show", "odoo-crmm")
    assert "did you mean `odoo-crm`?" in said("apply", "man", leads, "--bind", "odoo-crmm")
    (tmp_path / "mine.toml").write_text("mine", "utf-8")
    assert "is there already; pass --force" in said("bind", leads, "-o", tmp_path / "mine.toml")
    assert "mine" == (tmp_path / "mine.toml").read_text("utf-8")


def test_a_policy_that_is_looked_up_does_not_run_on_a_file(capsys: Capture) -> None:
    assert 2 == main(["apply", "communication-rounds", str(EXAMPLES / "customers.csv")])
    assert "does not run on it: it is looked up, and says nothing of a customer" in capsys.readouterr().err


def test_a_binding_for_several_policies_binds_none_of_the_facts_of_one(leads: Path, capsys: Capture) -> None:
    proposed(leads, "man", "tiers")
    assert 2 == main(["apply", "tiers", str(leads), "--bind", str(leads.with_suffix(".bind.toml"))])
    assert "has none of the facts of policy `tiers`" in capsys.readouterr().err


names = st.sampled_from(["need", "money", "Authority", "利润", "last call", "decision maker", "预算"]) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), min_size=1, max_size=12
).filter(lambda text: text.strip(" \t\r\n") != "")
cells = st.sampled_from(
    ["yes", "no", "true", "N/A", "Select", "5", "-3.20", "1,234.50", "12%", "2026-01-05", "2026/1/5", "", "是"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    head = draw(st.lists(names, min_size=1, max_size=5, unique_by=lambda name: name.strip()))
    columns = [
        draw(st.lists(draw(st.sampled_from([cells, st.just(draw(cells))])), min_size=4, max_size=4)) for _ in head
    ]
    return [head, *map(list, zip(*columns, strict=True))]


@settings(max_examples=8, deadline=None)
@given(tables())
def test_what_is_proposed_is_read_back(tmp_path_factory: Any, table: list[list[str]]) -> None:
    """Whatever columns are called and hold: the file is TOML, and every fact that it binds is read."""
    path = tmp_path_factory.mktemp("bound") / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(table)
    command = ["bind", str(path), "man", "tiers", "--separator", "comma", "-o", str(path.with_suffix(".bind.toml"))]
    if main(command):
        return  # such as two columns of one name: told, and not what this is about
    text = path.with_suffix(".bind.toml").read_text("utf-8")
    assert {*tomllib.loads(text)} <= {"several", "unknown", "facts"}
    bind = Binding.load(path.with_suffix(".bind.toml"))
    for id_ in ("man", "tiers"):
        each = policy(id_, Policy)
        if {*bind.facts} & {fact.name for fact in each.definition.said_facts} and not _own(each, table[0], bind):
            file = str(path.with_suffix(".bind.toml"))
            assert 0 == main(["apply", id_, str(path), "--separator", "comma", "--bind", file])


def _own(each: Policy[Any], head: list[str], bind: Binding) -> bool:
    """Whether a column is read under its own name, of which nothing is certain."""
    return any(fact.name in head and fact.name not in bind.facts for fact in each.definition.facts.declared)


def test_what_exports_write_for_no_answer_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text('Record ID,Annual Revenue\n101,(No value)\n102,"$1,250"\n', "utf-8")
    assert ["(No value)"] == tomllib.loads(proposed(path, "tiers"))["unknown"]


def test_a_column_that_is_mostly_numbers_or_days_is_named_with_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "typed.csv"
    rows = ['"1,200.50",2026/1/5', '"3,000",2026/13/1', "ask Bob,2026/1/7", '"1,150.00",soon']
    path.write_text("\n".join(["profit,last_call", *rows]), "utf-8")
    lines = proposed(path, "tiers", "contact-frequency").splitlines()
    assert '# profit = { column = "profit", number = { thousands = "," } }' in lines
    assert '# last_call = { column = "last_call", day = "%Y/%m/%d" }' in lines
    why = "#   not certain: it is called so; mend what is not written so, or list it under `unknown`: "
    assert {f'{why}"ask Bob"', f'{why}"2026/13/1", "soon"'} <= {*lines}
    path.write_text("profit\n5\nx\ny\n", "utf-8")
    assert "holds such values: profit" in proposed(path, "tiers")


def test_texts_of_a_file_of_types_are_proposed_by_their_values(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "typed.parquet"
    pl.DataFrame({"need": ["true", "false"], "money": [True, False]}).write_parquet(path)
    assert main(["bind", str(path), "man"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert '# need = { column = "need", values = { false = false, true = true } }' in lines
    assert 'money = "money"' in lines


def test_a_chinese_file_is_proposed_by_what_its_columns_are_called(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "客户,年利润,级别,上次电话,上次拜访,有预算,备注\n"
        "甲,68.5万,重要,2026年3月2日,2026/1/5,有,无\n乙,1.2亿,一般,2026年10月28日,,无,好\n丙,3,小,,2026/12/25,不详,\n",
        "utf-8",
    )
    text = proposed(path, "tiers", "contact-frequency", "man")
    assert ["不详", "无"] == tomllib.loads(text)["unknown"]
    for line in (
        'profit = { column = "年利润", number = { myriads = true } }',
        'last_call = { column = "上次电话", day = "%Y年%m月%d日" }',
        'last_visit = { column = "上次拜访", day = "%Y/%m/%d" }',
        'contact_class = { column = "级别", values = { "一般" = ?, "小" = ?, "重要" = ? } }',
        'money = { column = "有预算", values = { "无" = false, "有" = true } }',  # beside 有 it is a no, and no gap
    ):
        assert f"# {line}" in text.splitlines()


def test_a_german_file_is_proposed_by_what_its_columns_are_called(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Firma;Deckungsbeitrag (EUR);Letzter Anruf;Letzter Besuch\nK;1.167,14;26.03.2026;\nM;-3,5;1.4.2026;30.4.2026\n",
        "utf-8",
    )
    lines = proposed(path, "tiers", "contact-frequency").splitlines()
    assert '# profit = { column = "Deckungsbeitrag (EUR)", number = { decimal = ",", thousands = "." } }' in lines
    assert '# last_call = { column = "Letzter Anruf", day = "%d.%m.%Y" }' in lines
    assert '# last_visit = { column = "Letzter Besuch", day = "%d.%m.%Y" }' in lines


def test_a_column_is_proposed_whose_values_are_those_of_a_fact(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Customer,Weight\na,important\nb,small\nc,\n", "utf-8")
    lines = proposed(path, "contact-frequency").splitlines()
    assert "#   not certain: its values are those of the fact" == lines[lines.index('# contact_class = "Weight"') - 2]


def test_cloud_events_are_told_with_the_history_that_reads_them(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "events.jsonl"
    kinds = ["com.acme.complaint-opened", "com.acme.vented"]
    path.write_text(
        "".join(
            f'{{"specversion": "1.0", "id": "{day}", "source": "/crm", "type": "{kind}", "subject": "C1", '
            f'"time": "2026-10-0{day}T17:30:00Z"}}\n'
            for day, kind in enumerate(kinds, 1)
        ),
        "utf-8",
    )
    lines = proposed(path, "complaint-handling").splitlines()
    begins = lines.index("# [history]")
    history = [line.removeprefix("# ") for line in lines[begins : begins + 5]]
    assert ['customer = "subject"', 'at       = "time"'] == history[1:3]
    assert 'id       = ["source", "id"]' == history[4]
    binding = tmp_path / "events.bind.toml"
    binding.write_text("\n".join([*history, 'zone = "Asia/Shanghai"']), "utf-8")
    asked = ["--policy", "complaint-handling", "--as-of", "2026-10-05", "--bind", str(binding)]
    assert 0 == main(["cases", str(path), *asked])
    assert "Calming (calming)                         1" in capsys.readouterr().out


def test_calls_are_told_by_id_and_moment_and_traits_of_customers_are_none(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    moments = ["2026-01-02T09:28:00-05:00", "2026-01-03T00:26:00+08:00", "2026-01-03T16:04:00Z"]
    rows = [f"c{place},{moment},0042,{place}" for place, moment in enumerate(moments)]
    path.write_text("\n".join(["call_id,started_at,customer_no,duration", *rows]), "utf-8")
    text = proposed(path, "contact-frequency")
    assert '# at       = "started_at"\n# kind     = "call"\n# id       = "call_id"\n# zone     = ?\n' in text
    path.write_text("Buchungstag;Auftraggeber;Betrag\n" + "1.10.2026;K;5,5\n30.10.2026;M;-3\n" * 9, "utf-8")
    text = proposed(path, "tiers")
    assert '# customer = "Auftraggeber"\n# at       = { column = "Buchungstag", day = "%d.%m.%Y" }\n' in text
    path.write_text("Contact status,Created\n" + "new,2026-01-05\nold,2026-01-06\n" * 9, "utf-8")
    assert "[history]" not in proposed(path, "contact-frequency")
