"""What a binding says of customers that are joined to events."""

from collections.abc import Iterator, Mapping
from typing import Any

from crmrules.errors import Problem, did_you_mean
from crmrules.expressions.accept import shown

_PATH = "binding, join"


def wrong_join(join: object, history: object) -> Iterator[Problem]:
    """What is wrong with the table ``[join]``, given the history of the binding."""
    if join is None:
        return
    if not isinstance(join, Mapping):
        yield Problem(_PATH, f"{shown(join)} is no table", 'write it as [join], key = "Customer ID"')
        return
    table: Mapping[Any, Any] = join
    for name in table:
        if name != "key":
            yield Problem(_PATH, f"unknown key `{name}`", did_you_mean(name, ["key"]))
    key = table.get("key", "")
    if not isinstance(key, str) or ("key" in table and not key.strip()):
        yield Problem(f"{_PATH}, `key`", f"{shown(key)} is no column", 'write it as key = "Customer ID"')
    if history is None:
        yield Problem(
            _PATH, "joins customers to events, and there is no history", "say under [history] what events are"
        )
