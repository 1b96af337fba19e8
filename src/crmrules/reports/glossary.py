"""The glossary of the model, from English to Chinese and back: the names of systems, policies and their parts."""

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from crmrules.definitions.base import Definition
from crmrules.definitions.sources import sources
from crmrules.model.text import Text
from crmrules.reports.document import Document, Paragraph, Prose, Section, Table, Word, joined

TITLES = {
    "glossary-en": "Glossary: English to Chinese (英汉对照)",
    "glossary-zh": "Glossary: Chinese to English (汉英对照)",
}
"""The pages by their names, with their titles."""

_INITIALS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
"""The first character of each initial in the order of GB 2312, which is that of sounds for the 3755 common ones."""
_LAST = "座"
"""The last of those."""

LONGEST = 14
"""How many Chinese characters a name has at most; what is longer is a sentence."""

Names = dict[tuple[str, str], list[str]]
"""For each name, in English and Chinese, the policies that use it."""


def glossary(definitions: Sequence[Definition], policies_at: str) -> dict[str, Document]:
    """The two pages by their names; `policies_at` is where the pages of policies are, seen from them."""
    names = _names(definitions)

    def page(name: str, of: int, initial: Callable[[str], str], order: Callable[[str], object]) -> Document:
        """One page; `of` is the place of the language that is looked up by."""
        terms = sorted(names, key=lambda each: (initial(each[of]), order(each[of]), each[1 - of]))
        heads = ("English", "中文", "policies") if of == 0 else ("中文", "English", "policies")
        sections = (
            Section(letter, (Table("", heads, tuple(_row(each, of, names[each], policies_at) for each in found)),))
            for letter, found in groupby(terms, key=lambda each: initial(each[of]))
        )
        said = f"{len(terms)} names: systems of the sources, policies, and what policies call their parts."
        return Document("en", TITLES[name], (Paragraph(said), *sections))

    return {
        "glossary-en": page("glossary-en", 0, _english_initial, str.casefold),
        "glossary-zh": page("glossary-zh", 1, _chinese_initial, lambda text: text.encode("gb18030")),
    }


def _names(definitions: Sequence[Definition]) -> Names:
    """Every name, with the policies that use it in their order."""
    names: Names = {}
    for definition in definitions:
        titles = [definition.header.title, *(sources().rows[row] for row in definition.header.covers)]
        for text in (*titles, *filter(_is_name, _titles_of_parts(definition))):
            if text.zh:
                used = names.setdefault((text.en, text.zh), [])
                used += [] if definition.id in used else [definition.id]
    return names


def _titles_of_parts(definition: Definition) -> Iterator[Text]:
    for part in (part for parts in definition.lists.values() for part in parts):
        title: object = getattr(part, "title", None)
        if isinstance(title, Text):
            yield title


def _is_name(text: Text) -> bool:
    """Whether a title is a name, and no sentence."""
    return len(text.zh) <= LONGEST and not set(text.zh) & set("，。；：？！")


def _row(name: tuple[str, str], of: int, used: Iterable[str], policies_at: str) -> tuple[Prose, ...]:
    links = joined((Word(each, link=f"{policies_at}{each}.md") for each in used), ", ")
    return name[of], name[1 - of], links


def _english_initial(text: str) -> str:
    letters: Iterator[str] = (each.upper() for each in text if each.isascii() and each.isalpha())
    return text[0] if text[0].isdigit() else next(letters, "#")


def _chinese_initial(text: str) -> str:
    """The letter a name sounds with at first; for what is not among the common characters none is known."""
    if text[0].isascii():
        return text[0].upper() if text[0].isalpha() else "#"
    sign = text[0].encode("gb18030")
    if not _FIRST[0].encode("gb18030") <= sign <= _LAST.encode("gb18030"):
        return "#"
    return _INITIALS[bisect([each.encode("gb18030") for each in _FIRST], sign) - 1]
