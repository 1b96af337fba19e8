"""Reviews: what runs and what is left out, what is counted, and that nothing is told of what nobody knows."""

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules import Binding, Policy, Review, review
from crmrules.errors import BindingError, EngineError, LanguageError
from crmrules.kinds.cadence.planned import OVERDUE, WEEKS
from crmrules.kinds.cadence.review import CadencePart
from crmrules.kinds.decision.counting import tally
from crmrules.kinds.decision.review import DecisionPart
from crmrules.kinds.decision.summary import Tally
from crmrules.kinds.reference.review import ReferencePart
from crmrules.kinds.scorecard.review import ScorecardPart
from crmrules.kinds.segmentation.review import SegmentationPart
from tests.policies import EARLY_WARNING

D = datetime.date
DAY = D(2026, 11, 1)
CUSTOMERS = Path(__file__).parents[2] / "examples" / "customers.csv"


def customers() -> pl.DataFrame:
    return pl.read_csv(CUSTOMERS, try_parse_dates=True)


@pytest.fixture(scope="module")
def whole() -> Review:
    return review(customers(), as_of=DAY)


def test_every_policy_with_a_fact_runs_and_its_columns_stand_beside_the_customers(whole: Review) -> None:
    ran, left_out = {part.policy.id for part in whole.parts}, {each.policy.id for each in whole.left_out}
    assert {"tiers", "contact-classes", "contact-frequency", "man", "retention-ladder"} <= ran
    assert (500, set(crmrules.policies())) == (whole.rows, ran | left_out)
    there = set(customers().columns)
    without = [each.policy.definition for each in whole.left_out if each.absent]
    assert [] == [each.id for each in without if each.reads & there]
    columns = whole.frame.collect_schema().names()
    assert columns[: len(customers().columns)] == customers().columns
    assert {"tiers", "contact_classes", "man", "retention_ladder_missing", "next_call_due"} <= set(columns)


def test_shipped_policies_stand_in_the_order_of_work_and_others_in_theirs() -> None:
    ran = [part.policy.id for part in review(customers(), as_of=DAY).parts]
    work = ("man", "tiers", "contact-frequency", "early-warning", "retention-ladder", "complaint-guide")
    there = [id_ for id_ in work if id_ in ran]
    assert len(there) > 2
    assert there == [id_ for id_ in ran if id_ in work]
    asked: list[Policy[Any]] = [crmrules.policy("tiers"), crmrules.policy("man")]
    assert ["tiers", "man"] == [part.policy.id for part in review(customers(), policies=asked).parts]


def test_the_numbers_are_those_of_the_records_one_by_one(whole: Review) -> None:
    records = customers().to_dicts()
    placed = crmrules.policy("tiers").cut(records).decide_many(records)
    # what reads the tier is told it: the review cuts it first
    records = [{**record, "tier": each.outcome} for record, each in zip(records, placed, strict=True)]
    for part in whole.parts:
        match part:
            case DecisionPart():
                counted = Tally()
                for decision in part.policy.decide_many(records, as_of=DAY):
                    counted.add(decision)
                assert counted == part.tally
                fired = Counter(
                    rule for each in part.policy.decide_many(records, as_of=DAY) if each.certain for rule in each.fired
                )
                cautioned = [rule.id for rule in part.policy.definition.rules if rule.caution is not None]
                decided = [each.fired for each in part.policy.decide_many(records, as_of=DAY)]
                expected = {id_: sum(id_ in each for each in decided) for id_ in cautioned}
                assert expected == {each.rule.id: each.count for each in part.cautions}
                if part.policy.id == "man":
                    assert fired == Counter({each.rule.id: each.count for each in part.reasons})
            case SegmentationPart():
                assert part.policy.cut(records, as_of=DAY) == part.cuts
            case CadencePart():
                cuts = crmrules.policy("contact-classes").cut(records, as_of=DAY)
                schedules = part.policy.due_many(records, as_of=DAY, cuts=cuts)
                for channel in part.channels:
                    contacts = [each[channel.channel] for each in schedules]
                    assert Counter(each.status.value for each in contacts) == channel.statuses
                    late = [each.overdue_days or 0 for each in contacts]
                    assert channel.overdue == tuple(sum(a <= days <= (b or 10**9) for days in late) for a, b in OVERDUE)
                    ahead = [
                        (each.next_due - DAY).days // 7
                        for each in contacts
                        if each.next_due is not None and each.status.value in ("ahead", "due-today")
                    ]
                    assert channel.weeks[:WEEKS] == tuple(ahead.count(week) for week in range(WEEKS))
                    assert channel.weeks[WEEKS] == sum(week >= WEEKS for week in ahead)
                assert part.policy.workload(records, cuts=cuts) == part.workload
            case ReferencePart():
                told = part.policy.advise_many(records)
                assert part.holds == {id_: sum(each.truths[id_] is True for each in told) for id_ in part.holds}
                assert part.may == {id_: sum(each.truths[id_] is None for each in told) for id_ in part.may}
            case _:
                pytest.fail("a part of no kind that is known")


