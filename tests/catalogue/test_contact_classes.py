"""Conflict C1: the three tiers and the four classes of contact agree where both speak of the same customers."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import crmrules
from tests.populations import customers

TIERS = crmrules.policy("tiers")
CLASSES = crmrules.policy("contact-classes")
KEY = {"important", "secondary"}

AMOUNTS = st.none() | st.integers(-3, 8) | st.decimals(-50, 500, places=2)
HUNDREDTHS = st.lists(st.integers(1, 99), min_size=3, max_size=3).map(
    lambda drawn: [each / 100 for each in sorted(drawn)]
)


@given(st.lists(AMOUNTS, max_size=40), HUNDREDTHS)
def test_key_is_important_and_secondary_together_whatever_the_population(
    profits: list[Any], shares: list[float]
) -> None:
    important, key, ordinary = shares
    tiers = TIERS.with_parameters(key_customers=key, ordinary_customers=ordinary)
    classes = CLASSES.with_parameters(important_customers=important, key_customers=key, ordinary_customers=ordinary)
    population = customers(*profits)
    told = ["key" if each.outcome in KEY else each.outcome for each in classes.cut(population).decide_many(population)]
    assert [each.outcome for each in tiers.cut(population).decide_many(population)] == told


def test_both_policies_state_the_same_shares_for_the_bands_they_share() -> None:
    for name in ("key_customers", "ordinary_customers"):
        tier, class_ = TIERS.parameters[name], CLASSES.parameters[name]
        assert (tier.value, tier.unit, tier.origin) == (class_.value, class_.unit, class_.origin)
    titles = {band.id: band.title for band in CLASSES.bands}
    assert all(titles[band.id] == band.title for band in TIERS.bands if band.id in titles)
