"""What files of decision tables are called, and how large they may be."""

from os import PathLike, fspath

DMN, JDM = ".dmn", ".json"

MAX_BYTES = 5_000_000
"""The largest file of tables that is read; of DMN diagrams take most of one."""


def is_tables(path: object) -> bool:
    """Whether a path is that of a file of decision tables, or of a table in one, such as ``lending.dmn#Strategy``."""
    return isinstance(path, str | PathLike) and split(str(fspath(path)))[0].lower().endswith((DMN, JDM))


def split(path: str) -> tuple[str, str]:
    """The path of a file of tables, and the name of the table in it; empty where none is named."""
    for suffix in (DMN, JDM):
        at = path.lower().find(f"{suffix}#")
        if at >= 0:
            return path[: at + len(suffix)], path[at + len(suffix) + 1 :]
    return path, ""
