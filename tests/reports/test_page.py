"""Pages of policies: complete, and harmless whatever a policy's texts hold."""

from crmrules import from_dict, policies, policy
from crmrules.kinds import page
from crmrules.reports.markdown import code, markdown
from tests.populations import BY_CUSTOMERS, changed


def test_a_page_names_every_part_and_number() -> None:
    for id_ in policies():
        definition = policy(id_).definition
        text = markdown(page(definition))
        parts = [each for key, each in definition.lists.items() if key != "example" for each in each]
        for name in [
            *(code(part.id) for part in parts if hasattr(part, "id")),
            *(code(fact.name) for fact in definition.said_facts),
            *(code(name) for name in definition.parameters),
        ]:
            assert name in text, (id_, name)


def test_a_page_of_what_reads_no_facts_has_no_table_of_them() -> None:
    assert "## Facts" not in markdown(page(policy("crm-terms").definition))
    assert "## Facts" in markdown(page(policy("persuasion").definition))


def test_markup_in_texts_is_escaped() -> None:
    nasty = '<script>alert("x")</script> | [link](http://x) `code` *b*'
    document = policy("man").to_dict() | {"id": "own", "title": {"en": nasty, "zh": nasty}}
    text = markdown(page(from_dict(document).definition))
    assert "<script>" not in text
    assert "[link](" not in text
    assert r"\| \[link\]" in text


def test_customers_of_an_example_stand_apart_and_are_harmless() -> None:
    facts = {"profit": {"type": "money"}, "note": {"type": "text"}}
    given = [{"profit": 5, "note": "<b>*x*"}, {"profit": 4, "note": "y"}, {}]
    example = [{"name": "three", "given": given, "expect": {"outcome": ["top", "top", "none"]}}]
    text = markdown(page(from_dict(changed(BY_CUSTOMERS, facts=facts, example=example)).definition))
    assert '  given `profit = 5`, `note = "<b>*x*"`; `profit = 4`, `note = "y"`; unknown <br>' in text


def test_one_of_a_unit_is_told_in_the_singular() -> None:
    text = markdown(page(policy("contact-frequency").definition))
    assert "| `important_call` | `1` month | source |" in text
    assert "`call`: overdue, due 2026-02-28, 3 days overdue, contacted before" in text
    assert "`visit`: not-required, 0 days overdue" in text


def test_code_keeps_bars_and_backticks_inside() -> None:
    assert code("a | b") == r"`a \| b`"
    assert code("a ` b") == "`` a ` b ``"
