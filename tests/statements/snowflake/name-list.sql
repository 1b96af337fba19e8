/* name-list 1: Keeping the list of a hundred names, as of 2026-07-01 */
WITH "facts" AS (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN COLLATE("source"."list_kept", 'utf8') IN ('kept', 'not-kept')
      THEN COLLATE("source"."list_kept", 'utf8')
    END AS "fact_list_kept",
    CASE
      WHEN "source"."list_since" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."list_since"
    END AS "fact_list_since",
    CASE
      WHEN "source"."last_renewal" BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN "source"."last_renewal"
    END AS "fact_last_renewal"
  FROM "crm"."customers" AS "source"
), "contacts" AS (
  SELECT
    *,
    COALESCE("fact_last_renewal", "fact_list_since") AS "begin_renewal" /* renewal: counted from the last contact, or else from list_since */
  FROM "facts"
), "months" AS (
  SELECT
    *,
    CAST((
      (
        DATE_PART(YEAR, "begin_renewal") * 12
      ) + DATE_PART(MONTH, "begin_renewal")
    ) - 24001 AS INT) AS "month_renewal" /* renewal: the months since January 2000 */
  FROM "contacts"
), "due" AS (
  SELECT
    *,
    CASE
      WHEN "fact_list_kept" = 'kept'
      THEN DATEADD(
        MONTH,
        (
          "month_renewal" + CASE
            WHEN DATEADD(MONTH, "month_renewal", CAST('2000-01-25' AS DATE)) > "begin_renewal"
            THEN 0
            ELSE 1
          END
        ) /* renewal: the month with the next day 25 that counts */,
        CAST('2000-01-25' AS DATE)
      )
    END AS "due_renewal"
  FROM "months"
)
SELECT
  "customer_id",
  "due_renewal" AS "next_renewal_due",
  CASE
    WHEN "fact_list_kept" = 'not-kept'
    THEN 0
    WHEN "due_renewal" < CAST('2026-07-01' AS DATE)
    THEN DATEDIFF(DAY, "due_renewal", CAST('2026-07-01' AS DATE))
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
    WHEN "due_renewal" < CAST('2026-07-01' AS DATE)
    THEN 'overdue'
    WHEN "due_renewal" = CAST('2026-07-01' AS DATE)
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
