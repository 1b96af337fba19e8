"""Libraries that come with extras of the package: what is said where one of them is not installed."""

from collections.abc import Generator
from contextlib import contextmanager

from crmrules.errors import EngineError

LIBRARIES = {
    "defusedxml": ("defusedxml", "dmn"),
    "holidays": ("holidays", "calendar"),
    "icalendar": ("icalendar", "calendar"),
    "jinja2": ("Jinja", "report"),
    "matplotlib": ("matplotlib", "report"),
    "polars": ("Polars", "cli"),
    "pydantic": ("Pydantic", "service"),
    "sqlglot": ("sqlglot", "sql"),
    "xlsxwriter": ("XlsxWriter", "cli"),
}
"""The name of each library, and the extra of `pyproject.toml` that brings it."""


@contextmanager
def needed(what: str) -> Generator[None, None, None]:
    """Around imports of such libraries: where one is not found, raises `EngineError` that tells what installs it.

    `what` is what cannot be had without it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = LIBRARIES.get((error.name or "").partition(".")[0])
        if library is None:
            raise
        name, extra = library
        raise EngineError.of(what, f"{name} is not installed", f'pip install "crmrules[{extra}]"') from None
