"""Draws the Mermaid diagrams of the pages when the site is built, so that a reader's browser asks no other host."""

import re
from typing import Any

import mmdr

_FENCE = re.compile(r"^```mermaid\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LOOK = """---
config:
  theme: base
  look: classic
  fontFamily: sans-serif
  themeVariables:
    fontSize: 14px
    primaryColor: "#e0f2f1"
    primaryBorderColor: "#00796b"
    primaryTextColor: "#1f2933"
    lineColor: "#455a64"
    edgeLabelBackground: "#ffffff"
---
"""


def on_page_markdown(markdown: str, **_: Any) -> str:
    """MkDocs gives the text of each page, and goes on with what comes back."""
    return _FENCE.sub(lambda found: f'<div class="diagram">{_drawn(found[1])}</div>', markdown)


def _drawn(source: str) -> str:
    svg = mmdr.render(_LOOK + source).svg()
    width = re.search(r"max-width:\s*([\d.]+)px", svg)
    assert width is not None  # as wide as it was drawn, and no wider
    return re.sub(r'width="100%"', f'width="{width[1]}"', svg, count=1).replace("\n", " ")
