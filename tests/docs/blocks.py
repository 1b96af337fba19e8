"""What the code blocks of the documentation are held to.

- ```` ```python ```` blocks of a page run in order, in one namespace; what one prints must stand in a ```` ```text ````
  block right after it, and nothing else may. A ```` ```text ```` block anywhere else is a picture.
- ```` ```console ```` blocks hold `$ command` lines, each followed by exactly what the command prints, blanks at the
  ends of lines aside. A command that does not exit with 0 is followed by `$ echo $?` and its exit code.
- A block under `<!-- file: NAME -->` is written to that file; a policy must load and its examples hold. Under
  `<!-- broken: NAME -->` it must be a policy that does not load.
- A ```` ```toml ```` block under no such comment is a fragment, and must be TOML.

A page has a directory of its own, with a copy of `examples/`, in which all this happens. There is no shell. Commands of
the README run as they would for a reader; those of other pages in the process of the tests, since Python takes longer
to begin than most of them to run. Blocks of other languages, and indented ones, are refused: they would be shown
untested.
"""

import contextlib
import difflib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from unittest import mock

from attrs import field, frozen
from sybil import Document, Example, Region

from crmrules.assurance.check.examples import run_examples
from crmrules.cli.main import main
from crmrules.errors import CrmRulesError
from crmrules.loading import Catalogue, load

ROOT = Path(__file__).parents[2]
COMMANDS = ("crmrules", "cat", "head", "python")
SECONDS = 120

_BLOCK = re.compile(
    r"(?:^<!-- (?P<comment>file|broken): (?P<name>\S+) -->\n\n?)?"
    r"^```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_INDENTED = re.compile(r"^[ \t>*+-]+```", re.MULTILINE)
_EXIT_CODE = "$ echo $?"
_PAGE = "__page__"
"""Where a page's namespace keeps its directory: a name that no example uses."""


@frozen
class Block:
    """A fenced block of a page."""

    language: str
    body: str
    start: int
    """Where in the page its first line of content begins."""
    end: int
    comment: str = field(default="")
    name: str = field(default="")


class BadPage(Exception):
    """A page holds a block that cannot be tested."""


def begin(namespace: dict[str, Any]) -> None:
    """Make the page's directory."""
    directory = Path(tempfile.mkdtemp(prefix="crmrules-docs-")).resolve()
    shutil.copytree(ROOT / "examples", directory / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    namespace[_PAGE] = directory


def end(namespace: dict[str, Any]) -> None:
    """Remove the page's directory."""
    shutil.rmtree(namespace.pop(_PAGE))


def blocks(document: Document) -> Iterator[Region]:
    """The tests of a page, each where its block, or its command, stands."""
    for indented in _INDENTED.finditer(document.text):
        raise BadPage(f"{_at(document, indented.start())}: an indented block is not tested")
    found = list(_blocks(document))
    for place, block in enumerate(found, 1):
        after = found[place] if place < len(found) else None
        match block:
            case Block(comment="file" | "broken"):
                yield _region(block.start, block.end, _write, block)
            case Block(language="python"):
                printed = after if after is not None and _is_output(document, block, after) else None
                yield _region(block.start, block.end, _run_python, (block, printed))
            case Block(language="console"):
                yield from _commands(document, block)
            case Block(language="toml"):
                yield _region(block.start, block.end, _read_fragment, block)
            case Block(language="text" | "mermaid"):
                pass
            case _:
                raise BadPage(f"{_at(document, block.start)}: a `{block.language}` block is not tested")


def _blocks(document: Document) -> Iterator[Block]:
    for found in _BLOCK.finditer(document.text):
        comment, name = found["comment"] or "", found["name"] or ""
        if name and (PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts):
            raise BadPage(f"{_at(document, found.start())}: `{name}` is not below the page's directory")
        yield Block(found["language"], found["body"], found.start("body"), found.end(), comment, name)


def _is_output(document: Document, block: Block, after: Block) -> bool:
    fence = document.text[block.end : after.start].strip()
    return after.language == "text" and not after.comment and fence == "```text"


def _at(document: Document, position: int) -> str:
    return f"{document.path}:{document.text.count(chr(10), 0, position) + 1}"


def _region(start: int, end: int, run: Callable[[Example], str | None], parsed: object) -> Region:
    return Region(start, end, parsed=parsed, evaluator=run)


def _run_python(example: Example) -> str | None:
    block, printed = example.parsed
    # blank lines before it, so that a traceback tells the page's lines
    code = compile("\n" * (example.line - 1) + block.body, example.path, "exec", dont_inherit=True)
    output = io.StringIO()
    with contextlib.chdir(example.namespace[_PAGE]), contextlib.redirect_stdout(output):
        exec(code, example.namespace)
    if printed is None:
        return _differs("", output.getvalue(), f"{_at(example.document, block.start)}, no text block")
    return _differs(printed.body, output.getvalue(), _at(example.document, printed.start))


def _commands(document: Document, block: Block) -> Iterator[Region]:
    """A test for each command of a block."""
    lines = block.body.splitlines(keepends=True)
    if not lines or not lines[0].startswith("$ ") or lines[0].rstrip() == _EXIT_CODE:
        raise BadPage(f"{_at(document, block.start)}: a console block begins with `$ ` and a command")
    start, position = block.start, block.start
    for place, line in enumerate(lines):
        position += len(line)
        following = lines[place + 1] if place + 1 < len(lines) else "$ "
        if following.startswith("$ ") and following.rstrip() != _EXIT_CODE:
            yield _region(start, position, _run_command, document.text[start:position])
            start = position


def _run_command(example: Example) -> str | None:
    shown, said, code = example.parsed.partition(_EXIT_CODE + "\n")
    command, _, expected = shown.partition("\n")
    words = shlex.split(command.removeprefix("$ "))
    if words[0] not in COMMANDS:
        return f"{_at(example.document, example.start)}: `{words[0]}` is none of {', '.join(COMMANDS)}"
    in_process = words[0] == "crmrules" and Path(example.path).name != "README.md"
    returned, printed = (_run_here if in_process else _run_apart)(words, example.namespace[_PAGE])
    at = _at(example.document, example.start)
    expected_code = code.strip() if said else "0"
    if str(returned) != expected_code:
        return f"{at}: exits with {returned}, and the page says {expected_code or 'nothing'}\n{printed}"
    return _differs(_trimmed(expected), _trimmed(printed), at)


def _run_here(words: list[str], directory: Path) -> tuple[int, str]:
    """The exit code of a `crmrules` command, and all that it prints."""
    output = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with (
        contextlib.chdir(directory),
        mock.patch.dict(os.environ, _environment(), clear=True),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(), "utf-8")),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
    ):
        try:
            code = main(words[1:])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    output.seek(0)
    return code, output.read()


