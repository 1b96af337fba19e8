"""Files of objects, part by part: lines that Polars reads to what they mean, by columns, and all others by rows."""

import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeAlias

from attrs import field, frozen

from crmrules.records.formats import Format
from crmrules.records.input_file import InputFile
from crmrules.records.json_lines import Lines, Objects, Row
from crmrules.records.json_plain import Plain, read_plain
from crmrules.records.objects import open_objects
from crmrules.records.parts import PART
from crmrules.records.text_file import TextFile, open_text

CHUNK = 1 << 24
"""The characters of a part of lines, at least."""

ObjectPart: TypeAlias = Plain | Sequence[Row]
"""Some objects: as columns, or with their numbers."""


@frozen
class ObjectFile:
    """A file of objects that is read once."""

    file: Objects
    parts: Iterator[ObjectPart] = field()


@contextmanager
def open_object_parts(file: InputFile, keys: bool = False) -> Generator[ObjectFile, None, None]:
    """The objects of a file of JSON, or only their `keys`; raises as `open_objects` does."""
    if file.format is Format.JSON or file.row is not None:
        with open_objects(file) as objects:
            yield ObjectFile(objects, _batches(objects.rows))
        return
    with open_text(file) as text:
        lines = Lines(file.name, None)
        yield ObjectFile(Objects(file.name, iter(()), lines.problems), _parts(lines, text, keys))


def keys_of(part: ObjectPart) -> Sequence[str]:
    """The keys of some objects, in the order in which they come first."""
    return part.frame.columns if isinstance(part, Plain) else [*dict.fromkeys(key for _, row in part for key in row)]


def _batches(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    while batch := list(islice(rows, PART)):
        yield batch


def _parts(lines: Lines, text: TextFile, keys: bool) -> Iterator[ObjectPart]:
    """The lines of a file; those that are alike are read as those before them were."""
    types: dict[str, Any] | None = None
    while not lines.ended and (chunk := text.read(CHUNK)):
        frame = None if types is None else read_plain(chunk, types, keys)
        if frame is None:
            frame = read_plain(chunk, None, keys)
            types = types if frame is None else dict(frame.schema)
        if frame is not None:
            yield Plain(lines.name, lines.number + 1, chunk, frame)
            lines.pass_over(frame.height)
        elif rows := list(lines.rows(io.StringIO(chunk, newline=""))):
            yield rows
    lines.check()
