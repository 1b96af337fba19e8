"""Customer files as data frames: what commands read, for Python."""

import datetime
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmrules.definitions.periods import checked_day
from crmrules.errors import FileError
from crmrules.expressions.accept import shown, yields
from crmrules.extras import needed
from crmrules.kinds.base import Policy, checked_policies
from crmrules.records.binding import Bind, bound, shared
from crmrules.records.input_file import Reading
from crmrules.records.inputs import opened_input

if TYPE_CHECKING:
    import polars as pl


def read(
    files: str | Path | Sequence[str | Path],
    policies: Sequence[Policy[Any]] = (),
    *,
    bind: Bind | None = None,
    format: str | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    to_empty_row: bool = False,
    as_of: datetime.date | None = None,
) -> "pl.DataFrame":
    """The customers of one file, or of several of one shape, as a Polars frame.

    A path may be a pattern such as ``data/*.csv``, or ``-`` for standard input. Columns that the policies read have the
    types of their facts, by the binding; those of text files that none reads are text. Rows with nothing in them are
    left out. Where the binding has a history the files hold events, and the customers are those who have any by the day
    `as_of`, each with its facts. `format` is how a name would end, such as "csv"; the other options are those of the
    command line.

    Raises `FileError` for a file that cannot be read so, `BindingError` for a binding that does not fit, `RecordError`
    with every bad cell of a text file, `AsOfError` for events without a day, and `EngineError` where Polars is not
    installed.
    """
    with needed("read"):  # only now: with it comes Polars
        from crmrules.engines.histories.files import facts_of_files
        from crmrules.records.scanning import scan
        from crmrules.records.shape import columns_of
        from crmrules.records.wanted import column_types

    definitions = [each.definition for each in checked_policies(policies, "read")]
    binding, day = bound(bind), None if as_of is None else checked_day(as_of)
    bindings = shared(binding, [[fact.name for fact in each.facts.declared] for each in definitions])
    types = column_types(list(zip(definitions, bindings, strict=True)))
    reading = Reading(format, separator, encoding, sheet, header_row, to_empty_row)
    with opened_input(_names(files), reading) as given, tempfile.TemporaryDirectory(prefix="crmrules-") as scratch:
        if binding.history is not None and binding.history.facts:
            return facts_of_files(binding, given, day, Path(scratch), lambda _: None).frame
        if not given.format.is_objects:  # which need not be alike, and name their columns in every row
            columns_of(given)  # which makes sure that they are of one shape
        return scan(given, types, Path(scratch), lambda _: None).frame.collect()


def _names(files: object) -> list[str | Path]:
    if isinstance(files, str | Path):
        return [files]
    given = list(files) if yields(files) else []
    paths = [each for each in given if isinstance(each, str | Path)]
    if not given or len(paths) < len(given):
        raise FileError.of("read", f"{shown(files)} names no files", 'give a path such as "customers.csv", or a list')
    return paths
