"""What the frames engine takes, what it refuses, and where a frame is read otherwise than a record."""

from collections.abc import Sequence

from crmrules.engines.frames.backends import BACKENDS

REFUSED = {
    "hit policies *unique* and *any*, unless it is proven that no two rules contradict each other": (
        "a row cannot raise: use *first*"
    ),
    "an output with values of several kinds": "a column has one type",
    "a frame of any other kind": "Polars, pandas, PyArrow, DuckDB and Ibis are known",
    "a moment for a date": "rules know days: give its date, in the customer's time zone",
    "`values` of a binding over dates, decimals and times": "convert the column to text first",
}
"""What is refused by name before anything is reckoned, and why or what to do."""

UNKNOWN = {
    "a number that is infinite": "an error",
    "a whole number beyond 2^53 - 1": "an error",
    "a number with a fraction, of an integer": "an error",
    "a text that is none of the fact's `values`": "an error",
    "a value to which a binding's `values` give no meaning": "an error",
    "a day after 9899-12-31": "an error",
    "a measure of a segmentation beyond 2^53 - 1": "an error",
}
"""What is unknown on a frame, whose schema does not show it, and what it is on a record."""


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


def _markdown(rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
