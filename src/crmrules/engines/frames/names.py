"""The missing facts of each row as a text."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend, Labelling
from crmrules.engines.frames.parts import Missing

_MOST_MASKED = 12
"""How many facts are told by a number that stands for a set of them: the texts of all sets are made beforehand."""


def names_of(missing: Missing, backend: Backend) -> nw.Expr:
    """The names of the missing facts, joined by commas; empty where none is.

    Where `is_masked`, for a Polars frame in memory, a number for each set of them, for `unmasked` to put into words.
    """
    if not missing:
        return nw.lit("", dtype=nw.String)
    if is_masked(missing, backend):
        return _mask(missing)
    if backend.labelling is Labelling.LITERALS and len(missing) <= _MOST_MASKED:
        texts = _texts(missing)
        return _mask(missing).replace_strict(list(range(len(texts))), texts, return_dtype=nw.String)
    return joined(missing, ", ")


def joined(texts: Missing, separator: str) -> nw.Expr:
    """Of each row the texts that hold there, in one."""
    if not texts:
        return nw.lit("", dtype=nw.String)
    named = [nw.when(where).then(nw.lit(text)) for text, where in texts.items()]
    return nw.concat_str(*named, separator=separator, ignore_nulls=True)


def is_masked(missing: Missing, backend: Backend) -> bool:
    """Whether `names_of` gives numbers."""
    return backend.gathers_names and 0 < len(missing) <= _MOST_MASKED


def unmasked(frame: Any, column: str, missing: Iterable[str]) -> Any:
    """A Polars frame in memory with the texts for the numbers in a column.

    Looking texts up by their places takes a fifth of the time that replacing takes, but is nothing for a lazy frame:
    Polars could not do it piece by piece.
    """
    import polars as pl

    return frame.with_columns(pl.lit(pl.Series(_texts(missing))).gather(pl.col(column)).alias(column))


def _mask(missing: Missing) -> nw.Expr:
    """Joining texts row by row takes Polars some six times as long."""
    none = nw.lit(0, dtype=nw.Int16)
    bits = [
        nw.when(where).then(nw.lit(1 << place, dtype=nw.Int16)).otherwise(none)
        for place, where in enumerate(missing.values())
    ]
    return reduce(add, bits)


def _texts(names: Iterable[str]) -> list[str]:
    """The text of every set of names, by its number."""
    texts = [""]
    for name in names:
        texts += [f"{text}, {name}" if text else name for text in texts]
    return texts
