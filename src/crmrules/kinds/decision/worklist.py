"""The list of a decision: who has which outcome and why, in the order of the outcomes; then who is open, and for want
of what."""

import datetime
from collections.abc import Iterator, Sequence
from functools import cached_property

import polars as pl
from attrs import frozen

from crmrules.definitions.columns import column_name
from crmrules.definitions.parts import Scalar
from crmrules.engines.frames.conditions import hold
from crmrules.expressions.tree import And, Expression, Not
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.frames.apply import BETWEEN
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.reasons import DEFAULT, EITHER_WAY
from crmrules.model.text import Language, Text
from crmrules.records.binding import Binding
from crmrules.reports.wording import say
from crmrules.reviews.filling import Filling
from crmrules.reviews.part import Chosen
from crmrules.reviews.worklist import Told, Worklist, names_in_words, ordered

_GIVEN, _DECIDES, _CAUTIONS = "__crmrules_given", "__crmrules_decides", "__crmrules_cautions_{}"
_OUTCOME = Text("outcome", "结论")
_BECAUSE = Text("because", "理由")
_CAUTION = Text("caution", "注意")
_ASK = Text("to find out", "需要查明")
_OPEN = Text("open", "未决")
_NO_VALUE = Text("no value: ", "无值：")


def decision_worklist(chosen: Chosen[DecisionTable], frame: pl.LazyFrame, as_of: datetime.date | None) -> Worklist:
    """The list of a decision, of a frame that holds its columns."""
    listing = _Listing(chosen.policy.definition, chosen.binding, as_of)
    return Worklist(listing.customers(frame), listing.tell)


@frozen(slots=False)
class _Listing:
    definition: DecisionDefinition
    binding: Binding
    as_of: datetime.date | None

    @cached_property
    def collects(self) -> bool:
        """Whether a customer may have several outcomes."""
        return self.definition.hit is HitPolicy.COLLECT

    def column(self, *name: str) -> pl.Expr:
        """A column that the decision has added."""
        return pl.col(column_name(self.definition.id, *name))

    def customers(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """A row for each outcome that is given, and for each customer who is open."""
        outcomes = [each.id for each in self.definition.outcomes]
        certain = self.column("certain")
        if not self.collects:
            places = {id_: place for place, id_ in enumerate(outcomes)}
            given = self.column().cast(pl.String).replace_strict(places, default=None, return_dtype=pl.UInt32)
            found = frame.with_columns(given.alias(_GIVEN)).filter(pl.col(_GIVEN).is_not_null() | ~certain)
            return ordered(found, pl.col(_GIVEN))
        parts = [
            frame.filter(self.column(id_)).with_columns(pl.lit(place, pl.UInt32).alias(_GIVEN))
            for place, id_ in enumerate(outcomes)
        ]
        open_ = frame.filter(~certain).with_columns(pl.lit(None, pl.UInt32).alias(_GIVEN))
        return ordered(pl.concat([*parts, open_]), pl.col(_GIVEN))

    def tell(self, frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        """What is said of each row."""
        columns = frame.collect_schema().names()
        frame = self._with_rules(frame)
        filling = Filling(self.definition, self.binding, self.as_of, language)
        rules = self.definition.rules
        because: list[Text | None] = [*(each.because for each in rules), EITHER_WAY, DEFAULT]
        told = [Told(_OUTCOME.in_language(language), self._outcome(language)), *self._outputs(language)]
        told.append(Told(_BECAUSE.in_language(language), filling.of(because, _DECIDES, columns)))
        cautions = [
            filling.of([rule.caution], _CAUTIONS.format(place), columns)
            for place, rule in enumerate(rules)
            if rule.caution is not None
        ]
        if cautions:
            said = pl.concat_str(cautions, separator=" ", ignore_nulls=True)
            told.append(Told(_CAUTION.in_language(language), pl.when(said != "").then(said), brief=False))
        told.append(Told(_ASK.in_language(language), self._missing(language)))
        return frame, told

    def _with_rules(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """With the rule that decides on each row, and a column for each rule that cautions, 0 where it does."""
        rules = self.definition.rules
        untrue: list[Expression] = [Not(rule.when) for rule in rules]
        none = And(tuple(untrue)) if len(untrue) > 1 else untrue[0]
        held, names = hold(self.definition, frame, self.binding, self.as_of, [*(rule.when for rule in rules), none])
        holds = list(map(pl.col, names))
        given = pl.col(_GIVEN)
        outcomes = {each.id: place for place, each in enumerate(self.definition.outcomes)}
        deciding = [
            pl.when(holds[place] & (given == outcomes[rules[place].then])).then(pl.lit(place, pl.UInt32))
            for place in self.definition.walk
        ]
        default = pl.when(given.is_not_null() & holds[-1]).then(pl.lit(len(rules) + 1, pl.UInt32))
        either_way = pl.when(given.is_not_null()).then(pl.lit(len(rules), pl.UInt32))
        fired = holds[:-1]
        if self.definition.hit is HitPolicy.FIRST:
            fired = [where & ~pl.any_horizontal(*fired[:place], False) for place, where in enumerate(fired)]
        if self.collects:
            fired = [where & (given == outcomes[rule.then]) for where, rule in zip(fired, rules, strict=True)]
        cautions = {
            _CAUTIONS.format(place): pl.when(where & given.is_not_null()).then(pl.lit(0, pl.UInt32))
            for place, (rule, where) in enumerate(zip(rules, fired, strict=True))
            if rule.caution is not None
        }
        decides = pl.coalesce(*deciding, default, either_way)
        found: pl.LazyFrame = held.with_columns(decides.alias(_DECIDES), **cautions).drop(names)
        return found

    def _outcome(self, language: Language) -> pl.Expr:
        titles = {
            place: each.title.in_language(language) or each.id for place, each in enumerate(self.definition.outcomes)
        }
        said = pl.col(_GIVEN).replace_strict(titles, default=None, return_dtype=pl.String)
        return said.fill_null(_OPEN.in_language(language))

    def _outputs(self, language: Language) -> Iterator[Told]:
        """What else comes with an outcome, such as a method, a duty or its owner, by its label where it has one."""
        outcomes = self.definition.outcomes
        for name in dict.fromkeys(name for outcome in outcomes for name in outcome.outputs):
            output = self.definition.outputs.get(name)
            labels = {} if output is None else output.values
            words: dict[int, str] = {}
            for place, outcome in enumerate(outcomes):
                if name in outcome.outputs:
                    value: Scalar = outcome.outputs[name]
                    label = labels.get(str(value))
                    words[place] = say(value, language) if label is None else label.in_language(language)
            title = name if output is None else output.title.in_language(language) or name
            yield Told(title, pl.col(_GIVEN).replace_strict(words, default=None, return_dtype=pl.String))

    def _missing(self, language: Language) -> pl.Expr:
        """The facts for want of which a row is open, and the operations that have no value."""
        titles = {each.name: each.title.in_language(language) or each.name for each in self.definition.facts.declared}
        is_open = pl.col(_GIVEN).is_null()
        asked = names_in_words(self.column("missing"), titles, language)
        undefined = self.column("undefined")
        without = pl.when(undefined != "").then(pl.lit(_NO_VALUE.in_language(language)) + undefined)
        said = pl.concat_str([asked, without], separator=BETWEEN, ignore_nulls=True)
        return pl.when(is_open & (said != "")).then(said)
