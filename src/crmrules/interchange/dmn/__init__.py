"""DMN: decision tables of other tools read as policies, and policies written as decision tables."""
