"""Tables of a binding, key by key: each value is of its type, or a problem with its path."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from crmrules.errors import CrmRulesError, Problem, did_you_mean
from crmrules.expressions.accept import Refused, accept, shown
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Expression
from crmrules.expressions.types import DATE
from crmrules.records.moments import is_zone


@frozen
class Table:
    """A table, where it stands, and where its problems go."""

    path: str
    given: Mapping[Any, Any]
    problems: list[Problem]

    def report(self, key: str, message: str, remedy: str = "") -> None:
        """Note a problem, of a key or of the table as a whole."""
        self.problems.append(Problem(f"{self.path}, `{key}`" if key else self.path, message, remedy))

    def only(self, known: Iterable[str]) -> None:
        """Make sure that no key is another than these."""
        known = tuple(known)
        for key in self.given:
            if key not in known:
                self.report("", f"unknown key {_key(key)}", did_you_mean(key, known))

    def text(self, key: str, example: str) -> str:
        """A text; empty where there is none."""
        value = self.given.get(key, "")
        if key in self.given and (not isinstance(value, str) or not value.strip()):
            self.report(key, f"{shown(value)} is no name", f"write it as {key} = {example}")
            return ""
        return str(value)

    def texts(self, key: str, example: str) -> tuple[str, ...]:
        """A text or several."""
        value = self.given.get(key, ())
        several = [value] if isinstance(value, str) else value
        if not isinstance(several, list | tuple) or not all(isinstance(each, str) and each.strip() for each in several):
            self.report(key, f"{shown(value)} is no name, and no list of names", f"write it as {key} = {example}")
            return ()
        return tuple(several)

    def whole(self, key: str, least: int) -> int | None:
        """A whole number that is not below `least`; None where there is none."""
        value = self.given.get(key)
        if key not in self.given:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.report(key, f"{shown(value)} is no number of events", f"write a whole number from {least} on")
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """True or false; None where there is neither."""
        value = self.given.get(key)
        if key in self.given and not isinstance(value, bool):
            self.report(key, f"{shown(value)} is neither true nor false")
            return None
        return value

    def zone(self, key: str) -> str:
        """The name of a zone of time; empty where there is none."""
        name = self.text(key, '"Asia/Shanghai"')
        if name and not is_zone(name):
            self.report(key, f"unknown zone {shown(name)}", 'write it as "Asia/Shanghai"')
            return ""
        return name

    def day(self, key: str) -> datetime.date | None:
        """A day; None where there is none."""
        return self._day(key, self.given.get(key)) if key in self.given else None

    def days(self, key: str) -> frozenset[datetime.date]:
        """A list of days."""
        value = self.given.get(key, ())
        if not isinstance(value, list | tuple | set | frozenset):
            self.report(key, f"{shown(value)} is no list of days", f"write it as {key} = [2026-10-01]")
            return frozenset()
        found = [self._day(key, each) for each in value]
        return frozenset(each for each in found if each is not None)

    def expression(self, key: str) -> Expression | None:
        """An expression over columns, or the data of an event; None where there is none."""
        value = self.given.get(key)
        if key not in self.given:
            return None
        if not isinstance(value, str):
            self.report(key, f"{shown(value)} is no expression", "write it in quotes")
            return None
        try:
            return parse(value, columns=True)
        except CrmRulesError as error:
            self.problems.extend(problem.under(f"{self.path}, `{key}`") for problem in error.problems)
            return None

    def _day(self, key: str, value: object) -> datetime.date | None:
        try:
            day = accept(value, DATE)
        except Refused as refused:
            remedy = "write it as 2026-07-01, without quotes" if isinstance(value, str) else refused.remedy
            self.report(key, refused.message, remedy)
            return None
        if not isinstance(day, datetime.date):
            self.report(key, "holds no day", "write it as 2026-07-01, without quotes")
            return None
        return day


def _key(key: object) -> str:
    return f"`{key}`" if isinstance(key, str) else shown(key)
