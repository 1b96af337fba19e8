"""Names the files that pages show: what a comment of the source says stands above the block on the site."""

import re
from typing import Any

_FILE = re.compile(r"^<!-- (?:file|broken): (\S+) -->\n```(\w+)$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """MkDocs gives the text of each page, and goes on with what comes back."""
    return _FILE.sub(r'```\2 title="\1"', markdown)
