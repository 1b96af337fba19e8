"""The laws of the house: shared rooms know no kind, kinds meet in one table, and no two files import each other."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import crmrules

ROOT = Path(crmrules.__file__).parent
SHARED = (
    "errors",
    "extras",
    "expressions",
    "model",
    "calendars",
    "definitions",
    "records",
    "engines",
    "analysis",
    "reports",
)
"""The rooms that lie below the kinds; each may import those before it."""
KINDS = tuple(sorted(path.name for path in (ROOT / "kinds").iterdir() if (path / "kind.py").exists()))
TABLE = "crmrules.kinds"


def modules() -> dict[str, Path]:
    """Every module by its name."""
    return {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}


def name_of(path: Path) -> str:
    return ".".join(("crmrules", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")


@cache
def imports() -> dict[str, set[str]]:
    """The modules of ours that each module imports, wherever the import stands; those for annotations aside."""
    known = modules()
    return {name: {each for each in _imported(path, known) if each != name} for name, path in known.items()}


def _imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    annotations = {id(part) for block in ast.walk(tree) if _is_for_annotations(block) for part in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "crmrules":
            assert node.level == 0
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else str(node.module)


def _is_for_annotations(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def kind_of(module: str) -> str:
    """The kind in whose folder a module lies; empty elsewhere."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[1] == "kinds" and parts[2] in KINDS else ""


@pytest.mark.parametrize("module", modules())
def test_shared_rooms_know_no_kind(module: str) -> None:
    here = room_of(module)
    if here not in SHARED:
        return
    for there in imports()[module]:
        allowed = there == "crmrules" or (
            room_of(there) in SHARED and SHARED.index(room_of(there)) <= SHARED.index(here)
        )
        assert allowed, f"{module} imports {there}"


@pytest.mark.parametrize("module", modules())
def test_a_kind_knows_another_only_through_the_table(module: str) -> None:
    here = kind_of(module)
    for there in imports()[module]:
        if kind_of(there) and module != TABLE:
            assert here in (kind_of(there), ""), f"{module} imports {there}"
        assert not (here and there == TABLE), f"{module} imports the table of kinds: it is handed what it needs"


def test_no_two_files_import_each_other() -> None:
    try:
        tuple(TopologicalSorter(imports()).static_order())
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


def test_only_the_durable_engine_imports_durable() -> None:
    importing = [path for path in modules().values() if "import durable" in path.read_text("utf-8")]
    assert {path.relative_to(ROOT).parts[:2] for path in importing} == {("engines", "durable")}


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ["attrs", "cattrs", "narwhals", "tomlkit", "rich", "polars", "pandas", "pyarrow", "duckdb", "durable"]
    code = f"import sys, crmrules; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_command_loads_no_other_and_no_data_frames_without_need() -> None:
    code = """
import contextlib, io, sys
from crmrules.cli.main import main
with contextlib.redirect_stdout(io.StringIO()):
    assert main(["explain", "man", "money=true"]) == 0
print([name for name in ("crmrules.cli.diff", "crmrules.cli.apply", "polars") if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_first_decision_loads_neither_what_compiles_nor_what_analyses() -> None:
    unneeded = ["calendars", "analysis", "engines.frames", "kinds.decision.python.emit", "records.door", "reports"]
    code = f"""
import sys, crmrules
policy = crmrules.policy("man")
assert policy.decide({{"money": True}}).outcome is None
print([name for name in {unneeded!r} if f"crmrules.{{name}}" in sys.modules])
again = policy.decide({{"money": True, "authority": True, "need": True}})
print(again.outcome, "crmrules.kinds.decision.python.emit" in sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "pursue True"]


def test_reading_the_whole_catalogue_loads_neither_frames_nor_what_replays() -> None:
    unneeded = ["narwhals", "polars", "crmrules.kinds.process.meaning", "crmrules.engines.python.source"]
    code = f"""
import sys, crmrules
assert all(crmrules.policy(id_).id == id_ for id_ in crmrules.policies())
print([name for name in {unneeded!r} if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_room_bears_a_public_name() -> None:
    rooms = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms & set(crmrules.__all__) == set()


def test_every_public_name_is_there_and_documented() -> None:
    for name in crmrules.__all__:
        assert getattr(crmrules, name).__doc__, name
    assert set(crmrules.__all__) <= set(dir(crmrules))


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'polices'"):
        _ = crmrules.polices


def test_files_have_one_job() -> None:
    tests = Path(__file__).parent
    long = {
        path.name: lines
        for path in [*modules().values(), *tests.rglob("*.py")]
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


GUIDE = Path(__file__).parents[1] / "docs" / "contributing.md"


def test_the_guide_has_a_sentence_for_each_room() -> None:
    told = set(re.findall(r"(?m)^ *([a-z_]+(?:\.py|/))  ", GUIDE.read_text("utf-8")))
    rooms = {f"{path.name}/" for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    rooms |= {path.name for path in ROOT.glob("*.py")}
    rooms |= {f"{path.name}/" for path in (ROOT / "kinds").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == told & rooms


MODULES = {"z3-solver": "z3", "durable-rules": "durable"}
"""What is imported of packages of another name."""


def test_every_extra_brings_something_that_is_used() -> None:
    extras = tomllib.loads((ROOT.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    source = "\n".join(path.read_text("utf-8") for path in modules().values())
    imported = set(re.findall(r"(?:from|import|find_spec|import_module)\W+(\w+)", source))
    for extra, requirements in extras.items():
        names = [re.split(r"[<>=\[ ;]", each)[0] for each in requirements]
        assert extra == "all" or imported & {MODULES.get(name, name) for name in names}, extra
