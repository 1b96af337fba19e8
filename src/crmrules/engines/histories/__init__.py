"""The engine of histories: the facts of many customers at once, from the columns of a frame of events, by Polars.

`door` brings the rows of a frame to events, `values` reckons what aggregates read of each, `book` holds the events of
each customer up to a day, `events` and `spans` work out aggregates as groups of rows, and `frames` is what is called.
What each part means is told in `records.history`, whose `meaning` every fact must agree with.
"""
