"""Histories: facts that are aggregates over the events of a customer, and what they mean."""
