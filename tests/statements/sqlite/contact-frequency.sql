/* contact-frequency 1: Graded contact frequency, as of 2026-07-01 */
WITH "facts" AS MATERIALIZED (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN "source"."customer_since" BETWEEN '0001-01-01' AND '9899-12-31'
      THEN "source"."customer_since"
    END AS "fact_customer_since",
    CASE
      WHEN "source"."last_call" BETWEEN '0001-01-01' AND '9899-12-31'
      THEN "source"."last_call"
    END AS "fact_last_call",
    CASE
      WHEN "source"."last_visit" BETWEEN '0001-01-01' AND '9899-12-31'
      THEN "source"."last_visit"
    END AS "fact_last_visit",
    CASE
      WHEN "source"."contact_class" COLLATE BINARY IN ('important', 'secondary', 'ordinary', 'small')
      THEN "source"."contact_class" COLLATE BINARY
    END AS "fact_contact_class"
  FROM "crm"."customers" AS "source"
), "contacts" AS MATERIALIZED (
  SELECT
    *,
    COALESCE("fact_last_call", "fact_customer_since") AS "begin_call", /* call: counted from the last contact, or else from customer_since */
    COALESCE("fact_last_visit", "fact_customer_since") AS "begin_visit" /* visit: counted from the last contact, or else from customer_since */
  FROM "facts"
), "step" AS MATERIALIZED (
  SELECT
    *,
    DATE("begin_call", 'start of month', (
      1
    ) || ' months') AS "month_begin",
    DATE("begin_call", 'start of month', (
      3
    ) || ' months') AS "month_begin_2",
    DATE("begin_call", 'start of month', (
      6
    ) || ' months') AS "month_begin_3",
    DATE("begin_call", 'start of month', (
      12
    ) || ' months') AS "month_begin_4",
    DATE("begin_visit", 'start of month', (
      3
    ) || ' months') AS "month_begin_5",
    DATE("begin_visit", 'start of month', (
      6
    ) || ' months') AS "month_begin_6",
    DATE("begin_visit", 'start of month', (
      12
    ) || ' months') AS "month_begin_7"
  FROM "contacts"
), "due" AS MATERIALIZED (
  SELECT
    *,
    CASE
      WHEN "fact_contact_class" = 'important'
      THEN MIN(
        DATE("month_begin", (
          CAST(STRFTIME('%d', "begin_call") AS INTEGER) - 1
        ) || ' days'),
        DATE("month_begin", '+1 month', '-1 day')
      )
      WHEN "fact_contact_class" = 'secondary'
      THEN MIN(
        DATE(
          "month_begin_2",
          (
            CAST(STRFTIME('%d', "begin_call") AS INTEGER) - 1
          ) || ' days'
        ),
        DATE("month_begin_2", '+1 month', '-1 day')
      )
      WHEN "fact_contact_class" = 'ordinary'
      THEN MIN(
        DATE(
          "month_begin_3",
          (
            CAST(STRFTIME('%d', "begin_call") AS INTEGER) - 1
          ) || ' days'
        ),
        DATE("month_begin_3", '+1 month', '-1 day')
      )
      WHEN "fact_contact_class" = 'small'
      THEN MIN(
        DATE(
          "month_begin_4",
          (
            CAST(STRFTIME('%d', "begin_call") AS INTEGER) - 1
          ) || ' days'
        ),
        DATE("month_begin_4", '+1 month', '-1 day')
      )
    END AS "due_call",
    CASE
      WHEN "fact_contact_class" = 'important'
      THEN MIN(
        DATE(
          "month_begin_5",
          (
            CAST(STRFTIME('%d', "begin_visit") AS INTEGER) - 1
          ) || ' days'
        ),
        DATE("month_begin_5", '+1 month', '-1 day')
      )
      WHEN "fact_contact_class" = 'secondary'
      THEN MIN(
        DATE(
          "month_begin_6",
          (
            CAST(STRFTIME('%d', "begin_visit") AS INTEGER) - 1
          ) || ' days'
        ),
        DATE("month_begin_6", '+1 month', '-1 day')
      )
      WHEN "fact_contact_class" = 'ordinary'
      THEN MIN(
        DATE(
          "month_begin_7",
          (
            CAST(STRFTIME('%d', "begin_visit") AS INTEGER) - 1
          ) || ' days'
        ),
        DATE("month_begin_7", '+1 month', '-1 day')
      )
    END AS "due_visit"
  FROM "step"
)
SELECT
  "customer_id",
  "due_call" AS "next_call_due",
  CASE
    WHEN "fact_contact_class" = 'small'
    THEN 0
    WHEN "due_call" < '2026-07-01'
    THEN CAST(JULIANDAY('2026-07-01') - JULIANDAY("due_call") AS INTEGER)
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
    WHEN "due_call" < '2026-07-01'
    THEN 'overdue'
    WHEN "due_call" = '2026-07-01'
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
    WHEN "due_visit" < '2026-07-01'
    THEN CAST(JULIANDAY('2026-07-01') - JULIANDAY("due_visit") AS INTEGER)
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
    WHEN "due_visit" < '2026-07-01'
    THEN 'overdue'
    WHEN "due_visit" = '2026-07-01'
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
