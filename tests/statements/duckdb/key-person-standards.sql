/* key-person-standards 1: Standards of contact with key persons, as of 2026-07-01 */
WITH "facts" AS (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN "source"."referred_groups" BETWEEN -9007199254740991 AND 9007199254740991
      AND "source"."referred_groups" = TRY_CAST("source"."referred_groups" AS BIGINT)
      THEN CAST("source"."referred_groups" AS BIGINT)
    END AS "fact_referred_groups",
    CASE
      WHEN "source"."referred_cards" BETWEEN -9007199254740991 AND 9007199254740991
      AND "source"."referred_cards" = TRY_CAST("source"."referred_cards" AS BIGINT)
      THEN CAST("source"."referred_cards" AS BIGINT)
    END AS "fact_referred_cards",
    CASE
      WHEN "source"."last_visit" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."last_visit"
    END AS "fact_last_visit",
    CASE
      WHEN "source"."key_person_since" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."key_person_since"
    END AS "fact_key_person_since",
    CASE
      WHEN "source"."visits_this_week" BETWEEN -9007199254740991 AND 9007199254740991
      AND "source"."visits_this_week" = TRY_CAST("source"."visits_this_week" AS BIGINT)
      THEN CAST("source"."visits_this_week" AS BIGINT)
    END AS "fact_visits_this_week",
    CASE
      WHEN "source"."last_activity" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."last_activity"
    END AS "fact_last_activity",
    CASE
      WHEN "source"."last_banquet" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."last_banquet"
    END AS "fact_last_banquet"
  FROM "crm"."customers" AS "source"
), "rules" AS (
  SELECT
    *,
    "fact_referred_groups" >= 20 AND "fact_referred_cards" >= 10 AS "rule_old-hen", /* old-hen: referred_groups >= hen_groups and referred_cards >= hen_cards -> old-hen */
    "fact_referred_groups" >= 10 AND "fact_referred_cards" >= 5 AS "rule_little-hen", /* little-hen: referred_groups >= little_groups and referred_cards >= little_cards -> little-hen */
    COALESCE("fact_last_visit", "fact_key_person_since") AS "begin_visit", /* visit: counted from the last contact, or else from key_person_since */
    COALESCE("fact_last_activity", "fact_key_person_since") AS "begin_activity", /* activity: counted from the last contact, or else from key_person_since */
    COALESCE("fact_last_banquet", "fact_key_person_since") AS "begin_banquet" /* banquet: counted from the last contact, or else from key_person_since */
  FROM "facts"
), "derived" AS (
  SELECT
    *,
    CASE
      WHEN "rule_old-hen"
      THEN 'old-hen'
      WHEN "rule_old-hen" IS NULL
      THEN NULL
      WHEN "rule_little-hen"
      THEN 'little-hen'
      WHEN "rule_little-hen" IS NULL
      THEN NULL
      ELSE 'untiered'
    END AS "fact_key_person_tier", /* key_person_tier: from key-person-tiers */
    CAST(7 - (
      (
        DATE_DIFF('DAY', CAST('0001-01-01' AS DATE), "begin_visit") % 7
      ) + 1
    ) AS INT) AS "rest_of_week_visit", /* visit: the days that are left of the week */
    CAST((
      (
        EXTRACT(YEAR FROM "begin_activity") * 12
      ) + EXTRACT(MONTH FROM "begin_activity")
    ) - 24001 AS INT) AS "month_activity", /* activity: the months since January 2000 */
    CAST((
      (
        EXTRACT(YEAR FROM "begin_banquet") * 12
      ) + EXTRACT(MONTH FROM "begin_banquet")
    ) - 24001 AS INT) AS "month_banquet" /* banquet: the months since January 2000 */
  FROM "rules"
), "months" AS (
  SELECT
    *,
    CAST("begin_visit" + INTERVAL ("rest_of_week_visit") DAY AS DATE) AS "end_visit", /* visit: the end of the week */
    CAST(CAST('2000-01-31' AS DATE) + INTERVAL ("month_activity") MONTH AS DATE) AS "end_activity", /* activity: the end of the month */
    CAST(CAST('2000-01-31' AS DATE) + INTERVAL ("month_banquet") MONTH AS DATE) AS "end_banquet" /* banquet: the end of the month */
  FROM "derived"
), "periods" AS (
  SELECT
    *,
    CASE
      WHEN "fact_key_person_tier" IN ('old-hen', 'little-hen')
      THEN CASE
        WHEN "end_visit" < CAST('2026-07-01' AS DATE)
        OR (
          NOT "fact_last_visit" IS NULL
          AND (
            "end_visit" > CAST('2026-07-05' AS DATE) OR "fact_visits_this_week" >= 2
          )
        )
        THEN CAST("begin_visit" + INTERVAL ("rest_of_week_visit" + 7) DAY AS DATE)
        WHEN NOT (
          NOT "fact_last_visit" IS NULL
          AND (
            "end_visit" > CAST('2026-07-05' AS DATE) OR "fact_visits_this_week" >= 2
          )
        )
        THEN "end_visit"
      END
    END AS "due_visit",
    CASE
      WHEN "fact_key_person_tier" IN ('old-hen', 'little-hen')
      THEN CASE
        WHEN "end_activity" < CAST('2026-07-01' AS DATE) OR NOT "fact_last_activity" IS NULL
        THEN CAST(CAST('2000-01-31' AS DATE) + INTERVAL ("month_activity" + 1) MONTH AS DATE)
        WHEN "fact_last_activity" IS NULL
        THEN "end_activity"
      END
    END AS "due_activity",
    CASE
      WHEN "fact_key_person_tier" = 'old-hen'
      THEN CASE
        WHEN "end_banquet" < CAST('2026-07-01' AS DATE) OR NOT "fact_last_banquet" IS NULL
        THEN CAST(CAST('2000-01-31' AS DATE) + INTERVAL ("month_banquet" + 1) MONTH AS DATE)
        WHEN "fact_last_banquet" IS NULL
        THEN "end_banquet"
      END
    END AS "due_banquet"
  FROM "months"
)
SELECT
  "customer_id",
  "due_visit" AS "next_visit_due",
  CASE
    WHEN "fact_key_person_tier" = 'untiered'
    THEN 0
    WHEN "due_visit" < CAST('2026-07-01' AS DATE)
    THEN DATE_DIFF('DAY', "due_visit", CAST('2026-07-01' AS DATE))
    WHEN NOT "due_visit" IS NULL
    THEN 0
  END AS "visit_overdue_days",
  CASE
    WHEN "fact_key_person_tier" IS NULL
    THEN 'unknown'
    WHEN "fact_key_person_tier" = 'untiered'
    THEN 'not-required'
    WHEN "due_visit" IS NULL
    THEN 'unknown'
    WHEN "due_visit" < CAST('2026-07-01' AS DATE)
    THEN 'overdue'
    WHEN "due_visit" = CAST('2026-07-01' AS DATE)
    THEN 'due-today'
    ELSE 'ahead'
  END AS "visit_status",
  CASE
    WHEN NOT "fact_last_visit" IS NULL
    THEN FALSE
    WHEN NOT "begin_visit" IS NULL
    THEN TRUE
  END AS "visit_never_contacted",
  "due_activity" AS "next_activity_due",
  CASE
    WHEN "fact_key_person_tier" = 'untiered'
    THEN 0
    WHEN "due_activity" < CAST('2026-07-01' AS DATE)
    THEN DATE_DIFF('DAY', "due_activity", CAST('2026-07-01' AS DATE))
    WHEN NOT "due_activity" IS NULL
    THEN 0
  END AS "activity_overdue_days",
  CASE
    WHEN "fact_key_person_tier" IS NULL
    THEN 'unknown'
    WHEN "fact_key_person_tier" = 'untiered'
    THEN 'not-required'
    WHEN "due_activity" IS NULL
    THEN 'unknown'
    WHEN "due_activity" < CAST('2026-07-01' AS DATE)
    THEN 'overdue'
    WHEN "due_activity" = CAST('2026-07-01' AS DATE)
    THEN 'due-today'
    ELSE 'ahead'
  END AS "activity_status",
  CASE
    WHEN NOT "fact_last_activity" IS NULL
    THEN FALSE
    WHEN NOT "begin_activity" IS NULL
    THEN TRUE
  END AS "activity_never_contacted",
  "due_banquet" AS "next_banquet_due",
  CASE
    WHEN "fact_key_person_tier" IN ('little-hen', 'untiered')
    THEN 0
    WHEN "due_banquet" < CAST('2026-07-01' AS DATE)
    THEN DATE_DIFF('DAY', "due_banquet", CAST('2026-07-01' AS DATE))
    WHEN NOT "due_banquet" IS NULL
    THEN 0
  END AS "banquet_overdue_days",
  CASE
    WHEN "fact_key_person_tier" IS NULL
    THEN 'unknown'
    WHEN "fact_key_person_tier" IN ('little-hen', 'untiered')
    THEN 'not-required'
    WHEN "due_banquet" IS NULL
    THEN 'unknown'
    WHEN "due_banquet" < CAST('2026-07-01' AS DATE)
    THEN 'overdue'
    WHEN "due_banquet" = CAST('2026-07-01' AS DATE)
    THEN 'due-today'
    ELSE 'ahead'
  END AS "banquet_status",
  CASE
    WHEN NOT "fact_last_banquet" IS NULL
    THEN FALSE
    WHEN NOT "begin_banquet" IS NULL
    THEN TRUE
  END AS "banquet_never_contacted"
FROM "periods"
