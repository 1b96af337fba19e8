"""How much the name of a column says that it is a fact."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from crmrules.model.fact import Fact

SYNONYM = 0.9
"""How much what columns are often called says that one is a fact."""

_IDLE = frozenset({"a", "in", "is", "of", "the", "to", "what", "your", "c"})  # `Budget__c` is a field of one's own


def likeness(fact: Fact, column: str) -> float:
    """How much a column's name is like a fact's, from 0 to 1.

    1 for the fact's own name and its titles, `SYNONYM` for what such columns are called elsewhere, less where its words
    are among those of the column.
    """
    name = plain(column)
    if not name:
        return 0.0
    if name in {plain(each) for each in (fact.name, fact.title.en, fact.title.zh)}:
        return 1.0
    called = known_names().get(fact.name, ())
    if name in {plain(each) for each in called}:
        return SYNONYM
    words, best = words_of(column), 0.0
    for each in (fact.name, *called):
        own = words_of(each)
        if own and own <= words:  # "What is your current occupation" holds "current occupation"
            best = max(best, 0.5 + 0.1 * len(own) / len(words))
        elif any(letter >= "\u3400" for letter in each) and len(each) > 1 and plain(each) in name:
            best = max(best, 0.5)  # no blanks part the words of Chinese
    return best


def plain(name: str) -> str:
    """A name without case, blanks and signs."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def words_of(name: str) -> frozenset[str]:
    """The words of a name that say something; ``CustomerID`` has two."""
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return frozenset(re.findall(r"[^\W_]+", parted.casefold())) - _IDLE


@cache
def known_names() -> Mapping[str, Sequence[str]]:
    """What columns are called that could be a fact, by the name of the fact."""
    return tomllib.loads((files("crmrules.records.proposing") / "names.toml").read_text("utf-8"))
