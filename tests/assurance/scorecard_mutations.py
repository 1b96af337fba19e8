"""The shipped scorecard, broken on purpose in the ways that `check` finds in scorecards alone."""

from collections.abc import Callable, Iterator
from typing import Any

from crmrules import policy

Document = dict[str, Any]


def changed(change: Callable[[Document], object]) -> Document:
    """The shipped scorecard with one change."""
    made = policy("loyalty").to_dict()
    change(made)
    return made


def idle_items() -> Iterator[Document]:
    """An item that always gives the same, or whose weight is nothing."""
    for place in range(5):

        def level(made: Document, place: int = place) -> None:
            item = made["item"][place]
            item["options"] = dict.fromkeys(item["options"], "points_2") if "options" in item else {}
            for step in item.get("steps", ()):
                step["points"] = "points_2"

        def idle(made: Document, place: int = place) -> None:
            made["parameters"]["no_weight"] = {"value": 0, "unit": "factor", "origin": "own"}
            made["item"][place]["weight"] = "no_weight"

        yield changed(level)
        yield changed(idle)


def weight_sums() -> Iterator[Document]:
    """Weights that are shares of less, or more, than all."""
    for unit, whole in (("ratio", 1), ("percent", 100)):
        for part in range(1, 6):

            def weigh(made: Document, unit: str = unit, share: float = whole * part / 20) -> None:
                made["parameters"]["share"] = {"value": share, "unit": unit, "origin": "own"}
                made["parameters"]["rest"] = {"value": share / 2, "unit": unit, "origin": "own"}
                for item in made["item"]:
                    item["weight"] = "share"
                made["item"][0]["weight"] = "rest"

            yield changed(weigh)
