"""A report as one page of HTML that needs nothing else: no script, no request, every value escaped."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, assert_never

from crmrules import __version__
from crmrules.extras import needed
from crmrules.model.text import Text
from crmrules.reports.document import (
    Block,
    Diagram,
    Document,
    Figure,
    Group,
    Lines,
    Listing,
    Paragraph,
    Section,
    Style,
    Table,
    Word,
    lines,
)
from crmrules.reports.figures import svg
from crmrules.reports.text import line

_CONTENTS = Text("Contents", "目录")


def html(document: Document) -> str:
    """The page; raises `EngineError` where Jinja is not installed, or for a figure the library that draws it."""
    template = _template()
    drawn = {each: svg(each) for each in _figures(document.blocks)}
    return str(
        template.render(
            document=document,
            title=line(document.title, document.language),
            language="zh-CN" if document.language == "zh" else "en",
            first=[each for each in document.blocks if isinstance(each, Section) and each.is_first],
            contents=[each for each in document.blocks if isinstance(each, Section) and not each.is_first],
            said=_CONTENTS.in_language(document.language),
            drawn=drawn,
            version=__version__,
        )
    )


def _figures(blocks: tuple[Block, ...]) -> list[Figure]:
    found: list[Figure] = []
    for block in blocks:
        match block:
            case Figure():
                found.append(block)
            case Section(blocks=inner) | Group(blocks=inner):
                found += _figures(inner)
            case Paragraph() | Listing() | Lines() | Table() | Diagram():
                pass
            case _:
                assert_never(block)
    return found


def _macro(block: Block) -> str:
    """The macro of the template that lays a block out."""
    match block:
        case Paragraph():
            return "paragraph"
        case Listing():
            return "listing"
        case Lines():
            return "aligned"
        case Table():
            return "table"
        case Figure():
            return "figure"
        case Diagram():
            return "diagram"
        case Group():
            return "group"
        case Section():
            return "section"
        case _:
            assert_never(block)


_TAGS: Mapping[Style, str] = {Style.CODE: "code", Style.STRONG: "strong", Style.EMPHASIS: "em", Style.ID: "small"}


def _tag(word: Word) -> str:
    """The element that sets a word; empty where it is plain."""
    return _TAGS.get(word.style, "")


@cache
def _template() -> Any:
    with needed("report"):
        from jinja2 import Environment, StrictUndefined
    # everything a file holds is text here, never markup
    environment: Any = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"macro": _macro, "lines": lines, "tag": _tag}
    return environment.from_string((files("crmrules.reports") / "report.html.jinja").read_text("utf-8"))
