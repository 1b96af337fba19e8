"""Sentences: placeholders are plain names with plain formats, and what is accepted can be formatted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.definitions.templates import Piece, check, split
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.types import DATE, INTEGER, NUMBER, TEXT, Kind, Type

SCOPE: dict[str, Type | None] = {"n": INTEGER, "x": NUMBER, "bill": Type(Kind.MONEY), "word": TEXT, "day": DATE}
GOOD = ["", "d", ",d", ",", "f", ".2f", ",.2f", "g", ",.3g", "%", ".0%", ",.1%"]
BAD = [".2", ".2d", ",.2", ".２f", ">10", "+", "08.2f", "e", "s", "x", "c", "n", "_", "{n}", ".100f", "r", " "]


def test_a_sentence_is_split_into_text_and_placeholders() -> None:
    assert [Piece("The bill of ", "bill", ".2f"), Piece(" fell.")] == split("The bill of {bill:.2f} fell.")
    assert "{n}" == "".join(piece.text for piece in split("{{n}}"))
    assert [] == split("")


@pytest.mark.parametrize("spec", GOOD)
@given(whole=st.integers(-MAX_WHOLE, MAX_WHOLE), number=st.floats(allow_nan=False, allow_infinity=False))
def test_every_accepted_format_can_format_what_it_is_accepted_for(spec: str, whole: int, number: float) -> None:
    assert [] == check(f"{{n:{spec}}}", SCOPE)
    assert format(whole, spec)
    if "d" not in spec:
        # a number may be whole in Python: that is what `min` of a whole one and another gives
        assert [] == check(f"{{x:{spec}}}{{bill:{spec}}}", SCOPE)
        assert format(number, spec)


@pytest.mark.parametrize("spec", BAD)
def test_other_formats_are_refused(spec: str) -> None:
    (problem,) = check(f"{{n:{spec}}}", SCOPE)
    assert f"placeholder `{{n:{spec}}}` has no plain format" == problem.message


@pytest.mark.parametrize(
    "placeholder", ["{}", "{0}", "{n.real}", "{n[0]}", "{n.__class__}", "{n!r}", "{n!s:d}", "{ n}", "{a b}"]
)
def test_a_placeholder_is_never_an_attribute_an_index_or_a_conversion(placeholder: str) -> None:
    (problem,) = check(f"So {placeholder}.", SCOPE)
    assert problem.message.endswith("is no plain name")
    assert "write `{fact}` or `{fact:.0%}`, and `{{` for a brace" == problem.remedy


@pytest.mark.parametrize("sentence", ["{", "}", "{n", "n}", "{n!}", "{n:{}}", "{{n}", "{n:"])
def test_braces_have_to_match(sentence: str) -> None:
    assert 1 == len(check(sentence, SCOPE))


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("{nn}", "unknown fact `nn`"),
        ("{word:.2f}", "`{word:.2f}` formats text as a number"),
        ("{day:d}", "`{day:d}` formats date as a number"),
        ("{x:d}", "`{x:d}` formats number as a whole number"),
        ("{bill:,d}", "`{bill:,d}` formats money as a whole number"),
    ],
)
def test_a_format_fits_the_type(sentence: str, message: str) -> None:
    assert [message] == [problem.message for problem in check(sentence, SCOPE)]


@given(st.text(alphabet="{}!:.[]nx%df,0 ", max_size=12))
def test_any_sentence_is_read_or_refused(sentence: str) -> None:
    for problem in check(sentence, SCOPE):
        assert problem.message
