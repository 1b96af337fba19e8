"""What the frames engine takes, what it refuses, and where a frame is read otherwise than a record."""

from collections.abc import Sequence

from crmrules.engines.frames.backends import BACKENDS
from crmrules.engines.frames.facts import MOST_COLUMNS

REFUSED = {
    "hit policies *unique* and *any*, unless it is proven that no two rules contradict each other": (
        "a row cannot raise: use *first*"
    ),
    "an output with values of several kinds": "a column has one type",
    f"`missing` or `undefined`, where telling it would take more than {MOST_COLUMNS:,} columns in between": (
        "facts are derived from each other a thousand times: apply the policy without"
    ),
    "a frame of any other kind": "Polars, pandas, PyArrow, DuckDB, Ibis and PySpark are known",
    "a moment of a time zone for a date": 'say whose day it is: `day = true, zone = "Asia/Shanghai"` in a binding',
    "`values` of a binding over dates and times": "convert the column to text first",
    "`values` of a binding with no key that the column can hold": "write them as the column's type is",
    "a column that is read, and has the name of another": "give each column its own name",
}
"""What is refused by name before anything is reckoned, and why or what to do."""

UNKNOWN = {
    "a number that is infinite": "an error",
    "a whole number beyond 2^53 - 1": "an error",
    "a measure of a segmentation beyond 2^53 - 1": "an error",
}
"""What is unknown on a frame, whose schema does not show it, and what it is on a record."""


LOOKED_AT = (
    "a number with a fraction, of an integer",
    "a text that is none of the fact's `values`",
    "a value to which a binding's `values` give no meaning",
    "a day before 0001-01-01 or after 9899-12-31",
    "a moment that is no midnight, for a date",
)
"""What no schema shows, and what a record would be refused for."""


def table() -> str:
    """The libraries as a Markdown table."""
    rows = [
        ("Library", "Frames", "Outcome", "Day", "Reckoned", "A cut ranked by", "Column names"),
        ("---", "---", "---", "---", "---", "---", "---"),
        *(
            (
                each.name,
                each.frames,
                each.outcome,
                each.day,
                "when asked for" if each.is_lazy else "at once",
                each.ranked_by,
                "without case" if each.folds_case else "with case",
            )
            for each in BACKENDS
        ),
    ]
    return _markdown(rows)


def refused() -> str:
    """What is refused as a Markdown table."""
    return _markdown([("Refused", "Why, or what to do"), ("---", "---"), *REFUSED.items()])


def unknown() -> str:
    """What is unknown on frames only as a Markdown table."""
    rows = [(what, "unknown", record) for what, record in UNKNOWN.items()]
    return _markdown([("Value", "On a frame", "On a record"), ("---", "---", "---"), *rows])


def looked_at() -> str:
    """What values are refused for as a Markdown table."""
    rows = [(what, "an error with its row", "named in `<id>_unread`") for what in LOOKED_AT]
    return _markdown([("Value", "In memory, or with `look=True`", "On a lazy frame"), ("---", "---", "---"), *rows])


def _markdown(rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
