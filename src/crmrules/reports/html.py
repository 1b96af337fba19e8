"""A report as one page of HTML that needs nothing else: no script, no request, every value escaped."""

from functools import cache
from importlib.resources import files
from typing import Any

from crmrules import __version__
from crmrules.errors import EngineError
from crmrules.model.text import Language
from crmrules.reports.document import Told
from crmrules.reports.words import say


def html(told: Told, language: Language) -> str:
    """The page; raises `EngineError` where Jinja is not installed."""
    return str(
        _template().render(
            told=told,
            language="zh-CN" if language == "zh" else "en",
            words={key: say(key, language) for key in ("others", "contents")},
            version=__version__,
        )
    )


@cache
def _template() -> Any:
    try:
        from jinja2 import Environment, StrictUndefined
    except ModuleNotFoundError:
        raise EngineError.of("report", "Jinja is not installed", 'pip install "crmrules[report]"') from None
    # everything a file holds is text here, never markup
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files("crmrules.reports") / "report.html.jinja").read_text("utf-8"))
