"""`crmrules sql`: a policy as one SELECT, for the database that holds the customers."""

import argparse
import re
from collections.abc import Mapping
from typing import Any

from crmrules.cli.common import Commands, add_as_of, day, directory, find
from crmrules.cli.data import add_binding, binding_with_history
from crmrules.errors import AsOfError, EngineError
from crmrules.kinds.base import Policy
from crmrules.kinds.cadence.policy import Cadence
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.reference.policy import Reference
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.records.writing import whole_file

_FLAGS: Mapping[str, tuple[type[Policy[Any]], ...]] = {
    "so_far": (DecisionTable,),
    "missing": (DecisionTable,),
    "reason": (DecisionTable, Cadence, Scorecard, Reference),
    "cautioned": (Reference,),
}
"""What only some kinds tell."""


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("sql", help="a policy as a SELECT for a database, with what it says of each row")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    parser.add_argument(
        "table",
        metavar="TABLE",
        help="the table of customers, such as leads or crm.leads; with a history (--bind) that of events",
    )
    parser.add_argument(
        "--dialect",
        required=True,
        help="duckdb, postgres, sqlite, mysql, mariadb, spark, snowflake, bigquery or sqlserver",
    )
    parser.add_argument(
        "--columns",
        metavar="NAMES",
        help="the columns of the table, with commas between, each with its type where you know it, such as "
        "'customer_id, bill=numeric(10, 2)'; a fact without is unknown",
    )
    parser.add_argument(
        "--keep", metavar="NAMES", help="the columns that stand beside the decision (default: all that are known of)"
    )
    parser.add_argument("--so-far", action="store_true", help="of a decision also what the true rules alone give")
    parser.add_argument("--missing", action="store_true", help="of a decision also the facts that would settle it")
    parser.add_argument(
        "--reason",
        choices=["en", "zh"],
        help="of a decision also the sentence of the rule that decides, of a cadence that of the interval, of a "
        "scorecard the items that give points, of a reference why entries hold",
    )
    parser.add_argument("--cautioned", action="store_true", help="of a reference also the entries with a caution")
    parser.add_argument("--unread", action="store_true", help="also the facts whose columns hold what cannot be read")
    add_binding(parser)
    add_as_of(parser)
    parser.add_argument("--known-at", type=day, metavar="DAY", help="of a history: by what was recorded then")
    parser.add_argument(
        "--dbt",
        type=directory,
        metavar="DIR",
        help="write a model of dbt and its properties there; TABLE is a model or a seed",
    )
    parser.add_argument("--force", action="store_true", help="replace files that are there already")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy: Policy[Any] = find(options.policy, Policy)
    if options.as_of is None and policy.definition.needs_day:
        raise AsOfError.of(f"policy `{policy.id}`", "depends on the day", "give --as-of 2026-07-01")
    asked: dict[str, Any] = {
        "dialect": options.dialect,
        "bind": binding_with_history(options),
        "as_of": options.as_of,
        "columns": _columns(options.columns),
        "keep": _names(options.keep),
        "known_at": options.known_at,
        "unread": options.unread,
    }
    asked |= _told(policy, options)
    if options.dbt is None:
        print(policy.sql(options.table, **asked), end="")
        return 0
    from crmrules.interchange.dbt import to_dbt  # with it comes sqlglot, which other commands do without

    model = to_dbt(policy, options.table, options.dialect, lambda table: policy.sql(table, **asked))
    for path, text in ((f"{model.name}.sql", model.sql), (f"{model.name}.yml", model.properties)):
        with whole_file(options.dbt / path, options.force) as file:
            file.write(text)
        print(options.dbt / path)
    return 0


def _columns(given: str | None) -> list[str] | dict[str, str] | None:
    """Columns, each with its type where one of them has one."""
    if given is None or "=" not in given:
        return _names(given)
    # a comma within parentheses is the type's
    parts = [each.rpartition("=") for each in re.split(r",(?![^(]*\))", given)]
    return {name.strip() if sign else type_.strip(): type_.strip() if sign else "" for name, sign, type_ in parts}


def _names(given: str | None) -> list[str] | None:
    return None if given is None else [name.strip() for name in given.split(",")]


def _told(policy: Policy[Any], options: argparse.Namespace) -> dict[str, Any]:
    """What is told beside the rest, by policies of this kind."""
    for flag, kinds in _FLAGS.items():
        if getattr(options, flag) and not isinstance(policy, kinds):
            message = f"is a {policy.kind}, of which `--{flag.replace('_', '-')}` says nothing"
            raise EngineError.of(f"policy `{policy.id}`", message, "leave it out")
    return {flag: getattr(options, flag) for flag, kinds in _FLAGS.items() if isinstance(policy, kinds)}
