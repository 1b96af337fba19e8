"""Files of decision tables: DMN, and the graphs of GoRules, told apart by the ends of their names."""

from pathlib import Path

from crmrules.definitions.files import read_bytes
from crmrules.errors import FileError, Problem, under
from crmrules.interchange.dmn.file import read_dmn
from crmrules.interchange.found import ReadTable, TableFile
from crmrules.interchange.jdm.file import read_jdm
from crmrules.interchange.names import JDM, MAX_BYTES, split


def read_file(path: Path, nulls_are_open: bool | None = None) -> TableFile:
    """What a file comes to, as `read_dmn` and `read_jdm` say; raises `FileError` where it cannot be read, too."""
    read = read_jdm if path.suffix.lower() == JDM else read_dmn
    with under(str(path)):
        try:
            content = read_bytes(path, MAX_BYTES)
        except FileError as error:
            raise FileError(Problem("", each.message, each.remedy) for each in error.problems) from None
        return read(content, path.name, nulls_are_open)


def load_table(path: str) -> ReadTable:
    """A table of a file: the one that is named, as in ``FILE.dmn#NAME``, or the only one that no other reads.

    Raises as `read_file` and `TableFile.table` do.
    """
    file, name = split(path)
    found = read_file(Path(file))
    with under(file):
        return found.table(name)
