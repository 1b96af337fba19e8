"""Calendars: which days are business days, by country, subdivision and company, and how far ahead that is known."""
