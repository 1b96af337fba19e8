"""What people and forms write where nobody has answered: it is told and proposed, and never taken for no answer."""

import json
from collections.abc import Container, Generator
from contextlib import contextmanager

from crmrules.expressions.accept import Refused

_PLACEHOLDERS = frozenset((
    "select", "please select", "choose", "n/a", "#n/a", "na", "n.a.", "null", "(null)", "nil", "nan", "none", "-", "--",
    "---", "—", "–", "?", "unknown", "(unknown)", "not known", "not sure", "not specified", "not provided",
    "not available", "no answer", "no value", "(no value)", "tbd", "(blank)", "undefined", "k.a.", "keine angabe",
    "无", "未知", "不详", "暂无", "未填写", "请选择", "空", "不清楚", "待定", "不适用",
))  # fmt: skip
_NAMES = frozenset({"Na", "Nan", "Nil"})
"""What is written like a placeholder, and is a name."""


_NO_BESIDE = {"无": "有"}
"""What looks like no answer and is one, a no, where something else is answered, too."""


def answers_no(text: str, answers: Container[str]) -> bool:
    """Whether a text that looks like no answer means no among some answers."""
    return text in _NO_BESIDE and _NO_BESIDE[text] in answers


def is_placeholder(text: str) -> bool:
    """Whether a text looks like no answer."""
    return text.casefold() in _PLACEHOLDERS and text not in _NAMES


@contextmanager
def told_as_placeholder(raw: object) -> Generator[None, None, None]:
    """Says of a value that is refused and looks like no answer what a binding has to say of it."""
    try:
        yield
    except Refused as refused:
        if isinstance(raw, str) and is_placeholder(raw.strip()):
            listed = json.dumps([raw.strip()], ensure_ascii=False)
            remedy = f"say in the binding that it means unknown: `unknown = {listed}`"
            raise Refused(refused.message, remedy) from None
        raise
