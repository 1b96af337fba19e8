"""The frames engine: a policy becomes columns of a data frame, through Narwhals.

`backends` opens and closes frames, `door` reads facts from columns, `expressions` translates conditions, `settle` and
`missing` bring the truths of rules to an outcome, `outcomes` gives it each library's own type.
"""
