"""Policies in the words of other tools."""
