"""Cuts, places and schedules in words: reviewed texts in both languages."""

import datetime
from typing import Any

import pytest

import crmrules
from crmrules.errors import LanguageError
from tests.populations import customers

D = datetime.date
TIERS = crmrules.policy("tiers")
CONTACT = crmrules.policy("contact-frequency")
CUTS = TIERS.cut(customers(700, 100, 60, 40, 30, 25, 20, -50, -100, -200, None))


def test_cuts_in_english() -> None:
    assert (
        CUTS.explain()
        == """\
80/20 customer tiers (tiers)
  10 customers ranked by Profit of the period (profit).
  Cut at shares of customers, the bands above counted in:
    Key customers (key)            20%  key_customers       as the source states
    Ordinary customers (ordinary)  50%  ordinary_customers  a default
  With no known Profit of the period (profit), and so in no band: 1.
  Bands, with the shares that came out
    band                               from  customers  of customers    total  of the total
    Key customers (key)              100.00          2         20.0%   800.00        82.05%
    Ordinary customers (ordinary)     30.00          3         30.0%   130.00        13.33%
    Small customers (small)        the rest          5         50.0%  -305.00       -31.28%
  Shares of the total are of the positive total; with what some lose they add up to 64.10%.
  80/20 holds here: the top 20% of customers bring 82.05% of the total.
  The unprofitable among the bottom 30% lose 350.00 together, 43.8% of what the top brings; the law says 50%.
  Bringing no profit: 3. Review each: potential first, then the service it gets."""
    )


def test_cuts_in_chinese() -> None:
    assert (
        CUTS.explain("zh")
        == """\
客户的级别（80/20法则）（tiers）
  10 位客户按本期创造的利润（profit）排序。
  按客户数的占比划分，含以上各级：
    关键客户（key）       20%  key_customers       原文所述
    普通客户（ordinary）  50%  ordinary_customers  默认值
  本期创造的利润（profit）未知、因而不归入任何级别的客户：1 位。
  级别与实际占比
    级别                    下限  客户数  客户占比     总额  总额占比
    关键客户（key）       100.00       2     20.0%   800.00    82.05%
    普通客户（ordinary）   30.00       3     30.0%   130.00    13.33%
    小客户（small）         其余       5     50.0%  -305.00   -31.28%
  总额占比以正值总额为基数，计入亏损后合计为 64.10%。
  80/20 法则在此成立：顶部 20% 的客户创造了总额的 82.05%。
  底部 30% 中的非盈利客户共亏损 350.00，相当于顶部利润的 43.8%；法则所述为 50%。
  不盈利的客户：3 位，需逐一复核：先看潜力，再看服务投入。"""
    )


def test_where_the_law_does_not_hold_it_is_said_plainly() -> None:
    said = TIERS.cut(customers(*range(1, 11))).explain().splitlines()
    assert said[-2:] == [
        "  80/20 does not hold here: the top 20% of customers bring 34.55% of the total, not 80%.",
        "  Nobody among the bottom 30% loses anything; the law says they consume 50% of what the top brings.",
    ]
    one = TIERS.cut(customers(80, 5, 5, 5, 5)).explain()
    assert "  80/20 holds here: the top 20% of customers bring 80.00% of the total." in one
    nobody = TIERS.cut([]).explain()
    assert "80/20 h" not in nobody
    assert "does not hold" not in nobody


