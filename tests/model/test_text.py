"""Text in two languages."""

from crmrules import Text


def test_a_text_is_read_in_either_language() -> None:
    text = Text("Churn early warning", "客户异动预警")
    assert "客户异动预警" == text.in_language("zh")
    assert "Churn early warning" == text.in_language("en")
    assert "Churn early warning" == str(text)


def test_readers_of_chinese_see_english_where_nothing_else_is_written() -> None:
    assert "Churn" == Text("Churn").in_language("zh")
