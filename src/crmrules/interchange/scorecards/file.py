"""A scorecard in a table as a policy file."""

from pathlib import Path
from typing import Any

from attrs import frozen

from crmrules.definitions.names import is_policy_id
from crmrules.errors import FileError
from crmrules.expressions.accept import shown
from crmrules.interchange.scorecards.bins import is_of_bins, items_of_bins
from crmrules.interchange.scorecards.drafted import rounded
from crmrules.interchange.scorecards.making import OF_BINS, document_of, text_of
from crmrules.interchange.scorecards.plain import items_of_rows
from crmrules.interchange.scorecards.table import read_table
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.loading import from_dict
from crmrules.records.input_file import Reading


@frozen
class ReadScorecard:
    """A scorecard that was read from a table."""

    policy: Scorecard
    text: str
    """Its policy file, with comments for whoever writes it on."""
    left: tuple[str, ...]
    """What the table has and the file cannot say."""


PLACES = 6
"""The decimals that points keep: those of models have more, which say nothing, and which columns cannot add up."""
MOST_PLACES = 12


def read_scorecard(name: str, reading: Reading, id_: str | None = None, places: int = PLACES) -> ReadScorecard:
    """The scorecard of a file: a table of `optbinning`, or a plain one.

    `id_` is the id of the policy, that of the file's name for None; `places` are the decimals that points keep, and
    where some have more that is told. Raises `FileError` for a file that cannot be read,
    `RecordError` with every row that cannot be said, and `PolicyError` for what is no scorecard all the same.
    """
    if id_ is not None and not is_policy_id(id_):
        raise FileError.of("--id", f"{shown(id_)} is no policy's id", "small letters, digits and single hyphens")
    if not 0 <= places <= MOST_PLACES:
        raise FileError.of("--places", f"{places} decimals are none that points keep", f"give 0 to {MOST_PLACES}")
    table = read_table(name, reading)
    of_bins = is_of_bins(table)
    read = items_of_bins(table) if of_bins else items_of_rows(table)
    items = rounded(read, places)
    about = (*(OF_BINS if of_bins else ()), *([f"Points are rounded to {places} decimals."] if items != read else []))
    title = Path(name).name.split(".")[0]
    document: dict[str, Any] = document_of(items, id_ or title, title)
    policy = from_dict(document, Scorecard)
    left = [f"item `{each.name}`: {note}" for each in items for note in each.notes]
    left += [f"points: rounded to {places} decimals; `--places` keeps others"] if items != read else []
    return ReadScorecard(policy, text_of(document, items, Path(name).name, about), tuple(left))
