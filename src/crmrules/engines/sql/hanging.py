"""What unknown columns hang on: stored facts that are missing, and operations that have no value."""

from collections.abc import Iterable, Sequence

from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.logic import Bool, both, condition, either, no
from crmrules.engines.sql.parts import Hanging, Missing, Part, level_of
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.truths import placed


def any_of_them(parts: Iterable[Part]) -> Hanging:
    """What any of some parts hangs on."""
    every = [part.hanging for part in parts]
    level = max((each.level for each in every), default=0)
    return Hanging(_joined(each.missing for each in every), either(*(each.undefined for each in every)), level)


def all_of_them(parts: Sequence[Part], steps: Steps, fails: Bool = False, level: int = 0) -> Hanging:
    """What an operation hangs on that is unknown as soon as one of its parts is, or where it fails itself.

    Where one part has no value whatever is found out, nothing else matters. `level` is where `fails` can be read.
    """
    every = any_of_them(parts)
    if fails is False and every.undefined is False:
        return every
    level = max(level_of(parts), level)
    fails, *each_stuck = (_once(where, steps, level) for where in (fails, *(_stuck(part.hanging) for part in parts)))
    goes_on = no(either(fails, *each_stuck))
    missing = {name: condition(both(where, goes_on)) for name, where in every.missing.items()}
    undefined = []
    for place, part in enumerate(parts):
        others = either(*each_stuck[:place], *each_stuck[place + 1 :])
        undefined.append(both(part.hanging.undefined, no(fails), either(each_stuck[place], no(others))))
    return Hanging(missing, either(fails, *undefined), level + 1)


def on_rows(hanging: Hanging, rows: Sql) -> Hanging:
    """The same on some rows."""
    missing = {name: rows & where for name, where in hanging.missing.items()}
    return Hanging(missing, both(rows, hanging.undefined), hanging.level)


def _once(where: Bool, steps: Steps, level: int) -> Bool:
    return where if isinstance(where, bool) else placed(where, steps, level, "stuck", "")


def _stuck(hanging: Hanging) -> Bool:
    """Where a part has no value whatever is found out."""
    return both(hanging.undefined, no(either(*hanging.missing.values())))


def _joined(each: Iterable[Missing]) -> Missing:
    found: dict[str, list[Sql]] = {}
    for one in each:
        for name, where in one.items():
            found.setdefault(name, []).append(where)
    return {name: condition(either(*where)) for name, where in found.items()}
