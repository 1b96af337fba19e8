"""Tables of rules in SQL."""
