"""What comes with an outcome, by its labels."""

from crmrules.definitions.parts import Scalar
from crmrules.kinds.decision.parts import Output
from crmrules.model.text import Language
from crmrules.reports.document import Prose, named
from crmrules.reports.wording import say


def output_named(output: Output | None, value: Scalar | None, language: Language) -> Prose:
    """A value that comes with an outcome, by its label where it has one."""
    if value is None:
        return ""
    label = output.values.get(str(value)) if output is not None else None
    return say(value, language) if label is None else named(label.in_language(language), str(value))
