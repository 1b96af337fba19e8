"""Kinds of events that a process does not know, in words: each with how often it came, and what was perhaps meant."""

from collections.abc import Collection, Mapping

from crmrules.errors import nearest
from crmrules.model.text import Language, Text
from crmrules.reports.naming import listing

_UNKNOWN = Text("The process does not know of: {kinds}", "流程不识别的事件：{kinds}")
_TIMES = Text("{kind} ({count:,})", "{kind}（{count:,} 次）")
_MEANT = Text("{kind} ({count:,}; did you mean `{meant}`?)", "{kind}（{count:,} 次，是否为 `{meant}`？）")


def unknown_kinds(counts: Mapping[str, int], known: Collection[str], language: Language) -> str:
    """The sentence that tells them, given the kinds that the process knows."""
    return _UNKNOWN.in_language(language).format(
        kinds=listing((_said(kind, count, known, language) for kind, count in counts.items()), language)
    )


def _said(kind: str, count: int, known: Collection[str], language: Language) -> str:
    meant = nearest(kind, known)
    text = _TIMES if meant is None else _MEANT
    return text.in_language(language).format(kind=kind, count=count, meant=meant)
