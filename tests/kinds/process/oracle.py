"""A second reading of what a process means, from the text: every day, every order of events, every way by itself.

It takes the plain document of any process of `made`, and the facts of each day from the plain reading of histories.
Only where the text says that nothing has changed is an unknown condition not asked again; a known one is asked daily.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, permutations
from typing import Any

from attrs import evolve, field, frozen

from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.parse import parse
from tests.kinds.process.made import Made
from tests.kinds.process.oracle_facts import ONE, Facts, Row, day_of
from tests.records.history import oracle

MOST = 300
"""How many ways are followed."""

Part = Mapping[str, Any]


class TooMany(Exception):
    """There are more ways than are followed."""


@frozen
class At:
    """A way a case may have gone: where it is, since when, what runs since when, how often it was where."""

    state: str
    since: date
    running: frozenset[tuple[str, date]]
    counts: frozenset[tuple[str, int]]
    provisional: bool = False
    steps: tuple[tuple[Any, ...], ...] = field(default=(), eq=False)
    """What happened, where there was never another way."""


class Reading:
    """The case of one customer."""

    def __init__(self, made: Made, last: date) -> None:
        self.document, self.facts = made.document, Facts(made, last)
        self.states = [each["id"] for each in self.document["state"]]
        self.final = {each["id"] for each in self.document["state"] if each["final"]}
        duties = [each for each in self.document["duty"] if "within" in each or "met_by" in each]
        self.clocks: list[Part] = [*self.document["deadline"], *duties]
        self.joined = oracle.joining(self.facts.history(last), self.facts.rows)
        self.begun: date | None = None
        self.opening = ""
        self.parted = False
        """Whether there was ever more than one way."""
        self.ignored: Counter[str] = Counter()

    def each_day(self, last: date) -> Iterator[tuple[date, set[At]]]:
        """Every way that it may have gone, by the end of each day up to one."""
        days = {day_of(row) for row in self.facts.log} | ({self.joined} if self.joined is not None else set())
        day, here = min(days, default=last + ONE), set[At]()
        while day <= last:
            self.heard: set[tuple[Any, str]] = set()
            today = [row for row in self.facts.log if day_of(row) == day]
            if self.begun is None and self.begins(today, day):
                self.begun = day
                nowhere = At("", day, frozenset(), frozenset())
                here = {self.entered(nowhere, self.document["start"], day, ("begun", "", self.opening, ""))}
            if self.begun is not None:
                here = self.after(day, here, today)
            self.count_ignored(today)
            if len(here) > MOST:
                raise TooMany
            yield day, here
            day += ONE

    def begins(self, today: Sequence[Row], day: date) -> bool:
        opens = self.document.get("opens")
        if opens:
            self.opening = min((row["kind"] for row in today if row["kind"] in opens), default="")
            return bool(self.opening)
        return bool(today) or day == self.joined

    def count_ignored(self, today: Sequence[Row]) -> None:
        """Events nobody listened to: that tell nothing, that no fact is reckoned from, and no way takes."""
        known = self.document["events"]
        listening = {kind for kind, each in known.items() if "tells" in each} | set(self.document.get("opens", ()))
        listening |= {"a", "b", "c", "d"}  # of each of which some fact is reckoned
        for row in today:
            if row["kind"] not in listening and (row["at"], row["kind"]) not in self.heard:
                self.ignored[row["kind"]] += 1

    def after(self, day: date, here: set[At], today: Sequence[Row]) -> set[At]:
        for _, same in groupby(today, key=lambda row: row["at"]):
            group = list(same)
            if all(row["id"] is not None for row in group):
                orders = [sorted(group, key=lambda row: row["id"])]
            else:
                orders = [[group[place] for place in order] for order in permutations(range(len(group)))]
                self.parted = self.parted or len(group) > 1
            here = {found for order in orders for found in self.taken(order, here, day)}
            if len(here) > MOST:
                raise TooMany
        kinds = {row["kind"] for row in today}
        return {found for each in here for found in self.settled(each, day, kinds, frozenset(), frozenset())}

    def taken(self, order: Sequence[Row], here: set[At], day: date) -> set[At]:
        for event in order:
            here = {found for each in here for found in self.on(each, event, day)}
        return here

    def on(self, here: At, event: Row, day: date) -> Iterator[At]:
        if here.state in self.final:
            yield here
            return
        for clock in self.clocks:
            if event["kind"] in clock.get("met_by", ()) and clock["id"] in dict(here.running):
                self.heard.add((event["at"], event["kind"]))
                here = self.stopped(here, clock["id"], (day, "met", clock["id"], event["kind"], ""))
        for each in self.document["transition"]:
            if each.get("on") != event["kind"] or here.state not in self.of(each, "from"):
                continue
            self.heard.add((event["at"], event["kind"]))
            truth = self.truth(each.get("when"), day, here, event)
            if truth is not False:
                step = ("moved", each["id"], each["on"], here.state)
                yield self.begins_running(self.entered(here, each["to"], day, step), event, day)
            if truth is True:
                return
        yield self.begins_running(here, event, day)

    def begins_running(self, here: At, event: Row, day: date) -> At:
        for clock in self.clocks:
            if event["kind"] in clock.get("after", ()) and here.state in self.of(clock, "state"):
                self.heard.add((event["at"], event["kind"]))
                if clock["id"] not in dict(here.running):
                    here = evolve(here, running=here.running | {(clock["id"], day)})
        return here

    def settled(
        self, here: At, day: date, kinds: set[str], left: frozenset[str], passed: frozenset[str]
    ) -> Iterator[At]:
        for each in self.document["transition"]:
            if "on" in each or here.state not in self.of(each, "from") or each["to"] in left:
                continue
            truth = self.truth(each["when"], day, here, None)
            stopped = here.since == day - ONE and self.leads(each["to"], here.state)
            again = here.since == day or stopped or self.facts.may_be_another(each["when"], day, kinds)
            if truth is False or (truth is None and (each["id"] in passed or not again)):
                continue
            moved = self.entered(here, each["to"], day, ("moved", each["id"], "", here.state))
            yield from self.settled(moved, day, kinds, left | {here.state}, passed)
            if truth is True:
                return
            passed |= {each["id"]}
        for clock in self.clocks:
            since = dict(here.running).get(clock["id"])
            ends = None if since is None or "within" not in clock else self.facts.ends(clock["within"], since)
            if ends is None or ends[0] > day:
                continue
            here = evolve(here, provisional=here.provisional or ends[1])
            then = clock.get("then", "")
            if not then or then in left:
                here = self.stopped(here, clock["id"], (day, "missed", clock["id"], "", ""))
                yield from self.settled(here, day, kinds, left, passed)
            else:
                rest = evolve(here, running=here.running - {(clock["id"], since)})
                moved = self.entered(rest, then, day, ("missed", clock["id"], "", here.state))
                yield from self.settled(moved, day, kinds, left | {here.state}, passed)
            return
        yield here

    def entered(self, here: At, state: str, day: date, step: tuple[str, str, str, str]) -> At:
        """A state entered, perhaps anew: what runs from an event runs on, all else begins."""
        there = [clock for clock in self.clocks if state in self.of(clock, "state")]
        running = {(clock["id"], day) for clock in there if "after" not in clock}
        kept = {clock["id"] for clock in there if "after" in clock}
        running |= {each for each in here.running if each[0] in kept}
        counts = {**dict(here.counts), state: dict(here.counts).get(state, 0) + 1}
        kind, by, on, from_ = step
        steps = (*here.steps, (day, kind, by, on, from_, state))
        return At(state, day, frozenset(running), frozenset(counts.items()), here.provisional, steps)

    def stopped(self, here: At, clock: str, step: tuple[Any, ...]) -> At:
        rest = frozenset(each for each in here.running if each[0] != clock)
        return evolve(here, running=rest, steps=(*here.steps, (*step, "")))

    def duties(self, ways: set[At], day: date) -> dict[str, bool]:
        """What is to be done at the end of a day, and whether that is certain."""
        found: dict[str, list[Any]] = {}
        for way in ways:
            for duty in self.document["duty"]:
                runs = "within" in duty or "met_by" in duty
                if way.state in self.of(duty, "state") and (not runs or duty["id"] in dict(way.running)):
                    truth = self.truth(duty.get("when"), day, way, None)
                    if truth is not False:
                        found.setdefault(duty["id"], []).append(truth)
        return {id_: len(truths) == len(ways) and None not in truths for id_, truths in found.items()}

    def of(self, part: Part, key: str) -> Sequence[str]:
        """The states that a part belongs to."""
        found = part.get(key)
        if found is None:
            return [each for each in self.states if each not in self.final]
        return [found] if isinstance(found, str) else found

    def truth(self, when: str | None, day: date, here: At, event: Row | None) -> Any:
        if when is None:
            return True
        found = evaluate(parse(when), _Names(self, day, here, event))
        self.parted = self.parted or found is None
        return found

    def leads(self, start: str, goal: str) -> bool:
        """Whether conditions and deadlines lead from one state to another: a ring that stopped goes on the next day."""
        reached, new = set[str](), {start}
        while new:
            here = new.pop()
            reached.add(here)
            onward = [
                each["to"] for each in self.document["transition"] if "on" not in each and here in self.of(each, "from")
            ]
            onward += [each["then"] for each in self.clocks if "then" in each and here in self.of(each, "state")]
            new |= {*onward} - reached
        return goal in reached


class _Names(dict[str, Any]):
    """What names stand for, facts reckoned as they are asked for."""

    def __init__(self, reading: Reading, day: date, here: At, event: Row | None) -> None:
        super().__init__(reading.facts.values(day), as_of=day, times=dict(here.counts).get("s1", 0))
        self.reading, self.day, self.event = reading, day, event

    def __missing__(self, name: str) -> Any:
        if name.startswith("event."):
            return None if self.event is None else self.event[name.removeprefix("event.")]
        if name == "double":
            n = self["n"]
            return None if n is None else n + n
        return self.reading.facts.fact(name, self.day)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name]
