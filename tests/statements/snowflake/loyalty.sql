/* loyalty 1: Loyalty of a customer */
WITH "facts" AS (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN "source"."repeat_purchases" BETWEEN -9007199254740991 AND 9007199254740991
      AND "source"."repeat_purchases" = FLOOR("source"."repeat_purchases")
      THEN CAST("source"."repeat_purchases" AS BIGINT)
    END AS "fact_repeat_purchases",
    CASE
      WHEN "source"."choosing_time" BETWEEN -1E+100 AND 1E+100
      THEN CAST("source"."choosing_time" AS DOUBLE)
    END AS "fact_choosing_time",
    CASE
      WHEN "source"."price_sensitivity" BETWEEN -9007199254740991 AND 9007199254740991
      AND "source"."price_sensitivity" = FLOOR("source"."price_sensitivity")
      THEN CAST("source"."price_sensitivity" AS BIGINT)
    END AS "fact_price_sensitivity",
    CASE
      WHEN COLLATE("source"."rival_attitude", 'utf8') IN ('drawn', 'neutral', 'indifferent')
      THEN COLLATE("source"."rival_attitude", 'utf8')
    END AS "fact_rival_attitude",
    CASE
      WHEN COLLATE("source"."fault_tolerance", 'utf8') IN ('complains', 'accepts', 'solves-together')
      THEN COLLATE("source"."fault_tolerance", 'utf8')
    END AS "fact_fault_tolerance"
  FROM "crm"."customers" AS "source"
), "items" AS (
  SELECT
    *,
    "fact_repeat_purchases" < 1 AS "item_repeat-purchases", /* repeat-purchases: repeat_purchases < bought_once */
    "fact_repeat_purchases" >= 1 AND "fact_repeat_purchases" < 2 AS "item_repeat-purchases_2", /* repeat-purchases: repeat_purchases >= bought_once and repeat_purchases < bought_twice */
    "fact_repeat_purchases" >= 2 AND "fact_repeat_purchases" < 3 AS "item_repeat-purchases_3", /* repeat-purchases: repeat_purchases >= bought_twice and repeat_purchases < bought_often */
    "fact_repeat_purchases" >= 3 AND "fact_repeat_purchases" < 5 AS "item_repeat-purchases_4", /* repeat-purchases: repeat_purchases >= bought_often and repeat_purchases < bought_always */
    "fact_repeat_purchases" >= 5 AS "item_repeat-purchases_5", /* repeat-purchases: repeat_purchases >= bought_always */
    "fact_choosing_time" < 1 AS "item_choosing-time", /* choosing-time: choosing_time < chosen_at_once */
    "fact_choosing_time" >= 1 AND "fact_choosing_time" < 3 AS "item_choosing-time_2", /* choosing-time: choosing_time >= chosen_at_once and choosing_time < chosen_in_days */
    "fact_choosing_time" >= 3 AND "fact_choosing_time" < 7 AS "item_choosing-time_3", /* choosing-time: choosing_time >= chosen_in_days and choosing_time < chosen_in_week */
    "fact_choosing_time" >= 7 AND "fact_choosing_time" < 30 AS "item_choosing-time_4", /* choosing-time: choosing_time >= chosen_in_week and choosing_time < chosen_in_month */
    "fact_choosing_time" >= 30 AS "item_choosing-time_5", /* choosing-time: choosing_time >= chosen_in_month */
    "fact_price_sensitivity" < 2 AS "item_price-sensitivity", /* price-sensitivity: price_sensitivity < sensitive_2 */
    "fact_price_sensitivity" >= 2 AND "fact_price_sensitivity" < 3 AS "item_price-sensitivity_2", /* price-sensitivity: price_sensitivity >= sensitive_2 and price_sensitivity < sensitive_3 */
    "fact_price_sensitivity" >= 3 AND "fact_price_sensitivity" < 4 AS "item_price-sensitivity_3", /* price-sensitivity: price_sensitivity >= sensitive_3 and price_sensitivity < sensitive_4 */
    "fact_price_sensitivity" >= 4 AND "fact_price_sensitivity" < 5 AS "item_price-sensitivity_4", /* price-sensitivity: price_sensitivity >= sensitive_4 and price_sensitivity < sensitive_5 */
    "fact_price_sensitivity" >= 5 AS "item_price-sensitivity_5", /* price-sensitivity: price_sensitivity >= sensitive_5 */
    "fact_rival_attitude" = 'drawn' AS "item_rival-attitude", /* rival-attitude: rival_attitude == "drawn" */
    "fact_rival_attitude" = 'neutral' AS "item_rival-attitude_2", /* rival-attitude: rival_attitude == "neutral" */
    "fact_rival_attitude" = 'indifferent' AS "item_rival-attitude_3", /* rival-attitude: rival_attitude == "indifferent" */
    "fact_fault_tolerance" = 'complains' AS "item_fault-tolerance", /* fault-tolerance: fault_tolerance == "complains" */
    "fact_fault_tolerance" = 'accepts' AS "item_fault-tolerance_2", /* fault-tolerance: fault_tolerance == "accepts" */
    "fact_fault_tolerance" = 'solves-together' AS "item_fault-tolerance_3" /* fault-tolerance: fault_tolerance == "solves-together" */
  FROM "facts"
), "points" AS (
  SELECT
    *,
    CASE
      WHEN "item_repeat-purchases" IS NULL
      THEN NULL
      WHEN "item_repeat-purchases"
      THEN NULL
      WHEN "item_repeat-purchases_2"
      THEN '客户重复购买次数 (+1)'
      WHEN "item_repeat-purchases_3"
      THEN '客户重复购买次数 (+2)'
      WHEN "item_repeat-purchases_4"
      THEN '客户重复购买次数 (+3)'
      WHEN "item_repeat-purchases_5"
      THEN '客户重复购买次数 (+4)'
    END AS "why_repeat-purchases",
    CASE
      WHEN "item_choosing-time" IS NULL
      THEN NULL
      WHEN "item_choosing-time"
      THEN '客户购买挑选时间 (+4)'
      WHEN "item_choosing-time_2"
      THEN '客户购买挑选时间 (+3)'
      WHEN "item_choosing-time_3"
      THEN '客户购买挑选时间 (+2)'
      WHEN "item_choosing-time_4"
      THEN '客户购买挑选时间 (+1)'
      WHEN "item_choosing-time_5"
      THEN NULL
    END AS "why_choosing-time",
    CASE
      WHEN "item_price-sensitivity" IS NULL
      THEN NULL
      WHEN "item_price-sensitivity"
      THEN '客户对价格的敏感程度 (+4)'
      WHEN "item_price-sensitivity_2"
      THEN '客户对价格的敏感程度 (+3)'
      WHEN "item_price-sensitivity_3"
      THEN '客户对价格的敏感程度 (+2)'
      WHEN "item_price-sensitivity_4"
      THEN '客户对价格的敏感程度 (+1)'
      WHEN "item_price-sensitivity_5"
      THEN NULL
    END AS "why_price-sensitivity",
    CASE
      WHEN "item_rival-attitude" IS NULL
      THEN NULL
      WHEN "item_rival-attitude"
      THEN NULL
      WHEN "item_rival-attitude_2"
      THEN '客户对竞争服务产品的态度 (+2)'
      WHEN "item_rival-attitude_3"
      THEN '客户对竞争服务产品的态度 (+4)'
    END AS "why_rival-attitude",
    CASE
      WHEN "item_fault-tolerance" IS NULL
      THEN NULL
      WHEN "item_fault-tolerance"
      THEN NULL
      WHEN "item_fault-tolerance_2"
      THEN '对差错的宽容 (+2)'
      WHEN "item_fault-tolerance_3"
      THEN '对差错的宽容 (+4)'
    END AS "why_fault-tolerance",
    (
      (
        (
          CAST(CASE
            WHEN "item_repeat-purchases" IS NULL
            THEN 0
            WHEN "item_repeat-purchases"
            THEN 0
            WHEN "item_repeat-purchases_2"
            THEN 1
            WHEN "item_repeat-purchases_3"
            THEN 2
            WHEN "item_repeat-purchases_4"
            THEN 3
            WHEN "item_repeat-purchases_5"
            THEN 4
            ELSE 0
          END AS BIGINT) + CASE
            WHEN "item_choosing-time" IS NULL
            THEN 0
            WHEN "item_choosing-time"
            THEN 4
            WHEN "item_choosing-time_2"
            THEN 3
            WHEN "item_choosing-time_3"
            THEN 2
            WHEN "item_choosing-time_4"
            THEN 1
            WHEN "item_choosing-time_5"
            THEN 0
            ELSE 0
          END
        ) + CASE
          WHEN "item_price-sensitivity" IS NULL
          THEN 0
          WHEN "item_price-sensitivity"
          THEN 4
          WHEN "item_price-sensitivity_2"
          THEN 3
          WHEN "item_price-sensitivity_3"
          THEN 2
          WHEN "item_price-sensitivity_4"
          THEN 1
          WHEN "item_price-sensitivity_5"
          THEN 0
          ELSE 0
        END
      ) + CASE
        WHEN "item_rival-attitude" IS NULL
        THEN 0
        WHEN "item_rival-attitude"
        THEN 0
        WHEN "item_rival-attitude_2"
        THEN 2
        WHEN "item_rival-attitude_3"
        THEN 4
        ELSE 0
      END
    ) + CASE
      WHEN "item_fault-tolerance" IS NULL
      THEN 0
      WHEN "item_fault-tolerance"
      THEN 0
      WHEN "item_fault-tolerance_2"
      THEN 2
      WHEN "item_fault-tolerance_3"
      THEN 4
      ELSE 0
    END AS "low", /* in parts of 1/1 */
    (
      (
        (
          CAST(CASE
            WHEN "item_repeat-purchases" IS NULL
            THEN 4
            WHEN "item_repeat-purchases"
            THEN 0
            WHEN "item_repeat-purchases_2"
            THEN 1
            WHEN "item_repeat-purchases_3"
            THEN 2
            WHEN "item_repeat-purchases_4"
            THEN 3
            WHEN "item_repeat-purchases_5"
            THEN 4
            ELSE 0
          END AS BIGINT) + CASE
            WHEN "item_choosing-time" IS NULL
            THEN 4
            WHEN "item_choosing-time"
            THEN 4
            WHEN "item_choosing-time_2"
            THEN 3
            WHEN "item_choosing-time_3"
            THEN 2
            WHEN "item_choosing-time_4"
            THEN 1
            WHEN "item_choosing-time_5"
            THEN 0
            ELSE 0
          END
        ) + CASE
          WHEN "item_price-sensitivity" IS NULL
          THEN 4
          WHEN "item_price-sensitivity"
          THEN 4
          WHEN "item_price-sensitivity_2"
          THEN 3
          WHEN "item_price-sensitivity_3"
          THEN 2
          WHEN "item_price-sensitivity_4"
          THEN 1
          WHEN "item_price-sensitivity_5"
          THEN 0
          ELSE 0
        END
      ) + CASE
        WHEN "item_rival-attitude" IS NULL
        THEN 4
        WHEN "item_rival-attitude"
        THEN 0
        WHEN "item_rival-attitude_2"
        THEN 2
        WHEN "item_rival-attitude_3"
        THEN 4
        ELSE 0
      END
    ) + CASE
      WHEN "item_fault-tolerance" IS NULL
      THEN 4
      WHEN "item_fault-tolerance"
      THEN 0
      WHEN "item_fault-tolerance_2"
      THEN 2
      WHEN "item_fault-tolerance_3"
      THEN 4
      ELSE 0
    END AS "high"
  FROM "items"
), "scores" AS (
  SELECT
    *,
    CASE WHEN "low" >= 14 THEN 2 WHEN "low" >= 7 THEN 1 ELSE 0 END AS "place_low",
    CASE WHEN "high" >= 14 THEN 2 WHEN "high" >= 7 THEN 1 ELSE 0 END AS "place_high"
  FROM "points"
)
SELECT
  "customer_id",
  CASE
    WHEN "place_low" = "place_high"
    THEN CASE
      WHEN "place_low" = 0
      THEN 'not-loyal'
      WHEN "place_low" = 1
      THEN 'leaning'
      WHEN "place_low" = 2
      THEN 'loyal'
    END
  END AS "loyalty",
  CASE WHEN "low" = "high" THEN "low" END AS "loyalty_points",
  "low" AS "loyalty_low",
  "high" AS "loyalty_high",
  "place_low" = "place_high" AS "loyalty_certain",
  CASE
    WHEN NOT "why_repeat-purchases" IS NULL
    OR NOT "why_choosing-time" IS NULL
    OR NOT "why_price-sensitivity" IS NULL
    OR NOT "why_rival-attitude" IS NULL
    OR NOT "why_fault-tolerance" IS NULL
    THEN SUBSTRING(
      CONCAT(
        CASE
          WHEN NOT "why_repeat-purchases" IS NULL
          THEN CONCAT('；', "why_repeat-purchases")
          ELSE ''
        END,
        CASE
          WHEN NOT "why_choosing-time" IS NULL
          THEN CONCAT('；', "why_choosing-time")
          ELSE ''
        END,
        CASE
          WHEN NOT "why_price-sensitivity" IS NULL
          THEN CONCAT('；', "why_price-sensitivity")
          ELSE ''
        END,
        CASE
          WHEN NOT "why_rival-attitude" IS NULL
          THEN CONCAT('；', "why_rival-attitude")
          ELSE ''
        END,
        CASE
          WHEN NOT "why_fault-tolerance" IS NULL
          THEN CONCAT('；', "why_fault-tolerance")
          ELSE ''
        END
      ),
      2,
      1000000
    )
  END AS "loyalty_reason"
FROM "scores"
