"""Policy files: TOML text in, TOML text out, within limits."""

import os
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from crmrules.errors import FileError, PolicyError
from crmrules.expressions.accept import shown
from crmrules.expressions.numbers import read_number

MAX_BYTES = 1_000_000
"""The largest policy file that is read."""

_DEEP_KEY = re.compile(r"""(?m)(?:^|[\[{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){32}""")
"""A dotted key of more parts than any policy has: the time tomllib takes grows with their square."""


def path_of(given: object) -> str:
    """The path that a call was given; raises `FileError` for what is none.

    Paths are texts here: to import `pathlib` takes as long as to read a policy.
    """
    path = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if not isinstance(path, str):
        raise FileError.of("path", f"{shown(given)} is no path", "give a text or a `pathlib.Path`")
    return path


def read_bytes(path: str | os.PathLike[str], most: int = MAX_BYTES) -> bytes:
    """The bytes of a small file; raises `FileError` where it is absent, unreadable or too large."""
    try:
        with open(path, "rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:  # a path that holds NUL is a ValueError
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise FileError.of(str(path), f"cannot be read: {reason}") from None
    if len(content) > most:
        raise FileError.of(str(path), f"is larger than {most:,} bytes")
    return content


def parse_toml(content: str | bytes, path: str) -> dict[str, Any]:
    """The mapping that TOML text describes; raises `PolicyError` with line and column where it is broken."""
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise PolicyError.of(path, f"is not UTF-8 (byte {error.start + 1})", "save it as UTF-8") from None
    if len(content) > MAX_BYTES:
        raise PolicyError.of(path, f"is larger than {MAX_BYTES:,} characters")
    if _DEEP_KEY.search(content):
        raise PolicyError.of(path, "is no TOML that can be read: nested too deeply")
    try:
        return tomllib.loads(content, parse_float=read_number)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError.of(path, f"is no TOML: {error}") from None
    except (RecursionError, ValueError) as error:  # nested beyond reading, or a number or date out of range
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise PolicyError.of(path, f"is no TOML that can be read: {reason}") from None


def to_toml(document: Mapping[str, Any]) -> str:
    """A policy's plain mapping as TOML, its tables one line each and its rules one block each."""
    head: list[str] = []
    tables: list[str] = []
    for key, value in document.items():
        if key in ("parameters", "facts", "outputs", "law"):
            tables.append(f"[{key}]\n{_lines(value)}")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            tables += [f"[[{key}]]\n{_lines(item)}" for item in value]
        else:
            head.append(_lines({key: value}))
    return "\n".join(["".join(head), *tables] if head else tables)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{_pair(name, value)}\n" for name, value in table.items())


def _pair(name: str, value: Any) -> str:
    import tomlkit

    return f"{tomlkit.key(name).as_string()} = {_inline(value)}"


def _inline(value: Any) -> str:
    """A value on one line; tomlkit writes each scalar, as its containers take time with the square of their size."""
    import tomlkit

    if isinstance(value, Mapping):
        return f"{{{', '.join(_pair(name, each) for name, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    return str(tomlkit.item(value).as_string())
