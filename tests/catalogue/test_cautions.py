"""Nothing that could do harm is told unasked: in no answer, by no command, in no review and on no page that sums up."""

import csv
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crmrules import DecisionTable, Policy, Reference, Scorecard, policies, policy
from crmrules.cli.main import main
from crmrules.kinds.reference.parts import Entry
from crmrules.model.text import LANGUAGES, Language, Text

DOCS = Path(__file__).parents[2] / "docs"
SHIPPED: list[Policy[Any]] = [policy(id_, Policy) for id_ in policies()]


def advice_held(of: Policy[Any]) -> Iterator[str]:
    """What a policy says only where it is asked for: neither a name, nor what it says of something else, too."""
    if isinstance(of, Reference):
        held = of.withheld()
        free = [each for each in of.entries(cautioned=True) if each not in held]
        named = [fact.title for fact in of.definition.facts.declared] + [each.title for each in (*held, *free)]
        elsewhere = {words for text in (*named, *texts_of(free)) for words in said(text)}
        yield from (words for text in texts_of(held) for words in said(text) if words not in elsewhere)
    elif isinstance(of, Scorecard):
        yield from (words for band in of.bands if band.caution is not None for words in said(band.advice))


def texts_of(entries: Iterable[Entry]) -> Iterator[Text | None]:
    return (text for entry in entries for text in (entry.text, entry.advice))


def said(text: Text | None) -> Iterator[str]:
    """A text in both languages, without its last stop."""
    if text is not None:
        yield from (text.en.removesuffix("."), text.zh.removesuffix("。"))


HELD = {each.id: tuple(advice_held(each)) for each in SHIPPED if any(advice_held(each))}
of_each = pytest.mark.parametrize("id_", HELD)


def told(printed: str, id_: str) -> list[str]:
    """What of the advice that a policy holds back is printed; breaks of lines and signs of Markdown are no matter."""
    plain = re.sub(r"\s+", " ", printed.replace("\\", ""))
    return [words for words in HELD[id_] if words in plain]


def records_of(id_: str) -> list[Mapping[str, Any]]:
    """The records of a policy's examples: among them every entry holds, and every band is reached."""
    return [each.given for each in policy(id_, Policy).definition.lists["example"] if not getattr(each, "where", None)]


def test_there_is_something_to_hold_back() -> None:
    assert {"persuasion", "sales-scripts", "information-sources", "source-development", "initiative"} <= HELD.keys()
    assert ["Raise the price beforehand, to leave room for bargaining"] == told(
        "Advice: Raise the price beforehand, to leave room\nfor bargaining.", "persuasion"
    )


@of_each
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_tells_it(id_: str, language: Language) -> None:
    found = policy(id_, Policy)
    for record in records_of(id_):
        if isinstance(found, Scorecard):
            assert [] == told(found.score(record).explain(language), id_)
        elif isinstance(found, Reference) and found.definition.speaks_of_records:
            assert [] == told(found.advise(record).explain(language), id_)


@of_each
def test_no_command_tells_it(id_: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    if policy(id_, Policy).definition.facts.declared:
        path, out = tmp_path / "customers.csv", tmp_path / "out.csv"
        write(path, records_of(id_))
        assert 0 == main(["apply", id_, str(path), "-o", str(out)])
        header = out.read_text("utf-8").splitlines()[0]
        columns = {f"{id_}_{entry.id}".replace("-", "_") for entry in withheld(id_)}
        assert set() == columns & set(header.split(","))
        for record in records_of(id_):
            facts = [f"{name}={cell(value)}" for name, value in record.items()]
            assert 0 == main(["explain", id_, *facts, "--lang", "zh"])
            assert 0 == main(["explain", id_, *facts, "--format", "json"])
    assert 0 == main(["list"])
    assert [] == told(capsys.readouterr().out, id_)


@of_each
def test_no_review_tells_it(id_: str, tmp_path: Path) -> None:
    if not policy(id_, Policy).definition.facts.declared:
        return  # it says nothing of a customer
    write(tmp_path / "customers.csv", records_of(id_))
    for language in LANGUAGES:
        to = tmp_path / language
        arguments = ["--policy", id_, "-o", str(to), "--lang", language]
        assert 0 == main(["review", str(tmp_path / "customers.csv"), *arguments])
        for path in (path for path in to.rglob("*") if path.suffix in (".html", ".csv", ".md")):
            assert [] == told(html.unescape(re.sub(r"<[^>]+>", "", path.read_text("utf-8"))), id_)


def test_no_page_that_sums_up_tells_it() -> None:
    pages = [DOCS / "policies" / "index.md", *(DOCS / "model").glob("*.md")]
    assert {"index", "qualify", "win", "glossary-zh", "rows"} <= {page.stem for page in pages}
    for page in pages:
        text = page.read_text("utf-8")
        assert [] == [each for id_ in HELD for each in told(text, id_)]


@of_each
def test_on_its_own_page_the_reason_stands_before_it(id_: str) -> None:
    page = (DOCS / "policies" / f"{id_}.md").read_text("utf-8")
    for entry in withheld(id_):
        assert entry.caution is not None
        section = page.split(f"### `{entry.id}`")[1].split("\n### ")[0]
        reason = section.index("- Caution: ")
        for text in filter(None, (entry.text, entry.advice)):
            assert reason < section.index(text.en)


@pytest.mark.parametrize("id_", [each.id for each in SHIPPED if isinstance(each, DecisionTable)])
def test_a_decision_never_comes_without_the_caution_of_its_rule(id_: str) -> None:
    decisions = policy(id_, DecisionTable)
    for example in decisions.definition.examples:
        decision = decisions.decide(example.given, as_of=example.as_of)
        rules = {rule.id: rule for rule in decisions.definition.rules}
        for caution in (rules[fired].caution for fired in decision.fired):
            assert caution is None or caution.en in [each.en for each in decision.cautions] or "{" in caution.en


def withheld(id_: str) -> tuple[Any, ...]:
    found = policy(id_, Policy)
    return found.withheld() if isinstance(found, Reference) else ()


def cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def write(path: Path, rows: list[Mapping[str, Any]] | list[dict[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_for_it_is_told_and_is_told_the_reason(language: Language, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "persuasion", "bargains=true", "--cautioned", "--lang", language])
    printed = capsys.readouterr().out
    assert {"en": "Advice: Raise the price beforehand", "zh": "建议：事先提高价格"}[language] in printed
    assert {"en": "Caution: It deceives about the price", "zh": "注意：以虚价误导客户"}[language] in printed
    weak = [f"q{place}=B" for place in range(1, 10)]
    assert 0 == main(["explain", "initiative", *weak, "--cautioned", "--lang", language])
    printed = capsys.readouterr().out
    assert {"en": "not to be used heavily", "zh": "暂不宜重用"}[language] in printed
    assert {"en": "no ground for what becomes", "zh": "不能作为决定"}[language] in printed
    assert 0 == main(["explain", "initiative", *weak, "--cautioned", "--format", "json"])
    assert "A quiz is no ground" in json.loads(capsys.readouterr().out)["caution"]["en"]


def test_what_holds_nothing_back_cannot_be_asked_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["explain", "man", "money=true", "--cautioned"])
    said = "policy `man`: is a decision, which holds nothing back; leave --cautioned out"
    assert said in capsys.readouterr().err
