"""The words of reviews, in both languages."""

from crmrules.model.text import Language, Text

_SAID = {
    "title": Text("Customer review: {name}", "客户复核：{name}"),
    "rows": Text("{rows} customers of {name}", "{name} 共 {rows} 位客户"),
    "as_of": Text("as of {day}", "截至 {day}"),
    "first": Text("What to do first", "首先要做的事"),
    "nothing_first": Text("Nothing is urgent.", "暂无紧急事项。"),
    "others": Text("Left out", "未纳入的策略"),
    "contents": Text("Contents", "目录"),
    "left_out": Text("{policy}: {why}{facts}", "{policy}：{why}{facts}"),
    "of_facts": Text(" ({facts})", "（{facts}）"),
    "urgent": Text("{policy}: {count} at {id} - {title}", "{policy}：{count} 位客户为 {id} - {title}"),
    "ask": Text(
        "{policy}: find out {fact}; it alone settles {count} open decisions",
        "{policy}：查明 {fact}，单凭此项即可确定 {count} 项未决结论",
    ),
    "call": Text("{policy}: {channel} overdue, customers: {count}", "{policy}：{count} 位客户的{channel}已逾期"),
    "near": Text("{fact} (is it column `{column}`?)", "{fact}（是否为列 `{column}`？）"),
    "absent": Text(
        "Neither a column nor bound, and so unknown of everybody: {facts}.",
        "既无对应列也未绑定，因而全部未知：{facts}。",
    ),
    "all_unknown": Text(
        "Nothing can be said of any customer: what it takes is unknown.", "所需事实未知，无法对任何客户作出结论。"
    ),
    "caution": Text("Caution, rule {rule}, {count} of them: {caution}", "注意，规则 {rule}（{count} 位）：{caution}"),
    "no_measure": Text(
        "With no known {measure}, and so in no band: {count}.", "{measure} 未知、因而不归入任何级别的客户：{count} 位。"
    ),
    "class_from": Text(
        "The class of each customer comes from the policy {policy}, cut on these customers.",
        "客户类别来自策略 {policy} 对这些客户的划分。",
    ),
    "never": Text(
        "{channel}, customers never contacted: {count}; intervals count from the day they became one.",
        "{channel}：{count} 位客户从未联系过，间隔自成为客户之日起算。",
    ),
    "future": Text(
        "{fact} lies after the day of the review, and cannot have been known then, customers: {count}.",
        "{fact} 晚于复核日、当日不可能已知的客户：{count} 位。",
    ),
    "outcomes": Text("Outcomes", "结论"),
    "reasons": Text("Reasons: the rules that decided", "理由：起决定作用的规则"),
    "missing": Text("What to find out", "需要查明的事实"),
    "undefined": Text("Operations without a value: no fact would settle them", "无值的运算：任何事实都无法确定"),
    "bands": Text("Bands, with the shares that came out", "级别与实际占比"),
    "statuses": Text("How customers stand", "联系状况"),
    "weeks": Text("Contacts by week", "按周的联系安排"),
    "work": Text("Contacts a year", "全年联系次数"),
    "outcome": Text("outcome", "结论"),
    "meaning": Text("meaning", "说明"),
    "customers": Text("customers", "客户数"),
    "share": Text("share", "占比"),
    "rule": Text("rule", "规则"),
    "because": Text("because", "理由"),
    "fact": Text("fact", "事实"),
    "operation": Text("operation", "运算"),
    "in_open_decisions": Text("in open", "所涉未决"),
    "in_open": Text("missing in open", "所涉未决"),
    "alone": Text("settles alone", "单独即可确定"),
    "band": Text("band", "级别"),
    "from": Text("from", "下限"),
    "of_customers": Text("of customers", "客户占比"),
    "total": Text("total", "总额"),
    "of_total": Text("of the total", "总额占比"),
    "status": Text("status", "状态"),
    "when": Text("when", "时间"),
    "class": Text("class", "类别"),
    "at_least": Text("at least", "至少"),
    "none": Text("no outcome: no rule is true", "无结论：没有规则成立"),
    "open": Text("open: unknown facts could change it", "未决：未知事实可能改变结论"),
    "valueless": Text("open: an operation has no value", "未决：运算无值"),
    "overdue_days": Text("overdue {first} to {last} days", "逾期 {first} 至 {last} 天"),
    "overdue_over": Text("overdue {first} days and more", "逾期 {first} 天及以上"),
    "week": Text("week {number}, from {day}", "第 {number} 周，{day} 起"),
    "later": Text("later", "更晚"),
}


def say(key: str, language: Language, **words: str) -> str:
    """A sentence with its words."""
    return _SAID[key].in_language(language).format(**words)
