"""The architecture: files have one job, and importing the package costs nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

import crmrules

ROOT = Path(crmrules.__file__).parent


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def test_only_the_durable_engine_imports_durable() -> None:
    importing = [path for path in modules() if "import durable" in path.read_text("utf-8")]
    assert {path.relative_to(ROOT).parts[:2] for path in importing} == {("engines", "durable")}


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
