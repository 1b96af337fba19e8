"""The door: how foreign data becomes facts, strictly, with unknowns, and with one clear error for what does not fit."""
