"""Plain dicts whose values have exactly the right classes, read without a question; all else goes through the door."""

import datetime
from collections.abc import Callable
from typing import Any

from crmrules.definitions.base import Definition
from crmrules.engines.python.placeholders import Placeholders, build
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.types import Kind, Type


def plain_reader(definition: Definition, row_class: type) -> Callable[[dict[Any, Any]], Any]:
    """``read(record)``: a row of the class, or None where the door has to look at the record."""
    source = Placeholders()
    source.namespace |= {"row_class": row_class, "date": datetime.date, "last_day": LAST_DAY}
    lines = ["made = row_class()", "get = record.get", "found = False"]
    for each in definition.said_facts:
        lines += [
            f"value = get({source.constant(each.name)})",
            "if value is not None:",
            *(f"    {line}" for line in _checks(each.type, source)),
            "    found = True",
            f"made.{source.attribute(each.name)} = value",
        ]
    lines.append("return made if found else None")
    text = "def read(record):\n" + "".join(f"    {line}\n" for line in lines)
    read: Callable[[dict[Any, Any]], Any] = build(text, source)["read"]
    return read


def _checks(type_: Type, source: Placeholders) -> list[str]:
    """The statements that return None for a value that the door must look at."""
    whole = f"{source.constant(-MAX_WHOLE)} <= value <= {source.constant(MAX_WHOLE)}"
    match type_.kind:
        case Kind.BOOL:
            return ["if value is not True and value is not False: return None"]
        case Kind.INTEGER:
            return [f"if value.__class__ is not int or not {whole}: return None"]
        case Kind.NUMBER | Kind.MONEY:
            finite = f"{source.constant(float('-inf'))} < value < {source.constant(float('inf'))}"
            return [
                "if value.__class__ is float:",
                f"    if not {finite}: return None",
                f"elif value.__class__ is int and {whole}:",
                "    value = value + 0.0",
                "else:",
                "    return None",
            ]
        case Kind.TEXT:
            named = f" or value not in {source.constant(type_.values)}" if type_.values else ""
            return [f"if value.__class__ is not str or not value.strip(){named}: return None"]
        case Kind.DATE:
            return ["if value.__class__ is not date or value > last_day: return None"]
