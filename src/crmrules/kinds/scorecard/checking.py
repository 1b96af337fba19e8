"""Whether the parts of a scorecard fit each other: items, points, weights, bands, examples."""

from collections.abc import Iterable, Mapping

from attrs import define, evolve

from crmrules.definitions.checking import Checking
from crmrules.definitions.names import id_problem
from crmrules.definitions.parts import NO_OUTCOME, Setting
from crmrules.errors import did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.check import check
from crmrules.expressions.tree import Expression
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.parts import NO, YES, Item, Missing, ScoreBand, ScoreExample, Step

_BELONGS: Mapping[str, tuple[str, ...]] = {
    "when": ("points", "otherwise"),
    "answer": ("options", "key"),
    "number": ("steps",),
}
"""The keys that an item has beside what it asks."""


@define
class ScorecardChecking(Checking[ScorecardDefinition]):
    """Checks items and bands."""

    def run(self) -> None:
        """Check everything."""
        self.stale_after()
        definition = self.definition
        if not definition.items and not self.left_out:
            self.report("", "has no items", "write them with [[item]]")
        scope = self.scope()
        for item in definition.items:
            self._item(item, scope)
        for name, key in definition.keys.items():
            self._numbers(f"key `{name}`", key.options.items())
        for band in definition.bands:
            self._ends(f"band `{band.id}`", band)
            for word, text in (("advice", band.advice), ("caution", band.caution)):
                self.sentence(f"band `{band.id}`, `{word}`", text, scope)
            if band.caution is not None and band.advice is None:
                self.report(f"band `{band.id}`", "cautions against an advice that it does not give", "add `advice`")
        self.examples = tuple(map(self._example, definition.examples))

    def _item(self, item: Item, scope: Mapping[str, Type | None]) -> None:
        path = f"item `{item.id}`"
        problem = id_problem(item.id)
        if problem:
            self.report(path, problem, "use letters, digits, single spaces, and - _ + inside")
        ways = [way for way in _BELONGS if getattr(item, way)]
        if len(ways) != 1:
            found = " and ".join(f"`{way}`" for way in ways) or "none of them"
            self.report(path, f"needs one of `when`, `answer`, `number`, and has {found}")
            return
        for way, keys in _BELONGS.items():
            for key in keys:
                if way != ways[0] and getattr(item, key):
                    self.report(f"{path}, `{key}`", f"belongs to `{way}`, and the item has `{ways[0]}`", "leave it out")
        look = {"when": self._condition, "answer": self._answer, "number": self._number}[ways[0]]
        look(item, path, scope)
        self._numbers(path, ((key, getattr(item, key)) for key in ("otherwise", "weight", "unknown")))
        weights = self.definition.parameters.get(item.weight)
        values = weights.all_values if weights is not None else ()
        renormalises = self.definition.header.missing is Missing.RENORMALISE
        if renormalises and any(isinstance(each, int | float) and each < 0 for each in values):
            remedy = "turn the points round, or leave `missing` out"
            self.report(f"{path}, `weight`", "is negative, and weights are renormalised", remedy)
        self.sentence(f"{path}, `because`", item.because, scope)

    def _condition(self, item: Item, path: str, scope: Mapping[str, Type | None]) -> None:
        assert item.when is not None
        found = self._typed(f"{path}, `when`", item.when, scope)
        if found is not None and found.kind is not Kind.BOOL:
            self.report(f"{path}, `when`", f"is {found}, and no condition", "compare it with a value")
        if not item.points:
            self.report(f"{path}, `points`", "is missing", "name the parameter that holds what the item gives")
        self._numbers(path, [("points", item.points)])

    def _number(self, item: Item, path: str, scope: Mapping[str, Type | None]) -> None:
        assert item.number is not None
        found = self._typed(f"{path}, `number`", item.number, scope)
        if found is not None and not found.numeric:
            self.report(f"{path}, `number`", f"is {found}, and no number")
        if not item.steps:
            self.report(f"{path}, `steps`", "is missing", 'write them as [{ below = "few", points = "none" }]')
        for place, step in enumerate(item.steps, 1):
            self._ends(f"{path}, step {place}", step)
            self._numbers(f"{path}, step {place}", [("points", step.points)])

    def _answer(self, item: Item, path: str, _: Mapping[str, Type | None]) -> None:
        if bool(item.options) == bool(item.key):
            has = "both" if item.key else "neither"
            self.report(path, f"needs either `options` or `key`, and has {has}")
        keys = self.definition.keys
        if item.key and item.key not in keys and item.key not in self.left_out:
            self.report(f"{path}, `key`", f"unknown key `{item.key}`", did_you_mean(item.key, keys))
            return
        options = self.definition.options(item)
        self._numbers(f"{path}, `options`", item.options.items())
        type_ = self.fact(f"{path}, `answer`", item.answer)
        if type_ is None or not options:
            return
        answers = (YES, NO) if type_.kind is Kind.BOOL else type_.values
        if not answers:
            message = f"`{item.answer}` is {type_}, and neither one of a few texts nor true or false"
            self.report(f"{path}, `answer`", message, "give it `values`, or ask for a `number`")
            return
        for said in options:
            if said not in answers:
                self.report(f"{path}, `options`", f"{shown(said)} is no answer", did_you_mean(said, answers))
        for said in answers:
            if said not in options:
                self.report(f"{path}, `options`", f"gives no points for {shown(said)}", "add it")

    def _typed(self, path: str, asked: Expression, scope: Mapping[str, Type | None]) -> Type | None:
        found, problems = check(asked, scope)
        self.problems += [problem.under(path) for problem in problems]
        return found

    def _numbers(self, path: str, named: Iterable[tuple[str, str]]) -> None:
        """Check that parameters are numbers."""
        for key, name in named:
            parameter = self.parameter(f"{path}, `{key}`", name) if name else None
            if parameter is not None and not parameter.type.numeric:
                self.report(f"{path}, `{key}`", f"parameter `{name}` is {parameter.type}, and no number")

    def _ends(self, path: str, stretch: Step | ScoreBand) -> None:
        """Check where a step or a band begins and ends, on every day on which that changes."""
        if stretch.to and stretch.below:
            self.report(path, "has both `to` and `below`", "keep one: `to` takes the number in, `below` leaves it out")
        end = stretch.to or stretch.below
        self._numbers(path, [("from", stretch.from_), ("to", stretch.to), ("below", stretch.below)])
        read = self.definition.parameters.items()
        numbers = {name for name, each in read if name not in self.left_out and each.type.numeric}
        if not {stretch.from_, end} <= numbers:
            return
        for day in self.days():
            values = self.definition.values_on(day)
            first, last = values[stretch.from_], values[end]
            assert isinstance(first, int | float)
            assert isinstance(last, int | float)
            if first > last or (first == last and stretch.below):
                key = "to" if stretch.to else "below"
                self.report(f"{path}, `{key}`", f"is {last}, and it begins at {first}", "exchange them")
                return

    def _example(self, example: ScoreExample) -> ScoreExample:
        path = f"example `{example.name}`"
        given = self.given(f"{path}, `given`", example.given)
        self.changed(f"{path}, `with`", example.with_)
        expect = example.expect
        bands = [band.id for band in self.definition.bands]
        for key, ids in (("band", (expect.band,)), ("possible", expect.possible or ())):
            for id_ in dict.fromkeys(ids):
                if id_ is not None and id_ not in (*bands, NO_OUTCOME) and id_ not in self.left_out:
                    self.report(f"{path}, `expect`, `{key}`", f"unknown band `{id_}`", did_you_mean(id_, bands))
        for key in ("points", "low", "high"):
            value: Setting | None = getattr(expect, key)
            if isinstance(value, bool | str):
                self.report(f"{path}, `expect`, `{key}`", f"{shown(value)} is no number")
        facts = [each.name for each in self.definition.facts.declared]
        for name in expect.missing or ():
            if name not in facts and name not in self.left_out:
                self.report(f"{path}, `expect`, `missing`", f"unknown fact `{name}`", did_you_mean(name, facts))
        return evolve(example, given=given)
