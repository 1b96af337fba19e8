"""Parquet files, scanned where they lie."""

import polars as pl
from polars import selectors as cs
from polars.exceptions import PolarsError

from crmrules.errors import FileError
from crmrules.records.formats import or_named
from crmrules.records.input_file import InputFile
from crmrules.records.inputs import Input
from crmrules.records.row_names import ROW, named_rows


def scan_all_parquet(given: Input, numbered: bool) -> pl.LazyFrame:
    """Parquet files as one lazy frame; raises `FileError` where one has a column of another type than the first."""
    frames = [scan_parquet(file) for file in given.files]
    schema = frames[0].collect_schema()
    for file, frame in zip(given.files, frames, strict=True):
        for name, dtype in frame.collect_schema().items():
            if dtype != schema[name]:
                message = f"is {dtype}, and in `{given.files[0].name}` {schema[name]}"
                raise FileError.of(f"{file.name}, column `{name}`", message, "give files of one shape")
    several = len(frames) > 1
    # by a selector: what Polars takes for a pattern is a name, too
    alike = [frame.select(cs.by_name(schema.names())) for frame in frames] if several else frames
    if numbered:
        alike = [
            frame.with_row_index(ROW, 1).with_columns(named_rows(pl.col(ROW), file.name, several))
            for file, frame in zip(given.files, alike, strict=True)
        ]
    return pl.concat(alike) if several else alike[0]


def scan_parquet(file: InputFile) -> pl.LazyFrame:
    """A Parquet file as a lazy frame; raises `FileError` where it is none."""
    try:
        # opened here for an error of the system's own words
        with file.path.open("rb"):
            frame = pl.scan_parquet(file.path, glob=False)
        frame.collect_schema()
    except OSError as error:
        raise FileError.of(file.name, f"cannot be read: {error.strerror or error}") from None
    except PolarsError as error:
        said = str(error).splitlines()[0].removeprefix("parquet: ")
        remedy = or_named("fetch it again, or pass --from with what it is", file.name)
        raise FileError.of(file.name, f"is no Parquet file: {said}", remedy) from None
    return frame
