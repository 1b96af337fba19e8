"""`crmrules apply` of a decision to JSON lines: whatever else an object holds comes out as it came in."""

import argparse
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import define, field

from crmrules.cli.data import refuse_taken
from crmrules.cli.decisions.cells import Maker, cell_makers
from crmrules.cli.progress import EVERY, Count, counting
from crmrules.cli.summary import print_summary
from crmrules.errors import BindingError, ConflictError, Problem, RecordError, under
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.result import Decision
from crmrules.kinds.decision.summary import Tally
from crmrules.records.bad_cells import MOST_PROBLEMS, in_order
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.inputs import Input
from crmrules.records.json_lines import Objects, json_line, read_json
from crmrules.records.objects import open_objects
from crmrules.records.writing import whole_file

Write = Callable[[Mapping[str, Any]], None]


def decide_lines(policy: DecisionTable, given: Input, binding: Binding, options: argparse.Namespace) -> None:
    """Decide on the objects of a file, write them where that is asked for, and print the summary."""
    # objects may lack what they do not know; a column that none of them has is an error in the end
    door = Door(policy.definition, binding, read_json, sparse=True)
    with _output(options) as write, counting(given.title) as progress:
        deciding = _Deciding(policy.deciding(door, options.as_of), cell_makers(policy, options), write, progress)
        for file in given.files:
            with open_objects(file) as objects:
                deciding.run(objects)
        deciding.end(given.name, door)
    print_summary(policy, deciding.tally, door, tuple(deciding.keys), options)


@contextmanager
def _output(options: argparse.Namespace) -> Generator[Write | None, None, None]:
    if options.output is None:
        yield None
        return
    with whole_file(options.output, options.force) as file:
        yield lambda row: print(json_line(row), file=file)


@define
class _Deciding:
    decide: Callable[[object], Decision]
    makers: Mapping[str, Maker]
    write: Write | None
    progress: Count
    tally: Tally = field(factory=Tally)
    keys: dict[str, None] = field(factory=dict)
    """The keys of all objects, in the order in which they came."""
    problems: list[Problem] = field(factory=list)

    def run(self, objects: Objects) -> None:
        """Decide on every object of a file; what is wrong with some is collected."""
        for number, record in objects.rows:
            try:
                with under(objects.where(number)):
                    self._one(record)
            except (RecordError, BindingError, ConflictError) as error:
                objects.refuse(number, error.problems)
                if len(self.problems) + len(objects.problems) >= MOST_PROBLEMS:
                    break
        self.problems += in_order(objects.problems)

    def end(self, name: str, door: Door) -> None:
        """Make sure that nothing is wrong with what has been read; nothing is written otherwise."""
        if self.problems:
            raise RecordError(self.problems)
        absent = door.wrong_columns(sorted(self.keys))
        if absent:
            raise BindingError(problem.under(name) for problem in absent)
        with under(name):
            door.check_known(self.keys)

    def _one(self, record: Mapping[str, Any]) -> None:
        decision = self.decide(record)
        missing = self.tally.add(decision)
        if self.tally.total % EVERY == 0:
            self.progress(self.tally.total)
        self.keys.update(dict.fromkeys(record))
        refuse_taken(self.makers, record)
        if self.write is not None:
            self.write({**record, **{name: make(decision, missing) for name, make in self.makers.items()}})
