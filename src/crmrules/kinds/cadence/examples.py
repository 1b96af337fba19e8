"""Running the examples of a cadence."""

from collections.abc import Iterator
from functools import partial

from crmrules.definitions.examples import Actual, Run, changed, differences, stored
from crmrules.errors import Problem
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import contacts
from crmrules.kinds.cadence.parts import DueExample


def examples_of(definition: CadenceDefinition) -> Iterator[tuple[str, Run]]:
    """The examples by name, each with what runs it."""
    yield from ((each.name, partial(_run, definition, each)) for each in definition.examples)


def _run(definition: CadenceDefinition, example: DueExample) -> list[Problem]:
    policy = changed(definition, example.with_)
    found = {each.channel: each for each in contacts(policy, stored(policy, example.given), example.as_of)}
    problems: list[Problem] = []
    for channel, due in example.expect.items():
        contact = found[channel]
        actual: Actual = {
            "status": partial(getattr, contact, "status"),
            "next_due": partial(getattr, contact, "next_due"),
            "overdue_days": partial(getattr, contact, "overdue_days"),
            "never_contacted": partial(getattr, contact, "never_contacted"),
            "provisional": partial(bool, contact.provisional),
        }
        problems += [problem.under(f"`{channel}`") for problem in differences(due, actual)]
    return problems