def test_a_policy_without_a_fact_is_left_out_and_says_which_it_lacks() -> None:
    found = review(customers().select("customer_id", "money", "profit"))
    assert ["man", "tiers", "contact-classes"] == [part.policy.id for part in found.parts]
    assert {"contact-frequency", "retention-ladder"} <= {each.policy.id for each in found.left_out}
    assert {"none of its facts has a column or is bound"} == {
        each.why.en for each in found.left_out if each.policy.definition.speaks_of_records
    }
    assert ("authority", "need") == next(part.absent for part in found.parts if part.policy.id == "man")
    said = found.explain()
    assert f"none of its facts has a column or is bound ({len(found.left_out) - len(looked_up(found))}): " in said
    assert "`crmrules bind FILE` looks at a file" in said
    few = review(
        customers().select("customer_id", "profit"), policies=[crmrules.policy("tiers"), crmrules.policy("man")]
    )
    assert "its facts are Has a certain purchasing power (money)" in few.explain()


def looked_up(found: Review) -> list[str]:
    return [each.policy.id for each in found.left_out if not each.absent]


def test_a_policy_that_reads_no_fact_runs_on_everybody() -> None:
    always = crmrules.loads(
        """
        format = 1
        id = "always"
        version = "1"
        title = "Always"
        hit = "first"
        outcome = [{ id = "yes", title = "Yes" }]
        rule = [{ id = "r", when = "true", then = "yes", because = "so it is" }]
        """
    )
    found = review(customers(), policies=[always])
    assert ["always"] == [part.policy.id for part in found.parts]
    assert not found.left_out


def test_of_two_that_plan_contacts_on_one_channel_the_first_runs(whole: Review) -> None:
    (left_out,) = (each for each in whole.left_out if each.policy.id == "key-person-standards")
    assert "it plans contacts that `contact-frequency` plans, too: review by it alone" == left_out.why.en
    alone = review(customers(), policies=[crmrules.policy("key-person-standards")], as_of=DAY)
    assert "key-person-standards" in [each.policy.id for each in alone.parts]


def test_a_cadence_without_a_day_is_left_out() -> None:
    found = review(customers(), policies=[crmrules.policy("contact-frequency"), crmrules.policy("man")])
    assert ["contact-frequency"] == [each.policy.id for each in found.left_out]
    assert "Graded contact frequency (contact-frequency): it depends on the day" in found.explain()


def test_a_class_that_the_file_has_is_taken_before_that_of_a_cut() -> None:
    frame = customers().with_columns(contact_class=pl.lit("small"))
    part = next(part for part in review(frame, as_of=DAY).parts if isinstance(part, CadencePart))
    assert ("", 500) == (part.class_from, part.channels[0].statuses["optional"])


def test_a_cadence_brings_the_segmentation_that_gives_its_classes() -> None:
    alone = review(customers(), policies=[crmrules.policy("contact-frequency")], as_of=DAY)
    assert ["contact-classes", "contact-frequency"] == [part.policy.id for part in alone.parts]
    classed = customers().with_columns(contact_class=pl.lit("small"))
    assert 1 == len(review(classed, policies=[crmrules.policy("contact-frequency")], as_of=DAY).parts)


def test_nothing_is_tabled_where_nothing_is_known() -> None:
    nobody = pl.DataFrame({"profit": [None, None], "money": [None, None], "last_call": [None, None]})
    found = review(nobody, as_of=DAY)
    assert all(part.is_open for part in found.parts)
    html = found.to_html()
    assert html.count("Nothing can be said of any customer") == 4
    assert "<table" in html  # what to find out
    assert "Outcomes" not in html
    assert "Bands, with the shares" not in html
    assert "Contacts by week" not in html


