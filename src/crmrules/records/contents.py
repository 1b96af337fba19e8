"""What a file is by the bytes it begins with: some bear the wrong name."""

from crmrules.errors import FileError
from crmrules.records.formats import or_named
from crmrules.records.input_file import InputFile
from crmrules.records.unpacking import GZIP, ZIP, ZSTD

OLE = bytes.fromhex("d0cf11e0a1b11ae1")

ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"

_KINDS = {
    ZIP: ("a workbook", "xlsx"),
    OLE: ("a workbook of an old Excel, or one with a password", "xls"),
    b"PAR1": ("Parquet", "parquet"),
    GZIP: ("packed with gzip", "{}.gz"),
    ZSTD: ("packed with zstd", "{}.zst"),
}
"""How files begin that are no text, what such are, and how their names would end."""

_OTHERS = {
    b"%PDF-": "a PDF",
    b"SQLite format 3\0": "a database of SQLite",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
"""How files begin that no reader here knows."""


def refuse_binary(file: InputFile, head: bytes) -> None:
    """Raises `FileError` where what should be a text begins as something else does."""
    for mark, (kind, end) in _KINDS.items():
        if head.startswith(mark):
            end = "ods" if ODS in head[:200] else end
            own = file.reading.end or file.path.suffix.lstrip(".")
            remedy = or_named(f"pass --from {end.format(own)}", file.name)
            raise FileError.of(file.name, f"is no text: it looks like {kind}", remedy)
    kind = next((kind for mark, kind in _OTHERS.items() if head.startswith(mark)), "")
    if kind:
        raise FileError.of(
            file.name, f"is no text: it looks like {kind}", "give the table itself, such as a .csv of it"
        )
