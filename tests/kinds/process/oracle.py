"""A second reading of what a process means, plain and slow: every day, every order of events, every way by itself.

It knows only what the drawn processes of `drawing` hold: the fact `flag`, told by events `a`; `n`, the events `b` of
the last `window` days; `event.good`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby, permutations
from typing import Any

from attrs import evolve, frozen

from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import names

MOST = 400
"""How many ways are followed."""


class TooMany(Exception):
    """There are more ways than are followed."""


@frozen
class At:
    """A way a case may have gone: where it is, since when, what runs since when, how often it was where."""

    state: str
    since: date
    running: frozenset[tuple[str, date]]
    counts: frozenset[tuple[str, int]]


@frozen
class Given:
    """An event: its place in the order, whether that place is its own, its kind, and its data."""

    day: date
    moment: Any
    id: int | None
    kind: str
    data: tuple[tuple[str, Any], ...]


def each_day(document: Mapping[str, Any], events: Iterable[Given], last: date) -> Iterator[tuple[date, set[At]]]:
    """Every way that a case may have gone, by the end of each day from its first event on."""
    happened = sorted(events, key=lambda each: each.moment)
    reading = Reading(document, happened)
    day = happened[0].day if happened else last + timedelta(1)
    here = {reading.entered(At("", day, frozenset(), frozenset()), document["start"], day)}
    while day <= last:
        here = reading.after(day, here)
        if len(here) > MOST:
            raise TooMany
        yield day, here
        day += timedelta(1)


class Reading:
    def __init__(self, document: Mapping[str, Any], events: list[Given]) -> None:
        self.document, self.events = document, events
        self.final = {each["id"] for each in document["state"] if each.get("final")}
        self.any = [each["id"] for each in document["state"] if not each.get("final")]

    def after(self, day: date, here: set[At]) -> set[At]:
        today = [each for each in self.events if each.day == day]
        for _, same in groupby(today, key=lambda each: each.moment):
            group = list(same)
            if all(each.id is not None for each in group):
                orders = [sorted(group, key=lambda each: each.id or 0)]
            else:
                orders = [list(order) for order in {*permutations(group)}]
            here = {found for order in orders for found in self.taken(order, here, day)}
            if len(here) > MOST:
                raise TooMany
        return {
            found for each in here for found in self.settled(each, day, {each.kind for each in today}, set(), set())
        }

    def taken(self, order: list[Given], here: set[At], day: date) -> set[At]:
        for event in order:
            here = {found for each in here for found in self.on(each, event, day)}
        return here

    def on(self, here: At, event: Given, day: date) -> Iterator[At]:
        if here.state in self.final:
            yield here
            return
        for deadline in self.document["deadline"]:
            met = event.kind in deadline.get("met_by", ())
            if met:
                here = evolve(here, running=frozenset(each for each in here.running if each[0] != deadline["id"]))
        for each in self.document["transition"]:
            if each.get("on") != event.kind or here.state not in self.states(each, "from"):
                continue
            truth = self.truth(each, day, event)
            if truth is not False:
                yield self.begun(self.entered(here, each["to"], day), event, day)
            if truth is True:
                return
        yield self.begun(here, event, day)

    def begun(self, here: At, event: Given, day: date) -> At:
        running = {id_ for id_, _ in here.running}
        for deadline in self.document["deadline"]:
            begins = event.kind in deadline.get("after", ()) and here.state in self.states(deadline, "state")
            if begins and deadline["id"] not in running:
                here = evolve(here, running=here.running | {(deadline["id"], day)})
        return here

    def settled(self, here: At, day: date, kinds: set[str], left: set[str], passed: set[str]) -> Iterator[At]:
        for each in self.document["transition"]:
            if (
                "on" in each
                or here.state not in self.states(each, "from")
                or each["id"] in passed
                or each["to"] in left
            ):
                continue
            read, window = names(parse(each["when"])), timedelta(self.document["parameters"]["window"]["value"])
            leaves = any(event.kind == "b" and event.day + window == day for event in self.events)
            changes = "as_of" in read or ("n" in read and leaves) or self.returns(here.state)
            happened = {"flag": "a", "n": "b"}.items()
            changes = changes or any(fact in read and kind in kinds for fact, kind in happened)
            if not (here.since == day or changes):
                continue
            truth = self.truth(each, day, None)
            if truth is not False:
                moved = self.entered(here, each["to"], day)
                yield from self.settled(moved, day, kinds, left | {here.state}, passed)
            if truth is True:
                return
            if truth is None:
                passed = passed | {each["id"]}
        for deadline in self.document["deadline"]:
            for running in here.running:
                if running[0] == deadline["id"] and self.due(deadline, running[1]) <= day:
                    rest = evolve(here, running=here.running - {running})
                    then = deadline.get("then")
                    if then is None or then in left:
                        yield from self.settled(rest, day, kinds, left, passed)
                    else:
                        moved = self.entered(rest, then, day)
                        yield from self.settled(moved, day, kinds, left | {here.state}, passed)
                    return
        yield here

    def entered(self, here: At, state: str, day: date) -> At:
        kept = {
            each
            for each in here.running
            for deadline in self.document["deadline"]
            if deadline["id"] == each[0] and deadline.get("after") and state in self.states(deadline, "state")
        }
        new = {
            (each["id"], day)
            for each in self.document["deadline"]
            if not each.get("after") and state in self.states(each, "state")
        }
        counts = dict(here.counts)
        counts[state] = counts.get(state, 0) + 1
        return At(state, day, frozenset(kept | new), frozenset(counts.items()))

    def returns(self, state: str) -> bool:
        """Whether conditions and deadlines lead back to a state."""
        reached: set[str] = set()
        new = [state]
        while new:
            here = new.pop()
            onward = [
                each["to"]
                for each in self.document["transition"]
                if "on" not in each and here in self.states(each, "from")
            ]
            onward += [
                each["then"]
                for each in self.document["deadline"]
                if "then" in each and here in self.states(each, "state")
            ]
            for each in onward:
                if each == state:
                    return True
                if each not in reached:
                    reached.add(each)
                    new.append(each)
        return False

    def states(self, part: Mapping[str, Any], key: str) -> list[str]:
        found = part.get(key)
        return self.any if found is None else [found] if isinstance(found, str) else list(found)

    def due(self, deadline: Mapping[str, Any], since: date) -> date:
        return since + timedelta(self.document["parameters"][deadline["within"]]["value"])

    def truth(self, part: Mapping[str, Any], day: date, event: Given | None) -> Any:
        if "when" not in part:
            return True
        window = self.document["parameters"]["window"]["value"]
        telling = [each for each in self.events if each.kind == "a" and each.day <= day]
        said = {None}
        if telling:
            last = [each for each in telling if each.moment == telling[-1].moment]
            if all(each.id is not None for each in last):
                last = [max(last, key=lambda each: each.id or 0)]
            said = {dict(each.data).get("flag") for each in last}
        values = {
            "flag": said.pop() if len(said) == 1 else None,
            "n": sum(each.kind == "b" and day - timedelta(window) < each.day <= day for each in self.events),
            "event.good": None if event is None else dict(event.data).get("good"),
            "as_of": day,
            "middle": date(2026, 1, 7),
        }
        return evaluate(parse(part["when"]), values)
