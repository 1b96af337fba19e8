"""A policy over one fact, by which it is seen how a column of a frame is read."""

import datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from crmrules import Binding, from_dict
from crmrules.errors import RecordError
from tests.frames import rows_of
from tests.policies import table

AS_OF = datetime.date(2026, 6, 30)

CONDITIONS = {
    "bool": "f",
    "integer": "f >= 1",
    "number": "f >= 1",
    "money": "f >= 1",
    "text": 'f == "a"',
    "date": "f < as_of",
}


def says(kind: str, frame: Any, bind: Binding | None = None, **options: Any) -> list[Any]:
    """What a policy over one fact of a kind says of each row."""
    document = table("first", (CONDITIONS[kind], "yes"), facts={"f": {"type": kind}}, default="no")
    as_of = AS_OF if kind == "date" else None
    found = from_dict(document).apply(frame, bind=bind, as_of=as_of, **options)
    match found:
        case pl.LazyFrame():
            return found.collect()["table"].to_list()
        case pl.DataFrame():
            return found["table"].to_list()
        case pd.DataFrame():
            return [None if each is np.nan else each for each in found["table"]]
        case _:
            return [row["table"] for row in rows_of(found)]


def refused(kind: str, frame: Any, **options: Any) -> str:
    with pytest.raises(RecordError) as caught:
        says(kind, frame, **options)
    return str(caught.value)
