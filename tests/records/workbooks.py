"""Workbooks made for tests."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

_NAMESPACES = " ".join(
    f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"'
    for each in ("office", "table", "text", "manifest")
)
_OPTIONS = {"default_date_format": "dd.mm.yyyy", "strings_to_formulas": False}
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


Rows = Sequence[Sequence[Any]]


def excel(path: Path, rows: Rows, sheet: str = "Customers", **others: Rows) -> Path:
    """An Excel workbook with the rows on a sheet, and others on theirs."""
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        for name, table in {sheet: rows, **others}.items():
            made = book.add_worksheet(name)
            for place, cells in enumerate(table):
                made.write_row(place, 0, cells)
    return path


def ods(path: Path, rows: Sequence[Sequence[str]], sheet: str = "Customers", locked: bool = False) -> Path:
    """An OpenDocument workbook with rows of cells, each as its XML."""
    table = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    content = (
        f'<office:document-content {_NAMESPACES} {_CALC} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    entry = "<manifest:encryption-data/>" if locked else ""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", f"<manifest:manifest {_NAMESPACES}>{entry}</manifest:manifest>")
    return path


def text(value: str, more: str = "") -> str:
    """A cell of text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'


def cell(type_: str, value: str, key: str = "value", more: str = "") -> str:
    """A cell of another type."""
    return f'<table:table-cell office:value-type="{type_}" office:{key}="{value}" {more}/>'
