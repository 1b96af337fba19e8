"""The table says of every measure how far it is from its limit."""

import json

from benchmarks.measure import ALL, Contender, race
from benchmarks.report import Line, Section, as_json, page, table

MET = Line("quick", 120.0, "by hand", 100.0, 1.2)
MISSED = Line("slow", 130.0, "by hand", 100.0, 1.2)
ALONE = Line("alone", 1234567.0)


def test_a_goal_is_met_up_to_its_ratio() -> None:
    assert (True, False, None) == (MET.is_met, MISSED.is_met, ALONE.is_met)


def test_the_table_names_what_misses_its_goal() -> None:
    rows = table([MET, MISSED, ALONE]).splitlines()[1:]
    assert ["met", "MISSED", "1,234,567"] == [row.split()[-1] for row in rows]


def test_the_page_and_json_say_the_same() -> None:
    section = Section("Slow things", "What is slow.", (MISSED,))
    assert "| slow | 130 | by hand | 100 | 1.30 | 1.2 | MISSED |" in page([section])
    (line,) = json.loads(as_json([section]))["sections"]["Slow things"]
    assert {"what": "slow", "ns": 130.0, "limit": "by hand", "limit_ns": 100.0, "ratio": 1.3, "goal": 1.2} == {
        key: line[key] for key in ("what", "ns", "limit", "limit_ns", "ratio", "goal")
    }


def test_a_race_builds_its_contenders_anew_for_every_heat() -> None:
    built = []

    def build() -> list[Contender]:
        built.append(True)
        return [Contender("each", str, [1, 2]), Contender("all", sum, [1, 2], ALL)]

    least = race(build, rounds=3, heats=3)
    assert ["each", "all"] == list(least)
    assert all(found > 0 for found in least.values())
    assert 3 == len(built)
