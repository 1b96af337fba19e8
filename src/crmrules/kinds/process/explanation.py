"""A case as a timeline: what happened, day by day, what is open, and what is to be done, in both languages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmrules.expressions.tree import EVENT
from crmrules.kinds.process.branches import Step, StepKind
from crmrules.kinds.process.unheard import unknown_kinds
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph, Prose, Tone, named
from crmrules.reports.naming import listing, policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import fill, say, stale

if TYPE_CHECKING:
    from crmrules.kinds.process.definition import ProcessDefinition
    from crmrules.kinds.process.result import Case, OpenDeadline, OpenDuty, Way

_say = Sentences(
    {
        "title": Text("{policy}, {customer}: {state}", "{policy}，{customer}：{state}"),
        "nobody": Text("nobody", "无客户"),
        "or": Text(" or ", "或"),
        "not_begun": Text("not begun", "尚未开始"),
        "as_of": Text("At the end of {day}", "截至 {day} 日终"),
        "since": Text("At the end of {day}, since {since}", "截至 {day} 日终，自 {since} 起"),
        "too_open": Text(
            "Since {day} more ways are open than are followed: what is told is every state that could be reached.",
            "自 {day} 起可能的走向过多，不再逐一跟踪：此处列出所有可能到达的状态。",
        ),
        "history": Text("What happened:", "经过："),
        "begun": Text("begins in {to}", "开始于{to}"),
        "begun_on": Text("{event}: begins in {to}", "{event}：开始于{to}"),
        "moved": Text("{from_} -> {to}", "{from_} -> {to}"),
        "moved_on": Text("{event}: {from_} -> {to}", "{event}：{from_} -> {to}"),
        "met": Text("{event}: {what} is met", "{event}：{what}已履行"),
        "missed": Text("{what} is missed", "{what}逾期"),
        "missed_moved": Text("{what} is missed: {from_} -> {to}", "{what}逾期：{from_} -> {to}"),
        "over": Text("{what} is over", "{what}届满"),
        "over_moved": Text("{what} is over: {from_} -> {to}", "{what}届满：{from_} -> {to}"),
        "between": Text("{day} to {until}", "{day} 至 {until}"),
        "ways": Text("Then nobody knows which way it went:", "此后走向未知："),
        "way": Text("{state} since {since}", "{state}，自 {since} 起"),
        "missing": Text("To find out: {names}", "需要查明：{names}"),
        "unordered": Text(
            "The events of {days} have one moment and no ids: their order would tell.",
            "{days} 的事件时刻相同且没有编号：其先后顺序决定走向。",
        ),
        "duties": Text("To be done:", "待办："),
        "maybe_duties": Text("To be done, perhaps:", "可能待办："),
        "until": Text("until {day}", "{day} 之前"),
        "deadlines": Text("Deadlines:", "期限："),
        "deadline": Text("{what} ends on {day}", "{what}于 {day} 到期"),
        "deadline_then": Text("{what} ends on {day}, then {to}", "{what}于 {day} 到期，届时转入{to}"),
        "provisional": Text("{said}; the day is provisional: {why}", "{said}；日期为暂定：{why}"),
        "perhaps": Text("perhaps: {said}", "可能：{said}"),
        "caution": Text("Caution: {caution}", "注意：{caution}"),
        "ignored": Text("Changed nothing: {events}", "未引起变化的事件：{events}"),
        "times": Text("{event} ({count})", "{event}（{count} 次）"),
        "joined": Text(
            "The customer joined on {day} only: what came before is counted all the same",
            "客户于 {day} 才加入：此前的事件仍计入",
        ),
        "assumed": Text("Assumed: {facts}", "假定：{facts}"),
    }
)


def case_document(case: "Case", language: Language) -> Document:
    """The report on a case."""
    return Document(language, _title(case, language), tuple(_blocks(case, language)))


def state_named(definition: "ProcessDefinition", id_: str, language: Language) -> Prose:
    """A state by its title."""
    return named(definition.state[id_].title.in_language(language), id_)


def event_named(definition: "ProcessDefinition", kind: str, language: Language) -> Prose:
    """A kind of event by its title; one that the process does not know by its name."""
    event = definition.events.get(kind)
    return kind if event is None else named(event.title.in_language(language), kind)


def because_of(definition: "ProcessDefinition", step: Step) -> Text | None:
    """Why a step was made."""
    if step.kind is StepKind.MOVED:
        return definition.transition[step.by].because
    return definition.deadline[step.by].because if step.to and step.by in definition.deadline else None


def _title(case: "Case", language: Language) -> Prose:
    said = [case.definition.state[each].title.in_language(language) for each in case.possible]
    both = str(_say("or", language)).join(said) or _say("not_begun", language)
    customer = _say("nobody", language) if case.customer is None else say(case.customer, language)
    return _say("title", language, policy=policy_named(case.definition, language), customer=customer, state=both)


def _blocks(case: "Case", language: Language) -> Iterator[Block]:
    definition, day = case.definition, case.as_of.isoformat()
    since = case.since
    if since is None:
        yield Paragraph(_say("as_of", language, day=day))
    else:
        yield Paragraph(_say("since", language, day=day, since=since.isoformat()))
    if case.facts.assumed:
        facts = (f"{name} = {say(case.facts.stored[name], language)}" for name in case.facts.assumed)
        yield Paragraph(_say("assumed", language, facts=listing(facts, language)), Tone.WARNING)
    for warning in stale(definition, case.as_of, language):
        yield Paragraph(warning, Tone.WARNING)
    if case.course.lost is not None:
        since_day = case.course.lost.since.isoformat()
        yield Paragraph(_say("too_open", language, day=since_day), Tone.WARNING)
    if case.history:
        rows = tuple(_row(definition, step, language) for step in case.history)
        yield Group(Paragraph(_say("history", language)), (Lines(rows),))
    if case.ways:
        yield Group(Paragraph(_say("ways", language)), tuple(_way(case, each, language) for each in case.ways))
    yield from _open(case, language)
    yield from _to_do(case, language)
    for caution in case.cautions:
        yield Paragraph(_say("caution", language, caution=fill(caution, case.facts.values, language)), Tone.WARNING)
    yield from _unheard(case, language)


def _row(definition: "ProcessDefinition", step: Step, language: Language) -> tuple[Prose, ...]:
    """A step as a line: its day, what happened, and why."""
    day: Prose = step.day.isoformat()
    if step.until is not None:
        day = _say("between", language, day=step.day.isoformat(), until=step.until.isoformat())
    because = because_of(definition, step)
    why = fill(because, dict(step.values), language) if because is not None else ""
    return day, _what(definition, step, language), why


def _what(definition: "ProcessDefinition", step: Step, language: Language) -> Prose:
    titles = {id_: each.title for id_, each in definition.state.items()}
    to = titles[step.to].in_language(language) if step.to else ""
    from_ = titles[step.from_].in_language(language) if step.from_ else ""
    event = definition.events[step.on].title.in_language(language) if step.on in definition.events else step.on
    match step.kind:
        case StepKind.BEGUN:
            return _say("begun_on" if step.on else "begun", language, event=event, to=to)
        case StepKind.MOVED:
            return _say("moved_on" if step.on else "moved", language, event=event, from_=from_, to=to)
        case StepKind.MET:
            return _say("met", language, event=event, what=_clock(definition, step.by, language))
        case StepKind.MISSED:
            what = _clock(definition, step.by, language)
            word = "missed" if definition.clock[step.by].met_by else "over"  # nothing could have met it
            return _say(f"{word}_moved" if step.to else word, language, what=what, from_=from_, to=to)


def _clock(definition: "ProcessDefinition", id_: str, language: Language) -> str:
    """A deadline or a duty by its title; a placeholder of a duty stays a gap."""
    part = definition.deadline.get(id_) or definition.duty[id_]
    return part.title.in_language(language)


def _way(case: "Case", way: "Way", language: Language) -> Block:
    definition = case.definition
    since: Prose = way.since.isoformat()
    if way.until != way.since:
        since = _say("between", language, day=way.since.isoformat(), until=way.until.isoformat())
    state = state_named(definition, way.state, language)
    lead = _say("way", language, state=state, since=since)
    rows = tuple(_row(definition, step, language) for step in way.steps)
    return Group(Paragraph(lead), (Lines(rows),)) if rows else Paragraph(lead)


def _open(case: "Case", language: Language) -> Iterator[Block]:
    if case.missing:
        names = listing((asked_named(case.definition, name, language) for name in case.missing), language)
        yield Paragraph(_say("missing", language, names=names), Tone.STRONG)
    if case.unordered:
        days = listing((day.isoformat() for day in case.unordered), language)
        yield Paragraph(_say("unordered", language, days=days), Tone.STRONG)


def asked_named(definition: "ProcessDefinition", name: str, language: Language) -> Prose:
    """A fact, or a piece of an event's data, by its title."""
    titles = {each.name: each.title for each in definition.facts.declared}
    titles |= {f"{EVENT}{name}": titles[name] for name in definition.told}
    for event in definition.events.values():
        titles |= {f"{EVENT}{key}": datum.title for key, datum in event.data.items() if datum.title is not None}
    return named(titles[name].in_language(language) if name in titles else "", name)


