"""Policies held against what happened."""
