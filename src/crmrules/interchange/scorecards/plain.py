"""What a plain table of a scorecard says: an item, a stretch of a number or an answer, and the points.

Its columns are `item`, `points`, `from`, `to` or `below`, and `answer`. `from` and `to` take their numbers in, `below`
leaves its number out; an empty `from` or end has none.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from crmrules.errors import Problem, RecordError
from crmrules.interchange.scorecards.drafted import Drafted, Line, problems_of
from crmrules.interchange.scorecards.table import Row, Table, in_order, number_in

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "item": ("item", "项目"),
    "points": ("points", "分值"),
    "from": ("from", "从"),
    "to": ("to", "至"),
    "below": ("below", "小于"),
    "answer": ("answer", "答案"),
}
"""What columns are called, in both languages."""

_TRUTHS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


def items_of_rows(table: Table) -> list[Drafted]:
    """The items of a table; raises `RecordError` with every row that cannot be read."""
    item, points = (table.column(*COLUMNS[key]) for key in ("item", "points"))
    ends = {key: table.any_column(*COLUMNS[key]) for key in ("from", "to", "below", "answer")}
    if not any(ends.values()):
        message = "has no column `from`, `to`, `below` or `answer`"
        raise RecordError.of(table.name, message, "say in which stretch of a number, or for which answer, points hold")
    strange = [each for each in table.columns if each not in (item, points, *ends.values())]
    if strange:
        known = ", ".join(f"`{key}`" for key in COLUMNS)
        raise RecordError.of(f"{table.name}, column `{strange[0]}`", "is none that is known", f"known are {known}")
    problems: list[Problem] = []
    items: list[Drafted] = []
    for name, rows in in_order(table.rows, item).items():
        if not name:
            problems += [Problem(row.at(item), "is empty", "each row names its item") for row in rows]
            continue
        lines = tuple(_Cells(row, ends, problems).line(number_in(row, points, problems)) for row in rows)
        items.append(Drafted(name, _truths(lines)))
    columns = ends["from"] or ends["to"] or ends["below"] or "from", ends["below"] or ends["to"] or "to"
    found = problems or list(problems_of(items, columns, ends["answer"] or "answer"))
    if found:
        raise RecordError(found)
    return items


@frozen
class _Cells:
    row: Row
    columns: Mapping[str, str | None]
    problems: list[Problem]

    def line(self, points: float) -> Line:
        """What a row says."""
        given = {key: column for key, column in self.columns.items() if column and self.row.cells[column].strip()}
        if "answer" in given:
            others = [key for key in given if key != "answer"]
            if others:
                self._refuse(given[others[0]], "an answer has no stretch of a number", "leave one of them empty")
            return Line(self.row.where, points, answers=(self.row.cells[given["answer"]].strip(),))
        if "to" in given and "below" in given:
            self._refuse(given["below"], "the row says `to` as well", "leave one of them empty")
        if not given:
            column = next(column for column in self.columns.values() if column)
            self._refuse(column, "the row has neither a stretch of a number nor an answer", "say where it holds")
        ends = given.get("below") or given.get("to")
        return Line(
            self.row.where,
            points,
            number_in(self.row, given["from"], self.problems) if "from" in given else None,
            number_in(self.row, ends, self.problems) if ends else None,
            is_closed="to" in given,
        )

    def _refuse(self, column: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.row.at(column), message, remedy))


def _truths(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Answers of yes and no as such, where an item has no others."""
    said = [[_TRUTHS.get(str(each).lower()) for each in line.answers] for line in lines]
    if any(each is None for some in said for each in some):
        return tuple(lines)
    made = ([each for each in some if each is not None] for some in said)
    return tuple(
        Line(line.row, line.points, line.begins, line.ends, line.is_closed, tuple(truths))
        for line, truths in zip(lines, made, strict=True)
    )
