"""A rate that does not count what is still open as either."""

from fractions import Fraction

from attrs import frozen


@frozen
class Rate:
    """How many of all: exact, and a range where some are still open."""

    part: int
    """Those of which it is so."""
    whole: int
    """All, the open ones included."""
    open: int = 0
    """Those of which nobody can say yet."""

    @property
    def low(self) -> Fraction | None:
        """The rate if none of the open ones comes to it; None of nothing."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def high(self) -> Fraction | None:
        """The rate if all of the open ones come to it; None of nothing."""
        return Fraction(self.part + self.open, self.whole) if self.whole else None

    @property
    def value(self) -> Fraction | None:
        """The rate; None of nothing, and where some are open."""
        return None if self.open else self.low
