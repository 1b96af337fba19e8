"""Figures as pictures: drawn in the colours of the page they stand on, or as a file of their own."""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crmrules.errors import EngineError
from crmrules.extras import needed
from crmrules.reports.document import Figure

KINDS = ("svg", "png")
"""What a picture can be."""

_INK = "#010203"
_LINES = ("#010301", "#010302", "#010303", "#010304")
"""Colours that stand for those of the page, which has a dark side as well."""
_OF_PAGE: Mapping[str, str] = {_INK: "currentColor"} | {
    colour: f"var(--line-{place})" for place, colour in enumerate(_LINES, 1)
}
_ON_PAPER = ("#3465a4", "#b3541e", "#4e7a2f", "#7a4b91")
_MARKERS = "os^D"
_CHINESE = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", "SimHei")
_ABOUT = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_NAMED = re.compile(r'<g id="[^"]*">')


def svg(figure: Figure) -> str:
    """A figure as part of a page; raises `EngineError` where matplotlib is not installed."""
    written = io.StringIO()
    _draw([figure], _INK, _LINES, written, "svg", transparent=True)
    said = written.getvalue()
    # a part of a page has no prologue and says nothing of who drew it; ids that nothing points to may be there twice
    said = _NAMED.sub("<g>", _ABOUT.sub("", said[said.index("<svg") :]))
    for colour, of_page in _OF_PAGE.items():
        said = said.replace(colour, of_page)
    return said


def draw(figures: Sequence[Figure], path: Path, kind: str) -> None:
    """Figures below each other as a picture of one of `KINDS`; raises `EngineError` where it cannot be drawn."""
    if kind not in KINDS:
        raise EngineError.of("plot", f"`{kind}` is no kind of picture", "name the file .svg or .png")
    _draw(figures, "#000000", _ON_PAPER, path, kind)


def _draw(
    figures: Sequence[Figure], ink: str, colours: Sequence[str], where: Any, kind: str, *, transparent: bool = False
) -> None:
    with needed("plot"):
        from matplotlib import font_manager, rc_context
    there = {each.name for each in font_manager.fontManager.ttflist}
    settings: Any = {
        "svg.fonttype": "none",  # texts stay texts, in the letters of the page
        "svg.hashsalt": "crmrules",  # the same figure is the same file
        "text.parse_math": False,  # nothing is taken for a formula
        "font.family": [*(each for each in _CHINESE if each in there), "DejaVu Sans"],
    }
    about = {"metadata": {"Date": None}} if kind == "svg" else {}
    with rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph", UserWarning)  # without Chinese letters boxes stand for them
        _drawn(figures, ink, colours).savefig(where, format=kind, transparent=transparent, **about)


def _drawn(figures: Sequence[Figure], ink: str, colours: Sequence[str]) -> Any:
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(6.4, 3.2 * len(figures)), layout="constrained")
    for axes, figure in zip(canvas.subplots(len(figures), squeeze=False)[:, 0], figures, strict=True):
        for place, series in enumerate(figure.series):
            along, height = zip(*series.points, strict=True)
            style = {"color": colours[place % len(colours)], "marker": _MARKERS[place % len(_MARKERS)]}
            known = [float("nan") if each is None else each for each in height]
            axes.plot(along, known, label=series.name, **style)
        axes.set_ylim(0, figure.top)
        axes.set_xlabel(figure.along, color=ink)
        if figure.title:
            axes.set_title(figure.title, color=ink)
        axes.tick_params(colors=ink)
        axes.grid(visible=True, alpha=0.3, color=ink)
        for spine in axes.spines.values():
            spine.set_color(ink)
        below = {"loc": "upper left", "bbox_to_anchor": (0, -0.2), "borderaxespad": 0}
        axes.legend(fontsize="small", labelcolor=ink, frameon=False, **below)
    return canvas
