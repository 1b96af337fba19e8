"""Why a fact of a history is unknown, in words."""

import datetime
from enum import StrEnum

from attrs import field, frozen

from crmrules.model.text import Language, Text


class Why(StrEnum):
    """What leaves a fact of a history unknown."""

    HALF_LOG = "half-log"
    """Its window begins before the log is complete."""
    NO_ANCHOR = "no-anchor"
    """There is no event after which its window could begin."""
    NOT_ENDED = "not-ended"
    """Its window after an event has not ended."""
    NO_EVENT = "no-event"
    """There is no event to tell it."""
    TOO_FEW = "too-few"
    """There are fewer events than it asks for."""
    UNKNOWN_VALUE = "unknown-value"
    """The value of an event is unknown."""
    UNKNOWN_WHERE = "unknown-where"
    """Of an event that could change it nobody knows whether it counts."""
    TIE = "tie"
    """Events of one moment have no ids and differ."""
    NO_BEGINNING = "no-beginning"
    """The span was on before its first event, and nobody knows since when."""
    BEFORE_LOG = "before-log"
    """There is no event of the span, and the log may begin later than the customer."""
    TOO_LARGE = "too-large"
    """It is beyond the largest number."""


_EN = {
    Why.HALF_LOG: 'the log is complete from {day} on, and its window begins before; within = "log" takes the log alone',
    Why.NO_ANCHOR: "there is no `{kind}` to count from",
    Why.NOT_ENDED: "the days after `{kind}` run to {day}",
    Why.NO_EVENT: "there is no `{kind}` in its window",
    Why.TOO_FEW: "there are {count} of `{kind}` to choose, and {needed} are asked for",
    Why.UNKNOWN_VALUE: "the value of a `{kind}` on {day} is unknown",
    Why.UNKNOWN_WHERE: "whether a `{kind}` on {day} counts is unknown",
    Why.TIE: "`{kind}`: several events of one moment on {day} have no ids and differ",
    Why.NO_BEGINNING: "`{kind}` was on before its first event, and nobody knows since when",
    Why.BEFORE_LOG: "there is no event of `{kind}`, and the log may begin later than the customer",
    Why.TOO_LARGE: "it is beyond the largest number",
}
_ZH = {
    Why.HALF_LOG: '日志自 {day} 起才完整，而窗口开始得更早；within = "log" 只取日志所及',
    Why.NO_ANCHOR: "没有可作为起点的“{kind}”",
    Why.NOT_ENDED: "“{kind}”之后的窗口到 {day} 才结束",
    Why.NO_EVENT: "窗口内没有“{kind}”",
    Why.TOO_FEW: "可选的“{kind}”有 {count} 次，少于所需的 {needed} 次",
    Why.UNKNOWN_VALUE: "{day} 的“{kind}”数值未知",
    Why.UNKNOWN_WHERE: "{day} 的“{kind}”是否计入未知",
    Why.TIE: "“{kind}”：{day} 同一时刻有多个没有编号且内容不同的事件",
    Why.NO_BEGINNING: "“{kind}”在首个事件之前已开始，起始日未知",
    Why.BEFORE_LOG: "没有“{kind}”的事件，而日志可能晚于客户的开始",
    Why.TOO_LARGE: "超出可表示的最大数",
}


@frozen
class Reason:
    """Why a fact is unknown."""

    why: Why
    kind: str = field(default="")
    """The kind of event, or the span."""
    day: datetime.date | None = field(default=None)
    count: int = field(default=0)
    needed: int = field(default=0)

    def say(self, language: Language = "en") -> str:
        """It in words. Raises `LanguageError` for any other language than "en" and "zh"."""
        words = Text(_EN[self.why], _ZH[self.why]).in_language(language)
        return words.format(kind=self.kind, day=self.day, count=self.count, needed=self.needed)

    def __str__(self) -> str:
        return self.say()
