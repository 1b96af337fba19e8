"""Workbooks of an old Excel: cells as what they are, and nothing of them lost."""

import datetime
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlwt

import crmrules
from crmrules import CrmRulesError, DecisionTable
from tests.policies import small

HEADER = ["name", "flag", "n", "day"]
DAY = datetime.date(2026, 7, 1)
NO_RESULT, DIVIDED = bytes.fromhex("03000000 0000ffff"), bytes.fromhex("02000700 0000ffff")
CODE_PAGE, LOCKED = bytes.fromhex("42000200"), bytes.fromhex("2f000200")
OPEN = "open it in a spreadsheet program, and save it as .xlsx"


def style(form: str) -> Any:
    return xlwt.easyxf(num_format_str=form)


def old(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook with rows of cells on sheets; a cell that is a pair is a value with its format."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for place, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                value, *form = cell if isinstance(cell, tuple) else (cell,)
                sheet.write(place, column, value, *map(style, form))
    book.save(str(path))
    return path


@pytest.fixture(scope="module")
def policy() -> DecisionTable:
    document = small(facts={"flag": {"type": "bool"}, "n": {"type": "number"}, "day": {"type": "date"}})
    document["rule"][0]["when"] = "flag and known(n) and known(day)"
    return crmrules.from_dict(document, DecisionTable)


def told(path: Path, *policies: DecisionTable, **how: Any) -> list[str]:
    with pytest.raises(CrmRulesError) as caught:
        crmrules.read(path, policies, **how)
    return [str(each).replace(f"{path.parent}/", "") for each in caught.value.problems]


def test_cells_are_what_the_sheet_says(tmp_path: Path, policy: DecisionTable) -> None:
    rows: list[list[Any]] = [
        HEADER,
        ["钟楼", True, 5, (DAY, "dd.mm.yyyy")],
        [4711, "true", " 8.5 ", "2026-07-01"],
        ["", None, 1.5],
    ]
    path = old(tmp_path / "a.xls", Customers=rows, Empty=[])
    assert [("钟楼", True, 5, DAY), ("4711", True, 8.5, DAY), (None, None, 1.5, None)] == crmrules.read(
        path, [policy]
    ).rows()


def test_what_is_shown_as_a_day_a_moment_a_time_or_a_duration(tmp_path: Path) -> None:
    cells = [(46204, "yyyy-mm-dd"), (46204.5, "yyyy-mm-dd hh:mm"), (0.25, "hh:mm"), (1.25, "[h]:mm"), (1e9, "d")]
    found = crmrules.read(old(tmp_path / "a.xls", S=[list("abcde"), cells])).row(0)
    noon = datetime.datetime(2026, 7, 1, 12)
    assert (DAY, noon, "06:00:00", "1 day, 6:00:00", 10**9) == found


def test_errors_are_told_and_those_of_formulas_too(tmp_path: Path, policy: DecisionTable) -> None:
    path = tmp_path / "a.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for column, name in enumerate([*HEADER[1:], "other"]):
        sheet.write(0, column, name)
    sheet.row(1).set_cell_error(1, 0x2A)
    sheet.row(1).set_cell_error(3, "#REF!")
    sheet.write(2, 1, xlwt.Formula("1/0"))
    sheet.write_merge(3, 4, 0, 0, True)
    book.save(str(path))
    path.write_bytes(path.read_bytes().replace(NO_RESULT, DIVIDED))
    where, remedy = "a.xls, sheet `S`", "mend its formula, or clear the cell"
    assert [
        f"{where}, row 2, column B `n`: holds the error #N/A; {remedy}",
        f"{where}, row 3, column B `n`: holds the error #DIV/0!; {remedy}",
        f"{where}, row 4, column A `flag`: is merged, A4:A5: only the first of these cells holds a value; "
        "unmerge them, and fill each cell",
    ] == told(path, policy)
    assert ["#REF!", None, None] == crmrules.read(path)["other"].to_list()


def test_a_sheet_is_named_where_there_are_several(tmp_path: Path) -> None:
    path = old(tmp_path / "a.xls", Kunden=[["a"], [1]], Leads=[["b"], [2]])
    assert ['a.xls: has several sheets: `Kunden`, `Leads`; pass --sheet "Kunden", or another'] == told(path)
    assert [(2,)] == crmrules.read(path, sheet="Leads").rows()
    assert ["a.xls: is empty; its first row names the columns"] == told(old(path, S=[]))
    assert [(1,)] == crmrules.read(old(path, S=[["a"], [1]]).rename(tmp_path / "b.xlsx")).rows()


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = old(tmp_path / "a.xls", S=[["a"], [1]])
    content = path.read_bytes()
    path.write_bytes(content.replace(CODE_PAGE, LOCKED, 1))
    assert ["a.xls: has a password; save it without its password"] == told(path)
    path.write_bytes(content[:8] + bytes(600))
    (said,) = told(path)
    assert said.startswith("a.xls: is no workbook that can be read: ")
    assert said.endswith(OPEN)
    path.write_bytes(content)
    path.rename(tmp_path / "b.csv")
    looks = "is no text: it looks like a workbook of an old Excel, or one with a password"
    assert [f"b.csv: {looks}; pass --from xls, or name it so"] == told(tmp_path / "b.csv")


def test_damage_is_told_or_does_no_harm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = old(tmp_path / "a.xls", S=[["a", "b"], *([place, f"text {place}"] for place in range(40))])
    content, chance = path.read_bytes(), random.Random(7)
    for _ in range(40):
        damaged = bytearray(content)
        for _ in range(8):
            damaged[chance.randrange(512, len(content))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.choice([len(content), chance.randrange(len(content))])])
        with suppress(CrmRulesError):
            crmrules.read(path)
    assert ("", "") == capsys.readouterr()
