"""Writes the reviewed statements anew."""

from tests.statements import statements

for path, text in statements().items():
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
