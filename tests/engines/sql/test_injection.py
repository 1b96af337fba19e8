"""Nothing that a policy or a binding says can leave its literal, its name or its comment, in any database."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from crmrules import Binding, DecisionTable, Segmentation, from_dict
from crmrules.engines.sql.dialects import DIALECTS
from crmrules.errors import EngineError
from crmrules.expressions.types import Kind, Type
from tests.databases import DIALECTS as SERVERS
from tests.databases import TABLE, Database, opened
from tests.populations import BY_CUSTOMERS

NASTY = {
    "quote": "o'clock",
    "two quotes": "'' OR 1=1 --",
    "statement": "'; DROP TABLE customers; --",
    "double quote": 'a"b""c',
    "brackets": "a]b[c]]",
    "backtick": "a`b``c",
    "comment": "*/ DROP TABLE customers /*",
    "nested comment": "/* /* */",
    "hash": "# comment",
    "backslash": "\\",
    "backslash and quote": "\\' OR 1=1 --",
    "many backslashes": "\\\\'\\\\\\''",
    "dollar": "$$; DROP TABLE customers; $$ $1 $a$",
    "placeholders": "%s %(a)s ? :a {a} {{ a }} {% a %} @a",
    "unicode quote": "\u02bc\u2019\uff07",
    "chinese": "重要客户；删除",
    "variable": "${spark.app.name} ${env:PATH} $${a}",
    "percent": "100%_\\%",
    "unistr": "U&'\\0027' \\0027 \\x27",
}
"""Texts that have ended a literal somewhere, and a policy may say."""

HIDDEN = {
    "newline": "a\nb\r\nc",
    "controls": "\x01\x08\x1b[31m\x7fa",
    "turned round": "\u202eevil\u2066\u2069\u200f",
    "invisible": "a\u200bb\ufeffc\u2028d\u00ade",
}
"""Texts that no policy may say, but a binding reads."""

EVERY = [*NASTY.values(), *HIDDEN.values()]


def policy_saying(texts: Sequence[str]) -> DecisionTable:
    """A policy that says texts wherever it may say any, one rule for each."""
    said = [text if text.isprintable() else "harmless" for text in texts]
    title = " ".join(said)
    rules = [
        {
            "id": f"is-{place}",
            "when": f"city == wanted_{place} or mark == mark_{place}",
            "then": f"n{place}",
            "because": f"{_plain(text)} {{city}}",
        }
        for place, text in enumerate(said)
    ]
    any_of_them = "".join(f"wanted_{place}, " for place, _ in enumerate(said))
    return from_dict(
        {
            "format": 1,
            "id": "nasty",
            "version": "1",
            "kind": "decision",
            "hit": "first",
            "title": title,
            "parameters": {
                **{f"wanted_{place}": {"value": text} for place, text in enumerate(said)},
                **{f"mark_{place}": {"value": place} for place, _ in enumerate(said)},
            },
            "facts": {
                "city": {"type": "text", "title": title},
                "mark": {"type": "integer"},
                "tier": {"values": ["gold", *dict.fromkeys(said)]},
            },
            "default": "no",
            "outcome": [
                *({"id": f"n{place}", "title": text, "said": text} for place, text in enumerate(said)),
                {"id": "tier", "title": title, "said": "tier"},
                {"id": "no", "title": title, "said": "no"},
            ],
            "rule": [
                *rules,
                {"id": "tier", "when": f"tier in ({any_of_them})", "then": "tier", "because": "because"},
            ],
        },
        DecisionTable,
    )


def _plain(text: str) -> str:
    """A text as a sentence says it."""
    return text.replace("{", "{{").replace("}", "}}")


def cutting(texts: Sequence[str]) -> Segmentation:
    """A segmentation that says texts wherever it may say any."""
    title = " ".join(text if text.isprintable() else "harmless" for text in texts)
    document = {**BY_CUSTOMERS, "title": title, "facts": {"profit": {"type": "money", "title": title}}}
    document["band"] = [{**band, "title": title} for band in BY_CUSTOMERS["band"]]
    return from_dict(document, Segmentation)


def bound_by(texts: Sequence[str]) -> Binding:
    """A binding that says texts wherever it may say any."""
    values = {text: place for place, text in enumerate(texts)}
    return Binding({"mark": {"column": "mark", "values": values, "else": -1, "unknown": [f"{texts[0]}?"]}})


def shape(tree: exp.Expr) -> list[str]:
    """The statements and tables in a tree."""
    return [
        type(node).__name__ for node in tree.walk() if isinstance(node, exp.Query | exp.Table | exp.DDL | exp.Command)
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_statement_has_the_shape_of_one_that_says_nothing_odd(dialect: str) -> None:
    harmless = [f"harmless {place}" for place, _ in enumerate(EVERY)]
    plain, odd = (
        policy_saying(texts).sql(TABLE, dialect=dialect, bind=bound_by(texts), reason="en", unread=True)
        for texts in (harmless, EVERY)
    )
    check_shape(plain, odd, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_cut_has_the_shape_of_one_that_says_nothing_odd(dialect: str) -> None:
    plain = cutting(["harmless"]).sql(TABLE, dialect=dialect, bind={"profit": "amount"}, unread=True)
    for name in NAMES:
        odd = cutting(EVERY).sql(TABLE, dialect=dialect, bind={"profit": name}, unread=True)
        check_shape(plain, odd, dialect)


def check_shape(plain: str, odd: str, dialect: str) -> None:
    """One statement is as another one, and all of it can be seen."""
    found = sqlglot.parse(odd, read=DIALECTS[dialect].sqlglot)
    [expected] = sqlglot.parse(plain, read=DIALECTS[dialect].sqlglot)
    assert expected is not None
    assert len(found) == 1
    assert found[0] is not None
    assert shape(expected) == shape(found[0])
    assert odd.replace("\n", "").isprintable()


@pytest.fixture(scope="module", params=SERVERS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        yield found


def test_a_database_finds_exactly_the_texts(database: Database) -> None:
    said = [text if text.isprintable() else "harmless" for text in EVERY]
    marked = [{"city": "other", "tier": "gold", "mark": text} for text in EVERY]
    cities = [{"city": text, "tier": "gold", "mark": "other"} for text in NASTY.values()]
    others = [{"city": f"{text}.", "tier": "gold", "mark": f"{text}."} for text in EVERY]
    tiers = [{"city": f"{text}.", "tier": text, "mark": f".{text}"} for text in said]
    unknown = [{"city": "other", "tier": "gold", "mark": f" {EVERY[0]}? "}]
    database.fill(
        [*marked, *cities, *others, *tiers, *unknown], dict.fromkeys(("city", "tier", "mark"), Type(Kind.TEXT))
    )
    sql = policy_saying(EVERY).sql(TABLE, dialect=database.dialect, keep=["row"], bind=bound_by(EVERY), reason="en")
    found = sorted(database.select(sql), key=lambda row: row["row"])
    told = [(row["nasty"], row["nasty_said"]) for row in found]
    reasons = [row["nasty_reason"] for row in found][: len(EVERY)]
    assert reasons == [f"{text} other" for text in said]
    assert told == [
        *((f"n{place}", text) for place, text in enumerate(said)),
        *((f"n{place}", text) for place, text in enumerate(NASTY.values())),
        *[("no", "no")] * len(others),
        *[("tier", "tier")] * len(tiers),
        (None, None),
    ]


NAMES = ["o'clock", 'a"b""', "a]b", "a; DROP TABLE customers; --", "/* a */", "重要", "a.b", "SELECT", "%s{{a}}", "$1"]


@pytest.mark.parametrize("name", NAMES)
def test_a_column_may_be_called_anything_that_can_be_seen(database: Database, name: str) -> None:
    policy = policy_saying(["x"])
    database.fill([{name: "x", "tier": None}], {name: Type(Kind.TEXT), "tier": Type(Kind.TEXT)})
    sql = policy.sql(TABLE, dialect=database.dialect, bind={"city": name}, columns=[name, "tier"])
    [row] = database.select(sql)
    assert (row["nasty"], row[name]) == ("n0", "x")


def test_a_population_may_be_measured_by_a_column_called_anything_that_can_be_seen(database: Database) -> None:
    for name in NAMES:
        database.fill([{name: amount} for amount in (9.0, 1.0, -1.0)], {name: Type(Kind.MONEY)})
        sql = cutting(EVERY).sql(TABLE, dialect=database.dialect, bind={"profit": name}, columns=[name, "row"])
        found = sorted(database.select(sql), key=lambda row: row["row"])
        assert [row["bands"] for row in found] == ["top", "mid", "rest"], name


@pytest.mark.parametrize("name", ["", "a\\", "a`b", "a${b}", "a\nb", "a\0", "\u202ea"], ids=ascii)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_name_that_some_database_reads_otherwise_is_refused(dialect: str, name: str) -> None:
    policy = policy_saying(["x"])
    given: list[dict[str, Any]] = [{"table": [name]}, {"table": "t", "keep": [name]}]
    if name:
        given.append({"table": "t", "bind": Binding({"city": name})})
    for each in given:
        with pytest.raises(EngineError, match="cannot be seen"):
            policy.sql(dialect=dialect, **each)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_text_that_no_database_holds_is_refused(dialect: str) -> None:
    with pytest.raises(EngineError, match=r"U\+0000"):
        policy_saying(["x"]).sql("t", dialect=dialect, bind=bound_by(["a\0b"]))


def test_the_grammar_of_postgres_finds_one_select() -> None:
    statements = [policy_saying(EVERY).sql(TABLE, dialect="postgres", bind=bound_by(EVERY), reason="en", unread=True)]
    statements += [cutting(EVERY).sql(["s", name], dialect="postgres", bind={"profit": name}) for name in NAMES]
    statements += [policy_saying(["x"]).sql(["s", name], dialect="postgres", bind={"city": name}) for name in NAMES]
    # pglast is under the GPL: it judges in a process of its own
    code = (
        "import json, sys, pglast\n"
        "read = [pglast.parse_sql(sql) for sql in json.load(sys.stdin)]\n"
        "print(json.dumps([[type(each.stmt).__name__ for each in statements] for statements in read]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(statements), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [["SelectStmt"]] * len(statements)
