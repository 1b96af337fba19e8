"""Populations as data frames: measured, cut, and given their bands."""
