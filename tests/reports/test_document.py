"""Documents: one report, laid out as text, for a terminal, as Markdown and as a page."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from crmrules.errors import EngineError, FileError
from crmrules.reports.document import (
    BREAK,
    Block,
    Document,
    Figure,
    Group,
    Lines,
    Listing,
    Paragraph,
    Section,
    Series,
    Table,
    Tone,
    code,
    emphasis,
    named,
    strong,
)
from crmrules.reports.figures import draw
from crmrules.reports.forms import form_of
from crmrules.reports.html import html
from crmrules.reports.markdown import markdown
from crmrules.reports.terminal import terminal
from crmrules.reports.text import text

TABLE = Table(
    "Bands",
    ("band", "customers"),
    ((named("重要客户", "key"), "1,200"), (("two", BREAK, "lines"), "3")),
    frozenset({1}),
    (0.9, 0.1),
    "share",
)
BLOCKS: tuple[Block, ...] = (
    Section("First", (Paragraph("Look here.", Tone.WARNING),), is_first=True),
    Group(Paragraph(("Rule ", code("a"), ":")), (Paragraph("because"), Lines((("x", "1"), ("longer", "2"))))),
    Section(named("Tiers", "tiers"), (TABLE, Listing((strong("one"), ("two", BREAK, emphasis("three")))))),
)
WHOLE = Document("en", named("Review", "r"), BLOCKS, ("500 customers", "as of today"))
FIGURE = Figure("Sweep", "limit $x$", (Series("quality", ((0.1, 0.5), (0.2, None), (0.3, 0.7))),))


def test_text_is_a_line_for_each_thing_and_columns_stand_below_each_other() -> None:
    said = """\
Review (r)
  500 customers
  as of today

First
  Look here.
  Rule `a`:
    because
    x       1
    longer  2

Tiers (tiers)
  Bands
    band            customers
    重要客户 (key)      1,200
    two                     3
    lines
  - one
  - two
    three"""
    assert said == text(WHOLE)


def test_markdown_is_headings_lists_and_tables() -> None:
    said = markdown(WHOLE)
    assert said.startswith("# Review (`r`)\n\n500 customers <br>\nas of today\n\n## First\n")
    assert "- Rule `a`:\n  - because\n  - x  1\n  - longer  2\n\n## Tiers (`tiers`)\n" in said
    assert "| band | customers |\n| --- | ---: |\n| 重要客户 (`key`) | 1,200 |\n| two <br> lines | 3 |\n" in said
    assert said.endswith("- **one**\n- two <br>\n  *three*\n")


def test_a_terminal_folds_long_cells_in_their_columns() -> None:
    long = Document("zh", "T", (Table("", ("a", "b"), (("word " * 20, "1"),), frozenset({1})),))
    console = Console(width=40, record=True, file=None, force_terminal=False)
    with console.capture() as captured:
        console.print(terminal(long))
        console.print(terminal(WHOLE))
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= 40
    assert "First" in captured.get()


def test_in_chinese_an_id_stands_in_chinese_parentheses() -> None:
    assert "重要客户（key）" == text(Document("zh", named("重要客户", "key"), ()))


def test_a_page_has_what_is_first_at_its_head_and_links_to_its_parts() -> None:
    two = Document("en", "T", (Section("A", ()), Section("B", (TABLE,)), Section("Now", (), is_first=True)))
    page = html(two)
    assert page.index("Now") < page.index('<a href="#part-1">A</a>') < page.index('<h2 id="part-1">A</h2>')
    assert '<th class="bar" aria-hidden="true">share</th>' in page
    assert 'style="width: 90.00%"' in page


def test_a_figure_is_part_of_a_page_and_asks_for_nothing() -> None:
    page = html(Document("en", "T", (FIGURE, FIGURE)))
    assert 2 == page.count("<svg ")
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", page)
    ids = re.findall(r"<(?:figure|g|section)[^>]* id=\"([^\"]+)\"", page)
    assert len(ids) == len(set(ids))
    assert "currentColor" in page
    assert "#010203" not in page
    assert "limit $x$" in page


def test_a_figure_is_a_picture_of_its_own(tmp_path: Path) -> None:
    for kind in ("svg", "png"):
        draw([FIGURE], tmp_path / f"a.{kind}", kind)
        draw([FIGURE], tmp_path / f"b.{kind}", kind)
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    with pytest.raises(EngineError, match="`gif` is no kind of picture"):
        draw([FIGURE], tmp_path / "a.gif", "gif")


def test_the_ending_of_a_file_says_how_a_report_is_written() -> None:
    assert form_of(Path("x.HTML"))(WHOLE) == html(WHOLE)
    assert form_of(Path("x.md"))(WHOLE) == markdown(WHOLE)
    assert form_of(Path("x.txt"))(WHOLE) == text(WHOLE) + "\n"
    with pytest.raises(FileError, match=r"unknown kind of report `.htm`; did you mean `.html`"):
        form_of(Path("x.htm"))


ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "small", "p", "div", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "ul", "li", "section", "footer", "br",
}  # fmt: skip


@given(st.text(max_size=30) | st.sampled_from(["<img src=x>", "</table>", "*a* [b](c) | `d`", "\x1b[2J"]))
def test_whatever_is_said_is_neither_markup_nor_movement(said: str) -> None:
    blocks = (Paragraph(said), Table(said, (said,), ((named(said, "id"),),)), Listing((said,)), Section(said, ()))
    document = Document("en", named(said, "id"), (*blocks, Group(Paragraph(said), (Lines(((said, "x"),)),))))
    assert all(each.isprintable() or each in "\n\u3000" for each in text(document))
    assert set(re.findall(r"<(\w+)", html(document))) <= ALLOWED
    assert "<" not in markdown(document).replace(" <br>", "")
