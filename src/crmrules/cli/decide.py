"""`crmrules decide`: a policy on every row of a file."""

import argparse
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmrules.cli.common import Commands, add_as_of, add_language, find, review_of
from crmrules.cli.data import add_binding, binding_of
from crmrules.cli.progress import EVERY, Count, counting
from crmrules.cli.summary import print_summary
from crmrules.errors import (
    BindingError,
    ConflictError,
    EngineError,
    FileError,
    Problem,
    RecordError,
    did_you_mean,
    under,
)
from crmrules.kinds.base import Policy
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.result import Decision
from crmrules.kinds.decision.summary import Tally
from crmrules.records.door import Door
from crmrules.records.tables import PARQUET, Table, open_table
from crmrules.records.writing import RowWriter, open_rows

_Maker = Callable[[Decision, tuple[str, ...]], Any]
"""Makes a cell of a decision and the facts it misses."""

MOST_PROBLEMS = 1_000
"""After so many bad rows reading stops: the file is not what it was taken for."""


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("decide", help="decide on every row of a CSV, Parquet or JSON lines file")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="records: .csv, .parquet, or .jsonl with an object a line"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="write the rows with the decisions beside them"
    )
    parser.add_argument("--force", action="store_true", help="replace OUT where it is there already")
    parser.add_argument("--so-far", action="store_true", help="with what the true rules alone give")
    parser.add_argument("--missing", action="store_true", help="with the facts that would settle what is open")
    add_binding(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = _decision(options.policy)
    binding = binding_of(options)
    written: Path | None = options.output
    if any(path.suffix.lower() == PARQUET for path in (options.file, written) if path is not None):
        # only now: with it comes Polars
        from crmrules.cli.decide_frame import decide_frame

        decide_frame(policy, binding, options)
        return 0
    makers = _cell_makers(policy, options)
    tally = Tally()
    with open_table(options.file, options.encoding) as table:
        if options.output is not None and not table.columns and options.output.suffix.lower() == ".csv":
            remedy = "rows of JSON lines need not be alike: write .jsonl"
            raise FileError.of(str(options.output), "cannot hold what JSON lines hold", remedy)
        # rows of JSON lines may lack what they do not know; a column that none of them has is an error in the end
        door = Door(policy.definition, binding, table.reader, sparse=not table.columns)
        _check_columns(door, table, makers)
        with _output(options, [*table.columns, *makers]) as write, counting(options.file) as progress:
            _decide(policy.deciding(door, options.as_of), door, table, tally, makers, write, progress)
    print_summary(policy, tally, door, table.columns, options)
    return 0


def _decision(name: str) -> DecisionTable:
    policy = find(name, Policy)
    if not isinstance(policy, DecisionTable):
        message = f"is a {policy.kind}, and does not decide on rows"
        raise EngineError.of(f"policy `{policy.id}`", message, f"run `{review_of(policy, name)}`")
    return policy


def _decide(
    decide: Callable[[object], Decision],
    door: Door,
    table: Table,
    tally: Tally,
    makers: Mapping[str, _Maker],
    write: RowWriter | None,
    progress: Count,
) -> None:
    """Decide on every row; what is wrong with rows is collected, and then nothing is written."""
    problems: list[Problem] = []
    keys: set[str] = set()
    for number, record in table.rows:
        try:
            with under(f"{table.path}, row {number}"):
                decision = decide(record)
                missing = tally.add(decision)
                if tally.total % EVERY == 0:
                    progress(tally.total)
                if not table.columns:
                    keys |= record.keys()
                    _refuse_taken(makers, record)
                if write is not None:
                    write({**record, **{name: make(decision, missing) for name, make in makers.items()}})
        except (RecordError, BindingError, ConflictError) as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise RecordError(problems)
    absent = door.wrong_columns(sorted(keys)) if not table.columns else []
    if absent:
        raise BindingError(problem.under(str(table.path)) for problem in absent)


def _refuse_taken(makers: Mapping[str, _Maker], there: Iterable[str]) -> None:
    taken = sorted(makers.keys() & set(there))
    if taken:
        raise RecordError.of("", f"has a column `{taken[0]}` already", "rename it: decisions go there")


def _check_columns(door: Door, table: Table, makers: Mapping[str, _Maker]) -> None:
    if not table.columns:
        return
    with under(str(table.path)):
        _refuse_taken(makers, table.columns)
    problems = door.wrong_columns(table.columns)
    if problems:
        raise BindingError(problem.under(str(table.path)) for problem in problems)
    known = [each.name for each in door.facts]
    if not door.binding.facts and not set(known) & set(table.columns):
        near = next((each for each in table.columns if did_you_mean(each, known).startswith("did")), None)
        remedy = f"column `{near}`: {did_you_mean(near, known)}" if near else "bind columns with --map fact=column"
        raise BindingError.of(str(table.path), f"has none of the facts of policy `{door.definition.id}`", remedy)


@contextmanager
def _output(options: argparse.Namespace, columns: list[str]) -> Generator[RowWriter | None, None, None]:
    if options.output is None:
        yield None
        return
    with open_rows(options.output, columns, options.force) as write:
        yield write


def _cell_makers(policy: DecisionTable, options: argparse.Namespace) -> dict[str, _Maker]:
    """The columns that are added, and what goes into each."""
    name = policy.id.replace("-", "_")
    makers: dict[str, _Maker] = {}
    if policy.definition.hit is HitPolicy.COLLECT:
        for outcome in policy.definition.outcomes:
            makers[f"{name}_{outcome.id.replace('-', '_')}"] = _gives(outcome.id)
    else:
        makers[name] = lambda decision, _: decision.outcome
        outputs = dict.fromkeys(key for outcome in policy.definition.outcomes for key in outcome.outputs)
        for output in outputs:
            makers[f"{name}_{output}"] = _output_of(output)
        if options.so_far:
            makers[f"{name}_so_far"] = lambda decision, _: decision.so_far
    makers[f"{name}_certain"] = lambda decision, _: decision.certain
    if options.missing:
        makers[f"{name}_missing"] = lambda _, missing: ", ".join(missing)
    return makers


def _gives(outcome: str) -> _Maker:
    return lambda decision, _: decision.gives(outcome)


def _output_of(name: str) -> _Maker:
    return lambda decision, _: decision.outputs.get(name)
