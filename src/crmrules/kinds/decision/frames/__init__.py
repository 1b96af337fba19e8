"""Tables of rules over columns."""
