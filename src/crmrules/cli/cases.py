"""`crmrules cases` and `crmrules case`: where the cases of a file of events stand, and the story of one."""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmrules.cli.common import Commands, add_as_of, add_language, day, find, say
from crmrules.cli.data import add_file, add_format, binding_with_history, print_json, reading_of
from crmrules.errors import AsOfError, BindingError, FileError, PolicyError, RecordError, did_you_mean, under
from crmrules.expressions.accept import shown
from crmrules.kinds.process.caseload import Caseload
from crmrules.kinds.process.caseload_report import described
from crmrules.kinds.process.items import COLUMNS, Item
from crmrules.kinds.process.policy import Process
from crmrules.kinds.process.result import Case
from crmrules.loading import policies, policy
from crmrules.model.text import Language
from crmrules.records.calendar_file import DayEntry, write_calendar
from crmrules.records.inputs import opened_input
from crmrules.records.writing import whole_path

_USUAL = "retention-case"
_CALENDAR = ".ics"
_TEXTS = tuple(each for each in COLUMNS if each not in ("since", "due", "certain"))


def add(commands: Commands) -> None:
    """Register the commands."""
    cases = commands.add_parser("cases", help="where the cases of all customers stand: states, duties, deadlines")
    add_file(cases, "events", holds="events")
    cases.add_argument("--owner", help="only what this owner has to do")
    cases.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        help="write duties and deadlines: .csv, .xlsx, .parquet or .jsonl, and what has a day as .ics for calendars",
    )
    cases.add_argument("--force", action="store_true", help="replace OUT where it is there already")
    _add_common(cases)
    cases.set_defaults(run=_run_cases)
    case = commands.add_parser("case", help="the case of one customer as a timeline, with reasons")
    case.add_argument("customer", metavar="CUSTOMER", help="the customer, as the events name it")
    add_file(case, "events", holds="events")
    _add_common(case)
    case.set_defaults(run=_run_case)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", metavar="ID", help=f"the process, by id or path (default: {_USUAL})")
    parser.add_argument("--bind", metavar="BINDING", type=Path, help="a binding file with a history")
    parser.add_argument("--known-at", type=day, metavar="DAY", help="by what was recorded then")
    parser.set_defaults(map=[], strict=False)
    add_format(parser)
    add_as_of(parser)
    add_language(parser)


def _run_cases(options: argparse.Namespace) -> int:
    process, cases = _replayed(options)
    owners = process.definition.owners
    if options.owner is not None and options.owner not in owners:
        remedy = did_you_mean(options.owner, owners)
        raise PolicyError.of(f"policy `{process.id}`", f"has no owner {shown(options.owner)}", remedy)
    found = Caseload(process.definition, options.as_of, cases, options.owner or "")
    if options.output is not None:
        _write(found, options.output, options.force, options.lang)
    if options.format == "json":
        print_json(found.to_dict())
    else:
        say(found.document(options.lang))
    return 0


def _run_case(options: argparse.Namespace) -> int:
    _, cases = _replayed(options)
    by_text = {str(customer): case for customer, case in cases.items()}
    if options.customer not in by_text:
        message = f"no customer {shown(options.customer)} has an event by {options.as_of.isoformat()}"
        remedy = did_you_mean(options.customer, by_text) if by_text else "give a later day, or another file"
        raise RecordError.of(", ".join(options.events), message, remedy)
    if options.format == "json":
        print_json(by_text[options.customer].to_dict())
    else:
        say(by_text[options.customer].document(options.lang))
    return 0


def _replayed(options: argparse.Namespace) -> tuple[Process, dict[Any, Case]]:
    """The process that is asked for, and the case of every customer of the events."""
    process = _process(options.policy)
    for each in options.events:
        _check_no_policy(each)
    if options.as_of is None:
        raise AsOfError.of(f"policy `{process.id}`", "depends on the day", "give --as-of 2026-07-01")
    # only now: with it comes Polars
    from crmrules.records.history.files import given_of_input

    binding = binding_with_history(options)
    with opened_input(options.events, reading_of(options)) as read:
        events = given_of_input(read)
    with under(read.name, BindingError):
        return process, process.replay_each(events, as_of=options.as_of, bind=binding, known_at=options.known_at)


def _check_no_policy(name: str) -> None:
    """Raises `FileError` where a policy is named in the place of a file."""
    if name in policies() and not Path(name).exists():
        raise FileError.of(name, "is a policy, and no file of events", f"pass --policy {name}, and name the file")


def _process(named: str | None) -> Process:
    return policy(_USUAL) if named is None else find(named, Process)


def _write(found: Caseload, path: Path, force: bool, language: Language) -> None:
    if path.suffix.lower() == _CALENDAR:
        with whole_path(path, force) as made:
            write_calendar(_entries(found, found.items, language), made, found.as_of)
        return
    # only now: with it comes Polars
    import polars as pl

    from crmrules.records.sinks import write_frame

    rows = found.rows(language)
    whole = all(isinstance(row["customer"], int) for row in rows)
    types: dict[str, Any] = {
        **dict.fromkeys(_TEXTS, pl.String),
        "since": pl.Date,
        "due": pl.Date,
        "certain": pl.Boolean,
    }
    types["customer"] = pl.Int64 if whole and rows else pl.String
    told = [{**row, "customer": row["customer"] if whole else str(row["customer"])} for row in rows]
    frame = pl.DataFrame(told, schema={name: types[name] for name in COLUMNS}).lazy()
    with whole_path(path, force) as made:
        write_frame(frame, made, path, marked=True)


def _entries(found: Caseload, items: Sequence[Item], language: Language) -> list[DayEntry]:
    """What has a day, as entries of a calendar."""
    entries: list[DayEntry] = []
    for each in items:
        if each.due is None:
            continue
        key = f"{found.definition.id}|{each.customer}|{each.what}|{each.id}|{each.since}"
        entries.append(
            DayEntry(
                uid=f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@crmrules",
                day=each.due,
                summary=f"{each.customer}: {each.title.in_language(language)}",
                description=described(each, language),
                tentative=not each.certain,
            )
        )
    return entries
