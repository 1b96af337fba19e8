"""Events as they are given, each with what it is called in messages, and how its values are read."""

from collections.abc import Mapping

from attrs import frozen

from crmrules.expressions.accept import accept
from crmrules.records.forms import Reader
from crmrules.records.history.parts import is_cloud_event
from crmrules.records.json_lines import read_json


@frozen
class Given:
    """An event, or a row, as it is given."""

    where: str
    event: object
    reader: Reader


def given(number: int, event: object) -> Given:
    """An event of a list by its place; a CloudEvent holds what JSON holds."""
    if not isinstance(event, Mapping):
        return Given(f"event {number}", event, accept)
    return Given(f"row {number}", event, read_json if is_cloud_event(event) else accept)
