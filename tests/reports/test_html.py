"""The page: one file, nothing asked of the network, and nothing that a file holds taken for markup."""

import datetime
import re
from html.parser import HTMLParser

import polars as pl
import pytest

import crmrules
from crmrules import review
from tests.policies import small

EVIL = '<script>alert("x")</script>&<img src=https://evil.example/x onerror=a()>\'"{{ 7 * 7 }}'
DAY = datetime.date(2026, 11, 1)


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.tags


@pytest.mark.parametrize("language", ["en", "zh"])
def test_whatever_names_and_texts_hold_is_text(language: str) -> None:
    document = small(
        title={"en": EVIL, "zh": EVIL},
        outcome=[{"id": "yes", "title": EVIL}],
        rule=[
            {
                "id": "only",
                "when": "flag",
                "then": "yes",
                "because": EVIL.replace("{{", "").replace("}}", ""),
                "caution": "<b>x</b>",
            }
        ],
    )
    found = review(pl.DataFrame({"flag": [True, None]}), policies=[crmrules.from_dict(document)], name=EVIL)
    html = found.to_html("zh" if language == "zh" else "en")
    assert "49" not in html
    assert "&lt;script&gt;alert" in html
    seen = {tag for tag, _ in tags(html)}
    assert not seen & {"script", "img", "b", "link", "iframe"}
    assert {tag: attrs for tag, attrs in tags(html) if "onerror" in attrs or "src" in attrs} == {}


def test_the_page_needs_nothing_else() -> None:
    html = review(pl.DataFrame({"profit": [5.0, 3.0, -1.0]}), as_of=DAY).to_html()
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", html)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_its_links_lead_to_its_parts_and_its_tables_are_even() -> None:
    html = review(pl.DataFrame({"profit": [5.0, 3.0, -1.0], "money": [True, False, None]}), as_of=DAY).to_html()
    targets = {attrs["id"] for _, attrs in tags(html) if "id" in attrs}
    assert {str(attrs["href"]).removeprefix("#") for tag, attrs in tags(html) if tag == "a"} <= targets
    for table in re.findall(r"<table>.*?</table>", html, re.DOTALL):
        heads = table.count("<th ")
        assert all(row.count("<td") in (0, heads) for row in table.split("<tr>"))


def test_80_20_is_said_plainly() -> None:
    html = review(pl.DataFrame({"profit": [float(each) for each in range(1, 11)]})).to_html()
    assert "80/20 does not hold here: the top 20% of customers bring 34.55% of the total, not 80%." in html