@pytest.mark.parametrize(
    ("profits", "language", "told"),
    [
        (
            [5] * 10,
            "en",
            "80/20 does not hold here: the top 20% of customers bring 20.00% of the total, not 80%; with all who tie, "
            "10 of 10, they bring 100.00%.",
        ),
        (
            [5] * 10,
            "zh",
            "80/20 法则在此不成立：顶部 20% 的客户创造了总额的 20.00%，而非 80%；"
            "连同并列者（10 位中的 10 位）为 100.00%。",
        ),
        (
            [*[900] * 4, 5, 5, *[0] * 19],
            "en",
            "80/20 holds here: the top 20% of customers, 6 of 25 with those who tie, bring 100.00% of the total.",
        ),
        (
            [5, 4, 4, *[3] * 7],
            "en",
            "80/20 does not hold here: the top 20% of customers, 3 of 10 with those who tie, bring 38.24% of the "
            "total, not 80%.",
        ),
        (
            [*[100] * 195, *[80] * 5, *[6.25] * 791],
            "en",
            "80/20 does not hold here: the top 20% of customers bring 79.78% of the total, not 80%; with all who tie, "
            "200 of 991, they bring 80.10%.",
        ),
        (
            [*[100] * 195, *[80] * 5, *[6] * 791],
            "en",
            "80/20 holds here: the top 20% of customers bring 80.74% of the total.",
        ),
        ([-5, -7, 0], "en", "Nobody brings a profit, so there is nothing for 80/20 to be said of."),
        ([-5, -7, 0], "zh", "没有客户盈利，80/20 法则无从谈起。"),
    ],
)
def test_ties_and_losses_make_no_law(profits: list[float], language: Any, told: str) -> None:
    """Ten equal customers are the opposite of 80/20, though those who tie with the top two bring all there is."""
    assert f"  {told}" in TIERS.cut(customers(*profits)).explain(language).splitlines()


@pytest.mark.parametrize(
    ("profits", "language", "told"),
    [
        (
            [1, *[-1] * 8, -100],
            "en",
            "The unprofitable among the bottom 30%, 9 of 10 with those who tie, lose 108.00 together; the top brings "
            "nothing to set against it.",
        ),
        ([-5, -5, -7], "zh", "底部 30% 中的非盈利客户共亏损 7.00；顶部没有利润可以抵偿。"),
        (
            [90, -1, -1, -1, -1],
            "en",
            "The unprofitable among the bottom 30%, 4 of 5 with those who tie, lose 4.00 together, 4.4% of what the "
            "top brings; the law says 50%.",
        ),
    ],
)
def test_a_loss_is_set_against_what_the_top_brings(profits: list[int], language: Any, told: str) -> None:
    assert f"  {told}" in TIERS.cut(customers(*profits)).explain(language).splitlines()


def test_one_customer_is_one() -> None:
    said = TIERS.cut(customers(5)).explain().splitlines()
    assert "  1 customer ranked by Profit of the period (profit)." == said[1]


@pytest.mark.parametrize(
    ("profit", "language", "text"),
    [
        (30, "en", "tiers: ordinary - Ordinary customers\n"
                   "  profit = 30, reaches the 30.00 of ordinary, is below the 100.00 of key"),
        (-30, "en", "tiers: small - Small customers\n  profit = -30, is below the 30.00 of ordinary\n"
                    "  It brings no profit: review its potential first, then the service it gets."),
        (900, "zh", "tiers：key - 关键客户\n  profit = 900，达到 key 的下限 100.00"),
        (None, "en", "tiers: open - profit is unknown\n  To find out:\n    profit  Profit of the period"),
        (None, "zh", "tiers：未决 - profit 未知\n  需要查明：\n    profit  本期创造的利润"),
    ],
)  # fmt: skip
def test_the_place_of_a_customer(profit: int | None, language: Any, text: str) -> None:
    assert text == CUTS.decide({"profit": profit}).explain(language)


def test_a_schedule_in_english() -> None:
    facts = {"contact_class": "important", "last_call": D(2026, 1, 31), "customer_since": D(2026, 2, 1)}
    assert (
        CONTACT.due(facts, as_of=D(2026, 3, 3)).explain()
        == """\
contact-frequency: important - Important customers
  As of 2026-03-03
  Call: overdue by 3 days - was due on 2026-02-28
    Important customers are called every month. (important_call = 1 month, as the source states)
    Counted from the last contact, on 2026-01-31.
  Visit: ahead - due on 2026-05-01, in 59 days
    Important customers are visited every quarter. (important_visit = 3 months, as the source states)
    Never contacted: counted from customer_since, 2026-02-01."""
    )


