"""XML as elements without namespaces, within limits: no entities, no document type, nothing fetched."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from crmrules.errors import FileError
from crmrules.extras import needed
from crmrules.interchange.names import MAX_BYTES

MAX_DEPTH = 100
MAX_ELEMENTS = 200_000


@define
class Element:
    """An element: its name without its namespace, and its attributes; those of other tools are left out.

    Modelers use many namespaces, one for each version of DMN; what an element is shows from its name alone.
    """

    name: str
    attributes: Mapping[str, str]
    line: int
    children: list["Element"] = field(factory=list)
    said: list[str] = field(factory=list)

    def get(self, name: str) -> str:
        """An attribute, without blanks around it; empty where there is none."""
        return self.attributes.get(name, "").strip()

    def all(self, *names: str) -> Iterator["Element"]:
        """The elements right below it that have one of the names."""
        return (each for each in self.children if each.name in names)

    def first(self, *names: str) -> "Element | None":
        """The first element right below it that has one of the names."""
        return next(self.all(*names), None)

    def text_of(self, name: str = "text") -> str:
        """The text of the element of that name right below it; empty where there is none."""
        found = self.first(name)
        return found.text if found is not None else ""

    @property
    def text(self) -> str:
        """Its own text, without blanks around it."""
        return "".join(self.said).strip()


OURS = "urn:crmrules:dmn"
"""The namespace of what DMN has no words for."""


def read_xml(content: bytes) -> Element:
    """The root of an XML text.

    Raises `FileError` where it is no XML, holds a document type or entities, or goes beyond the limits, and
    `EngineError` where defusedxml is not installed.
    """
    with needed("dmn"):
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import ParseError, XMLParser
    if len(content) > MAX_BYTES:
        raise FileError.of("", f"is larger than {MAX_BYTES:,} bytes")
    target = _Target()
    parser = XMLParser(target=target, forbid_dtd=True)
    target.expat = parser.parser
    try:
        parser.feed(content)
        parser.close()
    except ParseError as error:
        raise FileError.of("", f"is no XML: {error}") from None
    except DefusedXmlException:
        message = "holds a document type or entities, which are not read"
        raise FileError.of(f"line {target.line}", message, "take them out") from None
    except (ValueError, LookupError) as error:  # an encoding that Python does not know, or that is no encoding of text
        raise FileError.of("", f"is no XML that can be read: {error}") from None
    assert target.root is not None  # expat raises where there is no element
    return target.root


@define
class _Target:
    """Makes elements of what the parser meets."""

    expat: Any = field(default=None)
    root: Element | None = field(default=None)
    above: list[Element] = field(factory=list)
    count: int = field(default=0)

    @property
    def line(self) -> int:
        return int(self.expat.CurrentLineNumber)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        if len(self.above) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            limit = f"{MAX_DEPTH} deep" if len(self.above) >= MAX_DEPTH else f"{MAX_ELEMENTS:,} in all"
            raise FileError.of(f"line {self.line}", f"has more elements than are read: {limit}")
        named = {_local(name): value for name, value in attributes.items()}
        kept = {name: value for name, value in named.items() if name}
        made = Element(tag.rpartition("}")[2], kept, self.line)
        if self.above:
            self.above[-1].children.append(made)
        else:
            self.root = made
        self.above.append(made)

    def end(self, _: str) -> None:
        self.above.pop()

    def data(self, text: str) -> None:
        if self.above:
            self.above[-1].said.append(text)

    def close(self) -> None:
        """Nothing is left to do."""


def _local(name: str) -> str:
    """The name of an attribute: ours has a prefix, and one of another tool's namespace is nameless."""
    space, _, local = name.rpartition("}")
    return f"crmrules:{local}" if space == f"{{{OURS}" else "" if space else local
