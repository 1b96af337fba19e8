"""Why a row has its outcome, in SQL: the sentence of the rule that decides, filled with the values of the row."""

from collections.abc import Iterator

from attrs import field, frozen

from crmrules.engines.sql.asking import one_of
from crmrules.engines.sql.build import NULL, Sql, case, when_true
from crmrules.engines.sql.logic import Bool, both, condition
from crmrules.engines.sql.parts import Constant, Part
from crmrules.engines.sql.saying import Saying
from crmrules.kinds.decision.reasons import DEFAULT, EITHER_WAY
from crmrules.kinds.decision.sql.deciding import Deciding
from crmrules.model.text import Language
from crmrules.reports.wording import say


@frozen
class Reasons:
    """The reasons of a decision on a table."""

    deciding: Deciding
    language: Language
    _saying: Saying = field(init=False)

    def __attrs_post_init__(self) -> None:
        saying = Saying(self.deciding.facts.steps, self.deciding.facts.names, self.language, say)
        object.__setattr__(self, "_saying", saying)

    @property
    def settled(self) -> Sql:
        """The sentence of the first rule that is true and gives the settled outcome; null without one."""
        deciding, definition = self.deciding, self.deciding.definition
        branches: list[tuple[Bool, Sql]] = [(deciding.outcome.is_null(), NULL)]
        for place in definition.walk:
            then = one_of(deciding.answer, [definition.rules[place].then], deciding.dialect)
            branches.append((both(_is_true(deciding.truths[place]), then), self._sentence(place)))
        if definition.header.default is not None:
            none = both(*map(_is_false, deciding.truths))
            branches.append((none, self._saying.sentence(DEFAULT)))
        return case(_possible(branches), self._saying.sentence(EITHER_WAY))

    def given(self, outcome: str) -> Sql:
        """Of *collect*: the sentence of the first rule that is true and gives an outcome; null without one."""
        rules = self.deciding.definition.rules
        branches = [
            (_is_true(truth), self._sentence(place))
            for place, truth in enumerate(self.deciding.truths)
            if rules[place].then == outcome
        ]
        possible = list(_possible(branches))
        return case(possible) if possible else NULL

    def _sentence(self, place: int) -> Sql:
        return self._saying.sentence(self.deciding.definition.rules[place].because)


def _is_true(part: Part) -> Bool:
    """Where a rule is true; null may stand for false."""
    return part.value is True if isinstance(part, Constant) else when_true(part.sql)


def _is_false(part: Part) -> Bool:
    """Where a rule is false; null may stand for false."""
    return part.value is False if isinstance(part, Constant) else ~part.sql


def _possible(branches: list[tuple[Bool, Sql]]) -> Iterator[tuple[Sql, Sql]]:
    return ((condition(where), sentence) for where, sentence in branches if where is not False)
