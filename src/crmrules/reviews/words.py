"""The words of reviews, in both languages."""

from crmrules.model.text import Text
from crmrules.reports.sentences import Sentences

say = Sentences(
    {
        "title": Text("Customer review: {name}", "客户复核：{name}"),
        "rows": Text("{rows:,} {rows:customer|customers} of {name}", "{name} 共 {rows:,} 位客户"),
        "as_of": Text("as of {day}", "截至 {day}"),
        "first": Text("What to do first", "首先要做的事"),
        "nothing_first": Text("Nothing is urgent.", "暂无紧急事项。"),
        "nothing_known": Text(
            "Nobody can tell what is urgent: the facts are unknown of every customer. The sections below name them.",
            "无法判断轻重缓急：所有客户的所需事实均未知，见以下各节。",
        ),
        "others": Text("Left out", "未纳入的策略"),
        "left_out": Text("{policy}: {why}", "{policy}：{why}"),
        "left_out_together": Text("{why} ({count:,}): {policies}", "{why}（{count:,}）：{policies}"),
        "proposed": Text(
            "`crmrules bind FILE` looks at a file, and proposes which of its columns could be their facts.",
            "`crmrules bind FILE` 可查看文件，并建议哪些列可作为这些策略的事实。",
        ),
        "of_facts": Text("{policy}: {why}; its facts are {facts}", "{policy}：{why}，所需事实：{facts}"),
        "urgent": Text("{policy}: {count:,} at {outcome}", "{policy}：{count:,} 位客户为 {outcome}"),
        "to_do": Text("; {output}: {value}", "；{output}：{value}"),
        "ask": Text(
            "{policy}: find out: {fact}; it alone settles {count:,} open {count:decision|decisions}",
            "{policy}：查明“{fact}”，单凭此项即可确定 {count:,} 项未决结论",
        ),
        "call": Text(
            "{policy}: {channel} overdue, customers: {count:,}", "{policy}：{count:,} 位客户的{channel}已逾期"
        ),
        "several": Text(
            "A customer may have several of these outcomes, and several reasons for one: they overlap, and add up "
            "to more than the customers.",
            "同一客户可有多项结论，一项结论也可有多个理由：各项互有重叠，合计会超过客户数。",
        ),
        "agreeing": Text(
            "Several rules may hold for a customer, and agree: reasons overlap, and add up to more than the customers.",
            "同一客户可有多条一致的规则成立：理由互有重叠，合计会超过客户数。",
        ),
        "all_unknown": Text(
            "Nothing can be said of any customer: what it takes is unknown.", "所需事实未知，无法对任何客户作出结论。"
        ),
        "caution": Text(
            "Caution, rule {rule}, {count:,} of them: {caution}", "注意，规则 {rule}（{count:,} 位）：{caution}"
        ),
        "no_measure": Text(
            "With no known {measure}, and so in no band: {count:,}.",
            "{measure}未知、因而不归入任何级别的客户：{count:,} 位。",
        ),
        "class_from": Text(
            "The class of each customer comes from the policy {policy}, cut on these customers.",
            "客户类别来自策略 {policy} 对这些客户的划分。",
        ),
        "never": Text(
            "{channel}, customers never contacted: {count:,}; intervals count from the day they became one.",
            "{channel}：{count:,} 位客户从未联系过，间隔自成为客户之日起算。",
        ),
        "untold": Text(
            "{channel}: no column tells when the last one was. The intervals of {count:,} {count:customer|customers} "
            "count from the day they became one, as if there had been none.",
            "{channel}：没有列给出最近一次的日期，{count:,} 位客户的间隔自成为客户之日起算，如同从未联系过。",
        ),
        "future": Text(
            "{fact} lies after the day of the review, and cannot have been known then, customers: {count:,}.",
            "{fact}晚于复核日、当日不可能已知的客户：{count:,} 位。",
        ),
        "reasons": Text("Reasons: the rules that decided", "理由：起决定作用的规则"),
        "statuses": Text("How customers stand", "联系状况"),
        "weeks": Text("Contacts by week", "按周的联系安排"),
        "work": Text("Contacts a year", "全年联系次数"),
        "of_list": Text(
            "The first {first:,} of {rows:,} {rows:row|rows} of the list", "清单共 {rows:,} 行，以下为前 {first:,} 行"
        ),
        "summary": Text("Summary", "概要"),
        "lists": Text("Lists", "清单"),
        "policy": Text("policy", "策略"),
        "rows_of_list": Text("rows", "行数"),
        "whole_list": Text("The list", "清单"),
        "outcome": Text("outcome", "结论"),
        "customers": Text("customers", "客户数"),
        "rule": Text("rule", "规则"),
        "because": Text("because", "理由"),
        "status": Text("status", "状态"),
        "when": Text("when", "时间"),
        "class": Text("class", "类别"),
        "at_least": Text("at least", "至少"),
        "overdue_days": Text("overdue {first} to {last} days", "逾期 {first} 至 {last} 天"),
        "overdue_over": Text("overdue {first} days and more", "逾期 {first} 天及以上"),
        "week": Text("week {number}, from {day}", "第 {number} 周，{day} 起"),
        "later": Text("later", "更晚"),
    }
)
