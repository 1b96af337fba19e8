"""The optional engine durable_rules through a session, beside the same session on compiled Python; for the record."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import crmrules
from benchmarks.measure import Contender, race
from benchmarks.one_record import Case, assert_equal, cases
from benchmarks.report import Line
from crmrules import CrmRulesError

COUNT = 200
ROUNDS = 10


def run() -> Iterator[Line]:
    """A line for each policy; none where durable_rules is not installed or does not import."""
    for case in cases():
        with ExitStack() as stack:
            try:
                durable = stack.enter_context(crmrules.session(case.policy, "durable"))
            except CrmRulesError as error:
                print(f"durable_rules left out: {error}")
                return
            python = stack.enter_context(crmrules.session(case.policy, "python"))
            yield _line(case, durable, python)


def _line(case: Case, durable: Any, python: Any) -> Line:
    records = case.mixed[:COUNT]
    expected = [python.decide(record)[case.id].outcome for record in records]
    assert_equal(case.id, expected, [durable.decide(record)[case.id].outcome for record in records])
    least = race(partial(_contenders, durable, python, records), ROUNDS, heats=1)
    return Line(f"{case.id}: session on durable", least["durable"], "session on python", least["python"])


def _contenders(durable: Any, python: Any, records: list[Any]) -> list[Contender]:
    return [Contender("durable", durable.decide, records), Contender("python", python.decide, records)]
