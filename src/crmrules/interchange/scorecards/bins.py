"""What a table of an `optbinning` scorecard says: `Variable`, `Bin` and `Points`, whatever stands beside."""

import re
from collections.abc import Sequence

from attrs import frozen

from crmrules.errors import Problem, RecordError
from crmrules.expressions.accept import shown
from crmrules.interchange.scorecards.drafted import Drafted, Line, problems_of
from crmrules.interchange.scorecards.table import Row, Table, in_order, number_in

_MISSING = "Missing"
_INTERVAL = re.compile(r"[\[(]\s*([^,\s]+)\s*,\s*([^,\s]+)\s*\)")
_ANSWERS = re.compile(r"\[(.*)\]", re.DOTALL)
_ANSWER = re.compile(r"""\s*,?\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"\[\]]+))""")
_ARRAY = re.compile(r"<\w+>\s*\['(.*)'\]\s*Length: (\d+), dtype: \S+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")
_TRUTHS = {"True": True, "False": False}


def is_of_bins(table: Table) -> bool:
    """Whether a table is one of `optbinning`."""
    return all(table.any_column(each) is not None for each in ("variable", "bin", "points"))


@frozen
class _Columns:
    variable: str
    bin: str
    points: str
    count: str | None


def items_of_bins(table: Table) -> list[Drafted]:
    """The items of a table; raises `RecordError` with every row that cannot be read."""
    variable, bin_, points = (table.column(each) for each in ("variable", "bin", "points"))
    columns = _Columns(variable, bin_, points, table.any_column("count"))
    problems: list[Problem] = []
    items: list[Drafted] = []
    for name, rows in in_order(table.rows, columns.variable).items():
        if not name or name == "Totals":
            remedy = "give `scorecard.table()`, which has no totals" if name else "each row names its variable"
            problems += [Problem(row.at(columns.variable), f"{shown(name)} is no variable", remedy) for row in rows]
            continue
        items.append(_item(name, rows, columns, problems))
    found = problems or list(problems_of(items, (columns.bin, columns.bin), columns.bin))
    if found:
        raise RecordError(found)
    return items


def _item(name: str, rows: Sequence[Row], columns: _Columns, problems: list[Problem]) -> Drafted:
    lines: list[Line] = []
    notes: list[str] = []
    unknown: float | None = None
    for row in rows:
        said = row.cells[columns.bin].strip()
        points = number_in(row, columns.points, problems)
        if said == _MISSING:
            unknown = points
        elif any(each.fullmatch(said) for each in (_INTERVAL, _ANSWERS, _ARRAY)):
            lines.append(_line(row, said, points, columns.bin, problems))
        elif not said:
            problems.append(Problem(row.at(columns.bin), "is empty", "each row names its bin"))
        elif _is_among(row, columns):
            notes.append(
                f"Left out: {points:g} points for `{said}`, codes that the table does not list. Give them to an "
                "item of their own, or bind them as unknown."
            )
    if not lines and not problems:
        problems.append(Problem(rows[0].at(columns.bin), f"variable `{name}` has no bins", "leave its rows out"))
    return Drafted(name, tuple(lines), unknown, tuple(notes))


def _is_among(row: Row, columns: _Columns) -> bool:
    """Whether somebody is in a bin of special codes, as far as the table says."""
    return columns.count is None or row.cells[columns.count].strip() not in ("0", "0.0")


def _line(row: Row, said: str, points: float, column: str, problems: list[Problem]) -> Line:
    interval = _INTERVAL.fullmatch(said)
    if interval is not None:
        begins, ends = interval.groups()
        return Line(
            row.where,
            points,
            None if begins == "-inf" else number_in(row, column, problems, begins),
            None if ends == "inf" else number_in(row, column, problems, ends),
        )
    answers = _answers(said)
    if answers is None:
        remedy = "write its categories as ['one' 'other'], all of them"
        problems.append(Problem(row.at(column), f"{shown(said)} is no list of categories", remedy))
    return Line(row.where, points, answers=answers or ())


def _answers(said: str) -> tuple[str | bool, ...] | None:
    """The categories of a bin, as NumPy writes an array of them, or pandas; None where that cannot be told."""
    array = _ARRAY.fullmatch(said)
    if array is not None:
        # pandas escapes nothing: only the number of categories tells where one ends
        texts = re.split(r"',\s+'", array[1])
        return tuple(texts) if len(texts) == int(array[2]) else None
    inner = _ANSWERS.fullmatch(said)
    answers, rest = list[str | bool](), inner[1].strip() if inner else ""
    while rest:
        found = _ANSWER.match(rest)
        if found is None or "..." in (found[3] or ""):
            return None
        quoted = found[1] if found[1] is not None else found[2]
        answers.append(_TRUTHS.get(found[3], found[3]) if quoted is None else _ESCAPED.sub(r"\1", quoted))
        rest = rest[found.end() :].strip()
    return tuple(answers) or None
