"""For the tests of those who write policies: Hypothesis strategies, and a pytest plugin that runs examples.

The plugin comes with the package and collects ``*.policy.toml``, each example a test. The strategies need Hypothesis.
"""

from crmrules.testing.strategies import populations, records

__all__ = ["populations", "records"]
