"""z3 for what cells do not decide: the same questions over float64, as formulas. Needs the extra `verify`."""

from crmrules.analysis.smt.solving import answer, moves

__all__ = ["answer", "moves"]
