"""`crmrules list`: the shipped policies."""

import argparse
from typing import Any

from attrs import frozen

from crmrules.cli.common import Commands, add_language
from crmrules.cli.data import add_format, add_output, writing
from crmrules.definitions.parts import Header
from crmrules.loading import policies, policy
from crmrules.model.text import Language, Text
from crmrules.reports.document import Document, Table

_TITLE = Text("Shipped policies", "随附的策略")
_HEADS = (Text("policy", "策略"), Text("kind", "类型"), Text("title", "名称"), Text("rows", "条目"))


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("list", help="the shipped policies")
    add_output(parser)
    add_format(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


@frozen
class _Listed:
    """The policies by what their files begin with."""

    headers: tuple[Header, ...]

    def document(self, language: Language) -> Document:
        """A table of them; their titles are in both languages, whichever the reader knows."""
        rows = tuple(
            (each.id, each.kind, f"{each.title.en} {each.title.zh}", ", ".join(each.covers)) for each in self.headers
        )
        heads = tuple(each.in_language(language) for each in _HEADS)
        return Document(language, _TITLE.in_language(language), (Table("", heads, rows),))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "policies": [
                {
                    "policy": each.id,
                    "kind": each.kind,
                    "title": {"en": each.title.en, "zh": each.title.zh},
                    "rows": list(each.covers),
                }
                for each in self.headers
            ]
        }


def _run(options: argparse.Namespace) -> int:
    with writing(options) as write:
        write(_Listed(tuple(policy(id_).definition.header for id_ in policies())))
    return 0
