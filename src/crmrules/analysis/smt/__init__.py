"""z3 for what cells do not decide: the same queries, as formulas over reals. Needs the extra `verify`."""

from crmrules.analysis.smt.solving import answer, solve

__all__ = ["answer", "solve"]
