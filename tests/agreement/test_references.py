"""Frames of every library say of each row which entries hold, as they do of a record alone."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Reference
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT
from tests.frames import MAKERS, to_arrow
from tests.populations import changed
from tests.references import WAYS

TYPES = {"distance": pa.float64(), "public": pa.bool_()}
WHENS = (
    "public",
    "distance > far",
    "known(distance) and not public",
    "distance / far <= far or public",
    "distance == far",
)
RECORDS = st.fixed_dictionaries(
    {
        "distance": st.none() | st.sampled_from([0.0, 100.0, 7.07, -0.0]) | st.floats(-1e6, 1e6),
        "public": st.none() | st.booleans(),
    }
)


@st.composite
def policies(draw: Any) -> Reference:
    """A reference whose entries hold under any conditions, some with a caution."""
    entries = [
        {"id": f"e{place}", "title": "Entry", "when": draw(st.sampled_from(WHENS))}
        | ({"caution": "Mind."} if draw(st.booleans()) else {})
        for place in range(draw(st.integers(1, 4)))
    ]
    far = {"far": {"value": draw(st.sampled_from([0, 7.07, 100]))}}
    return crmrules.from_dict(changed(WAYS, entry=entries, figure=[], parameters=far), Reference)


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_says_what_holds_of_each_record(library: str, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 10), suppress_health_check=PATIENT)
    @given(policies(), st.lists(RECORDS, max_size=20), st.booleans())
    def agree(policy: Reference, records: list[dict[str, Any]], cautioned: bool) -> None:
        columns = {name: pa.array([row[name] for row in records], type_) for name, type_ in TYPES.items()}
        table = pa.table(columns | {"row": pa.array(range(len(records)), pa.int32())})
        found = to_arrow(policy.apply(MAKERS[library](table), cautioned=cautioned)).to_pylist()
        expected = [each.columns for each in policy.advise_many(records, cautioned=cautioned)]
        rows = sorted(found, key=lambda row: row["row"])
        assert expected == [{name: row[name] for name in each} for row, each in zip(rows, expected, strict=True)]
        assert all(len(row) == len(each) + 3 for row, each in zip(rows, expected, strict=True))
        count.pairs += len(records)

    agree()
