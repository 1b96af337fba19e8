"""`check` as users ask for it: of a policy, a file, a directory, or all that is shipped."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from crmrules.analysis.solver import can_verify
from crmrules.assurance.check.base import base_findings
from crmrules.assurance.check.findings import Code, Finding, findings
from crmrules.definitions.base import Definition
from crmrules.definitions.catalogue import Definitions, beside, define
from crmrules.definitions.files import parse_toml, read_bytes
from crmrules.errors import CrmRulesError, FileError, under
from crmrules.interchange.files import read_file
from crmrules.interchange.found import TableFile
from crmrules.interchange.names import is_tables, split
from crmrules.kinds.base import Policy, checked_policy, day_of
from crmrules.loading import READERS, shipped


@frozen
class Checked:
    """What was found about one policy."""

    name: str
    """Its id; of a file that cannot be read its path."""
    file: str
    """The path of its file; empty for a shipped policy that was asked for by its id."""
    definition: Definition | None
    """None where it cannot be read."""
    findings: tuple[Finding, ...]
    """What was found; where there is a file, each names it."""


def check(
    policy: Policy[Any], *, as_of: datetime.date | None = None, verify: bool | None = None
) -> tuple[Finding, ...]:
    """All that can be said against a policy without customers, errors first.

    Dated numbers are called stale only where a day is given. What the exact analysis leaves open, arithmetic between
    facts, is asked of z3 where the extra `verify` is installed; `verify=False` leaves it at that.
    """
    day = day_of(as_of)
    return findings(checked_policy(policy, Policy, "check").definition, day, can_verify() if verify is None else verify)


def check_all(names: list[str], as_of: datetime.date | None = None, verify: bool | None = None) -> Iterator[Checked]:
    """What is found about policies by id, by path, or below a directory; all that are shipped where none is named.

    Raises `UnknownPolicyError` and `FileError` for a name that leads nowhere, before anything is checked.
    """
    with_z3 = can_verify() if verify is None else verify
    # each raises where it cannot be read, or holds no tables
    tables = {Path(name): read_file(Path(split(name)[0])) for name in names if is_tables(name)}
    files = [each for name in names for each in _files(name)] if names else _of_catalogue(shipped())
    for path, catalogue in files:
        if is_tables(path):
            yield from _tables(path, tables[path], as_of, with_z3)
        else:
            yield _checked(path, catalogue, as_of, with_z3)


def _files(name: str) -> list[tuple[Path, Definitions]]:
    path = Path(name)
    if is_tables(name):
        return [(path, shipped())]
    if path.is_dir():
        found = [each for each in _of_catalogue(Definitions.from_dir(name, READERS, shipped())) if _is_policy(each[0])]
        if not found:
            raise FileError.of(name, "holds no policy files", "a policy file ends in .toml")
        return found
    if path.is_file() or path.suffix == ".toml":
        read_bytes(path)  # raises where it cannot be read
        return [(path, shipped().over(beside(name)))]
    shipped().definition(name)  # raises where there is no such policy
    return [(Path(shipped().paths[name]), shipped())]


def _of_catalogue(catalogue: Definitions) -> list[tuple[Path, Definitions]]:
    return [(Path(catalogue.paths[id_]), catalogue) for id_ in catalogue.ids]


def _is_policy(path: Path) -> bool:
    return not path.name.endswith(".bind.toml")


def _checked(path: Path, catalogue: Definitions, as_of: datetime.date | None, verify: bool) -> Checked:
    file = "" if catalogue is shipped() else str(path)
    try:
        with under(str(path)):
            document = parse_toml(read_bytes(path), "")
            definition = define(document, catalogue)
    except CrmRulesError as error:
        problems = [Finding(Code.INVALID, each.path, each.message, each.remedy) for each in error.problems]
        return Checked(str(path), file, None, tuple(problems))
    return _of_file(file, definition, [*_base(document, catalogue), *findings(definition, as_of, verify)])


def _tables(path: Path, read: TableFile, as_of: datetime.date | None, verify: bool) -> Iterator[Checked]:
    """What is found about the tables of a file of such, or the one that is named."""
    file, name = split(str(path))
    for refused, error in read.refused:
        if name in (refused, ""):
            problems = [
                Finding(Code.INVALID, f"{file}, {each.path}", each.message, each.remedy) for each in error.problems
            ]
            yield Checked(f"{file}#{refused}", file, None, tuple(problems))
    for each in [read.table(name)] if name and name not in dict(read.refused) else read.tables:
        yield _of_file(file, each.definition, findings(each.definition, as_of, verify))


def _of_file(file: str, definition: Definition, found: Iterable[Finding]) -> Checked:
    named = [evolve(each, path=f"{file}, {each.path}") for each in found] if file else found
    return Checked(definition.id, file, definition, tuple(named))


def _base(document: Mapping[str, Any], catalogue: Definitions) -> Iterator[Finding]:
    if "base" in document:
        yield from base_findings(document, catalogue.definition(str(document.get("extends"))))
