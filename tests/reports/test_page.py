"""Pages of policies: complete, and harmless whatever a policy's texts hold."""

from crmrules import from_dict, policies, policy
from crmrules.reports.page import code, page, plain


def test_a_page_names_every_rule_outcome_fact_and_number() -> None:
    for id_ in policies():
        definition = policy(id_).definition
        text = page(definition)
        for name in [
            *(code(rule.id) for rule in definition.rules),
            *(code(outcome.id) for outcome in definition.outcomes),
            *(code(fact.name) for fact in definition.said_facts),
            *(code(name) for name in definition.parameters),
            *(plain(example.name) for example in definition.examples),
        ]:
            assert name in text


def test_markup_in_texts_is_escaped() -> None:
    nasty = '<script>alert("x")</script> | [link](http://x) `code` *b*'
    document = policy("man").to_dict() | {"id": "own", "title": {"en": nasty, "zh": nasty}}
    text = page(from_dict(document).definition)
    assert "<script>" not in text
    assert "[link](" not in text
    assert r"\| \[link\]" in text


def test_code_keeps_bars_and_backticks_inside() -> None:
    assert code("a | b") == r"`a \| b`"
    assert code("a ` b") == "`` a ` b ``"
