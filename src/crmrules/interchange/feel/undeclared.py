"""What is said of names that an expression reads and nothing declares: all of them at once."""

import re

from crmrules.errors import ExpressionError, nearest
from crmrules.interchange.feel.names import WORDS, Names, function_at, word_at, word_end
from crmrules.interchange.feel.text import skipped

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_RECKONS_BEFORE = re.compile(r"(?:[<>+*/-]|[<>]=|\.\.)\s*\Z")
_RECKONS_AFTER = re.compile(r"\s*(?:[<>+*/-]|\.\.)")
_WORD = re.compile(r"\w+")


def undeclared(text: str, place: int, names: Names) -> ExpressionError:
    """The error for the unknown name at a place, and for those that stand after it."""
    unknown = _unknown(text, place, names)
    found = list(dict.fromkeys(word for word, _ in unknown))
    listed = " and ".join(filter(None, (", ".join(f"`{each}`" for each in found[:-1]), f"`{found[-1]}`")))
    message = f"{listed} is no name known here" if len(found) == 1 else f"{listed} are no names known here"
    near = nearest(found[0], names.known)
    if near is not None:
        remedy = f"did you mean `{near}`?"
    elif any(_is_reckoned_with(text, at) for _, at in unknown):
        remedy = "what is compared by order or reckoned with is an input of the table, or input data: add it there"
    else:
        remedy = f'a text is written "{found[0]}"'
    return ExpressionError.of(f"column {place + 1}", message, remedy)


def _unknown(text: str, place: int, names: Names) -> list[tuple[str, int]]:
    """The unknown names from a place on, and where each begins."""
    found: list[tuple[str, int]] = []
    while (place := skipped(text, place)) < len(text):
        quoted, named, called = _TEXT.match(text, place), names.at(text, place), function_at(text, place)
        word = word_at(text, place)
        if quoted is not None:
            place = quoted.end()
        elif named is not None:
            place = named[1]
        elif called is not None:
            place = called[1]
        elif word and word.split()[0] not in WORDS:
            found.append((word, place))
            place = word_end(text, place)
        else:
            one = _WORD.match(text, place)
            place = one.end() if one is not None else place + 1
    return found


def _is_reckoned_with(text: str, place: int) -> bool:
    before, after = text[:place], text[word_end(text, place) :]
    return bool(_RECKONS_BEFORE.search(before) or _RECKONS_AFTER.match(after))
