"""The sheets of workbooks: which there are, and which one is read."""

import codecs
import posixpath
import zipfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from attrs import frozen

from crmrules.errors import FileError, did_you_mean
from crmrules.expressions.accept import is_blank
from crmrules.records.contents import OLE
from crmrules.records.formats import or_named
from crmrules.records.input_file import InputFile
from crmrules.records.ods_marks import ods_marks
from crmrules.records.old_excel import old_workbook
from crmrules.records.sheet_marks import BadXml, Marks, excel_marks, parse
from crmrules.records.unpacking import MOST_BYTES, MOST_TIMES, ZIP

MOST_CELLS = 50_000_000
"""The cells that a sheet may reach over: it is read whole."""

_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_UNLOCK = "save it without its password"


@frozen
class Sheet:
    """A sheet of a workbook."""

    name: str
    rows: Sequence[Sequence[Any]]
    """Its cells from the first one on, as Python's values; an empty text where nothing is."""
    marks: Marks

    def to_empty_row(self, first: int) -> "Sheet":
        """The same up to the first row with nothing in it, of those from some place on."""
        marked = {row for row, _ in (*self.marks.errors, *self.marks.unreckoned)}
        places = range(first, len(self.rows))
        end = next((at for at in places if at not in marked and all(map(_is_empty, self.rows[at]))), len(self.rows))
        return Sheet(self.name, self.rows[:end], self.marks.above(end))


def _is_empty(cell: object) -> bool:
    return cell == "" or is_blank(cell)


def read_sheet(file: InputFile) -> Sheet:
    """The sheet of a workbook that is asked for, or else the only one that holds anything.

    Raises `FileError` where it is no workbook, has a password or no such sheet, or several hold something.
    """
    with _reading(file), file.path.open("rb") as content:
        head = content.read(8)
        _check_content(file, head, content)
        return _old(file) if head.startswith(OLE) else _zipped(file, content)


def _old(file: InputFile) -> Sheet:
    """The sheet of an old Excel workbook."""
    with old_workbook(file) as book:
        marks = book.marks()
        name = _chosen(file, marks)
        return Sheet(name, book.rows(name, marks[name]), marks[name])


def _zipped(file: InputFile, content: IO[bytes]) -> Sheet:
    """The sheet of a workbook that is zipped XML."""
    from python_calamine import CalamineError, CalamineWorkbook

    with zipfile.ZipFile(content) as packed:
        _check_size(file, packed)
        marks = _ods(file, packed) if "content.xml" in packed.namelist() else _Excel(packed).marks()
    name = _chosen(file, marks)
    if marks[name].rows * marks[name].columns > MOST_CELLS:
        message = f"reaches over {marks[name].rows:,} rows and {marks[name].columns:,} columns"
        raise FileError.of(f"{file.name}, sheet `{name}`", message, "clear what is far out, or save it as .csv")
    content.seek(0)
    try:
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise FileError.of(file.name, f"is no workbook that can be read: {error}") from None
    # rows at the end whose formulas have no value are no rows to the reader
    rows += [[""] * (len(rows[0]) if rows else 0)] * (marks[name].rows - len(rows))
    return Sheet(name, rows, marks[name])


@contextmanager
def _reading(file: InputFile) -> Generator[None, None, None]:
    """Tells what goes wrong in reading a workbook as a `FileError`."""
    try:
        yield
    except OSError as error:
        raise FileError.of(file.name, f"cannot be read: {error.strerror or error}") from None
    # what the readers raise for a damaged workbook; `NotImplementedError` is that of zip for a packing it does not know
    except (BadXml, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileError.of(file.name, f"is no workbook that can be read: {error}", "save it again") from None


def _check_content(file: InputFile, head: bytes, content: IO[bytes]) -> None:
    """Raises `FileError` where a file does not begin as workbooks do."""
    if head.startswith(OLE):
        if _PASSWORD in content.read():
            raise FileError.of(file.name, "has a password", _UNLOCK)
    elif not head.startswith(ZIP):
        if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
            remedy = "open it in a spreadsheet program, and save it as .xlsx"
            raise FileError.of(file.name, "is no workbook: it looks like a web page, or XML", remedy)
        remedy = or_named("pass --from csv if it is text", file.name)
        raise FileError.of(file.name, "is no workbook" if head else "is empty", remedy if head else "")


def _check_size(file: InputFile, packed: zipfile.ZipFile) -> None:
    """Raises `FileError` where a workbook would unpack to more than any does."""
    size = sum(each.compress_size for each in packed.infolist())
    if sum(each.file_size for each in packed.infolist()) > max(MOST_BYTES, MOST_TIMES * size):
        raise FileError.of(file.name, f"unpacks to more than {MOST_TIMES} times its size", "save it again")


def _ods(file: InputFile, packed: zipfile.ZipFile) -> dict[str, Marks]:
    if "META-INF/manifest.xml" in packed.namelist() and b"encryption-data" in packed.read("META-INF/manifest.xml"):
        raise FileError.of(file.name, "has a password", _UNLOCK)
    with packed.open("content.xml") as content:
        return ods_marks(content)


def _chosen(file: InputFile, marks: dict[str, Marks]) -> str:
    """The name of the sheet that is read."""
    wanted = file.reading.sheet
    names = ", ".join(f"`{each}`" for each in marks)
    if wanted is not None:
        if wanted not in marks:
            near = did_you_mean(wanted, marks)
            remedy = f"it has {names}" if not near or near.startswith("known") else f"{near} it has {names}"
            raise FileError.of(file.name, f"has no sheet `{wanted}`", remedy)
        return wanted
    filled = [name for name, each in marks.items() if each.rows]
    if not filled:
        raise FileError.of(file.name, "is empty", "its first row names the columns")
    if len(filled) > 1:
        told = ", ".join(f"`{each}`" for each in filled)
        raise FileError.of(file.name, f"has several sheets: {told}", f'pass --sheet "{filled[0]}", or another')
    return filled[0]


class _Excel:
    """The sheets of an Excel workbook, which `xl/workbook.xml` lists and its relations find."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.packed = packed
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}

    def marks(self) -> dict[str, Marks]:
        """The marks of each sheet by its name, those of hidden ones, too."""
        with self.packed.open("xl/workbook.xml") as file:
            parse(file, self._sheet)
        with self.packed.open("xl/_rels/workbook.xml.rels") as file:
            parse(file, self._relation)
        found: dict[str, Marks] = {}
        for name, relation in self.sheets.items():
            target = self.targets.get(relation)
            if target is not None:
                with self.packed.open(target) as file:
                    found[name] = excel_marks(file)
        return found

    def _sheet(self, element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets[attributes["name"]] = relation

    def _relation(self, element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes["Target"]
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            self.targets[attributes["Id"]] = posixpath.normpath(path)
