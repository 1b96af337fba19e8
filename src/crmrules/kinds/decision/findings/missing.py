"""The missing rows of a decision table, each proven before it is proposed."""

from itertools import islice

from attrs import frozen

from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.definitions.files import to_toml
from crmrules.errors import ExpressionError
from crmrules.expressions.parse import parse
from crmrules.expressions.render import render
from crmrules.expressions.tree import Expression
from crmrules.kinds.decision.analysis.overlaps import any_true
from crmrules.kinds.decision.analysis.proof import any_rule, gap
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.findings.rows import candidates, is_sayable

MOST_ROWS = 8
"""How many missing rows are proposed."""

MOST_SINGLY = 40
"""With how many rules and rows a new row is compared one by one, where it is not decided for all of them at once."""

MOST_COMPARED = 2_000
"""How many rules candidates are compared with in all: of a large table fewer candidates are tried."""


@frozen
class Missing:
    """Rows that a table lacks."""

    text: str
    """Rules as TOML: conditions complete, outcome and reason to be filled in; empty where none can be proposed."""
    rest: str
    """What they leave open, in words; empty where they close every gap."""


def _read(condition: str) -> Expression | None:
    """A condition rendered with terms as names, which are no plain words; None where it holds a day, as none can."""
    try:
        return parse(condition, columns=True)
    except ExpressionError:
        return None


def missing_rows(solver: Solver[DecisionDefinition]) -> Missing:
    """Rules for the records that no rule takes.

    Each is true only where no other is, so that under no hit policy it contradicts one or changes what is decided
    already; and it is true of some record of the gap, or together they are proven to close it.
    """
    shown: list[Expression] = []
    doubtful: list[Expression] = []
    tries = max(MOST_ROWS + 1, MOST_COMPARED // len(solver.definition.rules))
    for condition in islice(candidates(solver), tries):
        row = _read(condition)
        if row is None or not is_sayable(row, solver.definition) or not _stands_alone(solver, row, [*shown, *doubtful]):
            continue
        if len(shown) == MOST_ROWS:
            return _told(shown, f"more than {MOST_ROWS} are missing, and these are the first")
        status = _reached(solver, row)
        shown += [row] if status is Status.YES else []
        doubtful += [row] if status is Status.OPEN else []
    for rows in (shown, [*shown, *doubtful]):
        if rows and gap(solver, rows).status is Status.NO:
            return _told(rows, "")
    return _told(shown, "what is missing cannot all be written with the policy's own names and proven")


def _told(rows: list[Expression], rest: str) -> Missing:
    rules = [{"id": f"missing-{n}", "when": render(row), "then": "", "because": ""} for n, row in enumerate(rows, 1)]
    return Missing(to_toml({"rule": rules}) if rules else "", rest)


def _stands_alone(solver: Solver[DecisionDefinition], row: Expression, others: list[Expression]) -> bool:
    """Whether a row is never true together with a rule or with another row."""
    together = solver.ask(Query(true=(row, any_true([any_rule(solver.definition), *others])))).status
    against = [*(rule.when for rule in solver.definition.rules), *others]
    if together is not Status.OPEN or len(against) > MOST_SINGLY:
        return together is Status.NO
    return all(solver.ask(Query(true=(row, other))).status is Status.NO for other in against)


def _reached(solver: Solver[DecisionDefinition], row: Expression) -> Status:
    """Whether a row is true of some record."""
    found = solver.ask(Query(true=(row,))).status
    # what more is asked leads the search to other records
    return solver.ask(Query(true=(row,), all_known=True)).status if found is Status.OPEN else found
