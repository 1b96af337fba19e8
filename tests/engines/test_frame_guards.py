"""Guards of columns are told apart by the expressions they ask of, as long as a guard is there."""

import gc

import narwhals.stable.v2 as nw

from crmrules.engines.frames.parts import Asked


def test_a_guard_holds_on_to_what_it_asks_of() -> None:
    guards = {Asked("finite", nw.col("a") * place): place for place in range(200)}
    gc.collect()
    assert len(guards) == 200


def test_guards_that_ask_the_same_of_one_expression_are_one() -> None:
    asked = nw.col("a")
    assert Asked("finite", asked) == Asked("finite", asked)
    assert Asked("finite", asked) != Asked("known", asked)
    assert Asked("finite", asked) != Asked("finite", nw.col("a"))
