"""Records made plainer need every fact that they keep, whatever shows what they are to show."""

from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from crmrules.analysis.plainer import plainer
from crmrules.expressions.tree import Value

NAMES = ("a", "b", "c", "d")
WHOLE: Mapping[str, Value] = dict.fromkeys(NAMES, 1234.567)
shows = st.tuples(*(st.sampled_from([None, 0, 1234.567]) for _ in NAMES))
"""A record, by the values of its facts."""


def shown_by(record: Mapping[str, Value]) -> tuple[Value, ...]:
    return tuple(record.get(name) for name in NAMES)


@given(st.frozensets(shows, max_size=40))
@example(frozenset({(1234.567, None, 1234.567, 1234.567), (None, None, 1234.567, 1234.567)}))
@example(frozenset({(1234.567, 1234.567, None, None), (0, 1234.567, None, None), (None, 1234.567, None, None)}))
def test_no_fact_of_a_plainer_record_can_be_left_out(showing: frozenset[tuple[Value, ...]]) -> None:
    """What shows it is any set of records: no more is asked of it than that the whole one is among them."""
    there = showing | {shown_by(WHOLE)}

    def holds(record: Mapping[str, Value]) -> bool:
        return shown_by(record) in there

    found = plainer(WHOLE, holds)
    assert holds(found)
    for name in found:
        assert not holds({other: value for other, value in found.items() if other != name})
