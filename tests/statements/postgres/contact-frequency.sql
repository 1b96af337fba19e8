/* contact-frequency 1: Graded contact frequency, as of 2026-07-01 */
WITH "facts" AS (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN "source"."customer_since" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."customer_since"
    END AS "fact_customer_since",
    CASE
      WHEN "source"."last_call" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."last_call"
    END AS "fact_last_call",
    CASE
      WHEN "source"."last_visit" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."last_visit"
    END AS "fact_last_visit",
    CASE
      WHEN CAST("source"."contact_class" COLLATE "C" AS TEXT) IN ('important', 'secondary', 'ordinary', 'small')
      THEN CAST("source"."contact_class" COLLATE "C" AS TEXT)
    END AS "fact_contact_class"
  FROM "crm"."customers" AS "source"
  OFFSET 0
), "contacts" AS (
  SELECT
    *,
    COALESCE("fact_last_call", "fact_customer_since") AS "begin_call", /* call: counted from the last contact, or else from customer_since */
    COALESCE("fact_last_visit", "fact_customer_since") AS "begin_visit" /* visit: counted from the last contact, or else from customer_since */
  FROM "facts"
  OFFSET 0
), "due" AS (
  SELECT
    *,
    CASE
      WHEN "fact_contact_class" = 'important'
      THEN CAST("begin_call" + MAKE_INTERVAL(months => 1) AS DATE)
      WHEN "fact_contact_class" = 'secondary'
      THEN CAST("begin_call" + MAKE_INTERVAL(months => 3) AS DATE)
      WHEN "fact_contact_class" = 'ordinary'
      THEN CAST("begin_call" + MAKE_INTERVAL(months => 6) AS DATE)
      WHEN "fact_contact_class" = 'small'
      THEN CAST("begin_call" + MAKE_INTERVAL(months => 12) AS DATE)
    END AS "due_call",
    CASE
      WHEN "fact_contact_class" = 'important'
      THEN CAST("begin_visit" + MAKE_INTERVAL(months => 3) AS DATE)
      WHEN "fact_contact_class" = 'secondary'
      THEN CAST("begin_visit" + MAKE_INTERVAL(months => 6) AS DATE)
      WHEN "fact_contact_class" = 'ordinary'
      THEN CAST("begin_visit" + MAKE_INTERVAL(months => 12) AS DATE)
    END AS "due_visit"
  FROM "contacts"
  OFFSET 0
)
SELECT
  "customer_id",
  "due_call" AS "next_call_due",
  CASE
    WHEN "fact_contact_class" = 'small'
    THEN 0
    WHEN "due_call" < CAST('2026-07-01' AS DATE)
    THEN CAST('2026-07-01' AS DATE) - "due_call"
    WHEN NOT "due_call" IS NULL
    THEN 0
  END AS "call_overdue_days",
  CASE
    WHEN "fact_contact_class" IS NULL
    THEN 'unknown'
    WHEN "fact_contact_class" = 'small'
    THEN 'optional'
    WHEN "due_call" IS NULL
    THEN 'unknown'
    WHEN "due_call" < CAST('2026-07-01' AS DATE)
    THEN 'overdue'
    WHEN "due_call" = CAST('2026-07-01' AS DATE)
    THEN 'due-today'
    ELSE 'ahead'
  END AS "call_status",
  CASE
    WHEN NOT "fact_last_call" IS NULL
    THEN FALSE
    WHEN NOT "begin_call" IS NULL
    THEN TRUE
  END AS "call_never_contacted",
  "due_visit" AS "next_visit_due",
  CASE
    WHEN "fact_contact_class" = 'small'
    THEN 0
    WHEN "due_visit" < CAST('2026-07-01' AS DATE)
    THEN CAST('2026-07-01' AS DATE) - "due_visit"
    WHEN NOT "due_visit" IS NULL
    THEN 0
  END AS "visit_overdue_days",
  CASE
    WHEN "fact_contact_class" IS NULL
    THEN 'unknown'
    WHEN "fact_contact_class" = 'small'
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
  END AS "visit_never_contacted"
FROM "due"