def _run_apart(words: list[str], directory: Path) -> tuple[int, str]:
    """The same of any command, in a process of its own."""
    run = subprocess.run(
        words,
        cwd=directory,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    return run.returncode, run.stdout


def _environment() -> dict[str, str]:
    unset = ("COLUMNS", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "PYTHONUTF8": "1", "TERM": "dumb"}


def _write(example: Example) -> str | None:
    block: Block = example.parsed
    with contextlib.chdir(example.namespace[_PAGE]):
        path = Path(block.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, "utf-8")
        problem = _policy_problem(path) if path.suffix == ".toml" else ""
    if block.comment == "broken":
        problem = "" if problem else "loads, and the page says it is broken"
    return f"{_at(example.document, block.start)}: {problem}" if problem else None


def _policy_problem(path: Path) -> str:
    """What is wrong with a policy; a file that is none, such as a binding, has nothing wrong with it."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        return f"is no TOML: {error}"
    if not {"kind", "extends"} & document.keys():
        return ""
    try:
        policy = load(path) if path.parent == Path() else Catalogue.from_dir(path.parent).load(path)
    except CrmRulesError as error:
        return f"does not load: {error}"
    return "\n".join(map(str, run_examples(policy.definition)))


def _read_fragment(example: Example) -> str | None:
    try:
        tomllib.loads(example.parsed.body)
    except tomllib.TOMLDecodeError as error:
        return f"{_at(example.document, example.start)}: is no TOML: {error}"
    return None


def _trimmed(text: str) -> str:
    """Without blanks at the ends of lines and empty lines at the end: tables are padded with them."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).rstrip("\n") + "\n"


def _differs(expected: str, actual: str, at: str) -> str | None:
    if expected == actual:
        return None
    shown = difflib.unified_diff(
        expected.splitlines(), actual.splitlines(), "the page", "what was printed", lineterm=""
    )
    return f"{at}\n" + "\n".join(shown)
