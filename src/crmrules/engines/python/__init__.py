"""The compiled Python engine: a policy becomes Python functions over one record.

`lower` makes the rules flat, `branches` turns them into a tree of tests, `emit` writes the tests as Python.
No text of a user reaches the source: names are ours, and constants are put into the code object.
"""
