"""The answers of the shipped policies: written from the catalogue by `make generated`."""

from enum import StrEnum


class Confidence(StrEnum):
    """The answers of the scorecard `confidence`: Confidence quiz 自信测试."""

    SOMETIMES_BLIND = "sometimes-blind"
    VERY_HIGH = "very-high"
    NORMAL = "normal"
    RATHER_LOW = "rather-low"
    NOT_ENOUGH = "not-enough"
    VERY_LOW = "very-low"


class ContactClasses(StrEnum):
    """The answers of the segmentation `contact-classes`: Classes of graded contact 分级沟通的客户类别."""

    IMPORTANT = "important"
    SECONDARY = "secondary"
    ORDINARY = "ordinary"
    SMALL = "small"


class Humour(StrEnum):
    """The answers of the scorecard `humour`: Humour quiz 幽默测试."""

    GIVES_JOY = "gives-joy"
    TOO_MUCH = "too-much"
    NEEDS_LIFT = "needs-lift"
    HARDLY_SMILES = "hardly-smiles"


class Initiative(StrEnum):
    """The answers of the scorecard `initiative`: Initiative quiz 主动性、自主性测试."""

    STRONG = "strong"
    FINE = "fine"
    WEAK = "weak"


class Loyalty(StrEnum):
    """The answers of the scorecard `loyalty`: Loyalty of a customer 客户忠诚度."""

    LOYAL = "loyal"
    LEANING = "leaning"
    NOT_LOYAL = "not-loyal"


class Man(StrEnum):
    """The answers of the decision `man`: MAN qualification MAN原则."""

    PURSUE = "pursue"
    CREATE_NEED = "create-need"
    FIND_AUTHORITY = "find-authority"
    CHECK_CREDIT_AND_FINANCE = "check-credit-and-finance"
    NURTURE = "nurture"
    STOP_CONTACT = "stop-contact"


class RetentionLadder(StrEnum):
    """The answers of the decision `retention-ladder`: Six-step retention escalation 有效客户挽留的六步骤."""

    CANCELLATION = "cancellation"
    STEP_6 = "step-6"
    STEP_5 = "step-5"
    STEP_4 = "step-4"
    STEP_3 = "step-3"
    COMPLAINT = "complaint"
    STEP_2 = "step-2"
    STEP_1 = "step-1"


class Tiers(StrEnum):
    """The answers of the segmentation `tiers`: 80/20 customer tiers 客户的级别（80/20法则）."""

    KEY = "key"
    ORDINARY = "ordinary"
    SMALL = "small"


class WillPower(StrEnum):
    """The answers of the scorecard `will-power`: Will-power quiz 意志力测试."""

    VERY_STRONG = "very-strong"
    FAIRLY_STRONG = "fairly-strong"
    ORDINARY = "ordinary"
    FAIRLY_WEAK = "fairly-weak"
    VERY_WEAK = "very-weak"
