"""Ways to damage the text of a file, of whatever form, and what must come of a damaged one."""

import random
from collections.abc import Callable, Sequence
from typing import TypeAlias

from crmrules.errors import CrmRulesError
from crmrules.interchange.found import TableFile

Damage: TypeAlias = Callable[[random.Random], bytes]


def of_text(sources: Sequence[str], junk: str) -> tuple[Damage, ...]:
    """Ways to damage one of some texts."""

    def truncated(chance: random.Random) -> bytes:
        text = chance.choice(sources)
        return text[: chance.randrange(len(text))].encode()

    def bytes_flipped(chance: random.Random) -> bytes:
        content = bytearray(chance.choice(sources).encode())
        for _ in range(chance.choice((1, 1, 2, 20))):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        return bytes(content)

    def characters_inserted(chance: random.Random) -> bytes:
        text = chance.choice(sources)
        for _ in range(chance.choice((1, 1, 3))):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(junk) * chance.choice((1, 1, 3)) + text[at + chance.choice((0, 1)) :]
        return text.encode()

    return truncated, bytes_flipped, characters_inserted


def check_told(damage: Damage, read: Callable[[bytes], TableFile], times: int) -> None:
    """That each damaged file is read, or that it is told what is wrong with it, and that both happen."""
    held, refused = 0, 0
    for seed in range(times):
        content = damage(random.Random(seed))
        try:
            found = read(content)
        except CrmRulesError:
            refused += 1
        except Exception as error:
            error.add_note(f"{damage.__name__}, seed {seed}")
            raise
        else:
            refused += len(found.refused)
            held += len(found.tables)
    # damage that is always noticed would say nothing of what is let through
    assert refused > 0
    assert held > 0 or damage.__name__ == "truncated"
