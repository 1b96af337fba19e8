"""What is said of a decision that no one rule gives."""

from crmrules.model.text import Text

EITHER_WAY = Text("Certain whichever of the unknown rules is true.", "未知规则无论成立与否，结论相同。")
DEFAULT = Text("No rule is true; this is the policy's default.", "没有规则成立，此为默认结论。")
