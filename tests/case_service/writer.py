"""A writer in a process of its own: adds events batch by batch, and says which are acknowledged.

python -m tests.case_service.writer DATABASE PREFIX EVENTS BATCH
"""

import datetime
import sys

from examples.case_service.journal import Journal, NewEvent, connected

DAY = datetime.date(2026, 7, 1)


def event(id_: str, place: int) -> NewEvent:
    """The event of an id: the same whoever sends it."""
    return NewEvent(id_, f"C{place % 97}", DAY + datetime.timedelta(place % 300), "complaint-opened", {"n": place})


def main() -> None:
    """Write until all are written, or somebody ends it."""
    database, prefix, count, batch = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    journal = Journal(connected(database))
    for begin in range(0, count, batch):
        places = range(begin, min(begin + batch, count))
        journal.append([event(f"{prefix}{place}", place) for place in places], DAY)
        print(f"{places[0]} {places[-1]}", flush=True)


if __name__ == "__main__":
    main()
