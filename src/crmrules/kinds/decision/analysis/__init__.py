"""Exact reasoning about tables of rules: queries, answered by cells or by z3."""
