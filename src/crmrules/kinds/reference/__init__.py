"""Classified entries with advice, some only under conditions."""
