"""The one table: a journal of events, to which rows are added and nothing else."""

import datetime

from sqlalchemy import BigInteger, Integer, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What tables are declared by."""


class Entry(Base):
    """An event as it was sent. The migration adds triggers that refuse to change or delete it."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("id", name="events_id"),)

    place: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    """Grows with each event; there may be gaps."""
    id: Mapped[str] = mapped_column(Text)
    """Whoever sends an event names it: sent twice it is one."""
    customer: Mapped[str] = mapped_column(Text, index=True)
    at: Mapped[datetime.date]
    kind: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)
    """What else it carries, as JSON with its keys in order."""
    recorded: Mapped[datetime.date]
    """The day on which the service heard of it."""
