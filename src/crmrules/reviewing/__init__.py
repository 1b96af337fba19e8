"""The review of a customer base: every policy that a file has facts for, and what is to be done first.

`choosing` says which policies run, `running` runs them, `counting` counts what they said; `review` is the outcome,
which `html` and `text` tell.
"""
