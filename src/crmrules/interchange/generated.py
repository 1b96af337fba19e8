"""What mirrors the catalogue in code, written from it: ``make generated`` does, and a test holds it.

A type checker is to know of `crmrules.policy("tiers")` that it is a segmentation, editors are to complete the outcomes
of shipped policies, and the schema of policy files is to come with the library: all of it follows from policy files and
the classes of their parts, so that a new policy is one file.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import crmrules
from crmrules.definitions.base import Definition
from crmrules.errors import CrmRulesError
from crmrules.interchange.schema import policy_schema
from crmrules.kinds import KINDS, kind_of
from crmrules.loading import shipped

ROOT = Path(crmrules.__file__).parent
LINE = 120
"""How long a line of the code may be."""
BEGIN, END = "# Overloads of the shipped policies: written by `make generated`.\n", "# End of the overloads.\n"


def files() -> dict[Path, str]:
    """The files that are written, with what they hold."""
    loading = ROOT / "loading.py"
    text = loading.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return {
        ROOT / "catalogue" / "policy.schema.json": json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n",
        ROOT / "model" / "outcomes.py": outcomes_module(),
        loading: f"{before}{BEGIN}{overloads()}{END}{after}",
    }


def overloads() -> str:
    """One overload of `policy` for each kind that has shipped policies."""
    by_kind = {name: [each.id for each in _shipped() if each.layout.kind == name] for name in KINDS}
    return "".join(_overload(ids, KINDS[name].policy_class.__name__) for name, ids in by_kind.items() if ids)


def _overload(ids: list[str], returned: str) -> str:
    """An overload, as the formatter lays it out."""
    inline = ", ".join(json.dumps(id_) for id_ in ids)
    line = f'def policy(id_: Literal[{inline}]) -> "{returned}": ...'
    if len(line) <= LINE:
        return f"@overload\n{line}\n"
    lines = "".join(f"        {json.dumps(id_)},\n" for id_ in ids)
    return f'@overload\ndef policy(\n    id_: Literal[\n{lines}    ],\n) -> "{returned}": ...\n'


def outcomes_module() -> str:
    """A module with an enumeration for each shipped policy that has answers."""
    lines = [
        '"""The answers of the shipped policies: written from the catalogue by `make generated`."""',
        "",
        "from enum import StrEnum",
    ]
    for each in _shipped():
        if each.answers:
            lines += ["", "", *_enumeration(each)]
    return "\n".join(lines) + "\n"


def _enumeration(definition: Definition) -> Iterator[str]:
    name = "".join(part.capitalize() for part in definition.id.split("-"))
    title = definition.header.title
    yield f"class {name}(StrEnum):"
    yield f'    """The answers of the {kind_of(definition).layout.kind} `{definition.id}`: {title.en} {title.zh}."""'
    yield ""
    for member, id_ in zip(members(definition.answers), definition.answers, strict=True):
        yield f"    {member} = {json.dumps(id_, ensure_ascii=False)}"


def members(ids: Iterable[str]) -> list[str]:
    """Names for ids that are the user's words: fit for Python, and each its own."""
    found: list[str] = []
    for id_ in ids:
        plain = "".join(each if _is_of_a_name(each) else "_" for each in id_.upper())
        name = plain if plain.isidentifier() else f"ID_{plain}"
        number, own = 1, name
        while own in found:
            number += 1
            own = f"{name}_{number}"
        found.append(own)
    return found


def _is_of_a_name(character: str) -> bool:
    return f"a{character}".isidentifier() and unicodedata.normalize("NFKC", character) == character


def _shipped() -> list[Definition]:
    return [shipped().definition(id_) for id_ in shipped().ids]


if __name__ == "__main__":
    try:
        for path, text in files().items():
            path.write_text(text, "utf-8")
    except CrmRulesError as error:
        sys.exit(str(error))
