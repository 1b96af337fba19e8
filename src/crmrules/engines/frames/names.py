"""The missing facts of each row as a text."""

from functools import reduce
from itertools import product
from operator import add

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import POLARS, POLARS_LAZY, Backend
from crmrules.engines.frames.parts import Missing

_MOST_MASKED = 12
"""How many facts are told by a number that stands for a set of them: the texts of all sets are made beforehand."""


def names_of(missing: Missing, backend: Backend) -> nw.Expr:
    """The names of the missing facts, joined by commas; empty where none is."""
    if not missing:
        return nw.lit("", dtype=nw.String)
    if backend in (POLARS, POLARS_LAZY) and len(missing) <= _MOST_MASKED:
        return _by_mask(missing)
    named = [nw.when(where).then(nw.lit(name)) for name, where in missing.items()]
    return nw.concat_str(*named, separator=", ", ignore_nulls=True)


def _by_mask(missing: Missing) -> nw.Expr:
    """Joining texts row by row takes Polars some six times as long."""
    bits = [where.cast(nw.Int16) * 2**place for place, where in enumerate(missing.values())]
    texts = [
        ", ".join(name for name, is_in in zip(missing, reversed(chosen), strict=True) if is_in)
        for chosen in product((False, True), repeat=len(missing))
    ]
    mask: nw.Expr = reduce(add, bits)
    return mask.replace_strict(list(range(len(texts))), texts, return_dtype=nw.String)
