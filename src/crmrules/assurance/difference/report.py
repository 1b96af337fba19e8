"""A difference in the words of one language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.analysis.cells.search import shown
from crmrules.analysis.markers import IN_WORDS, Marker, Said, written
from crmrules.assurance.difference.base import Change, Compared
from crmrules.definitions.parts import Parameter, Scalar
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy
from crmrules.model.text import Language, Text, units
from crmrules.reports.document import Document, Paragraph, Prose, Section, Table, joined, named
from crmrules.reports.naming import fact_named, listing, policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import listed, say

if TYPE_CHECKING:
    from crmrules.assurance.difference.transitions import Moved, Pair

_say = Sentences(
    {
        "title": Text("What changes: {old} to {new}", "变更影响：{old} → {new}"),
        "same_title": Text("What changes: {old}", "变更影响：{old}"),
        "versions": Text("version {old} to {new}", "版本 {old} → {new}"),
        "first": Text("In short", "概要"),
        "equivalent": Text(
            "Proven equivalent: the same outcome for every record.", "已证明等价：对任何记录的结论均相同。"
        ),
        "differs": Text(
            "{count:,} {count:change of outcome, shown|changes of outcome, each shown} by a record.",
            "结论有 {count:,} 种变化，{count:|均}附示例记录。",
        ),
        "facts": Text(
            "Facts that can be something else now: {ids}. Compared is what they can be in both.",
            "取值范围有变化的事实：{ids}。仅比较两者共有的取值。",
        ),
        "since": Text(
            "Compared from {day} on: before it only one of them has values.", "自 {day} 起比较：此前仅一方有参数值。"
        ),
        "outputs": Text("Other outputs come with: {ids}.", "附带输出有变化的结论：{ids}。"),
        "undecided": Text("Not decided: {why}.", "未能判定：{why}。"),
        "moved": Text(
            "{count:,} of {total:,} {total:customer|customers} {count:moves|move} ({share:.1%}).",
            "{total:,} 位客户中有 {count:,} 位变动（{share:.1%}）。",
        ),
        "contacts": Text(
            "Contacts a year: {before:,.0f} before, {after:,.0f} after ({change:+,.0f}).",
            "每年联系次数：变更前 {before:,.0f}，变更后 {after:,.0f}（{change:+,.0f}）。",
        ),
        "meaning": Text("In meaning", "含义上的变化"),
        "parameters": Text("Parameters", "参数"),
        "parameter": Text("parameter", "参数"),
        "witnesses": Text("A record for each change", "每种变化的示例记录"),
        "before": Text("before", "变更前"),
        "after": Text("after", "变更后"),
        "record": Text("record", "记录"),
        "data": Text("On the data", "对现有客户的影响"),
        "table": Text("Customers by outcome, before and after", "变更前后各结论的客户数"),
        "classes": Text("Customers by class, before and after", "变更前后各类别的客户数"),
        "customers": Text("customers", "客户数"),
        "absent": Text("not there", "无"),
        "fact": Text("fact", "事实"),
        "changed_facts": Text("Facts", "事实"),
        "changed_outputs": Text("Outputs", "附带输出"),
        "nothing": Text("none", "无"),
        "output": Text("outcome, output", "结论、输出"),
    }
)


@frozen
class Compares:
    """What there is to tell of two policies."""

    old: Policy[Any]
    new: Policy[Any]
    compared: Compared
    equivalent: bool | None
    parameters: Mapping[str, tuple[Parameter | None, Parameter | None]]
    outputs: Mapping[tuple[str, str], tuple[Scalar | None, Scalar | None]]
    moved: "Moved | None"


def difference_document(difference: Compares, language: Language) -> Document:
    """The difference: what it comes to, and where it lies."""
    old, new = difference.old, difference.new
    title = _say(
        "same_title" if (old.id, old.title) == (new.id, new.title) else "title",
        language,
        old=policy_named(old.definition, language),
        new=new.id if old.title == new.title else policy_named(new.definition, language),
    )
    first = tuple(map(Paragraph, _first(difference, language)))
    return Document(
        language,
        title,
        (Section(_say("first", language), first, is_first=True), *_sections(difference, language)),
        (_say("versions", language, old=old.version, new=new.version), f"{old.hash[:12]} → {new.hash[:12]}"),
    )


def _first(difference: Compares, language: Language) -> Iterator[Prose]:
    compared, count, titles = difference.compared, len(difference.compared.changes), _titles(difference, language)
    if difference.equivalent:
        yield _say("equivalent", language)
    elif count:
        yield _say("differs", language, count=count)
    if compared.facts:
        facts = (fact_named(difference.new.definition, name, language) for name in compared.facts)
        yield _say("facts", language, ids=listing(facts, language))
    if difference.outputs:
        ids = dict.fromkeys(id_ for id_, _ in difference.outputs)
        yield _say("outputs", language, ids=listing((titles[id_] for id_ in ids), language))
    yield from (_say("undecided", language, why=why.in_language(language)) for why in compared.open)
    if compared.since is not None:
        yield _say("since", language, day=compared.since.isoformat())
    if difference.moved is not None:
        yield from _moving(difference.moved, language)


def _titles(difference: Compares, language: Language) -> Mapping[str, Prose]:
    """What policies can say, by its title."""
    said = [
        part
        for policy in (difference.old, difference.new)
        for parts in policy.definition.lists.values()
        for part in parts
        if hasattr(part, "id") and getattr(part, "title", None) is not None
    ]
    return {part.id: named(part.title.in_language(language), part.id) for part in said}


def _moving(moved: "Moved", language: Language) -> Iterator[Prose]:
    if moved.is_for_a_day:
        count, total = len(moved.customers), moved.total
        share = count / total if total else 0.0
        yield _say("moved", language, count=count, total=total, share=share)
    contacts = moved.contacts
    if contacts is None:
        return
    if contacts.why is not None:
        yield _say("undecided", language, why=contacts.why.in_language(language))
    else:
        change = contacts.after - contacts.before
        yield _say("contacts", language, before=contacts.before, after=contacts.after, change=change)


def _sections(difference: Compares, language: Language) -> Iterator[Section]:
    tables: list[Table] = []
    titles = _titles(difference, language)
    if difference.parameters:
        rows = [
            (_parameter(name, pair, language), *(_value(each, language) for each in pair))
            for name, pair in difference.parameters.items()
        ]
        tables.append(_table("parameters", ("parameter", *_SIDES), rows, language, {1, 2}))
    if difference.compared.facts:
        types = [
            (fact_named(difference.new.definition, name, language), str(before), str(after))
            for name, (before, after) in difference.compared.facts.items()
        ]
        tables.append(_table("changed_facts", ("fact", *_SIDES), types, language))
    if difference.outputs:
        absent = _say("absent", language)
        outputs = [
            (joined((titles[id_], name), ", "), *(absent if each is None else say(each, language) for each in pair))
            for (id_, name), pair in difference.outputs.items()
        ]
        tables.append(_table("changed_outputs", ("output", *_SIDES), outputs, language))
    if difference.compared.changes:
        witnesses = [_witness(each, titles, language) for each in difference.compared.changes]
        tables.append(_table("witnesses", (*_SIDES, "record"), witnesses, language))
    if tables:
        yield Section(_say("meaning", language), tuple(tables))
    if difference.moved is not None:
        yield Section(_say("data", language), tuple(_counts(difference, difference.moved, titles, language)))


_SIDES = ("before", "after")


def _parameter(name: str, pair: tuple[Parameter | None, Parameter | None], language: Language) -> Prose:
    titles = [each.title.in_language(language) for each in pair if each is not None and each.title is not None]
    return named(titles[-1] if titles else "", name)


def _value(parameter: Parameter | None, language: Language) -> Prose:
    if parameter is None:
        return _say("absent", language)
    if parameter.dated:
        return listed([f"{each.from_.isoformat()}: {say(each.value, language)}" for each in parameter.dated], language)
    return " ".join(part for part in (say(parameter.value, language), units(parameter.value, parameter.unit)) if part)


def _witness(change: Change, titles: Mapping[str, Prose], language: Language) -> tuple[Prose, Prose, Prose]:
    before = _outcome(change.before, titles, language)
    record = shown(change.witness)
    if change.among is not None:
        record += f" ({change.among.in_language(language)})"
    label = joined((titles.get(change.what, change.what), ": ", before), "") if change.what else before
    return label, _outcome(change.after, titles, language), record


def _outcome(id_: Said, titles: Mapping[str, Prose], language: Language) -> Prose:
    if id_ is None or isinstance(id_, Marker):
        return IN_WORDS[id_].in_language(language)
    return titles.get(id_, id_) or _say("nothing", language)


def _counts(difference: Compares, moved: "Moved", titles: Mapping[str, Prose], language: Language) -> Iterator[Table]:
    for outcome, counts in moved.counts.items():
        caption = _say("classes" if kind_of(difference.old.definition).plans_contacts else "table", language)
        ranked = _ranked(counts)
        rows = tuple(
            (_outcome(before, titles, language), _outcome(after, titles, language), f"{count:,}")
            for (before, after), count in ranked
        )
        heads = tuple(_say(key, language) for key in (*_SIDES, "customers"))
        bars = tuple(count / max(moved.total, 1) for _, count in ranked)
        of = joined((caption, titles.get(outcome, outcome)), ": ") if outcome else caption
        yield Table(of, heads, rows, frozenset({2}), bars)


def _ranked(counts: "Counter[Pair]") -> "list[tuple[Pair, int]]":
    """Those who move first, the most frequent first."""
    return sorted(counts.items(), key=lambda item: (item[0][0] == item[0][1], -item[1], str([*map(written, item[0])])))


def _table(
    caption: str,
    heads: tuple[str, ...],
    rows: Sequence[tuple[Prose, ...]],
    language: Language,
    numbers: Iterable[int] = (),
) -> Table:
    said = tuple(_say(key, language) for key in heads)
    return Table(_say(caption, language), said, tuple(rows), frozenset(numbers))
