"""Policies to test with: the one of the design, one that uses every key of the format, and a small one to vary."""

import datetime
from typing import Any

EARLY_WARNING = """
format  = 1
id      = "early-warning"
version = "1"
kind    = "decision"
hit     = "collect"
entity  = "Subscription"
covers  = ["2.18"]
title   = { en = "Churn early warning", zh = "客户异动预警" }
source  = { document = "002", section = "客户异动判定" }

[parameters]
volume_drop = { value = 0.30, unit = "ratio", origin = "default", why = "beyond seasonal swing" }

[facts]
rival_calls   = { type = "integer", unit = "calls", title = { en = "Calls to a rival's service line", zh = "拨打竞争对手客服电话次数" } }
volume_change  = { is = "(volume - volume_average) / volume_average", unit = "ratio" }

[[outcome]]
id     = "bill-below-package"
title  = { en = "Bill below the package fee", zh = "话费低于套餐值" }
action = "review-package"

[[outcome]]
id     = "volume-falling"
title  = { en = "Volume falling while rivals are called", zh = "业务量突降" }
action = "call"

[[rule]]
id      = "volume-falling"
when    = "volume_change <= -volume_drop and rival_calls > 0"
then    = "volume-falling"
because = { en = "Volume changed by {volume_change:.0%} and a rival was called {rival_calls} times.", zh = "业务量变化 {volume_change:.0%}，拨打竞争对手客服 {rival_calls} 次。" }

[[rule]]
id      = "bill-below-package"
when    = "bill < package_fee"
then    = "bill-below-package"
because = { en = "The bill of {bill} is below the package fee of {package_fee}.", zh = "话费 {bill} 低于套餐值 {package_fee}。" }

[[example]]
name   = "equal to the package fee is not below it"
given  = { bill = 58, package_fee = 58 }   # a fact left out is unknown
expect = { outcome = [], certain = false }
"""  # noqa: E501

EVERY_KEY = """
format   = 1
id       = "every-key"
version  = "2.1"
kind     = "decision"
hit      = "priority"
entity   = "Subscription"
covers   = ["0.36", "2.18"]
title    = { en = "Every key", zh = "所有键" }
source   = { document = "000", section = "有效客户挽留的步骤" }
default  = "leave"

[parameters]
drop     = { value = 0.25, unit = "ratio", origin = "source", why = { en = "said so", zh = "原文如此" }, title = { en = "Drop", zh = "下降" } }
tenure   = { dated = [{ from = 2025-01-01, value = 12 }, { from = 2026-07-01, value = 18.5 }], unit = "months", origin = "default", why = "grown" }
strict   = { value = true, origin = "own" }
region   = { value = "north", values = ["north", "south"] }
mode     = { dated = [{ from = 2025-01-01, value = "soft" }, { from = 2026-01-01, value = "hard" }], values = ["soft", "hard"] }

[facts]
area     = { values = ["north", "south", "西部"], title = { en = "Area", zh = "地区" } }
note     = { type = "text" }
last_day = { type = "date" }
cost     = { type = "money", unit = "currency", title = "Cost" }
score    = { type = "number" }
visits   = { type = "integer", unit = "visits" }
vip      = { type = "bool" }
man      = { from = "man", title = { en = "Qualification", zh = "客户资格" } }
change   = { is = "(bill - bill_average) / bill_average", unit = "ratio", title = "Change" }
quiet    = { is = "days_between(as_of, last_day)", unit = "days" }
tenure_months = { is = "abs(quiet)", unit = "days" }

[outputs]
method = { title = { en = "Method", zh = "方法" }, values = { call = { en = "call", zh = "致电" }, none = "nothing" } }
effort = { title = "Effort" }

[[outcome]]
id     = "act"
title  = { en = "Act now", zh = "立即行动" }
method = "call"
effort = 3

[[outcome]]
id     = "leave"
title  = "Leave alone"
method = "none"
effort = 0.5

[[rule]]
id      = "大客户+1"
when    = "vip and (change <= -drop or 0 < score <= 1) and area in (\\"north\\", \\"西部\\")"
then    = "act"
because = { en = "{{Important}}: changed by {change:.0%}, cost {cost:,.2f}, {visits:d} visits.", zh = "重要客户，变化 {change:.0%}。" }
caution = { en = "Look at {note} first.", zh = "先看 {note}。" }
reading = "Our reading."

[[rule]]
id      = "long-silent"
when    = "quiet > tenure and strict and area == region and mode == \\"hard\\" and man not in (\\"stop-contact\\",)"
then    = "act"
because = "Silent for {quiet} days on {as_of}."

[[rule]]
id      = "cheap"
when    = "not known(cost) or coalesce(cost, bill) < max(1, min(score, visits))"
then    = "leave"
because = "Cheap."

[[example]]
name   = "a falling bill of an important customer"
given  = { vip = true, bill = 70, bill_average = 100.0, area = "西部", last_day = 2026-07-01, note = "late", cost = 5 }
as_of  = 2026-08-01
expect = { outcome = "act", so_far = "act", possible = ["act"], certain = true, missing = [], fired = ["大客户+1"] }

[[example]]
name   = "nothing is known"
given  = { }
as_of  = 2026-08-01
expect = { outcome = "none", certain = false }
"""  # noqa: E501


def small(**changes: Any) -> dict[str, Any]:
    """A policy of one rule over `flag`, with some of its keys changed; a key changed to None is left out."""
    document: dict[str, Any] = {
        "id": "small",
        "version": "1",
        "title": "Small",
        "hit": "first",
        "facts": {"flag": {"type": "bool"}},
        "outcome": [{"id": "yes", "title": "Yes"}],
        "rule": [{"id": "only", "when": "flag", "then": "yes", "because": "So it is."}],
    }
    return {key: value for key, value in {**document, **changes}.items() if value is not None}


def table(hit: str, *rules: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """A policy of rules given as condition and outcome, with ids from `r1`, over the facts a, b, c, n and m."""
    outcomes = dict.fromkeys([then for _, then in rules] + ([changes["default"]] if "default" in changes else []))
    facts = {name: {"type": "bool"} for name in ("a", "b", "c")} | {name: {"type": "number"} for name in ("n", "m")}
    return small(
        id="table",
        hit=hit,
        facts=facts | changes.pop("facts", {}),
        outcome=changes.pop("outcome", [{"id": each, "title": each} for each in outcomes]),
        rule=[
            {"id": f"r{place}", "when": when, "then": then, "because": "So."}
            for place, (when, then) in enumerate(rules, 1)
        ],
        **changes,
    )


DAY, LATER = datetime.date(2026, 1, 1), datetime.date(2026, 7, 1)
RULE = {"id": "only", "when": "flag", "then": "yes", "because": "So it is."}
YES = {"id": "yes", "title": "Yes"}
FLAG = {"flag": {"type": "bool"}}


def rule(**changes: Any) -> dict[str, Any]:
    """The small policy with another rule."""
    changed = {**RULE, **changes}
    return small(rule=[{key: value for key, value in changed.items() if value is not None}])


def facts(**entries: Any) -> dict[str, Any]:
    """The small policy with further facts."""
    return small(facts=FLAG | entries)


def parameter(**keys: Any) -> dict[str, Any]:
    """The small policy with a parameter `p`."""
    return small(parameters={"p": keys})


def example(**keys: Any) -> dict[str, Any]:
    """The small policy with an example `one`."""
    return small(example=[{"name": "one", "given": {}, "expect": {}} | keys])
