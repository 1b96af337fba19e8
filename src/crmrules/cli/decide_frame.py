"""`crmrules decide` where Parquet comes in or goes out: the policy runs on columns, part by part of the file."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from crmrules.cli.data import opened
from crmrules.cli.summary import print_summary
from crmrules.definitions.columns import column_name
from crmrules.errors import FileError, did_you_mean
from crmrules.kinds.decision.counting import assumed, tally
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.holding import check_holds
from crmrules.records.tables import PARQUET
from crmrules.records.writing import whole_path

_SINKS: Mapping[str, Callable[[pl.LazyFrame, Path], None]] = {
    PARQUET: lambda frame, path: frame.sink_parquet(path),
    ".csv": lambda frame, path: frame.sink_csv(path),
    ".jsonl": lambda frame, path: frame.sink_ndjson(path),
    ".ndjson": lambda frame, path: frame.sink_ndjson(path),
}


def decide_frame(policy: DecisionTable, binding: Binding, options: argparse.Namespace) -> None:
    """Decide on the rows of a file, write them where that is asked for, and print the summary."""
    path: Path = options.file
    sink = _sink(options.output)
    with opened(path, options, binding, [policy.definition]) as frame:
        columns = frame.collect_schema().names()
        decided: pl.LazyFrame = policy.apply(
            frame, bind=binding, as_of=options.as_of, so_far=options.so_far, missing=True, undefined=True, look=True
        )
        if options.output is not None and sink is not None:
            counted_only = ("undefined",) if options.missing else ("missing", "undefined")
            kept = decided.drop(column_name(policy.id, each) for each in counted_only)
            check_holds(kept.collect_schema(), options.output)
            with whole_path(options.output, options.force) as made:
                sink(kept, made)
        counted = tally(decided, policy)
        counted.assumed = assumed(frame, policy, binding, options.as_of)
    print_summary(policy, counted, Door(policy.definition, binding), columns, options)


def _sink(path: Path | None) -> Callable[[pl.LazyFrame, Path], None] | None:
    if path is None:
        return None
    if path.suffix.lower() not in _SINKS:
        remedy = did_you_mean(path.suffix, _SINKS) or f"known are {', '.join(_SINKS)}"
        raise FileError.of(str(path), f"unknown kind of file `{path.suffix or path.name}`", remedy)
    return _SINKS[path.suffix.lower()]
