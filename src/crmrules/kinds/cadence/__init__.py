"""The cadence kind: class and channel to an interval, and the days on which contacts are due."""
