"""The policy file of a scorecard that was drawn up in a table, with comments for what the table does not say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from crmrules.definitions.files import to_toml
from crmrules.errors import printable
from crmrules.interchange.naming import Taken, identifier, policy_id
from crmrules.interchange.scorecards.drafted import Drafted, Line
from crmrules.kinds.scorecard.parts import NO, YES

_HEAD = """\
# Made by `crmrules import` from {source}. What the table does not say is to be filled in:
# - the title, in both languages where you need both, and the source;
# - of facts a title and a unit, of parameters a unit and why they are as they are;
# - the bands at the end of this file, and examples, which `crmrules check` drafts.
"""
_FACTS = "# A fact is bound to the column of its name; for columns of other names see `crmrules bind`.\n"
_BANDS = """
# What a score means. Without bands a score is told, and nothing is made of it.
# [[band]]
# id    = "good"
# title = { en = "Good", zh = "良好" }
# from  = "good"      # a parameter: good = { value = 500 }
#
# [[band]]
# id    = "other"
# title = { en = "Other", zh = "其他" }
# below = "good"
"""
OF_BINS = (
    "The ends of bins have the two decimals that the table shows; `splits` of a binned variable holds the exact ones.",
    "Points are those of the bins. An intercept that is kept apart is to be taken off where bands begin.",
)
"""What is to be known of a table of `optbinning`."""


@define
class _File:
    """A file in the making."""

    parameters: dict[str, dict[str, Any]] = field(factory=dict)
    facts: dict[str, dict[str, Any]] = field(factory=dict)
    taken: Taken = field(factory=Taken)

    def item(self, drafted: Drafted) -> dict[str, Any]:
        """An item, whose fact and parameters are added to the file."""
        fact = self.taken.own(identifier(drafted.name, "fact")[:40])
        ids = {"id": fact.replace("_", "-") if fact.isascii() else fact, "title": printable(drafted.name)}
        title = {} if fact == drafted.name else {"title": printable(drafted.name)}
        if drafted.is_number:
            self.facts[fact] = {"type": "number", **title}
            found: dict[str, Any] = {**ids, "number": fact, "steps": list(self._steps(fact, drafted.lines))}
        else:
            answers = [each for line in drafted.lines for each in line.answers]
            if all(isinstance(each, bool) for each in answers):
                self.facts[fact] = {"type": "bool", **title}
            else:
                self.facts[fact] = {"values": list(map(str, answers)), **title}
            found = {**ids, "answer": fact, "options": dict(self._options(fact, drafted.lines))}
        if drafted.unknown is not None:
            found["unknown"] = self._points(f"{fact}_unknown", drafted.unknown)
        return found

    def _steps(self, fact: str, lines: Sequence[Line]) -> Iterator[dict[str, str]]:
        edges: dict[float, str] = {}

        def edge(number: float) -> str:
            if number not in edges:
                edges[number] = self._parameter(f"{fact}_edge_{len(edges) + 1}", number, {})
            return edges[number]

        for place, line in enumerate(lines, 1):
            begins = {} if line.begins is None else {"from": edge(line.begins)}
            ends = {} if line.ends is None else {"to" if line.is_closed else "below": edge(line.ends)}
            yield {**begins, **ends, "points": self._points(f"{fact}_points_{place}", line.points)}

    def _options(self, fact: str, lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
        for place, line in enumerate(lines, 1):
            points = self._points(f"{fact}_points_{place}", line.points)
            for answer in line.answers:
                said = {True: YES, False: NO}[answer] if isinstance(answer, bool) else answer
                yield said, points

    def _points(self, wanted: str, value: float) -> str:
        return self._parameter(wanted, value, {"unit": "points"})

    def _parameter(self, wanted: str, value: float, unit: Mapping[str, str]) -> str:
        name = self.taken.own(wanted)
        self.parameters[name] = {"value": value, **unit, "origin": "own"}
        return name


def document_of(items: Sequence[Drafted], id_: str, title: str) -> dict[str, Any]:
    """The plain mapping of a scorecard of some items."""
    file = _File()
    made = [file.item(each) for each in items]
    head = {"format": 1, "id": policy_id(id_, "scorecard"), "version": "1", "kind": "scorecard"}
    return {
        **head,
        "title": printable(title),
        "parameters": file.parameters,
        "facts": file.facts,
        "item": made,
    }


def text_of(document: dict[str, Any], items: Sequence[Drafted], source: str, about: Sequence[str]) -> str:
    """The text of the file, with comments; `about` are those that stand above all."""
    text = to_toml(document)
    before, *blocks = text.split("[[item]]\n")
    before = before.replace("\n[facts]\n", f"\n{_FACTS}[facts]\n", 1)
    notes = ("".join(f"# {note}\n" for note in each.notes) for each in items)
    told = "".join(f"{note}[[item]]\n{block}" for note, block in zip(notes, blocks, strict=True))
    head = _HEAD.format(source=printable(source)) + "".join(f"# - {each}\n" for each in about)
    return f"{head}{before}{told}{_BANDS}"
