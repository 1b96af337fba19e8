"""The scorecard kind as users hold it."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from attrs import evolve, frozen

from crmrules.engines.frames.backends import backend_of
from crmrules.errors import AsOfError, EngineError, PolicyError, Problem, did_you_mean, under
from crmrules.expressions.accept import is_blank, shown
from crmrules.kinds.base import Frame, Policy, checked_flag, checked_records, day_of
from crmrules.kinds.scorecard.checking import ScorecardChecking
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.parts import Item, Missing, ScoreBand
from crmrules.kinds.scorecard.result import Score
from crmrules.model.text import Language, Text, checked
from crmrules.records.binding import Bind, Binding, bound
from crmrules.records.door import Door


@frozen(slots=False, eq=False, repr=False)
class Scorecard(Policy[ScorecardDefinition]):
    """A policy of the scorecard kind: items that give points, and bands of the score.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "scorecard"

    @property
    def items(self) -> tuple[Item, ...]:
        """What gives points."""
        return self.definition.items

    @property
    def bands(self) -> tuple[ScoreBand, ...]:
        """The stretches of scores that have a name; none where the source has none."""
        return self.definition.bands

    @property
    def renormalises(self) -> bool:
        """Whether items that are unknown are left out of the score, and the weights of the others scaled up."""
        return self.definition.header.missing is Missing.RENORMALISE

    @property
    def slots(self) -> tuple[str, ...]:
        """The items without a title: the host supplies their questions, see `with_questions`."""
        return tuple(item.id for item in self.items if item.title is None)

    def with_questions(self, questions: Mapping[str, str | Text]) -> "Scorecard":
        """The same policy with questions for its slots, by the ids of items.

        Raises `PolicyError` for an item that there is not, or that has a title, and for what is no text.
        """
        if not isinstance(questions, Mapping):
            raise PolicyError.of(
                "`questions`", f"{shown(questions)} is no mapping", "give a text for the id of an item"
            )
        titles: dict[str, Text] = {}
        problems: list[Problem] = []
        for id_, said in questions.items():
            given: object = said
            path = f"item `{id_}`"
            if id_ not in [item.id for item in self.items]:
                problems.append(Problem("", f"unknown item `{id_}`", did_you_mean(id_, self.slots)))
            elif id_ not in self.slots:
                problems.append(Problem(path, "has a title already", "write a policy that `extends` it"))
            elif not isinstance(given, str | Text) or is_blank(str(given)):
                problems.append(Problem(path, f"{shown(said)} is no question", "give a text, or a crmrules.Text"))
            else:
                titles[id_] = Text(given) if isinstance(given, str) else given
        if problems:
            raise PolicyError(problem.under(f"policy `{self.id}`") for problem in problems)
        items = tuple(evolve(item, title=titles.get(item.id, item.title)) for item in self.items)
        return self._made(evolve(self.definition, items=items))

    def score(self, record: object, *, as_of: datetime.date | None = None, bind: Bind | None = None) -> Score:
        """The score of a record: an entity, a mapping, or any object with attributes.

        Raises `RecordError` for values of a wrong type, `BindingError` for a binding that does not fit, `AsOfError`
        where the policy needs a day and none is given, and `EngineError` for a data frame, which is for `apply`.
        """
        if backend_of(record) is not None:
            raise EngineError.of("`score`", "is asked of one record, and this is a data frame", "use `apply`")
        return self._scores(bound(bind), day_of(as_of))(record)

    def score_many(
        self, records: Iterable[object], *, as_of: datetime.date | None = None, bind: Bind | None = None
    ) -> list[Score]:
        """A score for each record; raises as `score` does, naming the record by its place from 1."""
        score = self._scores(bound(bind), day_of(as_of))
        found: list[Score] = []
        for place, record in enumerate(checked_records(records), 1):
            with under(f"record {place}"):
                found.append(score(record))
        return found

    def apply(
        self, frame: Frame, *, bind: Bind | None = None, as_of: datetime.date | None = None, look: bool = False
    ) -> Frame:
        """A data frame with the score of each row in new columns: the same kind of frame, lazy if it was.

        They are ``<id>`` with the band where there are bands, ``<id>_points``, ``<id>_low``, ``<id>_high`` and
        ``<id>_certain``; a policy that renormalises adds ``<id>_renormalised``. `look` is that of
        `DecisionTable.apply`.

        Raises `EngineError` for a frame of an unknown kind and for points with too many digits, `RecordError` for
        columns of a wrong type, or there already, `BindingError` for columns that do not fit, and `AsOfError` where
        the policy needs a day.
        """
        from crmrules.kinds.scorecard.frames import apply_scorecard

        day = self._checked(day_of(as_of))
        found: Frame = apply_scorecard(self.definition, frame, bound(bind), day, checked_flag(look, "look"))
        return found

    def _scores(self, bind: Binding, as_of: datetime.date | None) -> Callable[[object], Score]:
        day = self._checked(as_of)
        door = Door(self.definition, bind)
        unread = dict.fromkeys((each.name for each in self.definition.facts.declared), None)

        def score(record: object) -> Score:
            values, assumed = door.read(record)
            return Score(self.definition, {**unread, **values}, day, assumed)

        return score

    def _checked(self, as_of: datetime.date | None) -> datetime.date | None:
        if as_of is None and self.definition.needs_day:
            raise AsOfError.of(f"policy `{self.id}`", "depends on the day", "give `as_of`")
        return as_of

    def sql(
        self,
        table: str | Sequence[str],
        *,
        dialect: str,
        bind: Bind | None = None,
        as_of: datetime.date | None = None,
        columns: Sequence[str] | Mapping[str, str] | None = None,
        keep: Sequence[str] | None = None,
        known_at: datetime.date | None = None,
        unread: bool = False,
        reason: Language | None = None,
    ) -> str:
        """A SELECT with the score of each row of a table, as `Policy.sql` has it, and raises as that does.

        `reason` is a language, "en" or "zh": the column ``<id>_reason`` then holds the items that add to the score or
        take from it, with their points; null where none does.
        """
        from crmrules.kinds.scorecard.sql import scorecard_sql

        language = None if reason is None else checked(reason)
        asked = self._asked(table, dialect, bind, as_of, columns, keep, known_at, unread)
        return scorecard_sql(asked.begin(self.definition), language)

    def _checking(self, definition: ScorecardDefinition) -> ScorecardChecking:
        return ScorecardChecking(definition, frozenset())
