"""Kinds of events that a process does not know, in words: each with how often it came, and what was perhaps meant."""

from collections.abc import Collection, Mapping

from crmrules.errors import nearest
from crmrules.model.text import Language, Text
from crmrules.reports.document import Prose
from crmrules.reports.naming import listing
from crmrules.reports.sentences import filled

_UNKNOWN = Text("The process does not know of: {kinds}", "流程不识别的事件：{kinds}")
_TIMES = Text("{kind} ({count:,})", "{kind}（{count:,} 次）")
_MEANT = Text("{kind} ({count:,}; did you mean `{meant}`?)", "{kind}（{count:,} 次，是否为 `{meant}`？）")


def unknown_kinds(counts: Mapping[str, int], known: Collection[str], language: Language) -> Prose:
    """The sentence that tells them, given the kinds that the process knows."""
    kinds = listing((_said(kind, count, known, language) for kind, count in counts.items()), language)
    return filled(_UNKNOWN, language, kinds=kinds)


def _said(kind: str, count: int, known: Collection[str], language: Language) -> Prose:
    meant = nearest(kind, known)
    if meant is None:
        return filled(_TIMES, language, kind=kind, count=count)
    return filled(_MEANT, language, kind=kind, count=count, meant=meant)