def test_nobody_is_to_be_visited_first_of_whom_no_column_tells_the_last_visit() -> None:
    found = review(customers().drop("last_visit"), policies=[crmrules.policy("contact-frequency")], as_of=DAY)
    first, _, others = found.explain().partition("Classes of graded contact (contact-classes)")
    assert "Call overdue" in first
    assert "Visit overdue" not in first
    assert "Visit: no column tells when the last one was. The intervals of " in others
    assert "Visit, customers never contacted" not in others
    notes = found.worklist("contact-frequency").select("contact", "note").unique().collect().rows()
    assert {"never contacted", None} == {note for contact, note in notes if contact == "Call"}
    assert {"last contact not known", None} == {note for contact, note in notes if contact == "Visit"}


def test_what_is_unknown_of_everybody_is_asked_for_once() -> None:
    frame = pl.DataFrame({"tenure_months": [5, 20, 30]})
    told = review(frame, policies=[crmrules.policy("lifecycle")]).explain()
    assert 1 == told.count("Mean volume of the months before it (volume_average)")
    assert "What to find out" not in told.partition("Nothing can be said of any customer")[2]


def test_of_customers_of_whom_nothing_is_known_none_is_said_to_be_quiet() -> None:
    frame = pl.DataFrame({"bill": [50.0, 60.0], "bill_average": [80.0, 60.0]})
    told = review(frame, policies=[crmrules.policy("retention-ladder")])
    assert "Nobody can tell what is urgent" in told.explain()
    assert "Nothing is urgent" not in told.explain()


def test_no_customer_at_all_is_a_review_too() -> None:
    found = review(customers().clear(), as_of=DAY)
    assert 0 == found.rows
    assert "Nothing is urgent." in found.explain()
    assert "暂无紧急事项。" in found.to_html("zh")


def test_bindings_serve_every_policy() -> None:
    frame = pl.DataFrame({"margin": [5.0, 3.0], "Budget": ["yes", "no"]})
    bound = Binding({"profit": "margin", "money": {"column": "Budget", "values": {"yes": True, "no": False}}})
    found = review(frame, bind=bound)
    assert {"tiers", "contact-classes", "man"} == {part.policy.id for part in found.parts}
    with pytest.raises(BindingError, match="no policy has a fact `profits`; did you mean `profit`"):
        review(frame, bind=Binding({"profits": "margin"}))


def test_own_policies_run_in_place_of_the_shipped_ones() -> None:
    own = crmrules.loads(EARLY_WARNING, Policy)
    frame = pl.DataFrame({"bill": [58.0, 40.0, None], "package_fee": [58.0, 58.0, 58.0], "rival_calls": [0, 0, 2]})
    found = review(frame, policies=[own])
    [part] = found.parts
    assert isinstance(part, DecisionPart)
    counted = Tally()
    for decision in crmrules.loads(EARLY_WARNING).decide_many(frame.to_dicts()):
        counted.add(decision)
    assert counted == part.tally == tally(found.frame, part.policy)
    assert ["bill-below-package"] == [each.rule.id for each in part.reasons if each.count]


def test_it_is_data(whole: Review) -> None:
    plain = whole.to_dict()
    counts = {"outcomes", "open", "missing", "settles_alone", "undefined", "without_value", "reasons", "cautions"}
    assert {*counts, "absent", "assumed"} == plain["policies"]["man"].keys()
    assert 500 == plain["rows"]
    assert "contact-classes" == plain["policies"]["contact-frequency"]["class_from"]


def test_other_frames_and_languages_are_refused(whole: Review) -> None:
    wrong: Any = [{"profit": 1}]
    with pytest.raises(EngineError, match="policy `man`: is given twice; give it once"):
        review(pl.DataFrame({"money": [True]}), policies=[crmrules.policy("man")] * 2)
    with pytest.raises(EngineError, match="is no frame that is known"):
        review(wrong)
    language: Any = "de"
    for tell in (whole.to_html, whole.explain):
        with pytest.raises(LanguageError):
            tell(language)


