"""The columns of what is read, which several files have in common."""

from collections.abc import Sequence

from crmrules.errors import FileError
from crmrules.records.csv_file import open_csv
from crmrules.records.formats import Format
from crmrules.records.input_file import InputFile
from crmrules.records.inputs import Input
from crmrules.records.json_parts import keys_of, open_object_parts
from crmrules.records.parquet import scan_parquet


def columns_of(given: Input) -> tuple[str, ...]:
    """The columns of what is read; those of objects are the keys of all of them.

    Raises `FileError` where a file cannot be read, or has other columns than the first.
    """
    columns = [_columns(given, file) for file in given.files]
    if given.format.is_objects:  # they need not be alike
        return tuple(dict.fromkeys(name for each in columns for name in each))
    for file, each in zip(given.files, columns, strict=True):
        if {*each} != {*columns[0]}:
            message = _other_columns(columns[0], each, given.files[0].name)
            raise FileError.of(file.name, message, "give files of one shape")
    return columns[0]


def _columns(given: Input, file: InputFile) -> tuple[str, ...]:
    if file.format is Format.PARQUET:
        return tuple(scan_parquet(file).collect_schema())
    if file.format is Format.CSV:
        with open_csv(file) as opened:
            return opened.columns
    if file.format is Format.WORKBOOK:
        return given.spreadsheet(file).columns
    with open_object_parts(file, keys=True) as objects:
        return tuple(dict.fromkeys(key for part in objects.parts for key in keys_of(part)))


def _other_columns(first: Sequence[str], other: Sequence[str], name: str) -> str:
    lacks = ", ".join(f"`{each}`" for each in first if each not in other)
    has = ", ".join(f"`{each}`" for each in other if each not in first)
    told = [f"lacks {lacks}"] if lacks else []
    return " and ".join([*told, *([f"has {has}"] if has else [])]) + f", other than `{name}`"
