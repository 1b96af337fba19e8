"""The summary of a run: outcomes by count, what is open, and which facts would settle most of it."""

import argparse
from collections.abc import Sequence

from rich.console import Console

from crmrules.cli.common import line, table
from crmrules.kinds import DecisionTable
from crmrules.kinds.decision.summary import Tally
from crmrules.model.text import Language, Text
from crmrules.records.door import Door
from crmrules.reports.wording import listed, stale

_SAID = {
    "outcome": Text("outcome", "结论"),
    "customers": Text("records ", "记录数 "),
    "share": Text("share ", "占比 "),
    "title": Text("title", "说明"),
    "none": Text("no outcome", "无结论"),
    "no_rule": Text("no rule is true", "没有规则成立"),
    "open": Text("open", "未决"),
    "open_title": Text("unknown facts could change it", "未知事实可能改变结论"),
    "fact": Text("missing fact", "缺少的事实"),
    "in": Text("in open records ", "所涉未决记录 "),
    "alone": Text("settles alone ", "单独即可确定 "),
    "assumed": Text("Assumed where unknown: {facts}", "未知时假定：{facts}"),
    "absent": Text("Neither a column nor bound: {facts}", "既无对应列也未绑定：{facts}"),
}


def print_summary(
    out: Console,
    policy: DecisionTable,
    tally: Tally,
    door: Door,
    columns: Sequence[str],
    options: argparse.Namespace,
) -> None:
    """Print what a policy said of a file."""
    language: Language = options.lang

    def said(key: str) -> str:
        return _SAID[key].in_language(language)

    out.print(line(f"{policy.id}: {policy.title.in_language(language)}", style="bold"))
    rows = table(said("outcome"), said("customers"), said("share"), said("title"))
    for outcome in policy.definition.outcomes:
        title = outcome.title.in_language(language)
        rows.add_row(line(outcome.id), *_counted(tally.outcomes[outcome.id], tally.total), line(title))
    if tally.outcomes[None]:
        rows.add_row(said("none"), *_counted(tally.outcomes[None], tally.total), said("no_rule"))
    rows.add_row(said("open"), *_counted(tally.open, tally.total), said("open_title"))
    out.print(rows)
    if tally.missing:
        out.print()
        facts = {each.name: each.title.in_language(language) for each in policy.definition.facts.declared}
        rows = table(said("fact"), said("in"), said("share"), said("alone"), said("title"))
        places = {name: place for place, name in enumerate(facts)}
        ranked = sorted(tally.missing.items(), key=lambda item: (-item[1], -tally.alone[item[0]], places[item[0]]))
        for name, count in ranked:
            rows.add_row(line(name), *_counted(count, tally.open), f"{tally.alone[name]:,}", line(facts[name]))
        out.print(rows)
    out.print()
    absent = [each.name for each in policy.definition.read_facts if columns and _is_absent(each.name, door, columns)]
    if absent:
        out.print(line(said("absent").format(facts=listed(absent, language))))
    if tally.assumed:
        facts_assumed = [f"{name} ({count:,})" for name, count in tally.assumed.items()]
        out.print(line(said("assumed").format(facts=listed(facts_assumed, language))))
    for warning in stale(policy.definition, options.as_of, language):
        out.print(line(warning, style="yellow"))


def _counted(count: int, total: int) -> tuple[str, str]:
    return f"{count:,}", f"{count / total:.1%}" if total else ""


def _is_absent(name: str, door: Door, columns: Sequence[str]) -> bool:
    return name not in columns and name not in door.binding.facts