def test_what_was_assumed_stands_beside_what_came_of_it() -> None:
    frame = customers().select("customer_id", "money", "authority", "profit")
    bound = Binding(assume={"need": True, "profit": 0})
    found = review(frame, bind=bound)
    man, tiers = (next(each for each in found.parts if each.policy.id == id_) for id_ in ("man", "tiers"))
    assert ((), {"need": True}, {"profit": 0}) == (man.absent, man.assumed, tiers.assumed)
    assert {"need": 500} == found.to_dict()["policies"]["man"]["assumed"]
    assert ["profit"] == found.to_dict()["policies"]["tiers"]["assumed"]
    said = found.explain()
    assert "  Assumed where unknown:\n    Has a need for the product (need)  true  of 500 customers\n" in said
    assert "  Assumed where unknown:\n    Profit of the period (profit)  0\n" in said
    assert "unknown of everybody" not in said
    assert "未知时采用假定：" in found.to_html("zh")


def test_reasons_that_overlap_say_so() -> None:
    frame = pl.DataFrame({"bill": [58.0, 40.0], "package_fee": [58.0, 58.0], "rival_calls": [0, 2]})
    found = review(frame, policies=[crmrules.loads(EARLY_WARNING, Policy)])
    assert "they overlap, and add up to more than the customers." in found.explain()
    assert "各项互有重叠，合计会超过客户数。" in found.explain("zh")
    assert "overlap" not in review(customers(), policies=[crmrules.policy("man")]).explain()


def test_reports_lead_with_titles_and_say_what_to_do(whole: Review) -> None:
    said, page = whole.explain("zh"), whole.to_html("zh")
    assert "MAN原则（man）：查明“对购买有决定、建议或反对的权力（authority）”" in said
    title = crmrules.policy("man").definition.outcomes[0].title.zh
    assert f'{title} <small class="id">pursue</small>' in page
    assert "挽留方法" in page
    assert "主动电话挽留" in page
    assert "[bill_change]" not in whole.explain()
    assert "Cut at shares of customers, the bands above counted in:" in whole.explain()
    assert (
        "Shares of the total are of the positive total; with what some lose they add up to 99.47%." in whole.explain()
    )


def test_the_caution_of_a_rule_that_holds_beside_the_deciding_one_is_told() -> None:
    quiet = {"cancellation_requested": [False], "suspended": [False], "suspension_requested": [False]}
    usage = {"bill": [100.0], "bill_average": [100.0], "forwarding_days_30": [5], "powered_off_days_30": [0]}
    frame = pl.DataFrame({**quiet, **usage, "usage_swing": [0.1], "complaint_open": [True], "tenure_months": [3]})
    said = review(frame, as_of=DAY, policies=[crmrules.policy("retention-ladder")]).explain()
    assert "step-3" in said
    assert "settle it first" in said


def test_strict_is_of_all_policies_together() -> None:
    several = [crmrules.policy(id_, Policy) for id_ in ("man", "contact-frequency", "retention-ladder")]
    known = pl.DataFrame({"money": [True], "profit": [1.0], "spare": [3]})  # the profit cuts the cadence's classes
    bind = {"bill_average": "spare"}
    day = datetime.date(2026, 11, 1)
    assert 1 == review(known, policies=several, bind=Binding(bind, strict=True), as_of=day).rows
    for policies in (several, several[:1]):
        with pytest.raises(BindingError, match="unknown fact or column `autority`; did you mean `authority`"):
            review(known.with_columns(autority=True), policies=policies, bind=Binding(strict=True), as_of=day)


def test_a_scorecard_tells_its_bands_and_scores() -> None:
    loyalty = crmrules.policy("loyalty")
    records = [
        {"repeat_purchases": 5, "choosing_time": 0.5, "price_sensitivity": 1, "rival_attitude": "neutral"},
        {"repeat_purchases": 0, "choosing_time": 9.0, "price_sensitivity": 5, "rival_attitude": "drawn"},
        {"repeat_purchases": 3, "choosing_time": 1.0, "price_sensitivity": 2, "rival_attitude": "neutral"},
    ]
    frame = pl.DataFrame(records).with_columns(fault_tolerance=pl.Series([None, "complains", None], dtype=pl.String))
    found = review(frame, policies=[loyalty])
    (part,) = found.parts
    assert isinstance(part, ScorecardPart)
    scores = loyalty.score_many(frame.to_dicts())
    assert Counter(each.band for each in scores if each.band) == +Counter(part.bands)
    assert (1, 2, (1.0, 1.0, 1.0)) == (part.open, part.ranges, part.scores)
    assert "Of 2 customers the score is a range, for want of facts." in found.explain()
    assert "2 位客户因缺少事实，得分仅为区间。" in found.explain("zh")
