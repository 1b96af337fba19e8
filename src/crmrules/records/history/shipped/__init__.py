"""Bindings that are shipped for histories: of subscriptions, of orders, of contacts."""

from importlib.resources import files

from crmrules.errors import BindingError, did_you_mean
from crmrules.expressions.accept import shown

HISTORIES = ("contacts.history", "orders.history", "subscription.history")
"""Their names."""


def history_text(name: object) -> str:
    """The binding of a shipped history as it is written; raises `BindingError` where none is called so."""
    if not isinstance(name, str) or name not in HISTORIES:
        remedy = did_you_mean(name, HISTORIES)
        raise BindingError.of("binding", f"no history is called {shown(name)}", remedy)
    return (files("crmrules.records.history.shipped") / f"{name}.toml").read_text("utf-8")
