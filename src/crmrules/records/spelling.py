"""Columns that are called as a fact is but for capital letters, where nobody says what they are.

Some databases and libraries know a column by its name in whatever case: there it is the column of the fact. Others tell
`Bill` and `bill` apart; where all columns were told one by one, the fact is then not quietly unknown.
"""

from collections.abc import Collection, Iterable

from attrs import evolve

from crmrules.errors import BindingError, Problem
from crmrules.records.binding import Binding
from crmrules.records.columns import Column

_REMEDY = "give each column its own name"


def as_spelt(bind: Binding, facts: Collection[str], columns: Iterable[str]) -> Binding:
    """The binding of a table that knows its columns whatever the case: facts without one have that called like them.

    Raises `BindingError` where several are called like a fact.
    """
    found = _called_alike(bind, facts, columns)
    problems = [
        Problem(f"fact `{fact}`", f"has columns {_listed(alike, 'and')}, which are one here", _REMEDY)
        for fact, alike in found.items()
        if len(alike) > 1
    ]
    if problems:
        raise BindingError(problems)
    return evolve(bind, facts={**bind.facts, **{fact: Column(alike[0]) for fact, alike in found.items()}})


def check_spelling(bind: Binding, facts: Collection[str], columns: Iterable[str]) -> None:
    """Make sure that no fact is without a column for the case of its name; raises `BindingError` for those that are."""
    found = _called_alike(bind, facts, columns)
    if found:
        raise BindingError(
            Problem(
                "`columns`",
                f"fact `{fact}` has no column, and names that differ in case are two here",
                f'did you mean {_listed(alike, "or")}? Bind it: {{"{fact}": "{alike[0]}"}}',
            )
            for fact, alike in found.items()
        )


def _called_alike(bind: Binding, facts: Collection[str], columns: Iterable[str]) -> dict[str, list[str]]:
    """For each fact without a column of its name the columns that are called so in another case.

    Those that other facts are read from were not meant.
    """
    there = dict.fromkeys(columns)
    read = {name for each in bind.facts.values() for name in each.columns}
    folded: dict[str, list[str]] = {}
    for each in there:
        if each not in facts and each not in read:
            folded.setdefault(each.lower(), []).append(each)
    alike = {fact: folded.get(fact.lower(), []) for fact in facts if fact not in there and fact not in bind.facts}
    return {fact: found for fact, found in alike.items() if found}


def _listed(names: Iterable[str], last: str) -> str:
    return f" {last} ".join(f"`{name}`" for name in names)
