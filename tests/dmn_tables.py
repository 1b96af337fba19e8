"""DMN files of one table, written from rows of texts as a modeler would."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from crmrules.interchange.dmn.file import read_dmn
from crmrules.interchange.found import TableFile
from crmrules.kinds import made

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(
    inputs: Mapping[str, str],
    outputs: Sequence[str | tuple[str, str] | tuple[str, str, str]],
    rows: Sequence[Sequence[str]],
    hit: str = "UNIQUE",
    aggregation: str = "",
    around: str = "",
) -> str:
    """A file with one decision, `Answer`: input expressions with their types, outputs with values and default."""
    columns = "".join(
        f'<input><inputExpression typeRef="{type_}"><text>{escape(text)}</text></inputExpression></input>'
        for text, type_ in inputs.items()
    )
    columns += "".join(_output(*((each,) if isinstance(each, str) else each)) for each in outputs)
    lines = "".join(_row(row, len(inputs)) for row in rows)
    collected = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<definitions xmlns="{NAMESPACE}" name="drawn" namespace="urn:drawn">{around}'
        f'<decision name="Answer" id="answer"><decisionTable hitPolicy="{hit}"{collected}>{columns}{lines}'
        "</decisionTable></decision></definitions>"
    )


def _output(name: str, values: str = "", default: str = "") -> str:
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    stated = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f"<output name={quoteattr(name)}>{listed}{stated}</output>"


def _row(cells: Sequence[str], tests: int) -> str:
    words = ["inputEntry" if place < tests else "outputEntry" for place in range(len(cells))]
    entries = (f"<{word}><text>{escape(cell)}</text></{word}>" for word, cell in zip(words, cells, strict=True))
    return f"<rule>{''.join(entries)}</rule>"


def read(text: str, nulls_are_open: bool | None = None) -> TableFile:
    """What the text of a DMN file comes to."""
    return read_dmn(text.encode(), "drawn.dmn", nulls_are_open)


def policy(text: str, name: str = "", nulls_are_open: bool | None = None) -> Any:
    """The policy of a table, of whatever kind."""
    return made(read(text, nulls_are_open).table(name).definition)