def _to_do(case: "Case", language: Language) -> Iterator[Block]:
    for key, certain in (("duties", True), ("maybe_duties", False)):
        rows = tuple(_duty(case, each, language) for each in case.duties if each.certain is certain)
        if rows:
            yield Group(Paragraph(_say(key, language)), (Lines(rows),))
    if case.deadlines:
        rows = tuple((_deadline(case, each, language),) for each in case.deadlines)
        yield Group(Paragraph(_say("deadlines", language)), (Lines(rows),))


def _duty(case: "Case", duty: "OpenDuty", language: Language) -> tuple[Prose, ...]:
    owner = case.definition.owners[duty.owner].title.in_language(language) if duty.owner else ""
    due: Prose = "" if duty.due is None else _say("until", language, day=duty.due.isoformat())
    return named(fill(duty.title, case.facts.values, language), duty.id), owner, due


def _deadline(case: "Case", deadline: "OpenDeadline", language: Language) -> Prose:
    what = named(deadline.title.in_language(language), deadline.id)
    to = state_named(case.definition, deadline.then, language) if deadline.then else ""
    key = "deadline_then" if deadline.then else "deadline"
    said = _say(key, language, what=what, day=deadline.due.isoformat(), to=to)
    if deadline.provisional is not None:
        said = _say("provisional", language, said=said, why=deadline.provisional.in_language(language))
    return said if deadline.certain else _say("perhaps", language, said=said)


def _unheard(case: "Case", language: Language) -> Iterator[Block]:
    definition = case.definition
    known = {kind: count for kind, count in case.ignored.items() if kind in definition.events}
    if known:
        events = (
            _say("times", language, event=event_named(definition, kind, language), count=count)
            for kind, count in known.items()
        )
        yield Paragraph(_say("ignored", language, events=listing(events, language)), Tone.NOTE)
    if case.unknown:
        counts = {kind: case.ignored[kind] for kind in case.unknown}
        yield Paragraph(unknown_kinds(counts, case.definition.events, language), Tone.WARNING)
    if case.begun is not None and case.joined is not None and case.begun < case.joined:
        yield Paragraph(_say("joined", language, day=case.joined.isoformat()), Tone.WARNING)
