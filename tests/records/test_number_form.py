"""Numbers as people write them: exactly what is written, or an error that names the form."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.expressions.accept import Refused
from crmrules.expressions.types import NUMBER
from crmrules.records.cells import read_cell
from crmrules.records.number_form import COMMON, NumberForm, number_remedy

AMERICAN = NumberForm(thousands=",", currency=("$", "USD"), percent=True, parentheses=True)
GERMAN = NumberForm(decimal=",", thousands=".", currency=("€",))
CHINESE = NumberForm(thousands=",", currency=("¥", "元"), percent=True, parentheses=True, myriads=True)


@pytest.mark.parametrize(
    ("form", "text", "number"),
    [
        (AMERICAN, "1,234.50", "1234.50"),
        (AMERICAN, "1234.50", "1234.50"),
        (AMERICAN, "$500", "500"),
        (AMERICAN, "500 USD", "500"),
        (AMERICAN, "-$ 500", "-500"),
        (AMERICAN, "$-500", "-500"),
        (AMERICAN, "(200)", "-200"),
        (AMERICAN, "($1,200.00)", "-1200.00"),
        (AMERICAN, "$(1,200)", "-1200"),
        (AMERICAN, "12%", "0.12"),
        (AMERICAN, "(12.5 %)", "-0.125"),
        (AMERICAN, "12", "12"),
        (AMERICAN, ".5", "0.5"),
        (AMERICAN, "+7e2", "700"),
        (GERMAN, "1.234,50", "1234.50"),
        (GERMAN, "1.234.567", "1234567"),
        (GERMAN, "3,5 €", "3.5"),
        (NumberForm(thousands=" "), "1\u202f234\xa0567", "1234567"),
        (NumberForm(thousands="'"), "1’234.5", "1234.5"),
        (NumberForm(currency=("¥", "元")), "¥500", "500"),
        (NumberForm(currency=("¥", "元")), "500元", "500"),
        (CHINESE, "68.5万", "685000"),
        (CHINESE, "-0.6 萬", "-6000"),
        (CHINESE, "1.2亿", "120000000"),
        (CHINESE, "1,234.5万元", "12345000"),
        (CHINESE, "(3億元)", "-300000000"),
        (CHINESE, "500元", "500"),
        (CHINESE, "12%", "0.12"),
        (NumberForm(decimal=",", myriads=True), "0,1万", "1000"),
    ],
)
def test_a_number_is_the_decimal_that_is_written(form: NumberForm, text: str, number: str) -> None:
    assert Decimal(number) == form.read(text)


@pytest.mark.parametrize(
    "text",
    ["1,23,4", "1,2345", ",234", "12,34", "1234,567", "(-2)", "--2", "$", "$5%", "5.", "1.2.3", "(3", "3)", "$$3",
     "5 $ USD", "٣", "３", "0x10", "inf", "nan", "1_000", "12%%", "1e3%", ""],
)  # fmt: skip
def test_whatever_is_not_of_the_form_is_refused(text: str) -> None:
    assert AMERICAN.find(text) is None
    with pytest.raises(Refused, match="is no number as the binding writes them"):
        AMERICAN.read(text)


@pytest.mark.parametrize("text", ["万", "3万5", "3万亿", "3万万", "3元万", "1e3万", "3万%", "三万", "1,23万"])
def test_only_a_number_written_in_digits_is_of_ten_thousands(text: str) -> None:
    assert CHINESE.find(text) is None


def test_thousands_that_are_misplaced_are_told_apart() -> None:
    with pytest.raises(Refused) as caught:
        AMERICAN.read("1,23,4")
    assert caught.value.remedy == '"," parts groups of three digits: mend it, or change `number`'


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("1,234.50", ['{ thousands = "," }']),
        ("1,234", ['{ thousands = "," }', '{ decimal = "," }']),
        ("1.234,50", ['{ decimal = ",", thousands = "." }']),
        ("¥1,234.50", ['{ thousands = ",", currency = "¥" }']),
        ("(¥1,234.50)", ['{ thousands = ",", currency = "¥", parentheses = "negative" }']),
        ("1\u2009234,5", ['{ decimal = ",", thousands = " " }']),
        ("¥500", ['{ currency = "¥" }']),
        ("(200)", ['{ parentheses = "negative" }']),
        ("12%", ["{ percent = true }"]),
        ("68.5万", ["{ myriads = true }"]),
        ("¥1,234万", ['{ thousands = ",", currency = "¥", myriads = true }']),
        ("1,23,4", []),
        ("many", []),
    ],
)
def test_what_looks_like_a_number_is_told_with_the_forms_that_would_read_it(text: str, ways: list[str]) -> None:
    assert number_remedy(text).partition("written: ")[2] == " or ".join(f"`number = {each}`" for each in ways)
    with pytest.raises(Refused) as caught:
        read_cell(text, NUMBER)
    assert all(each in caught.value.remedy for each in ways)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2))
def test_what_spreadsheets_write_is_read_back(number: Decimal) -> None:
    written = f"{number:,.2f}"
    assert number == NumberForm(thousands=",").read(written)
    assert number == GERMAN.read(written.translate(str.maketrans(",.", ".,")))
    assert number / 100 == AMERICAN.read(f"{written}%")


@given(st.text(alphabet="0123456789.,-+()%¥ eE'", max_size=12))
def test_the_common_forms_read_only_what_they_write(text: str) -> None:
    for form in COMMON:
        number = form.find(text)
        assert number is None or abs(number) == abs(Decimal(number)), (form, text)
