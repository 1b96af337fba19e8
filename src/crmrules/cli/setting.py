"""`--set POLICY.PARAMETER=VALUE`: policies with other numbers, for one run."""

import argparse
import datetime
from collections.abc import Sequence
from typing import Any

from crmrules.definitions.parts import Parameter, Setting
from crmrules.errors import PolicyError, did_you_mean
from crmrules.expressions.numbers import read_number
from crmrules.expressions.types import Kind
from crmrules.kinds.base import Policy


def add_setting(parser: argparse.ArgumentParser) -> None:
    """The option `--set`."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="POLICY.PARAMETER=VALUE",
        help="another value for a parameter of a policy, for this run",
    )


def with_settings(policies: Sequence[Policy[Any]], settings: Sequence[str]) -> list[Policy[Any]]:
    """The policies with the parameters that are set.

    Raises `PolicyError` for what is not written so, for a policy that does not run, and as `with_parameters` does.
    """
    by_id = {each.id: each for each in policies}
    values: dict[str, dict[str, Setting]] = {id_: {} for id_ in by_id}
    for text in settings:
        named, equals, said = text.partition("=")
        id_, dot, name = named.partition(".")
        if not equals or not dot:
            raise PolicyError.of(f"--set `{text}`", "names no parameter", "write it as policy.parameter=value")
        if id_ not in by_id:
            raise PolicyError.of(f"--set `{text}`", f"no policy `{id_}` runs here", did_you_mean(id_, by_id))
        parameters = by_id[id_].parameters
        if name not in parameters:
            raise PolicyError.of(f"--set `{text}`", f"unknown parameter `{name}`", did_you_mean(name, parameters))
        values[id_][name] = _value(text, said, parameters[name])
    return [each.with_parameters(**values[each.id]) if values[each.id] else each for each in policies]


def _value(text: str, said: str, parameter: Parameter) -> Setting:
    """A value as the parameter's type reads it; what does not fit is left for `with_parameters` to refuse."""
    if parameter.type.kind is Kind.DATE:
        try:
            return datetime.date.fromisoformat(said)
        except ValueError:
            raise PolicyError.of(f"--set `{text}`", f"`{said}` is no day", "write it as 2026-07-01") from None
    if not parameter.type.numeric:
        return {"true": True, "false": False}.get(said, said)
    try:
        return int(said) if said.lstrip("+-").isdecimal() else read_number(said)
    except ValueError:
        raise PolicyError.of(f"--set `{text}`", f"`{said}` is no number", "write it as 0.3") from None
