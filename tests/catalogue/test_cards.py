"""What the shipped scorecards and references hold to: figures, conflicts, and what is off until it is asked for."""

from collections.abc import Iterator

import pytest

import crmrules
from crmrules import Policy, Reference, Scorecard
from crmrules.definitions.parts import Origin
from crmrules.model.text import Text

REFERENCES = [id_ for id_ in crmrules.policies() if isinstance(crmrules.policy(id_, Policy), Reference)]
every_reference = pytest.mark.parametrize("id_", REFERENCES)


@every_reference
def test_nothing_with_a_caution_is_in_a_default_answer(id_: str) -> None:
    """Conflicts C11 and C12: what deceives or presses, or touches officials and gifts."""
    policy = crmrules.policy(id_, Reference)
    assert [] == [entry.id for entry in policy.entries() if entry.sensitive or entry.caution is not None]
    if policy.definition.speaks_of_records:
        told = policy.advise({})
        assert [] == [entry.id for entry in (*told.holds, *told.open) if entry.caution is not None]


@every_reference
def test_its_texts_stand_in_both_languages(id_: str) -> None:
    def texts() -> Iterator[Text | None]:
        definition = crmrules.policy(id_, Reference).definition
        for entry in definition.items:
            yield from (entry.title, entry.text, entry.advice, entry.caution, entry.reading)
        for figure in definition.figures:
            yield from (figure.title, figure.population, figure.reading)
        for attribute in definition.attributes.values():
            yield from (attribute.title, *attribute.values.values())

    assert [] == [text for text in texts() if text is not None and not (text.en and text.zh)]


def value(policy: str, figure: str) -> float:
    found = next(each for each in crmrules.policy(policy, Reference).figures if each.id == figure)
    assert isinstance(found.value, int | float)
    return found.value


def test_two_save_rates_are_of_two_populations() -> None:
    """Conflict C5: 41% of all requests at the counter, 62% of the cases of trained supervisors."""
    figures = {each.id: each for each in crmrules.policy("retention-figures", Reference).figures}
    assert (0.41, 0.62) == (figures["save-rate"].value, figures["supervisors-success"].value)
    assert figures["save-rate"].population != figures["supervisors-success"].population


def test_the_reasons_for_leaving_leave_three_in_a_hundred_out() -> None:
    figures = crmrules.policy("retention-figures", Reference).figures
    shares = [value("retention-figures", each.id) for each in figures if each.id.startswith("reason-")]
    assert [22, 16, 14, 12, 11, 5, 17] == shares
    assert 97 == sum(shares)


def test_bands_of_revenue_add_up_to_what_is_printed_of_all() -> None:
    """Row 0.42: the split of run-together figures is right, since totals and the weighted churn come out."""
    bands = ("600-up", "300-600", "200-300", "below-200")

    def each(what: str) -> list[float]:
        return [value("retention-figures", f"arpu-{band}-{what}") for band in bands]

    customers = each("customers")
    assert 771 == sum(customers)
    weighted = sum(count * churn for count, churn in zip(customers, each("churn"), strict=True)) / sum(customers)
    assert round(weighted, 2) == value("retention-figures", "arpu-churn")
    assert pytest.approx(sum(each("revenue"))) == value("retention-figures", "arpu-revenue")
    assert pytest.approx(sum(each("profit"))) == value("retention-figures", "arpu-profit")
    edges = crmrules.policy("arpu-bands")
    placed = edges.cut([]).decide_many({"arpu": average} for average in each("average"))
    assert list(bands) == [each.outcome for each in placed]


def test_whatever_is_inferred_says_how() -> None:
    for id_ in REFERENCES:
        for figure in crmrules.policy(id_, Reference).figures:
            assert figure.origin is Origin.SOURCE
            assert figure.certain or figure.reading is not None


@pytest.mark.parametrize(("number", "least", "most"), [("first", 26, 37), ("second", 48, 58), ("third", 48, 58)])
def test_the_minutes_of_a_round_add_up_to_what_the_plan_says(number: str, least: int, most: int) -> None:
    rounds = crmrules.policy("communication-rounds", Reference)
    place = ("first", "second", "third").index(number) + 1
    segments = rounds.entries(round=place, cautioned=True)
    minutes = [sum(value(rounds.id, f"{each.id}-{end}") for each in segments) for end in ("least", "most")]
    assert [least, most] == minutes


def test_fourteen_ways_to_find_customers_in_the_order_of_the_source() -> None:
    ways = crmrules.policy("prospecting-methods", Reference)
    assert 14 == len(ways.entries(cautioned=True))
    assert ("door-to-door", "rivals-customers") == tuple(ways.entries(cautioned=True)[place].id for place in (0, -1))


def test_no_result_is_promised_to_an_angry_customer_unasked() -> None:
    """Conflicts C14 and C17."""
    guide = crmrules.policy("complaint-guide", Reference)
    for complainant, words in (("emotional", "promise effort and a day"), ("prepared", "the record of the complaint")):
        advice = guide.advise({"complainant": complainant})
        assert complainant not in [entry.id for entry in (*advice.holds, *advice.open)]
        (held,) = [entry for entry in advice.withheld if entry.id == complainant]
        assert words in str(held.caution)


def test_officials_are_off_until_they_are_asked_for() -> None:
    big = crmrules.policy("big-customers", Reference)
    assert {"officials"} == {reason for entry in big.withheld(group="hidden") for reason in entry.sensitive}
    assert 4 == len(big.withheld(group="hidden"))
    assert 28 == len(big.entries(cautioned=True))


def test_readiness_and_signals_have_no_band() -> None:
    for id_, most in (("buying-signals", 6), ("relationship-depth", 9), ("customer-profile", 13)):
        score = crmrules.policy(id_).score({})
        assert (0, most, None, ()) == (score.low, score.high, score.band, score.definition.bands)


@pytest.mark.parametrize(("id_", "count"), [("will-power", 20), ("initiative", 9), ("humour", 20), ("confidence", 20)])
def test_quizzes_leave_their_questions_to_the_host(id_: str, count: int) -> None:
    quiz = crmrules.policy(id_, Scorecard)
    assert tuple(f"q{place}" for place in range(1, count + 1)) == quiz.slots
    assert () == quiz.with_questions(dict.fromkeys(quiz.slots, "Do you?")).slots


def test_every_answer_to_the_will_power_quiz_is_counted_the_other_way_round_in_every_second_question() -> None:
    quiz = crmrules.policy("will-power", Scorecard)
    for answer in range(1, 6):
        points = [each.points for each in quiz.score({f"q{place}": str(answer) for place in (1, 2)}).contributions]
        assert [6 - answer, answer] == points[:2]


def test_no_verdict_on_a_person_is_told_unasked() -> None:
    weak = crmrules.policy("initiative", Scorecard).score({f"q{place}": "B" for place in range(1, 10)})
    assert ("weak", None) == (weak.band, weak.advice)
    assert "heavily" not in weak.explain()
    assert weak.cautioned is not None


def test_more_humour_is_not_better() -> None:
    humour = crmrules.policy("humour", Scorecard)
    assert ["gives-joy", "too-much", "needs-lift", "hardly-smiles"] == [band.id for band in humour.bands]
    some = humour.score({f"q{place}": True for place in range(1, 16)})
    assert (75, 100, ("gives-joy", "too-much")) == (some.low, some.high, some.possible)
