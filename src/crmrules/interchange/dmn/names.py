"""What the names of DMN files look like."""

from os import PathLike, fspath

SUFFIX = ".dmn"


def is_dmn(path: object) -> bool:
    """Whether a path is that of a DMN file, or of a table in one, such as ``lending.dmn#Strategy``."""
    return isinstance(path, str | PathLike) and split(str(fspath(path)))[0].lower().endswith(SUFFIX)


def split(path: str) -> tuple[str, str]:
    """The path of a DMN file, and the name of the table in it; empty where none is named."""
    at = path.lower().find(f"{SUFFIX}#")
    return (path, "") if at < 0 else (path[: at + len(SUFFIX)], path[at + len(SUFFIX) + 1 :])
