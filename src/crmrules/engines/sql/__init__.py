"""The SQL engine: a policy becomes one readable SELECT, for the database that holds the customers.

Our own tree is all that it is made of, and sqlglot writes it in the words of each database. `dialects` says what is
particular to one, `door` reads facts from columns, `expressions` translates conditions, `floats` and `fractions`
reckon, and `statement` writes the steps down, each a common table expression.
"""

from importlib import import_module

from crmrules.extras import needed

with needed("sql"):
    import_module("sqlglot")
