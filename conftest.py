"""Collects the code blocks of README.md and docs/ as tests; what they are held to is said in `tests/docs/blocks.py`."""

from sybil import Sybil

from tests.docs.blocks import begin, blocks, end

pytest_collect_file = Sybil(
    parsers=[blocks],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    excludes=["docs/spark.md"],  # which `make spark` runs
    setup=begin,
    teardown=end,
).pytest()
