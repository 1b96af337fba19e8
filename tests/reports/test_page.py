"""Pages of policies: complete, and harmless whatever a policy's texts hold."""

from crmrules import from_dict, policies, policy
from crmrules.reports.page import page
from crmrules.reports.page.markdown import code


def test_a_page_names_every_part_and_number() -> None:
    for id_ in policies():
        definition = policy(id_).definition
        text = page(definition)
        parts = [each for key, each in definition.lists.items() if key != "example" for each in each]
        for name in [
            *(code(part.id) for part in parts if hasattr(part, "id")),
            *(code(fact.name) for fact in definition.said_facts),
            *(code(name) for name in definition.parameters),
        ]:
            assert name in text, (id_, name)


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
