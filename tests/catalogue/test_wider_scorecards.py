"""The scorecards of the wider systems: lists as long as in the sources, numbers on both sides, quizzes to both ends."""

from collections import Counter
from collections.abc import Callable

import pytest

from crmrules import Scorecard, policy
from crmrules.expressions.tree import names

ITEMS = {
    "crm-readiness": 13,
    "service-needs": 7,
    "conversation": 35,
    "account-health": 8 + 7 + 7,
    "account-manager-fit": 7,
    "goals": 2 + 6 + 1 + 3,
    "contests": 6 + 3 + 4,
}


@pytest.mark.parametrize("id_", ITEMS)
def test_scorecards_have_every_item_and_draw_no_line_that_the_source_does_not(id_: str) -> None:
    scorecard = policy(id_, Scorecard)
    assert (ITEMS[id_], ()) == (len(scorecard.definition.items), scorecard.bands)


@pytest.mark.parametrize(("years", "points"), [(2, 12), (3, 13), (5, 13), (6, 12)])
def test_a_vision_reaches_three_to_five_years(years: int, points: int) -> None:
    readiness = policy("crm-readiness", Scorecard)
    ready = {each.name: True for each in readiness.definition.facts.declared}
    assert points == readiness.score({**ready, "vision_years": years}).points


def test_advice_and_the_removal_of_doubts_are_wrong_while_one_listens_alone() -> None:
    """Conflict C15."""
    conversation = policy("conversation", Scorecard)
    said = {"advises": True, "removes_doubts": True}
    points = [
        sum(
            each.points or 0
            for each in conversation.score({**said, "customer_speaks": listening}).contributions
            if each.item in ("advises", "removes-doubts")
        )
        for listening in (True, False)
    ]
    assert [-2, 0] == points


def test_conversation_runs_from_twelve_below_to_twenty_three() -> None:
    score = policy("conversation", Scorecard).score({})
    assert (-12, 23) == (score.low, score.high)


def test_a_goal_of_exactly_twice_the_year_before_is_enough() -> None:
    goals = policy("goals", Scorecard)
    for goal, points in ((199, 0), (200, 1)):
        found = goals.score({"own_sales_last_year": 100, "own_sales_goal": goal}).contributions
        assert points == next(each.points for each in found if each.item == "sales-doubled")


def test_getting_even_is_no_driver_unless_a_house_says_so() -> None:
    goals = policy("goals", Scorecard)
    for allowed, points in ((goals, 0), (goals.with_parameters(rivalry=True), 1)):
        found = allowed.score({"second_driver": "rivalry"}).contributions
        assert points == next(each.points for each in found if each.item == "second-driver")


def answers(quiz: str, points: int) -> dict[str, str | bool]:
    """Answers that come to so many points: question by question as many as are still wanted."""
    found: dict[str, str | bool] = {}
    for place in range(1, len(policy(quiz, Scorecard).slots) + 1):
        name, left = f"q{place}", points - sum(POINTS[quiz](int(each[1:]), found[each]) for each in found)
        least = len(policy(quiz, Scorecard).slots) - place if quiz == "will-power" else 0
        options: tuple[str | bool, ...] = {"will-power": tuple("12345"), "initiative": tuple("ABC")}.get(
            quiz, (True, False)
        )
        fitting = [option for option in options if POINTS[quiz](place, option) <= left - least]
        found[name] = max(fitting, key=lambda option: POINTS[quiz](place, option))
    return found


POINTS: dict[str, Callable[[int, str | bool], int]] = {
    "will-power": lambda place, answer: int(answer) if place % 2 == 0 else 6 - int(answer),
    "initiative": lambda place, answer: (
        {"A": 2, "B": 1, "C": 0}[str(answer)] if place in (2, 3, 8, 9) else "ABC".index(str(answer))
    ),
    "humour": lambda place, answer: 5 * bool(answer),
    "confidence": lambda place, answer: 5 * (not answer),
}
"""The keys of the quizzes, as the slides print them."""

BANDS = {
    "will-power": {
        "very-strong": (81, 100),
        "fairly-strong": (61, 80),
        "ordinary": (41, 60),
        "fairly-weak": (21, 40),
        "very-weak": (20, 20),
    },
    "initiative": {"strong": (15, 18), "fine": (11, 14), "weak": (0, 10)},
    "humour": {"too-much": (85, 100), "gives-joy": (50, 80), "needs-lift": (30, 45), "hardly-smiles": (0, 25)},
    "confidence": {
        "sometimes-blind": (90, 100),
        "very-high": (80, 85),
        "normal": (70, 75),
        "rather-low": (60, 65),
        "not-enough": (50, 55),
        "very-low": (0, 45),
    },
}
"""The bands of the quizzes: the least and the most points that answers can come to in each."""


@pytest.mark.parametrize(
    ("quiz", "band", "points"),
    [
        (quiz, band, points)
        for quiz, bands in BANDS.items()
        for band, ends in bands.items()
        for points in dict.fromkeys(ends)
    ],
)
def test_a_quiz_has_its_bands_to_both_ends(quiz: str, band: str, points: int) -> None:
    score = policy(quiz, Scorecard).score(answers(quiz, points))
    assert (points, band) == (score.points, score.band)


@pytest.mark.parametrize(("answer", "points"), [("A", 8), ("B", 9), ("C", 10)])
def test_one_answer_to_every_question_on_initiative(answer: str, points: int) -> None:
    assert points == policy("initiative", Scorecard).score({f"q{place}": answer for place in range(1, 10)}).points


LISTS = {
    "crm-readiness": {"Principle": 1, "Method": 5, "Factor": 7},
    "conversation": {"Principle": 4, "Method": 6, "Answer": 4, "Avoid": 12, "Voice": 4, "Body": 5},
    "account-health": {"Pain": 8, "Cause": 7, "Pressure": 7},
    "goals": {"Requirement": 6},
    "contests": {"Contest": 6, "Upgrade": 3, "Retention": 4},
}
"""How many items of a scorecard each list of the source has, by the first word of their titles."""

PARTS = {
    ("crm-readiness", "integration"): 4,
    ("crm-readiness", "executive-support"): 3,
    ("crm-readiness", "organised-team"): 4,
    ("crm-readiness", "people"): 3,
    ("goals", "years-add-up"): 1 + 3,
    ("goals", "quarters-add-up"): 1 + 4,
    ("goals", "weeks-add-up"): 1 + 4,
}
"""How many facts an item asks for: the parts that the source lists, and of a sum the whole."""


@pytest.mark.parametrize("id_", LISTS)
def test_every_list_of_a_scorecard_is_as_long_as_in_the_source(id_: str) -> None:
    titles = [item.title.en for item in policy(id_, Scorecard).definition.items if item.title is not None]
    found = Counter(title.split()[0].rstrip(":") for title in titles)
    assert LISTS[id_] == {word: found[word] for word in LISTS[id_]}


@pytest.mark.parametrize(("id_", "item"), PARTS)
def test_an_item_asks_for_every_part(id_: str, item: str) -> None:
    (found,) = [each for each in policy(id_, Scorecard).definition.items if each.id == item]
    assert found.when is not None
    assert PARTS[id_, item] == len(names(found.when))


@pytest.mark.parametrize(("years", "points"), [(2, 0), (3, 1), (10, 1), (11, 0)])
def test_goals_reach_three_to_ten_years(years: int, points: int) -> None:
    found = policy("goals", Scorecard).score({"goal_horizon": years}).contributions
    assert points == next(each.points for each in found if each.item == "horizon")
