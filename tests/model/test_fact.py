"""Entities: frozen, strict, and every fact unknown until it is given."""

import datetime
import inspect
import math
import pickle
from decimal import Decimal
from typing import Any

import attrs
import pytest

from crmrules import Complaint, Prospect, Subscription
from crmrules.errors import RecordError
from crmrules.model.fact import Entity, Number, facts_of
from crmrules.model.schema import ENTITIES
from crmrules.model.schema import entity as entity_of

EACH = pytest.mark.parametrize("entity", [entity_of(name) for name in ENTITIES], ids=ENTITIES)


@EACH
def test_every_fact_is_unknown_until_it_is_given(entity: type[Entity]) -> None:
    assert {each.name: None for each in facts_of(entity)} == attrs.asdict(entity())


@EACH
def test_entities_are_frozen_slotted_and_made_by_keyword(entity: type[Entity]) -> None:
    made: Any = entity()
    name = facts_of(entity)[0].name
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(made, name, True)
    assert not hasattr(made, "__dict__")
    with pytest.raises(TypeError):
        entity(True)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        entity(no_such_fact=True)  # type: ignore[call-arg]


@EACH
def test_every_fact_has_a_title_in_both_languages_and_numbers_have_a_unit(entity: type[Entity]) -> None:
    assert len(facts_of(entity)) == len(attrs.fields(entity))
    for each in facts_of(entity):
        assert each.title.en
        assert any("\u4e00" <= sign <= "\u9fff" for sign in each.title.zh), each.name
        assert each.type.numeric == bool(each.unit), each.name


@EACH
def test_the_annotation_of_a_field_is_that_of_its_fact(entity: type[Entity]) -> None:
    python: dict[str, Any] = {
        "bool": bool,
        "integer": int,
        "number": Number,
        "money": Number,
        "text": str,
        "date": datetime.date,
    }
    for each, field in zip(facts_of(entity), attrs.fields(entity), strict=True):
        assert python[each.type.kind] | None == field.type, each.name


@EACH
def test_every_fact_is_documented_below_its_field(entity: type[Entity]) -> None:
    source = inspect.getsource(entity)
    fields = source[source.index(" = fact(") :]
    assert len(facts_of(entity)) == fields.count('"""') // 2


def test_a_wrong_type_is_refused_with_the_path_to_the_field() -> None:
    with pytest.raises(RecordError) as caught:
        Prospect(money="yes")  # type: ignore[arg-type]
    assert (
        'Prospect.money: "yes" is no boolean; give true or false, or map the value with `values` in a binding'
    ) == str(caught.value)


def test_several_wrong_fields_are_told_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        Subscription(bill="58", suspended=1, forwarding_days_30=2.5, tenure_months=12)  # type: ignore[arg-type]
    assert ["Subscription.suspended", "Subscription.bill", "Subscription.forwarding_days_30"] == [
        each.path for each in caught.value.problems
    ]


def test_values_are_converted_once_when_the_entity_is_made() -> None:
    made = Subscription(bill=58, bill_average=Decimal("58.5"), tenure_months=12.0, usage_swing=math.nan)  # type: ignore[arg-type]
    assert (58.0, 58.5, 12, None) == (made.bill, made.bill_average, made.tenure_months, made.usage_swing)
    assert [float, float, int] == [type(each) for each in (made.bill, made.bill_average, made.tenure_months)]


def test_a_text_of_few_values_takes_no_other() -> None:
    assert "emotional" == Complaint(complainant="emotional").complainant
    with pytest.raises(RecordError, match="did you mean `emotional`"):
        Complaint(complainant="emotion")


def test_entities_are_equal_and_hashable_by_their_facts() -> None:
    assert Subscription(bill=58) == Subscription(bill=58.0)
    assert hash(Subscription(bill=58)) == hash(Subscription(bill=58.0))
    assert Subscription(bill=58) != Subscription(bill=59)
    entities: list[Entity] = [Prospect(), Subscription()]
    assert 2 == len(set(entities))
    assert Prospect(money=False) != Prospect()


@EACH
def test_entities_survive_pickling_and_evolving(entity: type[Entity]) -> None:
    made = entity()
    assert made == pickle.loads(pickle.dumps(made))
    assert made == attrs.evolve(made)


def test_a_changed_copy_is_checked_too() -> None:
    with pytest.raises(RecordError, match=r"Prospect\.money"):
        attrs.evolve(Prospect(), money=1)  # type: ignore[arg-type]
