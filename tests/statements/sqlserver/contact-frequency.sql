/* contact-frequency 1: Graded contact frequency, as of 2026-07-01 */
WITH [facts] AS (
  SELECT
    [source].[customer_id] AS [customer_id],
    CASE
      WHEN [source].[customer_since] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[customer_since]
    END AS [fact_customer_since],
    CASE
      WHEN [source].[last_call] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[last_call]
    END AS [fact_last_call],
    CASE
      WHEN [source].[last_visit] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[last_visit]
    END AS [fact_last_visit],
    CASE
      WHEN (
        CAST([source].[contact_class] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
      ) + N'.' IN (N'important.', N'secondary.', N'ordinary.', N'small.')
      THEN CAST([source].[contact_class] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
    END AS [fact_contact_class]
  FROM [crm].[customers] AS [source]
), [contacts] AS (
  SELECT
    *,
    COALESCE([fact_last_call], [fact_customer_since]) AS [begin_call], /* call: counted from the last contact, or else from customer_since */
    COALESCE([fact_last_visit], [fact_customer_since]) AS [begin_visit] /* visit: counted from the last contact, or else from customer_since */
  FROM [facts]
), [due] AS (
  SELECT
    *,
    CASE
      WHEN [fact_contact_class] + N'.' = N'important' + N'.'
      THEN DATEADD(MONTH, 1, [begin_call])
      WHEN [fact_contact_class] + N'.' = N'secondary' + N'.'
      THEN DATEADD(MONTH, 3, [begin_call])
      WHEN [fact_contact_class] + N'.' = N'ordinary' + N'.'
      THEN DATEADD(MONTH, 6, [begin_call])
      WHEN [fact_contact_class] + N'.' = N'small' + N'.'
      THEN DATEADD(MONTH, 12, [begin_call])
    END AS [due_call],
    CASE
      WHEN [fact_contact_class] + N'.' = N'important' + N'.'
      THEN DATEADD(MONTH, 3, [begin_visit])
      WHEN [fact_contact_class] + N'.' = N'secondary' + N'.'
      THEN DATEADD(MONTH, 6, [begin_visit])
      WHEN [fact_contact_class] + N'.' = N'ordinary' + N'.'
      THEN DATEADD(MONTH, 12, [begin_visit])
    END AS [due_visit]
  FROM [contacts]
)
SELECT
  [customer_id],
  [due_call] AS [next_call_due],
  CASE
    WHEN [fact_contact_class] + N'.' = N'small' + N'.'
    THEN 0
    WHEN [due_call] < CAST('2026-07-01' AS DATE)
    THEN DATEDIFF(DAY, [due_call], CAST('2026-07-01' AS DATE))
    WHEN NOT [due_call] IS NULL
    THEN 0
  END AS [call_overdue_days],
  CASE
    WHEN [fact_contact_class] IS NULL
    THEN N'unknown'
    WHEN [fact_contact_class] + N'.' = N'small' + N'.'
    THEN N'optional'
    WHEN [due_call] IS NULL
    THEN N'unknown'
    WHEN [due_call] < CAST('2026-07-01' AS DATE)
    THEN N'overdue'
    WHEN [due_call] = CAST('2026-07-01' AS DATE)
    THEN N'due-today'
    ELSE N'ahead'
  END AS [call_status],
  CASE
    WHEN NOT [fact_last_call] IS NULL
    THEN 0
    WHEN NOT [begin_call] IS NULL
    THEN 1
  END AS [call_never_contacted],
  [due_visit] AS [next_visit_due],
  CASE
    WHEN [fact_contact_class] + N'.' = N'small' + N'.'
    THEN 0
    WHEN [due_visit] < CAST('2026-07-01' AS DATE)
    THEN DATEDIFF(DAY, [due_visit], CAST('2026-07-01' AS DATE))
    WHEN NOT [due_visit] IS NULL
    THEN 0
  END AS [visit_overdue_days],
  CASE
    WHEN [fact_contact_class] IS NULL
    THEN N'unknown'
    WHEN [fact_contact_class] + N'.' = N'small' + N'.'
    THEN N'not-required'
    WHEN [due_visit] IS NULL
    THEN N'unknown'
    WHEN [due_visit] < CAST('2026-07-01' AS DATE)
    THEN N'overdue'
    WHEN [due_visit] = CAST('2026-07-01' AS DATE)
    THEN N'due-today'
    ELSE N'ahead'
  END AS [visit_status],
  CASE
    WHEN NOT [fact_last_visit] IS NULL
    THEN 0
    WHEN NOT [begin_visit] IS NULL
    THEN 1
  END AS [visit_never_contacted]
FROM [due]
