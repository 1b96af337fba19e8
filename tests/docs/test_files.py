"""The files of the pages have their names above them on the site."""

import re
import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
name = runpy.run_path(str(DOCS / "hooks" / "files.py"))["on_page_markdown"]


def test_a_file_is_named_above_its_block() -> None:
    page = "It says:\n\n<!-- file: leads.csv -->\n```csv\nname\n```\n\n```text\nname\n```\n"
    assert 'It says:\n\n```csv title="leads.csv"\nname\n```\n\n```text\nname\n```\n' == name(page)


def test_every_file_of_the_pages_is_named() -> None:
    pages = [name(path.read_text("utf-8")) for path in DOCS.glob("*.md")]
    assert not [found for page in pages for found in re.findall(r"<!-- (?:file|broken): .*", page)]
