"""Findings about a reference: entries that say nothing, that lack a caution, or that always or never hold."""

from collections.abc import Iterator

from crmrules.analysis.query import Query, Status
from crmrules.assurance.check.finding import Code, Finding
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.drafts import solver_of


def findings_of(definition: ReferenceDefinition, verify: bool) -> Iterator[Finding]:
    """All that is found."""
    yield from _silent(definition)
    yield from _without_caution(definition)
    solver = solver_of(definition, verify=verify)
    for entry in definition.conditional:
        assert entry.when is not None
        path = f"policy `{definition.id}`, entry `{entry.id}`, `when`"
        if solver.ask(Query(true=(entry.when,))).status is Status.NO:
            yield Finding(Code.ALWAYS_FALSE, path, "is always false", "correct the condition")
        elif solver.always(entry.when):
            yield Finding(Code.ALWAYS_TRUE, path, "is always true", "leave it out, or correct the condition")


def _silent(definition: ReferenceDefinition) -> Iterator[Finding]:
    """Entries that say nothing but their title, and not that the source does so."""
    told = {figure.entry for figure in definition.figures}
    for entry in definition.items:
        if entry.text is None and entry.advice is None and not entry.named and entry.id not in told:
            remedy = "add `text` or `advice`, or `named = true` where the source gives only the heading"
            path = f"policy `{definition.id}`, entry `{entry.id}`"
            yield Finding(Code.NO_TEXT, path, "has a title and no text", remedy)


def _without_caution(definition: ReferenceDefinition) -> Iterator[Finding]:
    """Entries that are sensitive and carry no caution."""
    for entry in definition.items:
        if entry.sensitive and entry.caution is None:
            path = f"policy `{definition.id}`, entry `{entry.id}`"
            said = ", ".join(entry.sensitive)
            yield Finding(
                Code.NO_CAUTION, path, f"is sensitive ({said}) and has no caution", "say what harm it could do"
            )
