"""The lists of a review as files: a workbook with a sheet for each policy, or a CSV file for each."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from crmrules.model.text import Language
from crmrules.records.sinks import write_frame
from crmrules.records.workbook import Line, Page, Sheet, sheet_names, write_workbook
from crmrules.reports.document import Prose
from crmrules.reports.text import line
from crmrules.reviews.list_names import WORKBOOK, csv_name
from crmrules.reviews.report import first_said, left_out_said
from crmrules.reviews.review import Review
from crmrules.reviews.words import say


def write_lists(review: Review, forms: Sequence[str], made: Path, shown: Path, language: Language) -> None:
    """Write the lists into the directory `made`, which errors call `shown`; raises as `write_workbook` does."""
    frames = {id_: review.worklist(id_, language) for id_ in review.lists}
    if "xlsx" in forms:
        write_workbook(_sheets(review, frames, language), made / WORKBOOK, shown / WORKBOOK)
    if "csv" in forms:
        for id_, frame in frames.items():
            name = csv_name(id_)  # marked: spreadsheets take it for what their country wrote before, else
            write_frame(frame, made / name, shown / name, marked=True)


def _sheets(review: Review, frames: dict[str, pl.LazyFrame], language: Language) -> list[Page | Sheet]:
    """A page that says what the lists are of, and the lists."""
    titles = {part.policy.id: part.policy.definition.header.title.in_language(language) for part in review.parts}
    called = [line(say("summary", language), language), *(titles[id_] or id_ for id_ in frames)]
    summary, *names = sheet_names(called)
    tables = [Sheet(name, frames[id_], review.lists[id_].rows) for name, id_ in zip(names, frames, strict=True)]
    return [Page(summary, tuple(_summary(review, names, language))), *tables]


def _summary(review: Review, names: Sequence[str], language: Language) -> Iterable[Line]:
    def said(*prose: Prose, strong: bool = False) -> Line:
        return Line(tuple(line(each, language) for each in prose), strong)

    yield said(say("title", language, name=review.name), strong=True)
    yield said(say("rows", language, rows=review.rows, name=review.name))
    if review.as_of is not None:
        yield said(say("as_of", language, day=review.as_of.isoformat()))
    yield Line(())
    yield said(say("first", language), strong=True)
    yield from map(said, first_said(review.parts, review.rows, language))
    yield Line(())
    yield said(say("lists", language), say("policy", language), say("rows_of_list", language), strong=True)
    for name, (id_, each) in zip(names, review.lists.items(), strict=True):
        yield Line((name, id_, each.rows), sheet=name)
    if review.left_out:
        yield Line(())
        yield said(say("others", language), strong=True)
        yield from (said(each) for each in left_out_said(review.left_out, language))