def test_a_schedule_in_chinese() -> None:
    facts = {"contact_class": "small", "last_call": D(2026, 1, 31)}
    assert (
        CONTACT.due(facts, as_of=D(2026, 3, 3)).explain("zh")
        == """\
contact-frequency：small - 小客户
  截至 2026-03-03
  电话：可选，2027-01-31 起可联系
    小客户每年通话一次，也可以不打。（small_call = 1 年，原文所述）
    对原文的理解：四类客户列于“有计划地拜访关键客户”标题之下；普通与小客户亦在其列，故一并纳入（冲突 C1）。
    自最近一次联系（2026-01-31）起算。
  拜访：无需联系"""
    )


def test_an_open_schedule_asks() -> None:
    said = CONTACT.due({"contact_class": "ordinary", "last_call": D(2026, 3, 1)}, as_of=D(2026, 3, 3)).explain()
    assert said.splitlines()[6:] == [
        "  Visit: unknown",
        "    Ordinary customers are visited every year. (ordinary_visit = 1 year, as the source states)",
        "    Reading of the source: The classes stand under a heading that plans visits to key customers; ordinary and "
        "small ones are listed below it all the same, and are taken in (conflict C1).",
        "    There is no day to count from.",
        "  To find out:",
        "    customer_since  Customer since",
        "    last_visit      Last visit",
    ]
    unknown = CONTACT.due({"last_call": D(2026, 3, 1)}, as_of=D(2026, 3, 3)).explain()
    assert unknown.startswith("contact-frequency: the class is unknown\n")


def test_a_changed_interval_is_the_user_s_own() -> None:
    weekly = CONTACT.with_parameters(important_call=2)
    said = weekly.due({"contact_class": "important", "last_call": D(2026, 3, 1)}, as_of=D(2026, 5, 1)).explain()
    assert "(important_call = 2 months, your own)" in said
    assert "Call: due today" in said


def test_one_day_is_one() -> None:
    facts = {"contact_class": "important", "last_call": D(2026, 2, 2), "last_visit": D(2025, 12, 4)}
    said = CONTACT.due(facts, as_of=D(2026, 3, 3)).explain()
    assert "Call: overdue by 1 day - was due on 2026-03-02" in said
    assert "Visit: ahead - due on 2026-03-04, in 1 day\n" in said


def test_a_visit_that_counts_as_a_call_is_told_with_the_flag() -> None:
    counting = CONTACT.with_parameters(visit_counts_as_call=True)
    facts = {"contact_class": "important", "last_call": D(2026, 1, 1), "last_visit": D(2026, 2, 1)}
    said = counting.due(facts, as_of=D(2026, 3, 3))
    assert (
        "    Counted from 2026-02-01, a contact on another channel that counts here: Visit. "
        "(visit_counts_as_call = true, your own)"
    ) == said.explain().splitlines()[4]
    assert (
        "    自 2026-02-01 起算，该日另一渠道的联系在此计入：拜访。（visit_counts_as_call = 是，自定）"
        == said.explain("zh").splitlines()[4]
    )
    same_day = counting.due(facts | {"last_call": D(2026, 2, 1)}, as_of=D(2026, 3, 3))
    assert "Counted from the last contact, on 2026-02-01." in same_day.explain().splitlines()[4]


def test_cuts_of_nobody_say_why_a_customer_is_in_the_last_band() -> None:
    placed = TIERS.cut(customers(-5, 0)).decide({"profit": 5})
    assert (
        "tiers: small - Small customers\n  profit = 5, nobody brought a profit where the cuts were made"
        == placed.explain()
    )


def test_other_languages_are_refused() -> None:
    wrong: Any = "de"
    for explain in (CUTS.explain, CUTS.decide({"profit": 1}).explain):
        with pytest.raises(LanguageError):
            explain(wrong)
