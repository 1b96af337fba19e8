"""Files of objects: JSON lines, or one array."""

from contextlib import AbstractContextManager

from crmrules.records.formats import Format
from crmrules.records.input_file import InputFile
from crmrules.records.json_array import open_json_array
from crmrules.records.json_lines import Objects, open_json_lines


def open_objects(file: InputFile) -> AbstractContextManager[Objects]:
    """The objects of a file of JSON; raises as `open_json_lines` and `open_json_array` do."""
    return open_json_array(file) if file.format is Format.JSON else open_json_lines(file)
