"""The page on Spark, whose blocks run as those of the other pages do."""

from typing import Any

from sybil import Document

from tests.docs.blocks import ROOT, begin, blocks, end


def test_what_the_page_shows_is_so(spark: Any) -> None:
    assert spark is not None  # what the page gets by `getOrCreate`
    document = Document.parse(str(ROOT / "docs" / "spark.md"), blocks)
    begin(document.namespace)
    try:
        for example in document.examples():
            example.evaluate()
    finally:
        end(document.namespace)
