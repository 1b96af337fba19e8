"""Errors: the path, what is wrong, the remedy; several at once."""

import pickle

import pytest

from crmrules import errors
from crmrules.errors import CrmRulesError, ExpressionError, PolicyError, Problem, did_you_mean, nearest, under

SUBCLASSES = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, CrmRulesError)]


def test_a_problem_reads_as_path_message_and_remedy() -> None:
    assert "rule `r`: is wrong; mend it" == str(Problem("rule `r`", "is wrong", "mend it"))
    assert "rule `r`: is wrong" == str(Problem("rule `r`", "is wrong"))
    assert "is wrong; mend it" == str(Problem("", "is wrong", "mend it"))


@pytest.mark.parametrize("long", ["x" * 1_000_000, "x y" * 100])
def test_what_is_too_long_for_a_name_is_cut_where_it_is_told(long: str) -> None:
    problem = Problem(f"policy `{long}`", f"is not `{long}`", "mend it")
    assert f"policy `{long[:57]}...`: is not `{long[:57]}...`; mend it" == str(problem)
    assert f"policy `{long}`" == problem.path


def test_a_path_without_quotes_is_cut_and_a_long_one_is_not() -> None:
    assert f"{'x' * 57}... is not there" == str(Problem("", f"{'x' * 4_000}.csv is not there"))
    path = "/".join(["directory"] * 30)
    assert f"{path}: `{path[:150]}`" == str(Problem(path, f"`{path[:150]}`"))


def test_an_outer_path_comes_first() -> None:
    inner = Problem("column 8", "is wrong")
    assert Problem("rule `r`, column 8", "is wrong") == inner.under("rule `r`")
    assert inner == inner.under("")
    assert Problem("rule `r`", "is wrong") == Problem("", "is wrong").under("rule `r`")


@pytest.mark.parametrize("error", SUBCLASSES, ids=lambda error: error.__name__)
def test_every_error_is_one_of_the_library_and_survives_pickling(error: type[CrmRulesError]) -> None:
    raised = error.of("here", "is wrong", "mend it")
    again = pickle.loads(pickle.dumps(raised))
    assert type(raised) is type(again)
    assert raised.problems == again.problems
    assert str(raised) == str(again) == "here: is wrong; mend it"
    assert error.__doc__


def test_a_path_is_added_to_an_error_that_passes_through_and_its_class_is_kept() -> None:
    with pytest.raises(ExpressionError) as caught, under("outer"), under("inner"):
        raise ExpressionError([Problem("a", "x"), Problem("b", "y")])
    assert "outer, inner, a: x\nouter, inner, b: y" == str(caught.value)
    assert isinstance(caught.value, PolicyError)


def test_a_path_is_added_to_errors_of_one_class_alone() -> None:
    with pytest.raises(PolicyError, match=r"^a: x$"), under("outer", ExpressionError):
        raise PolicyError.of("a", "x")


def test_other_exceptions_pass_through_untouched() -> None:
    with pytest.raises(KeyError), under("outer"):
        raise KeyError("x")


@pytest.mark.parametrize(
    ("word", "known", "remedy"),
    [
        ("teir", ["tier", "time"], "did you mean `tier`?"),
        ("xyz", ["tier", "bill"], "known are `tier`, `bill`"),
        ("xyz", [], ""),
        ("xyz", [f"n{n}" for n in range(13)], ""),
        (5, ["tier"], "known are `tier`"),
        ([], ["tier"], "known are `tier`"),
    ],
)
def test_a_misspelt_word_is_told_its_nearest_or_all_there_are(word: object, known: list[str], remedy: str) -> None:
    assert remedy == did_you_mean(word, known)


def test_what_would_move_a_terminal_is_escaped() -> None:
    problem = Problem("a.csv, row 2", 'value "\x1b[2J\n甲\u202e"', "")
    assert str(problem) == 'a.csv, row 2: value "\\x1b[2J\\n甲\\u202e"'


@pytest.mark.parametrize("word", ["Need", "NEED", "need ", "need\u200b", "nead"])
def test_the_nearest_word_is_found_whatever_its_case_blanks_and_marks(word: str) -> None:
    assert "did you mean `need`?" == did_you_mean(word, ["money", "need"])


@pytest.mark.parametrize("word", ["Bill Average", "bill-average", "BILL_AVERAGE", " bill  average"])
def test_words_may_be_joined_in_any_way(word: str) -> None:
    assert "bill_average" == nearest(word, ["bill", "bill_average"])


@pytest.mark.parametrize("word", ["", "x", 5, None, ["need"], "telephone"])
def test_nothing_near_is_nothing(word: object) -> None:
    assert nearest(word, ["money", "need"]) is None
