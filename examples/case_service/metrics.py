"""What the service counts of itself."""

from collections import Counter
from threading import Lock

from attrs import define, field


@define
class Metrics:
    """Counters that only grow."""

    _events: Counter[str] = field(factory=Counter, init=False)
    _answers: Counter[tuple[str, int]] = field(factory=Counter, init=False)
    _seconds: float = field(default=0.0, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def kept(self, new: int, known: int) -> None:
        """Events were kept, and others were there already."""
        with self._lock:
            self._events.update(new=new, known=known)

    def answered(self, method: str, status: int, seconds: float) -> None:
        """A request was answered."""
        with self._lock:
            self._answers[method, status] += 1
            self._seconds += seconds

    def text(self, journal: int) -> str:
        """All of it, in the text form of Prometheus."""
        with self._lock:
            lines = [
                "# TYPE cases_events_total counter",
                *(f'cases_events_total{{result="{name}"}} {self._events[name]}' for name in ("new", "known")),
                "# TYPE cases_journal_events gauge",
                f"cases_journal_events {journal}",
                "# TYPE cases_requests_total counter",
                *(
                    f'cases_requests_total{{method="{method}",status="{status}"}} {count}'
                    for (method, status), count in sorted(self._answers.items())
                ),
                "# TYPE cases_request_seconds_total counter",
                f"cases_request_seconds_total {self._seconds:.6f}",
            ]
        return "\n".join(lines) + "\n"
