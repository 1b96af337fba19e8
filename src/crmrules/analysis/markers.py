"""What is said of a record beside the outcomes of a policy."""

OPEN, CONFLICT = "?", "!"
"""Outcomes of no policy: that several are possible, and that rules contradict each other."""

GIVEN, NOT_GIVEN = "given", "not given"
"""What *collect* says of one outcome, beside `OPEN`."""
