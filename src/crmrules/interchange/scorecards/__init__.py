"""Scorecards that stand in tables: those of `optbinning`, and plain ones of item, from, to and points."""
