"""Exact analysis of conditions: facts cut where parameters cut them, and reasoning over the cells.

`domain` says what values a dimension has, `diagram` holds a function of cells without enumerating their product,
`conditions` makes one of an expression, `verdicts` one of a whole policy. From a path through one, `search` finds the
record behind it, unless `contradiction` proves that there is none.
"""
