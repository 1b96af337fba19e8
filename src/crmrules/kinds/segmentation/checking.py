"""Whether the parts of a segmentation fit each other: the measure, the basis, shares in order, examples."""

import datetime
import math
from itertools import pairwise

import attrs
from attrs import define, evolve

from crmrules.definitions.checking import Checking
from crmrules.definitions.parts import NO_OUTCOME, Setting, number_of
from crmrules.errors import did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.types import Kind
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import BASIS, Band, Basis, Better, PopulationExample, Ties
from crmrules.model.text import units

_BASES = tuple(basis.value for basis in Basis)
_FIXED = "parts customers into groups, and fixed edges are the same in each"
_MOST_CLASSES = 9
_MOST_ANSWERS = 10_000


@define
class SegmentationChecking(Checking[SegmentationDefinition]):
    """Checks bands and their shares."""

    def run(self) -> None:
        """Check everything."""
        self.stale_after()
        definition = self.definition
        self._groups()
        if definition.digits:
            self._digits()
            self.examples = tuple(map(self._example, definition.examples))
            return
        if definition.header.measure:
            self._measure("`measure`", definition.header.measure)
        else:
            self.report("`measure`", "is missing", "name the fact to rank by, or several, each with [[digit]]")
        if len(definition.bands) < 2 and not self.left_out:
            self.report("", "has fewer than two bands", "declare them with [[band]], the highest first")
        bases = () if definition.is_fixed else self._bases()
        for band in definition.bands[:-1]:
            self._edge(band) if definition.is_fixed else self._shares(band, bases)
        for band in definition.bands[-1:]:
            for key, given in (("share", band.share), ("from", band.from_)):
                if given:
                    self.report(
                        f"band `{band.id}`, `{key}`", "is the last band's, which takes the rest", "leave it out"
                    )
        self._direction(bases)
        if definition.law is not None:
            for key, name in attrs.asdict(definition.law).items():
                self._ratio(f"`law`, `{key}`", name)
        if not self.problems and not self.left_out:
            for day in self.days():
                for basis in bases:
                    self._order(basis, definition.values_on(day), day)
                if definition.is_fixed:
                    self._edges(definition.values_on(day), day)
        self.examples = tuple(map(self._example, definition.examples))

    def _measure(self, path: str, name: str) -> None:
        type_ = self.fact(path, name)
        if type_ is not None and not type_.numeric:
            self.report(path, f"`{name}` is {type_}", "rank customers by a number")

    def _groups(self) -> None:
        """What groups go by is a text, and bands are cut at shares of each."""
        name, definition = self.definition.header.by, self.definition
        if not name:
            return
        type_ = self.fact("`by`", name)
        if type_ is not None and type_.kind is not Kind.TEXT:
            self.report("`by`", f"`{name}` is {type_}", "groups go by a text; the `values` of a binding make one")
        if definition.is_fixed:
            where = next((f"digit `{each.id}`, `edges`" for each in definition.digits if each.edges), "`by`")
            remedy = "cut by shares, or leave `by` out"
            self.report(where, "is the same in every group" if definition.digits else _FIXED, remedy)

    def _digits(self) -> None:
        """Several measures, each checked as a segmentation of its own."""
        definition = self.definition
        for key, there in (
            ("measure", definition.header.measure),
            ("band", definition.bands),
            ("law", definition.law),
            ("better", definition.header.better is not Better.HIGHER),
            ("ties", definition.header.ties is not Ties.UP),
        ):
            if there:
                self.report(
                    f"`{key}`", "stands beside several measures", "give each [[digit]] its own, or leave it out"
                )
        if math.prod(len(digit.bands) for digit in definition.digits) > _MOST_ANSWERS:
            self.report("`digit`", f"make more than {_MOST_ANSWERS:,} answers", "take fewer measures, or fewer classes")
        for digit in definition.digits:
            path = f"digit `{digit.id}`"
            self._measure(f"{path}, `fact`", digit.fact)
            if bool(digit.shares) == bool(digit.edges):
                what = "has `shares` and `edges`" if digit.shares else "has neither `shares` nor `edges`"
                self.report(path, what, "name parameters in one of them, the best class first")
                continue
            if len(digit.shares or digit.edges) >= _MOST_CLASSES:
                self.report(path, "has more than nine classes", "a class is one digit")
                continue
            self._single(definition.single(digit), path)

    def _single(self, single: SegmentationDefinition, path: str) -> None:
        inner = SegmentationChecking(single, self.left_out)
        for band in single.bands[:-1]:
            inner._edge(band) if band.from_ else inner._shares(band, (Basis.RANK_SHARE,))
        inner._direction((Basis.RANK_SHARE,))
        if not inner.problems and not self.left_out:
            for day in self.days():
                values = single.values_on(day)
                inner._edges(values, day) if single.is_fixed else inner._order(Basis.RANK_SHARE, values, day)
        self.problems += [problem.under(path) for problem in inner.problems]

    def _known(self, id_: str) -> bool:
        """Whether an example may expect this."""
        if self.definition.digits:
            most = [len(digit.bands) for digit in self.definition.digits]
            whole = len(id_) == len(most) and id_.isdecimal() and id_.isascii()
            return whole and all(1 <= int(each) <= top for each, top in zip(id_, most, strict=True))
        return id_ in [band.id for band in self.definition.bands]

    def _bases(self) -> tuple[str, ...]:
        """The values that the basis can have."""
        parameter = self.definition.parameters.get(BASIS)
        if parameter is None or BASIS in self.left_out:
            if BASIS not in self.left_out:
                remedy = f'add basis = {{ value = "{_BASES[0]}", values = ["{_BASES[0]}"] }} to [parameters]'
                self.report("", f"has no parameter `{BASIS}`", remedy)
            return ()
        if parameter.type.kind is not Kind.TEXT or not parameter.values:
            self.report(f"parameter `{BASIS}`", "has no `values`", f"they are {' and '.join(_BASES)}, or one of them")
        for value in parameter.values:
            if value not in _BASES:
                self.report(f"parameter `{BASIS}`, `values`", f"unknown basis `{value}`", did_you_mean(value, _BASES))
        return tuple(value for value in parameter.values if value in _BASES)

    def _edge(self, band: Band) -> None:
        path = f"band `{band.id}`"
        if band.share:
            self.report(f"{path}, `share`", "stands among bands with fixed edges", "give it `from`, or all a `share`")
        if not band.from_:
            self.report(path, "has no `from`, and other bands have", 'write from = "parameter"')
            return
        parameter = self.parameter(f"{path}, `from`", band.from_)
        if parameter is not None and not parameter.type.numeric:
            self.report(f"{path}, `from`", f"parameter `{band.from_}` is {parameter.type}", "an edge is a number")

    def _direction(self, bases: tuple[str, ...]) -> None:
        """Shares of a profit rank the highest first, and share the higher band."""
        header = self.definition.header
        profit = [basis for basis in bases if basis != Basis.RANK_SHARE]
        if len(profit) != len(bases) and profit:
            remedy = "write two policies"
            self.report(f"parameter `{BASIS}`, `values`", f"`{Basis.RANK_SHARE}` stands beside `{profit[0]}`", remedy)
        for key, usual, value in (("better", Better.HIGHER, header.better), ("ties", Ties.UP, header.ties)):
            if profit and value is not usual:
                message = (
                    f'is "{value}", and shares of `{profit[0]}` rank the highest first, who tie in the higher band'
                )
                self.report(f"`{key}`", message, f'take the basis "{Basis.RANK_SHARE}", or fixed edges with `from`')
        if self.definition.law is not None and self.definition.header.better is Better.LOWER:
            self.report("`law`", "speaks of the highest measures, and lower ones are better here", "leave it out")
        if header.ties is Ties.DOWN and not self.definition.is_fixed:
            for band in self.definition.bands[:-1]:
                for name in band.share.values():
                    parameter = self.definition.parameters.get(name)
                    if parameter is not None and 1 in parameter.all_values:
                        path = f"band `{band.id}`, `share`"
                        self.report(path, f"parameter `{name}` is 1: nobody is left below", "shares lie below 1 here")

    def _edges(self, values: dict[str, Setting], day: datetime.date | None) -> None:
        on = f" on {day.isoformat()}" if day is not None else ""
        lower = self.definition.header.better is Better.LOWER
        for upper, under in pairwise(self.definition.bands[:-1]):
            above, below = values[upper.from_], values[under.from_]
            if (number_of(above) > number_of(below)) if lower else (number_of(above) < number_of(below)):
                message = f"parameter `{under.from_}` is {below}, and the band above begins at {above}{on}"
                self.report(f"band `{under.id}`", message, f"let edges {'rise' if lower else 'fall'}, the best first")

    def _shares(self, band: Band, bases: tuple[str, ...]) -> None:
        path = f"band `{band.id}`, `share`"
        for basis in bases:
            if basis not in band.share:
                self.report(path, f"does not say how much it is of `{basis}`", f'write {basis} = "parameter"')
        for basis, name in band.share.items():
            if bases and basis not in bases:
                self.report(path, f"unknown basis `{basis}`", did_you_mean(basis, bases))
            else:
                self._ratio(f"{path}, `{basis}`", name)

    def _ratio(self, path: str, name: str) -> None:
        parameter = self.parameter(path, name)
        if parameter is None:
            return
        for value in parameter.all_values:
            if isinstance(value, bool | str | datetime.date) or not 0 < value <= 1:
                self.report(path, f"parameter `{name}` is {shown(value)}, and no share", "shares lie above 0, up to 1")

    def _order(self, basis: str, values: dict[str, Setting], day: datetime.date | None) -> None:
        on = f" on {day.isoformat()}" if day is not None else ""
        for upper, lower in pairwise(self.definition.bands[:-1]):
            above, below = values[upper.share[basis]], values[lower.share[basis]]
            if number_of(above) > number_of(below):
                message = f"parameter `{lower.share[basis]}` is {below}, below the {above} of the band above{on}"
                self.report(f"band `{lower.id}`", message, "shares count the bands above in: let them rise")

    def _example(self, example: PopulationExample) -> PopulationExample:
        path = f"example `{example.name}`"
        given = tuple(
            self.given(f"{path}, `given`, customer {place}", facts) for place, facts in enumerate(example.given, 1)
        )
        self.changed(f"{path}, `with`", example.with_)
        known = [band.id for band in self.definition.bands]
        for id_ in dict.fromkeys(example.expect.outcome):
            if not self._known(id_) and id_ != NO_OUTCOME and id_ not in self.left_out:
                remedy = "write a class of each measure" if self.definition.digits else did_you_mean(id_, known)
                self.report(f"{path}, `expect`, `outcome`", f"unknown band `{id_}`", remedy)
        if len(example.expect.outcome) != len(example.given):
            count = len(example.given)
            message = f"holds {len(example.expect.outcome)}, for {count} {units(count, 'customers')}"
            self.report(f"{path}, `expect`, `outcome`", message, "give each a band")
        return evolve(example, given=given)
