"""Whether the parts of a reference fit each other: entries, attributes, figures, examples."""

from collections.abc import Iterable, Mapping

from attrs import define, evolve

from crmrules.definitions.checking import Checking
from crmrules.definitions.parts import Scalar
from crmrules.errors import did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.check import check
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.parts import Entry, ReferenceExample, ReferenceFigure


@define
class ReferenceChecking(Checking[ReferenceDefinition]):
    """Checks entries and figures."""

    def run(self) -> None:
        """Check everything."""
        self.stale_after()
        definition = self.definition
        if not definition.items and not definition.figures and not self.left_out:
            self.report("", "has neither entries nor figures", "write them with [[entry]] and [[figure]]")
        scope = self.scope()
        for entry in definition.items:
            self._entry(entry, scope)
        for figure in definition.figures:
            self._figure(figure)
        self.examples = tuple(map(self._example, definition.examples))

    def _entry(self, entry: Entry, scope: Mapping[str, Type | None]) -> None:
        path = f"entry `{entry.id}`"
        if entry.when is not None:
            found, problems = check(entry.when, scope)
            self.problems += [problem.under(f"{path}, `when`") for problem in problems]
            if found is not None and found.kind is not Kind.BOOL:
                self.report(f"{path}, `when`", f"is {found}, and no condition", "compare it with a value")
        for key, text in (("text", entry.text), ("advice", entry.advice), ("caution", entry.caution)):
            self.sentence(f"{path}, `{key}`", text, scope)
        if entry.named and (entry.text is not None or entry.advice is not None):
            said = "text" if entry.text is not None else "advice"
            message = f"is only named by the source, and has `{said}`"
            self.report(path, message, f"leave `named` out, or `{said}`")
        for name, value in entry.attributes.items():
            self._attribute(path, name, value)

    def _attribute(self, path: str, name: str, value: Scalar) -> None:
        declared = self.definition.attributes
        if name in self.left_out:
            return
        if name not in declared:
            known = ("id", "title", "text", "advice", "when", "named", "sensitive", "caution", "reading", "source")
            remedy = did_you_mean(name, (*known, *declared))
            self.report(path, f"unknown attribute `{name}`", remedy)
        elif declared[name].values and value not in declared[name].values:
            self.report(
                f"{path}, `{name}`", f"unknown value {shown(value)}", did_you_mean(value, declared[name].values)
            )

    def _figure(self, figure: ReferenceFigure) -> None:
        path = f"figure `{figure.id}`"
        if isinstance(figure.value, bool | str):
            self.report(f"{path}, `value`", f"{shown(figure.value)} is no number")
        if figure.entry:
            self._known(f"{path}, `entry`", (figure.entry,))

    def _known(self, path: str, ids: Iterable[str]) -> None:
        known = [entry.id for entry in self.definition.items]
        for id_ in ids:
            if id_ not in known and id_ not in self.left_out:
                self.report(path, f"unknown entry `{id_}`", did_you_mean(id_, known))

    def _example(self, example: ReferenceExample) -> ReferenceExample:
        path = f"example `{example.name}`"
        given = self.given(f"{path}, `given`", example.given)
        self.changed(f"{path}, `with`", example.with_)
        for name, value in example.where.items():
            self._attribute(f"{path}, `where`", name, value)
        expect = example.expect
        for key in ("entries", "holds", "open", "withheld"):
            self._known(f"{path}, `expect`, `{key}`", getattr(expect, key) or ())
        facts = [each.name for each in self.definition.facts.declared]
        for name in expect.missing or ():
            if name not in facts and name not in self.left_out:
                self.report(f"{path}, `expect`, `missing`", f"unknown fact `{name}`", did_you_mean(name, facts))
        return evolve(example, given=given)
