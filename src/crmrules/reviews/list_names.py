"""What the files of lists are called."""

from collections.abc import Iterable, Sequence
from pathlib import Path

LIST_FORMS = ("xlsx", "csv")
"""What lists are written as."""

WORKBOOK = "lists.xlsx"
"""The workbook that holds all of them."""


def csv_name(policy: str) -> str:
    """The file of the list of a policy, by its id."""
    return f"{policy}.csv"


def list_files(policies: Iterable[str], forms: Sequence[str]) -> list[str]:
    """The names of the files that the lists of some policies come to, by the ids of these."""
    workbook = [WORKBOOK] if "xlsx" in forms else []
    return [*workbook, *(csv_name(id_) for id_ in policies if "csv" in forms)]


def left_over(directory: Path, policies: Iterable[str], written: Iterable[str]) -> list[Path]:
    """The lists of some policies that lie in a directory, and are not among those just written."""
    others = {*list_files(policies, LIST_FORMS)} - {*written}
    return [directory / name for name in sorted(others) if (directory / name).is_file()]
