/* name-list 1: Keeping the list of a hundred names, as of 2026-07-01 */
WITH "facts" AS MATERIALIZED (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN "source"."list_kept" COLLATE BINARY IN ('kept', 'not-kept')
      THEN "source"."list_kept" COLLATE BINARY
    END AS "fact_list_kept",
    CASE
      WHEN "source"."list_since" BETWEEN '0001-01-01' AND '9899-12-31'
      THEN "source"."list_since"
    END AS "fact_list_since",
    CASE
      WHEN "source"."last_renewal" BETWEEN '0001-01-01' AND '9899-12-31'
      THEN "source"."last_renewal"
    END AS "fact_last_renewal"
  FROM "crm"."customers" AS "source"
), "contacts" AS MATERIALIZED (
  SELECT
    *,
    COALESCE("fact_last_renewal", "fact_list_since") AS "begin_renewal" /* renewal: counted from the last contact, or else from list_since */
  FROM "facts"
), "months" AS MATERIALIZED (
  SELECT
    *,
    CAST((
      (
        CAST(STRFTIME('%Y', "begin_renewal") AS INTEGER) * 12
      ) + CAST(STRFTIME('%m', "begin_renewal") AS INTEGER)
    ) - 24001 AS INTEGER) AS "month_renewal" /* renewal: the months since January 2000 */
  FROM "contacts"
), "step" AS MATERIALIZED (
  SELECT
    *,
    DATE('2000-01-25', 'start of month', (
      "month_renewal"
    ) || ' months') AS "month_begin"
  FROM "months"
), "step_2" AS MATERIALIZED (
  SELECT
    *,
    DATE(
      '2000-01-25',
      'start of month',
      (
        (
          "month_renewal" + CASE
            WHEN MIN(
              DATE("month_begin", (
                CAST(STRFTIME('%d', '2000-01-25') AS INTEGER) - 1
              ) || ' days'),
              DATE("month_begin", '+1 month', '-1 day')
            ) > "begin_renewal"
            THEN 0
            ELSE 1
          END
        ) /* renewal: the month with the next day 25 that counts */
      ) || ' months'
    ) AS "month_begin_2"
  FROM "step"
), "due" AS MATERIALIZED (
  SELECT
    *,
    CASE
      WHEN "fact_list_kept" = 'kept'
      THEN MIN(
        DATE(
          "month_begin_2",
          (
            CAST(STRFTIME('%d', '2000-01-25') AS INTEGER) - 1
          ) || ' days'
        ),
        DATE("month_begin_2", '+1 month', '-1 day')
      )
    END AS "due_renewal"
  FROM "step_2"
)
SELECT
  "customer_id",
  "due_renewal" AS "next_renewal_due",
  CASE
    WHEN "fact_list_kept" = 'not-kept'
    THEN 0
    WHEN "due_renewal" < '2026-07-01'
    THEN CAST(JULIANDAY('2026-07-01') - JULIANDAY("due_renewal") AS INTEGER)
    WHEN NOT "due_renewal" IS NULL
    THEN 0
  END AS "renewal_overdue_days",
  CASE
    WHEN "fact_list_kept" IS NULL
    THEN 'unknown'
    WHEN "fact_list_kept" = 'not-kept'
    THEN 'not-required'
    WHEN "due_renewal" IS NULL
    THEN 'unknown'
    WHEN "due_renewal" < '2026-07-01'
    THEN 'overdue'
    WHEN "due_renewal" = '2026-07-01'
    THEN 'due-today'
    ELSE 'ahead'
  END AS "renewal_status",
  CASE
    WHEN NOT "fact_last_renewal" IS NULL
    THEN FALSE
    WHEN NOT "begin_renewal" IS NULL
    THEN TRUE
  END AS "renewal_never_contacted"
FROM "due"
