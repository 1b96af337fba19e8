"""Ranks that are found by ranges are those of the amounts in order."""

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from crmrules.engines.frames.ranges import Range
from crmrules.kinds.segmentation.buckets import Bucketed
from crmrules.kinds.segmentation.meaning import Ranked

AMOUNTS = st.lists(st.integers(-20, 20) | st.integers(-(10**18), 10**18), min_size=1, max_size=60)


def ranges_of(amounts: Sequence[int], parts: int) -> Iterator[Range]:
    """Amounts by ranges of the same width, the highest first."""
    least = min(amounts)
    width = -(-(max(amounts) - least + 1) // parts)
    for part in sorted({(each - least) // width for each in amounts}, reverse=True):
        own = [each for each in amounts if (each - least) // width == part]
        yield Range(min(own), max(own), len(own), sum(own))


def bucketed(amounts: Sequence[int], parts: int) -> Bucketed:
    sides = ([each for each in amounts if each > 0], [each for each in amounts if each <= 0])
    found = [next(ranges_of(side, 1)) for side in sides if side]
    return Bucketed(
        found, lambda wide: list(ranges_of([each for each in amounts if wide.least <= each <= wide.most], parts))
    )


@given(AMOUNTS, st.integers(2, 9), st.data())
def test_ranks_by_ranges_are_those_of_amounts_in_order(amounts: list[int], parts: int, data: st.DataObject) -> None:
    ranked, ranks = Ranked.of(amounts), bucketed(amounts, parts)
    assert (ranked.known, ranked.positive) == (ranks.known, ranks.positive)
    for _ in range(3):
        rank = data.draw(st.integers(1, len(amounts)))
        assert ranked.at(rank) == ranks.at(rank)
        assert ranked.sum_to(rank) == ranks.sum_to(rank)
        amount = data.draw(st.sampled_from(amounts)) + data.draw(st.integers(-1, 1))
        assert ranked.at_least(amount) == ranks.at_least(amount)
        total = ranked.sum_to(ranked.positive)
        if total:
            target = data.draw(st.integers(1, total))
            assert ranked.rank_reaching(target) == ranks.rank_reaching(target)
    assert (ranked.sum_to(0), ranked.sum_to(len(amounts))) == (ranks.sum_to(0), ranks.sum_to(len(amounts)))


def test_nobody_has_no_rank() -> None:
    nobody = Bucketed([], lambda wide: [wide])
    assert (nobody.known, nobody.positive, nobody.at_least(1), nobody.sum_to(0)) == (0, 0, 0, 0)
