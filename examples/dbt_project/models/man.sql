/* man 1: MAN qualification */
WITH "facts" AS (
  SELECT
    "source"."name" AS "name",
    "source"."money" AS "fact_money",
    "source"."authority" AS "fact_authority",
    "source"."need" AS "fact_need"
  FROM {{ ref('leads') }} AS "source"
), "rules" AS (
  SELECT
    *,
    "fact_money" AND "fact_authority" AND "fact_need" AS "rule_M+A+N", /* M+A+N: money and authority and need -> pursue */
    "fact_money" AND "fact_authority" AND NOT "fact_need" AS "rule_M+A+n_2", /* M+A+n: money and authority and not need -> create-need */
    "fact_money" AND NOT "fact_authority" AND "fact_need" AS "rule_M+a+N_3", /* M+a+N: money and not authority and need -> find-authority */
    NOT "fact_money" AND "fact_authority" AND "fact_need" AS "rule_m+A+N_4", /* m+A+N: not money and authority and need -> check-credit-and-finance */
    NOT "fact_money" AND NOT "fact_authority" AND "fact_need" AS "rule_m+a+N_5", /* m+a+N: not money and not authority and need -> nurture */
    NOT "fact_money" AND "fact_authority" AND NOT "fact_need" AS "rule_m+A+n_6", /* m+A+n: not money and authority and not need -> nurture */
    "fact_money" AND NOT "fact_authority" AND NOT "fact_need" AS "rule_M+a+n_7", /* M+a+n: money and not authority and not need -> nurture */
    NOT "fact_money" AND NOT "fact_authority" AND NOT "fact_need" AS "rule_m+a+n_8" /* m+a+n: not money and not authority and not need -> stop-contact */
  FROM "facts"
), "decided" AS (
  SELECT
    *,
    CASE
      WHEN "rule_M+A+N"
      THEN 'pursue'
      WHEN "rule_M+A+n_2"
      THEN 'create-need'
      WHEN "rule_M+a+N_3"
      THEN 'find-authority'
      WHEN "rule_m+A+N_4"
      THEN 'check-credit-and-finance'
      WHEN "rule_m+a+N_5" OR "rule_m+A+n_6" OR "rule_M+a+n_7"
      THEN 'nurture'
      WHEN "rule_m+a+n_8"
      THEN 'stop-contact'
    END AS "outcome",
    NOT (
      COALESCE("rule_M+A+N", FALSE)
      OR COALESCE("rule_M+A+n_2", FALSE)
      OR COALESCE("rule_M+a+N_3", FALSE)
      OR COALESCE("rule_m+A+N_4", FALSE)
      OR COALESCE("rule_m+a+N_5", FALSE)
      OR COALESCE("rule_m+A+n_6", FALSE)
      OR COALESCE("rule_M+a+n_7", FALSE)
      OR COALESCE("rule_m+a+n_8", FALSE)
    )
    AND NOT (
      NOT COALESCE("rule_M+A+n_2", TRUE)
      AND NOT COALESCE("rule_M+a+N_3", TRUE)
      AND NOT COALESCE("rule_m+A+N_4", TRUE)
      AND NOT COALESCE("rule_m+a+N_5", TRUE)
      AND NOT COALESCE("rule_m+A+n_6", TRUE)
      AND NOT COALESCE("rule_M+a+n_7", TRUE)
      AND NOT COALESCE("rule_m+a+n_8", TRUE)
    ) AS "when_4",
    NOT (
      COALESCE("rule_M+A+N", FALSE)
      OR COALESCE("rule_M+A+n_2", FALSE)
      OR COALESCE("rule_M+a+N_3", FALSE)
      OR COALESCE("rule_m+A+N_4", FALSE)
      OR COALESCE("rule_m+a+N_5", FALSE)
      OR COALESCE("rule_m+A+n_6", FALSE)
      OR COALESCE("rule_M+a+n_7", FALSE)
      OR COALESCE("rule_m+a+n_8", FALSE)
    )
    AND NOT (
      NOT COALESCE("rule_M+a+N_3", TRUE)
      AND NOT COALESCE("rule_m+A+N_4", TRUE)
      AND NOT COALESCE("rule_m+a+N_5", TRUE)
      AND NOT COALESCE("rule_m+A+n_6", TRUE)
      AND NOT COALESCE("rule_M+a+n_7", TRUE)
      AND NOT COALESCE("rule_m+a+n_8", TRUE)
    ) AS "when_5",
    NOT (
      COALESCE("rule_M+A+N", FALSE)
      OR COALESCE("rule_M+A+n_2", FALSE)
      OR COALESCE("rule_M+a+N_3", FALSE)
      OR COALESCE("rule_m+A+N_4", FALSE)
      OR COALESCE("rule_m+a+N_5", FALSE)
      OR COALESCE("rule_m+A+n_6", FALSE)
      OR COALESCE("rule_M+a+n_7", FALSE)
      OR COALESCE("rule_m+a+n_8", FALSE)
    )
    AND NOT (
      NOT COALESCE("rule_m+A+N_4", TRUE)
      AND NOT COALESCE("rule_m+a+N_5", TRUE)
      AND NOT COALESCE("rule_m+A+n_6", TRUE)
      AND NOT COALESCE("rule_M+a+n_7", TRUE)
      AND NOT COALESCE("rule_m+a+n_8", TRUE)
    ) AS "when_6",
    NOT (
      COALESCE("rule_M+A+N", FALSE)
      OR COALESCE("rule_M+A+n_2", FALSE)
      OR COALESCE("rule_M+a+N_3", FALSE)
      OR COALESCE("rule_m+A+N_4", FALSE)
      OR COALESCE("rule_m+a+N_5", FALSE)
      OR COALESCE("rule_m+A+n_6", FALSE)
      OR COALESCE("rule_M+a+n_7", FALSE)
      OR COALESCE("rule_m+a+n_8", FALSE)
    )
    AND NOT (
      NOT COALESCE("rule_m+a+N_5", TRUE)
      AND NOT COALESCE("rule_m+A+n_6", TRUE)
      AND NOT COALESCE("rule_M+a+n_7", TRUE)
      AND NOT COALESCE("rule_m+a+n_8", TRUE)
    ) AS "when_7",
    NOT (
      COALESCE("rule_M+A+N", FALSE)
      OR COALESCE("rule_M+A+n_2", FALSE)
      OR COALESCE("rule_M+a+N_3", FALSE)
      OR COALESCE("rule_m+A+N_4", FALSE)
      OR COALESCE("rule_m+a+N_5", FALSE)
      OR COALESCE("rule_m+A+n_6", FALSE)
      OR COALESCE("rule_M+a+n_7", FALSE)
      OR COALESCE("rule_m+a+n_8", FALSE)
    )
    AND COALESCE("rule_m+a+n_8", TRUE) AS "when_8"
  FROM "rules"
), "missing" AS (
  SELECT
    *,
    (
      "when_4" AND "rule_M+A+N" IS NULL AND "fact_money" IS NULL
    )
    OR (
      "when_5" AND "rule_M+A+n_2" IS NULL AND "fact_money" IS NULL
    )
    OR (
      "when_6" AND "rule_M+a+N_3" IS NULL AND "fact_money" IS NULL
    )
    OR (
      "when_7" AND "rule_m+A+N_4" IS NULL AND "fact_money" IS NULL
    )
    OR (
      "when_8" AND "rule_m+a+N_5" IS NULL AND "fact_money" IS NULL
    )
    OR (
      "when_8" AND "rule_m+A+n_6" IS NULL AND "fact_money" IS NULL
    )
    OR (
      "when_8" AND "rule_M+a+n_7" IS NULL AND "fact_money" IS NULL
    ) AS "missing_money",
    (
      "when_4" AND "rule_M+A+N" IS NULL AND "fact_authority" IS NULL
    )
    OR (
      "when_5" AND "rule_M+A+n_2" IS NULL AND "fact_authority" IS NULL
    )
    OR (
      "when_6" AND "rule_M+a+N_3" IS NULL AND "fact_authority" IS NULL
    )
    OR (
      "when_7" AND "rule_m+A+N_4" IS NULL AND "fact_authority" IS NULL
    )
    OR (
      "when_8" AND "rule_m+a+N_5" IS NULL AND "fact_authority" IS NULL
    )
    OR (
      "when_8" AND "rule_m+A+n_6" IS NULL AND "fact_authority" IS NULL
    )
    OR (
      "when_8" AND "rule_M+a+n_7" IS NULL AND "fact_authority" IS NULL
    ) AS "missing_authority",
    (
      "when_4" AND "rule_M+A+N" IS NULL AND "fact_need" IS NULL
    )
    OR (
      "when_5" AND "rule_M+A+n_2" IS NULL AND "fact_need" IS NULL
    )
    OR (
      "when_6" AND "rule_M+a+N_3" IS NULL AND "fact_need" IS NULL
    )
    OR (
      "when_7" AND "rule_m+A+N_4" IS NULL AND "fact_need" IS NULL
    )
    OR (
      "when_8" AND "rule_m+a+N_5" IS NULL AND "fact_need" IS NULL
    )
    OR (
      "when_8" AND "rule_m+A+n_6" IS NULL AND "fact_need" IS NULL
    )
    OR (
      "when_8" AND "rule_M+a+n_7" IS NULL AND "fact_need" IS NULL
    ) AS "missing_need"
  FROM "decided"
)
SELECT
  "name",
  "outcome" AS "man",
  CASE
    WHEN "outcome" = 'pursue'
    THEN 'pursue'
    WHEN "outcome" IN ('create-need', 'find-authority', 'check-credit-and-finance', 'nurture')
    THEN 'contact'
    WHEN "outcome" = 'stop-contact'
    THEN 'stop'
  END AS "man_approach",
  NOT "outcome" IS NULL AS "man_certain",
  SUBSTRING(
    CASE WHEN "missing_money" THEN ', money' ELSE '' END || CASE WHEN "missing_authority" THEN ', authority' ELSE '' END || CASE WHEN "missing_need" THEN ', need' ELSE '' END,
    3,
    24
  ) AS "man_missing"
FROM "missing"
