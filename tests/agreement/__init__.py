"""All engines at once, against the interpreter."""
