"""Processes as Python functions: the days of which all is known, quickly; the others are left to the meaning."""
