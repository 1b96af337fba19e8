"""Every shipped policy on every database that there is, over a million rows drawn from a seed, beside the interpreter.

`make million` runs it, with ROWS and SEED. Each policy has its share of the rows, which hold what has been got wrong
somewhere: nulls, negative zero, 2^53 - 1, numbers on a limit and a hundredth beside it, Chinese text, quotes and line
ends in text, the ends of months, and tables without rows.
"""

import argparse
import calendar
import datetime
import math
import sys
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import crmrules
from crmrules import Cadence, DecisionTable, Reference, Scorecard, Segmentation
from crmrules.definitions.columns import column_name
from crmrules.engines.sql.dialects import DIALECTS as KNOWN
from crmrules.engines.sql.dialects import Numbers
from crmrules.errors import EngineError
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.base import Policy
from crmrules.kinds.decision.meaning import interpret, lacking_by
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.segmentation.several import SeveralPlacement
from tests.agreement.near import EXACT, FLOATS, is_near
from tests.databases import DIALECTS, TABLE, opened

DAY = datetime.date(2026, 7, 1)
UNKNOWN = 0.1
TEXTS = ("重要客户", "o'clock", 'a"b', "line\nend", "\\", "%_", " x ")
Row = dict[str, Any]


def drawn(type_: Type, limits: list[float], luck: Random) -> Value:
    """A value of a type, or none; a number often lies on a limit that a policy names, or a step beside it."""
    if luck.random() < UNKNOWN:
        return None
    match type_.kind:
        case Kind.BOOL:
            return luck.random() < 0.5
        case Kind.TEXT:
            return luck.choice(type_.values or TEXTS)
        case Kind.DATE:
            day = DAY + datetime.timedelta(luck.randint(-900, 900))
            return day if luck.random() < 0.7 else day.replace(day=calendar.monthrange(day.year, day.month)[1])
        case Kind.INTEGER:
            near = round(luck.choice(limits)) + luck.randint(-1, 1)
            return luck.choice([near, luck.randint(0, 40), luck.choice([0, -1, MAX_WHOLE, -MAX_WHOLE])])
        case Kind.NUMBER | Kind.MONEY:
            edge = round(luck.choice(limits) + luck.choice([-0.01, 0, 0.01]), 4)
            other = round(luck.uniform(-10, 200), 2)
            return float(luck.choice([edge, other, luck.choice([0.0, -0.0, 1e-9, 1e15])]))


def told(policy: Policy[Any], rows: list[Row]) -> Iterator[Row]:
    """What is said of each row alone, in its population, by column."""
    name = column_name(policy.id)
    match policy:
        case DecisionTable(definition=definition):
            for row in rows:
                verdict = interpret(definition, row, DAY)
                lacking = lacking_by(definition, row, DAY, verdict)
                said: Row = {f"{name}_certain": verdict.certain, f"{name}_missing": ", ".join(lacking.facts)}
                if definition.hit is not HitPolicy.COLLECT:
                    said |= {name: verdict.outcome, f"{name}_so_far": verdict.so_far}
                else:
                    for outcome in definition.outcomes:
                        given = outcome.id in (verdict.outcome or ())
                        said[column_name(policy.id, outcome.id)] = given or (
                            None if outcome.id in verdict.possible else False
                        )
                yield said
        case Scorecard():
            yield from (each.columns for each in policy.score_many(rows, as_of=DAY))
        case Reference():
            yield from (each.columns for each in policy.advise_many(rows, as_of=DAY))
        case Cadence():
            yield from (each.columns for each in policy.due_many(rows, as_of=DAY))
        case Segmentation():
            for placed in policy.cut(rows, as_of=DAY).decide_many(rows):
                digits = placed.digits if isinstance(placed, SeveralPlacement) else {}
                flag = {f"{name}_flagged": placed.flagged} if policy.definition.flags else {}
                yield {name: placed.outcome, **flag, **{f"{name}_{id_}": each.outcome for id_, each in digits.items()}}
        case _:
            raise TypeError(policy)


def statement(policy: Policy[Any], dialect: str) -> str:
    """The statement with all that can be asked."""
    columns = [*(each.name for each in policy.definition.read_facts), "row"]
    asked: dict[str, Any] = {"dialect": dialect, "as_of": DAY, "columns": columns, "keep": ["row"]}
    if isinstance(policy, DecisionTable):
        return policy.sql(TABLE, **asked, so_far=True, missing=True)
    return policy.sql(TABLE, **asked)


def same(found: Any, wanted: Any) -> bool:
    """Whether a database gave what was wanted; SQLite has days as texts and truths as numbers."""
    if isinstance(wanted, datetime.date):
        return str(found) == wanted.isoformat()
    if isinstance(wanted, float) and found is not None:
        return math.isclose(found, wanted, rel_tol=1e-12)
    return bool(found == wanted)


def main() -> int:
    """Compare, and tell how many rows were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    luck = Random(options.seed)
    written, refused = [], list[str]()
    for policy in map(crmrules.policy, crmrules.policies()):
        try:
            statement(policy, "duckdb")
            written += [policy] if policy.definition.read_facts else []
        except EngineError as error:
            refused.append(f"{policy.id}: {error}")
    share = -(-options.rows // (len(written) * len(DIALECTS)))
    counts: dict[str, int] = dict.fromkeys(DIALECTS, 0)
    different = near = 0
    for policy in written:
        found = _compared(policy, share, luck, counts)
        different, near = different + found[0], near + found[1]
    print(f"seed {options.seed}: {len(written)} policies, {sum(counts.values()):,} rows ({_listed(counts)}), ", end="")
    print(f"{different:,} different" if different else "none different", end="")
    print(f", {near:,} so near to a limit that float64 may differ, as docs/engines.md says" * bool(near))
    print(*(f"not written: {each}" for each in refused), sep="\n")
    return 1 if different else 0


def _compared(policy: Policy[Any], share: int, luck: Random, counts: dict[str, int]) -> tuple[int, int]:
    """How many rows are different, and how many of them may be."""
    facts = {each.name: each.type for each in policy.definition.read_facts}
    numbers = [each.value for each in policy.parameters.values()]
    limits = [float(each) for each in numbers if isinstance(each, int | float) and not isinstance(each, bool)] or [0.0]
    rows = [{name: drawn(type_, limits, luck) for name, type_ in facts.items()} for _ in range(share)]
    every = {each.name: None for each in policy.definition.facts.declared}
    wanted = list(told(policy, [{**every, **row} for row in rows]))
    different = near = 0
    for dialect in DIALECTS:
        close = EXACT if KNOWN[dialect].numbers is Numbers.FRACTIONS else FLOATS
        with opened(dialect) as database:
            for part, expected in ((rows, wanted), ([], [])):
                database.fill(part, facts)
                found = sorted(database.select(statement(policy, dialect)), key=lambda row: int(row["row"]))
                assert len(found) == len(expected), (policy.id, dialect)
                for row, given, each in zip(part, found, expected, strict=True):
                    if all(same(given[name], value) for name, value in each.items()):
                        continue
                    if is_near(policy.definition, {**every, **row}, DAY, close):
                        near += 1
                    else:
                        different += 1
                        if different <= 3:
                            print(policy.id, dialect, row, each, given, sep="\n  ")
        counts[dialect] += len(rows)
    return different, near


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


if __name__ == "__main__":
    sys.exit(main())
