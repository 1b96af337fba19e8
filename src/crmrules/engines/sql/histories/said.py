"""Aggregates in words, for the comments of statements: as a binding writes them."""

from crmrules.expressions.render import render
from crmrules.records.history.aggregates import Aggregate


def said_of(name: str, aggregate: Aggregate) -> str:
    """An aggregate on one line, such as ``profit: sum of order, value amount, within 12 months``."""
    parts = [f"{aggregate.function} of {aggregate.of}"]
    if aggregate.value is not None:
        parts.append(f"value {render(aggregate.value)}")
    if aggregate.where is not None:
        parts.append(f"where {render(aggregate.where)}")
    if aggregate.skip:
        parts.append(f"skip {aggregate.skip}")
    if aggregate.of_last is not None:
        parts.append(f"of last {aggregate.of_last}")
    if aggregate.at_least is not None:
        parts.append(f"at least {aggregate.at_least}")
    if aggregate.within is not None:
        parts.append(f"within {aggregate.within}")
    if aggregate.after:
        parts.append(f"after {aggregate.after}")
    return f"{name}: {', '.join(parts)}"
