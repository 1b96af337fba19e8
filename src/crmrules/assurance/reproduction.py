"""What came of a file of kept decisions that were decided again."""

from typing import Any

from attrs import field, frozen

from crmrules.assurance.reproduce import Difference, Reproduced
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph, Prose
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import listed

_say = Sentences(
    {
        "all": Text(
            "{total:,} {total:decision|decisions}, {changed:,} said otherwise now",
            "共 {total:,} 项决定，现有 {changed:,} 项结论不同",
        ),
        "other": Text("; {count:,} by policies whose content has changed", "；{count:,} 项所依策略内容已变"),
        "row": Text("{file}row {number}, {policy}:", "{file}第 {number} 行，{policy}："),
        "changed": Text(
            "{file}row {number}, {policy}, whose content has changed:",
            "{file}第 {number} 行，{policy}（内容已变）：",
        ),
        "otherwise": Text("{what} was {kept}, is {now}", "{what} 原为 {kept}，现为 {now}"),
        "none": Text("none", "无"),
    }
)


@frozen
class Otherwise:
    """A row of the file of which the policy says something else now."""

    row: int
    found: Reproduced
    file: str = field(default="")
    """The name of the file, where there are several."""


@frozen
class Reproduction:
    """The decisions of a file, decided again."""

    total: int
    other: int
    """How many are by policies whose content has changed."""
    otherwise: tuple[Otherwise, ...]

    def document(self, language: Language) -> Document:
        """The report that is laid out as text, as a page, in a terminal."""
        told = str(_say("all", language, total=self.total, changed=len(self.otherwise)))
        if self.other:
            told += str(_say("other", language, count=self.other))
        return Document(language, told, tuple(_block(each, language) for each in self.otherwise))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "decisions": self.total,
            "changed_policies": self.other,
            "otherwise": [
                {
                    **({"file": each.file} if each.file else {}),
                    "row": each.row,
                    "policy": each.found.policy,
                    "same_policy": each.found.same_policy,
                    "differences": [
                        {"key": one.key, "kept": one.kept, "now": one.now} for one in each.found.differences
                    ],
                }
                for each in self.otherwise
            ],
        }


def _block(each: Otherwise, language: Language) -> Block:
    key = "row" if each.found.same_policy else "changed"
    lead = Paragraph(
        _say(key, language, file=f"{each.file}, " if each.file else "", number=each.row, policy=each.found.policy)
    )
    return Group(lead, (Lines(tuple((_otherwise(one, language),) for one in each.found.differences)),))


def _otherwise(one: Difference, language: Language) -> Prose:
    kept, now = (_plain(value, language) for value in (one.kept, one.now))
    return _say("otherwise", language, what=one.key, kept=kept, now=now)


def _plain(value: Any, language: Language) -> str:
    if isinstance(value, list):
        return f"({listed([_plain(each, language) for each in value], language)})"
    if value is None:
        return str(_say("none", language))
    return str(value).lower() if isinstance(value, bool) else str(value)
