"""The files under examples/ are what their scripts write."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize("script", sorted(path.name for path in EXAMPLES.glob("make_*.py")))
def test_made_files_are_what_their_script_writes(script: str) -> None:
    done = subprocess.run([sys.executable, EXAMPLES / script, "--check"], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
