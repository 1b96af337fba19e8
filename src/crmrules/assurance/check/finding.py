"""What a finding is, and which there are."""

from enum import StrEnum
from typing import Any

from attrs import field, frozen

from crmrules.analysis.cells.search import Witness, shown
from crmrules.records.plain import plain


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The policy cannot be used as it is, or says what it cannot mean."""
    WARNING = "warning"
    """It can be used, and something in it is hardly meant."""
    NOTE = "note"
    """Worth knowing; a build goes on."""


class Code(StrEnum):
    """The findings there are; a code never changes its meaning, and each has its section in the documentation."""

    INVALID = "invalid"
    NOT_COMPLETE = "not-complete"
    GAP = "gap"
    CONFLICT = "conflict"
    OVERLAP = "overlap"
    UNREACHABLE = "unreachable"
    MASKED = "masked"
    SUBSUMED = "subsumed"
    DUPLICATE = "duplicate"
    ALWAYS_TRUE = "always-true"
    ALWAYS_FALSE = "always-false"
    NO_VALUE = "no-value"
    DEAD_END = "dead-end"
    RING = "ring"
    NEVER_PASSES = "never-passes"
    UNHEARD = "unheard"
    NO_OWNER = "no-owner"
    OUT_OF_ORDER = "out-of-order"
    IDLE_ITEM = "idle-item"
    WEIGHT_SUM = "weight-sum"
    UNUSED_FACT = "unused-fact"
    UNUSED_PARAMETER = "unused-parameter"
    UNUSED_OUTCOME = "unused-outcome"
    UNUSED_DEFAULT = "unused-default"
    EXAMPLE_FAILS = "example-fails"
    NO_EXAMPLE = "no-example"
    ONE_SIDED = "one-sided"
    MISSING_TEXT = "missing-text"
    NO_TEXT = "no-text"
    NO_CAUTION = "no-caution"
    NO_ORIGIN = "no-origin"
    UNKNOWN_SOURCE = "unknown-source"
    BASE_CHANGED = "base-changed"
    STALE = "stale"
    NOT_DECIDED = "not-decided"


_ERRORS = (Code.INVALID, Code.NOT_COMPLETE, Code.CONFLICT, Code.OVERLAP, Code.EXAMPLE_FAILS)
_NOTES = (Code.NOT_DECIDED,)

ABOUT_EXAMPLES = (Code.NO_EXAMPLE, Code.ONE_SIDED)
"""The findings that say what no example shows."""


@frozen
class Finding:
    """One thing that `check` found."""

    code: Code
    path: str
    """Where: policy, part and key."""
    message: str
    remedy: str = ""
    witness: Witness | None = field(default=None)
    """A record that shows it, where one exists."""
    proposal: str = field(default="")
    """Policy text that would mend it, as TOML, where there is one."""

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return Severity.ERROR if self.code in _ERRORS else Severity.NOTE if self.code in _NOTES else Severity.WARNING

    @property
    def page(self) -> str:
        """Its section in the documentation."""
        return f"findings.md#{self.code}"

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain values."""
        said: dict[str, Any] = {
            "code": self.code.value,
            "severity": self.severity.value,
            "path": self.path,
            "message": self.message,
            "remedy": self.remedy,
            "page": self.page,
        }
        if self.witness is not None:
            said["witness"] = {name: plain(value) for name, value in self.witness.given.items()}
            said["as_of"] = plain(self.witness.as_of)
        return said | ({"proposal": self.proposal} if self.proposal else {})

    def __str__(self) -> str:
        said = "; ".join(each for each in (f"{self.path}: {self.message}", self.remedy) if each)
        example = f" (for instance {shown(self.witness)})" if self.witness is not None else ""
        return f"{self.severity} [{self.code}] {said}{example}"
