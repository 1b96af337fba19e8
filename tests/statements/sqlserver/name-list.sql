/* name-list 1: Keeping the list of a hundred names, as of 2026-07-01 */
WITH [facts] AS (
  SELECT
    [source].[customer_id] AS [customer_id],
    CASE
      WHEN (
        CAST([source].[list_kept] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
      ) + N'.' IN (N'kept.', N'not-kept.')
      THEN CAST([source].[list_kept] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
    END AS [fact_list_kept],
    CASE
      WHEN [source].[list_since] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[list_since]
    END AS [fact_list_since],
    CASE
      WHEN [source].[last_renewal] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[last_renewal]
    END AS [fact_last_renewal]
  FROM [crm].[customers] AS [source]
), [contacts] AS (
  SELECT
    *,
    COALESCE([fact_last_renewal], [fact_list_since]) AS [begin_renewal] /* renewal: counted from the last contact, or else from list_since */
  FROM [facts]
), [months] AS (
  SELECT
    *,
    CAST((
      (
        DATEPART(YEAR, [begin_renewal]) * 12
      ) + DATEPART(MONTH, [begin_renewal])
    ) - 24001 AS INTEGER) AS [month_renewal] /* renewal: the months since January 2000 */
  FROM [contacts]
), [months_2] AS (
  SELECT
    *,
    [month_renewal] + CASE
      WHEN DATEADD(MONTH, [month_renewal], CAST('2000-01-25' AS DATE)) > [begin_renewal]
      THEN 0
      ELSE 1
    END AS [month_due_renewal] /* renewal: the month with the next day 25 that counts */
  FROM [months]
), [due] AS (
  SELECT
    *,
    CASE
      WHEN [fact_list_kept] + N'.' = N'kept' + N'.'
      THEN DATEADD(MONTH, [month_due_renewal], CAST('2000-01-25' AS DATE))
    END AS [due_renewal]
  FROM [months_2]
)
SELECT
  [customer_id],
  [due_renewal] AS [next_renewal_due],
  CASE
    WHEN [fact_list_kept] + N'.' = N'not-kept' + N'.'
    THEN 0
    WHEN [due_renewal] < CAST('2026-07-01' AS DATE)
    THEN DATEDIFF(DAY, [due_renewal], CAST('2026-07-01' AS DATE))
    WHEN NOT [due_renewal] IS NULL
    THEN 0
  END AS [renewal_overdue_days],
  CASE
    WHEN [fact_list_kept] IS NULL
    THEN N'unknown'
    WHEN [fact_list_kept] + N'.' = N'not-kept' + N'.'
    THEN N'not-required'
    WHEN [due_renewal] IS NULL
    THEN N'unknown'
    WHEN [due_renewal] < CAST('2026-07-01' AS DATE)
    THEN N'overdue'
    WHEN [due_renewal] = CAST('2026-07-01' AS DATE)
    THEN N'due-today'
    ELSE N'ahead'
  END AS [renewal_status],
  CASE
    WHEN NOT [fact_last_renewal] IS NULL
    THEN 0
    WHEN NOT [begin_renewal] IS NULL
    THEN 1
  END AS [renewal_never_contacted]
FROM [due]
