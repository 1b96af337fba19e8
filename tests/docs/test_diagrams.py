"""The diagrams of the pages, as the site draws them."""

import runpy
from pathlib import Path
from xml.etree import ElementTree

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [path for path in sorted(DOCS.rglob("*.md")) if "```mermaid\n" in path.read_text("utf-8")]
draw = runpy.run_path(str(DOCS / "hooks" / "diagrams.py"))["on_page_markdown"]


@pytest.mark.parametrize("page", PAGES, ids=[path.stem for path in PAGES])
def test_every_diagram_is_drawn(page: Path) -> None:
    drawn = draw(page.read_text("utf-8"))
    assert "```mermaid" not in drawn
    svg = drawn.partition('<div class="diagram">')[2].partition("</div>")[0]
    named = [text.strip() for text in ElementTree.fromstring(svg).itertext() if text.strip()]
    assert len(named) > 5


def test_there_are_diagrams_of_processes_and_of_the_entities() -> None:
    assert {"entities", "retention-case", "complaint-handling"} <= {path.stem for path in PAGES}
