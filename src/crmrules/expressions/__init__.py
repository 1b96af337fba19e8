"""The rule language: what an expression is, how it is written, checked, rendered, evaluated and compiled.

Nothing here knows of customers or policies: an expression speaks of names, and its reader says what they stand for.
"""
