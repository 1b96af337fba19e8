"""Tables of rules as Python functions."""
