"""From the plain mapping of a policy file to a definition, reporting everything that is wrong with it at once."""

from collections.abc import Mapping
from typing import Any

from crmrules.definitions.base import Definition
from crmrules.definitions.reading import Find, Reader, is_id
from crmrules.errors import PolicyError, Problem, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.kinds.cadence.reading import CadenceReader
from crmrules.kinds.decision.reading import DecisionReader
from crmrules.kinds.segmentation.reading import SegmentationReader

_READERS: dict[str, type[Reader]] = {each.kind: each for each in (DecisionReader, SegmentationReader, CadenceReader)}
KINDS = tuple(_READERS)
"""The kinds of policy that a file can hold."""


def read(document: Mapping[str, Any], find: Find) -> Definition:
    """The definition that a plain mapping describes; `find` gives a policy that its facts read, by id.

    Raises `PolicyError` with every problem found, each with its path.
    """
    id_ = document.get("id")
    where = f"policy `{id_}`" if isinstance(id_, str) and is_id(id_) else "policy"
    kind = document.get("kind", DecisionReader.kind)
    problems: list[Problem] = []
    reader_class = _READERS.get(kind) if isinstance(kind, str) else None
    if reader_class is None:
        problems.append(Problem("`kind`", f"unknown kind {shown(kind)}", did_you_mean(kind, KINDS)))
        reader_class = DecisionReader
    reader = reader_class(document, find)
    definition = reader.read()
    problems += reader.problems
    if problems:
        raise PolicyError(problem.under(where) for problem in problems)
    return definition
