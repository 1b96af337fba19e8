"""Ranges of whole numbers, for what is too many to be put in order."""

from attrs import frozen


@frozen
class Range:
    """Some numbers that lie next to each other."""

    least: int
    most: int
    count: int
    total: int
    """Their sum."""

    @property
    def is_one(self) -> bool:
        """Whether all are the same."""
        return self.least == self.most
