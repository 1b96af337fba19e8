"""Collects the code blocks of README.md and docs/ as tests; what they are held to is said in `tests/docs/blocks.py`.

Hypothesis counts no time, since tests share the machine, and repeats itself where CI asks for it.
"""

import os

from hypothesis import HealthCheck, settings
from sybil import Sybil

from tests.docs.blocks import begin, blocks, end

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

pytest_collect_file = Sybil(
    parsers=[blocks],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    excludes=["docs/spark.md"],  # which `make spark` runs
    setup=begin,
    teardown=end,
).pytest()
