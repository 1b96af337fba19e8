"""Examples that a policy lacks, drafted for whoever writes it to confirm."""

from typing import Any

from attrs import frozen


@frozen
class Draft:
    """An example to be confirmed, or that none was found."""

    what: str
    """What it is to show."""
    example: Any
    """The example, of the policy's kind; None where no record that shows it was found."""
