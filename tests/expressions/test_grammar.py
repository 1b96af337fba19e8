"""Python's grammar is read by one thread at a time."""

import ast
import gc
import time
from concurrent.futures import ThreadPoolExecutor

from crmrules.expressions.grammar import read_expression

TEXTS = tuple(f"a{place} > 0 and (b{place} == 1 or not (c and d and known(e)))" for place in range(20))


def give_way(phase: str, info: dict[str, int]) -> None:
    """Whatever looks at the collection of garbage lets other threads run in the middle of reading."""
    time.sleep(0.0001)


def test_threads_that_take_turns_in_the_middle_read_expressions() -> None:
    usual = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(20)
    try:
        with ThreadPoolExecutor(8) as pool:
            read = list(pool.map(lambda _: [ast.dump(read_expression(text)) for text in TEXTS], range(8)))
    finally:
        gc.set_threshold(*usual)
        gc.callbacks.remove(give_way)
    assert [[ast.dump(ast.parse(text, mode="eval").body) for text in TEXTS]] * 8 == read
