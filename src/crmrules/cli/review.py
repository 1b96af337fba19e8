"""`crmrules review`: a customer file goes in, a reviewed book comes out."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crmrules.cli.common import Commands, add_as_of, add_language, directory, find, say
from crmrules.cli.data import (
    add_binding,
    add_file,
    add_join,
    add_naming,
    binding_of,
    binding_with_history,
    customer_column,
    given_beside,
    scanned,
)
from crmrules.cli.setting import add_setting, with_settings
from crmrules.errors import FileError, under
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy
from crmrules.loading import in_order_of_work, policies
from crmrules.model.text import Text
from crmrules.records.inputs import Input
from crmrules.records.writing import whole_directory
from crmrules.reports.document import Document
from crmrules.reviews.list_names import LIST_FORMS, left_over, list_files

if TYPE_CHECKING:
    from crmrules.reviews.choosing import LeftOut
    from crmrules.reviews.happened import Happened

_ROWS, _PAGE = "decisions.parquet", "report.html"
_MOST_NAMED = 5
_LEFT_OVER = Text(
    "is a list that this run did not write: of an earlier one, perhaps of other customers",
    "并非本次写出的清单：来自先前的运行，客户可能不同",
)


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("review", help="review a customer file: tiers, contacts due, decisions, a report")
    add_file(parser)
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=directory, required=True, help=f"where {_ROWS} and {_PAGE} are written"
    )
    parser.add_argument(
        "--lists",
        action="append",
        default=[],
        choices=LIST_FORMS,
        help="also write whom there is something to do for, most urgent first: a workbook, or a CSV file a policy",
    )
    add_naming(parser)
    parser.add_argument("--force", action="store_true", help="replace them where they are there already")
    parser.add_argument(
        "--policy", action="append", default=[], metavar="ID", help="a policy to run; without it all shipped ones"
    )
    add_setting(parser)
    add_binding(parser)
    add_join(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run, follows=True)


def _run(options: argparse.Namespace) -> int:
    with given_beside(options.file, options) as (read, events):
        document = _review(read, events, options)
    say(document)
    return 0


def _review(read: Input, events: Input | None, options: argparse.Namespace) -> Document:
    # only now: with them comes Polars
    import polars as pl

    from crmrules.records.row_names import ROW, rows_of
    from crmrules.records.shape import columns_of
    from crmrules.records.sinks import write_frame
    from crmrules.reviews.choosing import check_strict_columns, choose
    from crmrules.reviews.lists import write_lists
    from crmrules.reviews.review import reviewed
    from crmrules.reviews.running import run
    from crmrules.reviews.worklist import Naming

    named: list[Policy[Any]] = [find(name, Policy) for name in options.policy] or list(in_order_of_work())
    asked = with_settings(named, options.set)
    binding = binding_of(options)
    columns = columns_of(read)
    with under(read.name):
        check_strict_columns(asked, columns, binding)
        naming = Naming(options.key or customer_column(options), tuple(options.beside))
        naming.check(columns)
    chosen, left_out = choose(asked, columns, binding, options.as_of, _happened(events, options))
    if not chosen:
        reasons: dict[str, list[str]] = {}
        for each in left_out:
            reasons.setdefault(each.why.en, []).append(each.policy.id)
        why = "; ".join(f"{reason}: {_some(ids)}" for reason, ids in reasons.items())
        raise FileError.of(read.name, f"no policy can run on it ({why})", _remedy(read, columns, events, left_out))
    for one in chosen:
        if one.happened is not None:  # its errors name the file themselves
            kind_of(one.policy.definition).follow(one, options.as_of)
    definitions = [(each.policy.definition, each.binding) for each in chosen]
    lists = list_files([each.policy.id for each in chosen], options.lists)
    with (
        whole_directory(options.output, (_ROWS, _PAGE, *lists), options.force) as directory,
        scanned(read, options, definitions, parent=directory, numbered=True) as found,
    ):
        ran = run(found.frame.drop(ROW), chosen, options.as_of)
        write_frame(ran.frame, directory / _ROWS, options.output / _ROWS)
        written = pl.scan_parquet(directory / _ROWS, glob=False)
        names = rows_of(found.frame, len(read.files) > 1).collect()  # once for all lists
        numbered = pl.concat([written, names.lazy()], how="horizontal")
        book = reviewed(ran, written, left_out, options.as_of, read.title, naming, numbered)
        write_lists(book, options.lists, directory, options.output, options.lang)
        (directory / _PAGE).write_text(book.to_html(options.lang), "utf-8")
        document = book.document(options.lang)
    for path in left_over(options.output, policies(), lists):
        print(f"{path}: {_LEFT_OVER.in_language(options.lang)}", file=sys.stderr)
    return document


def _happened(events: Input | None, options: argparse.Namespace) -> "Happened | None":
    """The events that processes follow; None where customers are read."""
    customer = customer_column(options)
    if events is None or customer is None:
        return None
    from crmrules.records.history.files import given_of_input
    from crmrules.reviews.happened import Happened

    return Happened(lambda: given_of_input(events), binding_with_history(options), customer)


def _remedy(read: Input, columns: Sequence[str], events: Input | None, left_out: "Sequence[LeftOut]") -> str:
    """What makes policies run of which none does."""
    from crmrules.cli.beside import if_separated

    if not all(kind_of(each.policy.definition).follows_events for each in left_out):
        remedy = f"bind columns with --map fact=column, or begin with what `crmrules bind {read.name}` proposes"
        return if_separated(columns) + remedy
    if events is None:
        return "give --bind a binding with a [history]"
    return "say in the binding which kinds of events its texts stand for, under [history.kind.values]"


def _some(ids: Sequence[str]) -> str:
    """The first of some policies, and how many there are besides."""
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return ", ".join(ids[:_MOST_NAMED]) + more
