"""The architecture: imports point one way, and importing the package costs nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import crmrules

ROOT = Path(crmrules.__file__).parent
ROOMS = (
    "errors",
    "expressions",
    "model",
    "definitions",
    "records",
    "engines",
    "results",
    "analysis",
    "interchange",
    "reports",
    "kinds",
    "loading",
    "reviewing",
    "sessions",
    "testing",
    "cli",
)
"""Each room may import those before it. `results`, `kinds` and what comes after them are the public objects."""

LATE = {("results", "reports"), ("results", "analysis"), ("results", "kinds"), ("analysis", "reports")}
"""Imports upwards from inside a function, by which public objects reach their rooms when asked."""


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0].removesuffix(".py")
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("crmrules"):
            continue
        there = room_of(node.module or "")
        if there in ("", here):
            continue
        allowed = ROOMS.index(there) < ROOMS.index(here) or (here, there) in LATE
        assert allowed, f"{here} imports {there} (line {node.lineno})"


def test_only_the_durable_engine_imports_durable() -> None:
    importing = [path for path in modules() if "import durable" in path.read_text("utf-8")]
    assert {path.relative_to(ROOT).parts[:2] for path in importing} <= {
        ("engines", "durable.py"),
        ("engines", "durable"),
    }


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ["attrs", "cattrs", "narwhals", "tomlkit", "rich", "polars", "pandas", "pyarrow", "duckdb", "durable"]
    code = f"import sys, crmrules; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


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
        for path in [*modules(), *tests.rglob("*.py")]
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}
