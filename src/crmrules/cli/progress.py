"""How far the reading of a file has come, for whoever looks on."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crmrules.cli.common import console
from crmrules.model.text import units

Count = Callable[[int], None]
"""Is told how many rows have been read."""

EVERY = 10_000
"""After so many rows it is told again."""


@contextmanager
def counting(title: str) -> Generator[Count, None, None]:
    """A function that is told how many rows have been read; it shows them on a terminal, and nowhere else."""
    out = console(error=True)
    if not out.is_terminal:
        yield lambda rows: None
        return
    shown = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*shown, console=out, transient=True) as progress:
        task = progress.add_task(title, total=None)

        def count(rows: int) -> None:
            progress.update(task, description=f"{title}: {rows:,} {units(rows, 'rows')}")

        yield count
