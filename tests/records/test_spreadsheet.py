"""Workbooks: cells as what they are, rows and columns as the sheet shows them, clear errors for what is wrong."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

import crmrules
from crmrules import CrmRulesError, DecisionTable
from crmrules.records import sheets
from tests.policies import small
from tests.records.workbooks import Rows, cell, excel, ods, text

HEADER = ["id", "flag", "n", "x", "note", "day"]
DAY = datetime.date(2026, 7, 1)
NAN = 'calcext:value-type="error" table:formula="of:=NA()"'


@pytest.fixture(scope="module")
def policy() -> DecisionTable:
    """A policy that reads a fact of each type."""
    types = {"flag": "bool", "n": "integer", "x": "number", "note": "text", "day": "date"}
    document = small(facts={name: {"type": type_} for name, type_ in types.items()})
    document["rule"][0]["when"] = "flag and known(n) and known(x) and known(note) and known(day)"
    made = crmrules.from_dict(document)
    assert isinstance(made, DecisionTable)
    return made


def told(path: Path, *policies: DecisionTable, **how: Any) -> list[str]:
    with pytest.raises(CrmRulesError) as caught:
        crmrules.read(path, policies, **how)
    return [str(each).replace(f"{path.parent}/", "") for each in caught.value.problems]


def test_cells_are_what_the_sheet_says_and_texts_are_read_as_those_of_csv(
    tmp_path: Path, policy: DecisionTable
) -> None:
    moment = datetime.datetime(2026, 7, 1)
    rows: Rows = [
        HEADER,
        [4711, True, 5, 7.07, "late", DAY],
        ["K2", "true", "6", " 8.5 ", "007", moment],
        [None, None, None, None, " ", "2026-07-01"],
        ["K4", "FALSE", 7.0, 1, "x", None],
    ]
    found = crmrules.read(excel(tmp_path / "a.xlsx", rows), [policy])
    assert [
        ("4711", True, 5, 7.07, "late", DAY),
        ("K2", True, 6, 8.5, "007", DAY),
        (None, None, None, None, None, DAY),
        ("K4", False, 7, 1.0, "x", None),
    ] == found.rows()


def test_an_open_document_is_read_alike(tmp_path: Path, policy: DecisionTable) -> None:
    row = [
        text("K1"),
        cell("boolean", "true", "boolean-value"),
        cell("float", "5"),
        cell("percentage", "0.07"),
        text("late"),
        cell("date", "2026-07-01", "date-value"),
    ]
    repeated = '<table:table-cell table:number-columns-repeated="16384"/>'
    path = ods(tmp_path / "a.ods", [[*map(text, HEADER)], row, [repeated], [text("K2")]])
    assert [("K1", True, 5, 0.07, "late", DAY), ("K2", None, None, None, None, None)] == crmrules.read(
        path, [policy]
    ).rows()


def test_columns_that_nobody_reads_keep_the_type_of_their_cells(tmp_path: Path) -> None:
    rows: Rows = [
        ["a", "b", "c", "d", "e"],
        [1, 1.5, True, DAY, "x"],
        [2, 2, False, None, 7],
        [None, None, None, DAY, DAY],
    ]
    found = crmrules.read(excel(tmp_path / "a.xlsx", rows))
    assert ["Int64", "Float64", "Boolean", "Date", "String"] == [str(each) for each in found.dtypes]
    assert ["x", "7", "2026-07-01"] == found["e"].to_list()


def test_every_cell_that_does_not_fit_is_told_as_the_sheet_shows_it(tmp_path: Path, policy: DecisionTable) -> None:
    rows: Rows = [
        HEADER,
        [1, 1, "1.234,50", "12 km", 4711, 46204],
        [2, "yes", 1.5, True, True, datetime.datetime(2026, 7, 1, 9, 30)],
        [3, None, None, DAY, None, datetime.date(9999, 1, 1)],
    ]
    said = told(excel(tmp_path / "a.xlsx", rows), policy)
    where = [each.split(": ")[0].removeprefix("a.xlsx, sheet `Customers`, ") for each in said]
    assert [
        "row 2, column B `flag`",
        "row 2, column C `n`",
        "row 2, column D `x`",
        "row 2, column E `note`",
        "row 2, column F `day`",
    ] == where[:5]
    assert 12 == len(said)
    assert said[3].endswith("4711 is no text; format the column as text in the sheet and enter it again")
    assert said[4].endswith("46204 is no date; format the cells as days in the sheet")
    assert "9999" in said[-1]


def test_texts_with_a_meaning_may_be_numbers_in_the_sheet(tmp_path: Path, policy: DecisionTable) -> None:
    path = excel(tmp_path / "a.xlsx", [["f"], [1], ["0"], [None], [2]])
    bind = {"flag": {"column": "f", "values": {"1": True, "0": False}}}
    assert [
        'a.xlsx, sheet `Customers`, row 5, column A `f`: "2" has no meaning in the binding; add it to `values`'
    ] == [*told(path, policy, bind=bind)]


def test_the_table_may_begin_anywhere(tmp_path: Path) -> None:
    rows: Rows = [[], ["", "", ""], ["", "a", "b"], ["", 1, "x"], [], ["", 2, "y"]]
    assert [(1, "x"), (2, "y")] == crmrules.read(excel(tmp_path / "a.xlsx", rows)).rows()


def test_a_footer_below_an_empty_row_is_left_out_where_that_is_said(tmp_path: Path) -> None:
    rows: Rows = [["name", "due"], ["A", DAY], ["B", None], [], ["Total", "=1/0"], ["", "", "beyond"]]
    path = excel(tmp_path / "a.xlsx", rows)
    assert [("A", DAY), ("B", None)] == crmrules.read(path, to_empty_row=True).rows()


def test_titles_above_the_header_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Customers of July"], [], ["name", "city", "due"], ["A", "B", DAY], ["C", "D", DAY]]
    path = excel(tmp_path / "a.xlsx", rows)
    advice = "pass --header-row 3 where that row names the columns, --header-row 1 where this one does"
    assert [f"a.xlsx, sheet `Customers`, row 1: has one cell, and row 3 has 3; {advice}"] == told(path)
    two = excel(tmp_path / "b.xlsx", [["Customers", "of July"], *rows[1:]])
    advice = "pass --header-row 3 if that row names the columns"
    assert f"b.xlsx, sheet `Customers`, row 3: has a cell in column C, which has no name; {advice}" == told(two)[0]
    assert ["name", "city", "due"] == crmrules.read(path, header_row=3).columns
    assert ["a.xlsx, sheet `Customers`: has no row 9; look for the row that names the columns"] == told(
        path, header_row=9
    )
    assert ["a.xlsx, sheet `Customers`, row 2: names no columns; look for the row that names the columns"] == told(
        path, header_row=2
    )


def test_a_sheet_is_named_where_there_are_several(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [["a"], [1]], Leads=[["b"], [2]], Empty=[])
    assert ['a.xlsx: has several sheets: `Customers`, `Leads`; pass --sheet "Customers", or another'] == told(path)
    assert [(2,)] == crmrules.read(path, sheet="Leads").rows()
    assert ["a.xlsx: has no sheet `Lead`; did you mean `Leads`? it has `Customers`, `Leads`, `Empty`"] == told(
        path, sheet="Lead"
    )
    assert ["a.xlsx: has no sheet `XYZ`; it has `Customers`, `Leads`, `Empty`"] == told(path, sheet="XYZ")
    assert ["a.xlsx, sheet `Empty`: is empty; its first row names the columns"] == told(path, sheet="Empty")
    assert [(1,)] == crmrules.read(excel(tmp_path / "b.xlsx", [["a"], [1]], Empty=[])).rows()


def test_errors_and_formulas_without_a_value_are_told_where_facts_are_read(
    tmp_path: Path, policy: DecisionTable
) -> None:
    path = tmp_path / "a.xlsx"
    absent: Any = "#N/A"
    infinite: Any = "#DIV/0!"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["flag", "n", "note", "other"])
        sheet.write_row(1, 0, [True, 1, "#N/A"])
        sheet.write_formula(1, 3, "=NA()", None, absent)
        sheet.write_formula(2, 1, "=1/0", None, infinite)
        sheet.write_formula(3, 1, "=1+1", None, 2)
    assert [
        "a.xlsx, sheet `S`, row 3, column B `n`: holds the error #DIV/0!; mend its formula, or clear the cell"
    ] == told(path, policy)
    assert ["#N/A", None, None] == crmrules.read(path)["other"].to_list()
    plain = openpyxl.Workbook()
    plain.worksheets[0].append(["n"])
    plain.worksheets[0].append(["=1+1"])
    plain.save(tmp_path / "b.xlsx")
    assert (
        "row 2, column A `n`: holds a formula without a value; open the workbook"
        in told(tmp_path / "b.xlsx", policy)[0]
    )


def test_merged_cells_are_told_where_facts_are_read(tmp_path: Path, policy: DecisionTable) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["n", "note", "other"])
        sheet.write_row(1, 0, [1, "x", "y"])
        sheet.merge_range("A3:A5", 2)
        sheet.merge_range("C3:C5", "z")
    assert [
        "a.xlsx, sheet `S`, row 3, column A `n`: is merged, A3:A5: only the first of these cells holds a value; "
        "unmerge them, and fill each cell"
    ] == told(path, policy)
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.merge_range("A1:B1", "all")
        sheet.write_row(1, 0, [1, "x"])
    assert ["b.xlsx, sheet `S`, row 1: merges A1:B1; unmerge them, and give each column its own name"] == told(path)


def test_the_same_of_open_documents(tmp_path: Path, policy: DecisionTable) -> None:
    rows = [
        [text("n"), text("x")],
        [
            cell("float", "1"),
            f'<table:table-cell office:value-type="string" {NAN}><text:p>#N/A</text:p></table:table-cell>',
        ],
        [cell("float", "2", more='table:number-rows-spanned="2"'), cell("float", "5")],
        ["<table:covered-table-cell/>", '<table:table-cell table:formula="of:=1+1"/>'],
    ]
    assert [
        "row 2, column B `x`: holds the error #N/A",
        "row 3, column A `n`: is merged, A3:A4: only the first of these cells holds a value",
        "row 4, column B `x`: holds a formula without a value",
    ] == [
        each.removeprefix("a.ods, sheet `Customers`, ").partition(";")[0]
        for each in told(ods(tmp_path / "a.ods", rows), policy)
    ]


def test_what_has_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert ["a.xlsx: has a password; save it without its password"] == told(path)
    assert ["a.ods: has a password; save it without its password"] == told(
        ods(tmp_path / "a.ods", [[text("a")]], locked=True)
    )


def test_what_bears_the_name_of_a_workbook_and_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert ["a.xlsx: is no workbook; pass --from csv if it is text, or name it so"] == told(path)
    path.write_text("\ufeff<html><table><tr><td>a</td></tr></table></html>", "utf-8")
    advice = "open it in a spreadsheet program, and save it as .xlsx"
    assert [f"a.xlsx: is no workbook: it looks like a web page, or XML; {advice}"] == told(path)
    path.write_bytes(b"")
    assert ["a.xlsx: is empty"] == told(path)
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    assert "a.xlsx: is no workbook that can be read: " in told(path)[0]
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "a")
    assert "a.xlsx: is no workbook that can be read: " in told(path)[0]
    path.unlink()
    assert ["a.xlsx: cannot be read: No such file or directory"] == told(path)
    excel(path, [["a"], [1]]).rename(tmp_path / "b.csv")
    assert ["b.csv: is no text: it looks like a workbook; pass --from xlsx, or name it so"] == told(tmp_path / "b.csv")
    assert [(1,)] == crmrules.read(tmp_path / "b.csv", format="xlsx").rows()


def test_a_workbook_made_to_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    assert [
        "a.xlsx, sheet `S`: reaches over 1,048,576 rows and 16,384 columns; clear what is far out, or save it as .csv"
    ] == told(path)
    far = text("z", 'table:number-columns-repeated="16384"')
    table = [[text("a")], ['</table:table-row><table:table-row table:number-rows-repeated="1048575">', far]]
    assert "reaches over 1,048,577 rows" in told(ods(tmp_path / "a.ods", table))[0]
    monkeypatch.setattr(sheets, "MOST_BYTES", 1 << 12)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", " " * 1_000_000)
    assert ["a.xlsx: unpacks to more than 200 times its size; save it again"] == told(path)


def alter(path: Path, old: bytes, new: bytes) -> None:
    """Write another text into the XML of the first sheet."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new, 1)
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [["a"], [1]])
    alter(path, b"<worksheet", b'<!DOCTYPE x [<!ENTITY y "z">]><worksheet')
    assert "declares a document type" in told(path)[0]


def test_a_formula_may_give_an_empty_text(tmp_path: Path, policy: DecisionTable) -> None:
    path, given = tmp_path / "a.xlsx", '<v>"</v>'
    value: Any = '"'
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["n", "other"])
        sheet.write_row(1, 0, [1, 1])
        sheet.write_formula(2, 0, '=IF(B3>0,1,"")', None, value)
        sheet.write(2, 1, 2)
    alter(path, given.encode(), b"<v></v>")  # as Excel writes it
    assert [1, None] == crmrules.read(path, [policy])["n"].to_list()


def test_several_workbooks_are_one_table(tmp_path: Path, policy: DecisionTable) -> None:
    first = excel(tmp_path / "a.xlsx", [["n", "other"], [1, 5]])
    second = excel(tmp_path / "b.xlsx", [["other", "n"], ["x", 2], ["y", "z"]], sheet="Other")
    with pytest.raises(CrmRulesError, match=r"b.xlsx, sheet `Other`, row 3, column B `n`"):
        crmrules.read([first, second], [policy])
    second = excel(tmp_path / "b.xlsx", [["other", "n"], ["x", 2]], sheet="Other")
    assert [(1, "5"), (2, "x")] == crmrules.read([first, second], [policy]).rows()
