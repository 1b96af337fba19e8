"""The answers of the shipped policies: written from the catalogue by `make generated`."""

from enum import StrEnum


class ArpuBands(StrEnum):
    """The answers of the segmentation `arpu-bands`: Bands of revenue per user ARPU分段."""

    ID_600_UP = "600-up"
    ID_300_600 = "300-600"
    ID_200_300 = "200-300"
    BELOW_200 = "below-200"


class CareerStage(StrEnum):
    """The answers of the decision `career-stage`: Stages of a seller's career 销售的阶段."""

    ACCUMULATE = "accumulate"
    STRENGTH = "strength"
    SKILL_AND_FEELING = "skill-and-feeling"
    GROWTH_AND_MATURITY = "growth-and-maturity"


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


class CustomerSelection(StrEnum):
    """The answers of the decision `customer-selection`: Which customers to choose 选择什么样的客户."""

    BAD = "bad"
    TARGET = "target"
    GOOD = "good"
    OPEN_CASE = "open-case"


class DevelopmentStrategy(StrEnum):
    """The answers of the decision `development-strategy`: How customers are developed 客户开发策略."""

    MARKETING_LED = "marketing-led"
    SALES_LED = "sales-led"


class EarlyWarning(StrEnum):
    """The answers of the decision `early-warning`: Churn early warning 客户异动预警."""

    CONTRACT_ENDING = "contract-ending"
    CONTRACT_ENDED = "contract-ended"
    CHURN_TENDENCY = "churn-tendency"
    VOLUME_FALL = "volume-fall"
    RIVAL_CAMPAIGN = "rival-campaign"
    SILENT = "silent"
    RIVAL_HOTLINE = "rival-hotline"
    BELOW_PACKAGE = "below-package"


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


class KeyPersonBenefits(StrEnum):
    """The answers of the decision `key-person-benefits`: Benefits for key persons 关键人优惠与红线."""

    BLOCKED_OFFICIAL = "blocked-official"
    RED_LINE = "red-line"
    BANQUET_OVER = "banquet-over"
    GROUP_DISCOUNT = "group-discount"
    OWN_DISCOUNT = "own-discount"
    COMMISSION = "commission"
    GIFT = "gift"


class KeyPersonTiers(StrEnum):
    """The answers of the decision `key-person-tiers`: Tiers of key persons 关键人分级（老母鸡、小母鸡）."""

    OLD_HEN = "old-hen"
    LITTLE_HEN = "little-hen"
    UNTIERED = "untiered"


class Lifecycle(StrEnum):
    """The answers of the decision `lifecycle`: Customer lifecycle 客户生命周期管理."""

    LEAVING = "leaving"
    DECLINE = "decline"
    ACQUISITION = "acquisition"
    GROWTH = "growth"
    MATURITY = "maturity"


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


class MessageGate(StrEnum):
    """The answers of the decision `message-gate`: Before a message is sent 短信与邮件发送前的把关."""

    HOLD = "hold"
    SEND = "send"


class NecessityTest(StrEnum):
    """The answers of the decision `necessity-test`: Whether an offer is necessary 客户必需性检验."""

    NOTHING_TO_PROVE = "nothing-to-prove"
    ANSWER_QUESTIONS = "answer-questions"
    CASE_MADE = "case-made"


class NeedType(StrEnum):
    """The answers of the decision `need-type`: Kind of need, and how to speak to it 集团客户需求类型及沟通策略."""

    EXPLICIT = "explicit"
    LATENT = "latent"
    UNCLEAR = "unclear"
    MET = "met"


class OwnerRouting(StrEnum):
    """The answers of the decision `owner-routing`: Who looks after a key person 大客户关键人分层级维护."""

    HANDED_OVER = "handed-over"
    CITY_HEAD = "city-head"
    PROJECT_HEAD = "project-head"
    CHANNEL_MANAGER = "channel-manager"
    BIG_CUSTOMER_MANAGER = "big-customer-manager"


class ProspectFunnel(StrEnum):
    """The answers of the decision `prospect-funnel`: A salesperson's book of prospects 准客户与客源计划."""

    NO_RESERVE = "no-reserve"
    SHORT_OF_A = "short-of-a"
    SHORT_OF_B = "short-of-b"
    SHORT_OF_C = "short-of-c"
    THIN_B = "thin-b"
    THIN_C = "thin-c"
    WAITING_FOR_LUCK = "waiting-for-luck"
    PLAN_DOES_NOT_ADD_UP = "plan-does-not-add-up"


class RelationshipDrift(StrEnum):
    """The answers of the decision `relationship-drift`: A relation that drifts into friendship 客户关系漂移预警."""

    DRIFTING = "drifting"
    SILENT = "silent"
    MOVING = "moving"


class ReserveWarning(StrEnum):
    """The answers of the decision `reserve-warning`: Warning of an empty reserve 后备客源预警."""

    RESERVE_FALLING = "reserve-falling"
    TEAM_FALLING = "team-falling"


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


class RetentionSuccess(StrEnum):
    """The answers of the decision `retention-success`: Test of a retention 客户挽留的成功标准."""

    FAILED = "failed"
    RELAPSED = "relapsed"
    SUCCEEDED = "succeeded"
    PENDING = "pending"


class ServiceStopGuard(StrEnum):
    """The answers of the decision `service-stop-guard`: Guard before a stop of service 停机前复核."""

    NOTIFY_FIRST = "notify-first"
    HOLD = "hold"
    CALL_FIRST = "call-first"
    STOP_ALLOWED = "stop-allowed"


class TierCare(StrEnum):
    """The answers of the decision `tier-care`: Care by tier 客户的分级管理."""

    BEST_RESOURCES = "best-resources"
    PLANNED_VISITS = "planned-visits"
    ASK_OPINIONS = "ask-opinions"
    SETTLE_COMPLAINT = "settle-complaint"
    MANY_OCCASIONS = "many-occasions"
    HELP = "help"
    APPOINT_MANAGER = "appoint-manager"
    GROW_DEMAND = "grow-demand"
    REWARD = "reward"
    REDUCE_SERVICE = "reduce-service"
    SPUR = "spur"
    REVIEW_ENDING = "review-ending"


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
