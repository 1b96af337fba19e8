"""Exact answers where float64 leaves them open: the interpreter over the facts that a term is reckoned from."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from crmrules.engines.python.lower import Term
from crmrules.engines.python.reckoning import TINY, UNIT, UNKNOWN_NUMBER
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Expression, Value, names


@frozen
class Exactly:
    """An expression over terms, from the values of the stored facts behind them."""

    expression: Expression
    facts: tuple[str, ...]
    """The stored facts, in the order in which their values are given."""
    terms: tuple[tuple[str, Expression], ...]
    """The terms between them, those that others read first."""

    @classmethod
    def of(cls, expression: Expression, terms: Mapping[str, Term]) -> "Exactly":
        """Find what an expression is reckoned from."""
        wanted = set(names(expression))
        needed: list[tuple[str, Expression]] = []
        for name, term in reversed(list(terms.items())):
            if name in wanted and term.expression is not None:
                wanted |= term.inputs
                needed.append((name, term.expression))
        reckoned = {name for name, _ in needed}
        return cls(expression, tuple(sorted(wanted - reckoned)), tuple(reversed(needed)))

    def value(self, *given: Value) -> Value:
        """Its value."""
        values = dict(zip(self.facts, given, strict=True))
        for name, expression in self.terms:
            values[name] = evaluate(expression, values)
        return evaluate(self.expression, values)

    def bounded(self, *given: Value) -> tuple[float, float]:
        """Its value as the nearest float, and how far that may be from it; as what is unknown where it has none."""
        value = self.value(*given)
        if value is None:
            return UNKNOWN_NUMBER, 0.0
        assert isinstance(value, int | float | Fraction)  # what is reckoned is a number
        nearest = float(value)
        return nearest, abs(nearest) * UNIT + TINY
