"""Populations in SQL: measured, cut, and given their bands by one statement."""
