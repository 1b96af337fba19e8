"""Texts as columns: whether one holds another, and small letters."""

from functools import partial
from typing import Any, assert_never

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.stages import Stages
from crmrules.expressions.functions import Asking


def asked(function: Asking, text: nw.Expr, sought: nw.Expr | str) -> nw.Expr:
    """Whether a text holds, begins or ends with another, which the backend can look for."""
    match function:
        case "contains":
            return text.str.contains(sought, literal=True)
        case "starts_with":
            return text.str.starts_with(sought)
        case "ends_with":
            return text.str.ends_with(sought)
        case _:
            assert_never(function)


def asked_by_python(function: Asking, text: nw.Expr, sought: nw.Expr, stages: Stages, level: int) -> nw.Expr:
    """The same where the backend looks for the same text in all rows only; to be read two levels above the texts."""
    # no sign between the two could tell where the one ends: a text may hold any
    joined = stages.place(nw.concat_str(text.str.len_chars().cast(nw.String), nw.lit(":"), text, sought), level)
    found = stages.place(joined.map_batches(partial(_among, function), return_dtype=nw.Boolean()), level + 1)
    return nw.when(~joined.is_null()).then(found)


def lowered(text: nw.Expr, backend: Backend) -> nw.Expr:
    """A text in small letters, as `expressions.evaluate.lowered` has them."""
    if not backend.lowers_letters:
        text = text.str.replace_all("İ", "i", literal=True).str.replace_all("Σ", "σ", literal=True)
    return text.str.to_lowercase()


def _among(function: Asking, joined: Any) -> Any:
    """Of a series of such pairs whether it is so, each pair looked at once."""
    return joined.is_in([each for each in {*joined.to_list()} - {None} if _is_so(function, each)] or [""])


def _is_so(function: Asking, joined: str) -> bool:
    length, _, both = joined.partition(":")
    text, sought = both[: int(length)], both[int(length) :]
    match function:
        case "contains":
            return sought in text
        case "starts_with":
            return text.startswith(sought)
        case "ends_with":
            return text.endswith(sought)
        case _:
            assert_never(function)
