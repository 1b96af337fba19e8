/* key-person-standards 1: Standards of contact with key persons, as of 2026-07-01 */
WITH [facts] AS (
  SELECT
    [source].[customer_id] AS [customer_id],
    CASE
      WHEN [source].[referred_groups] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[referred_groups] = FLOOR([source].[referred_groups])
      THEN CAST([source].[referred_groups] AS BIGINT)
    END AS [fact_referred_groups],
    CASE
      WHEN [source].[referred_cards] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[referred_cards] = FLOOR([source].[referred_cards])
      THEN CAST([source].[referred_cards] AS BIGINT)
    END AS [fact_referred_cards],
    CASE
      WHEN [source].[last_visit] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[last_visit]
    END AS [fact_last_visit],
    CASE
      WHEN [source].[key_person_since] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[key_person_since]
    END AS [fact_key_person_since],
    CASE
      WHEN [source].[visits_this_week] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[visits_this_week] = FLOOR([source].[visits_this_week])
      THEN CAST([source].[visits_this_week] AS BIGINT)
    END AS [fact_visits_this_week],
    CASE
      WHEN [source].[last_activity] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[last_activity]
    END AS [fact_last_activity],
    CASE
      WHEN [source].[last_banquet] BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN [source].[last_banquet]
    END AS [fact_last_banquet]
  FROM [crm].[customers] AS [source]
), [rules] AS (
  SELECT
    *,
    CASE
      WHEN [fact_referred_groups] >= 20 AND [fact_referred_cards] >= 10
      THEN 1
      WHEN NOT (
        [fact_referred_groups] >= 20 AND [fact_referred_cards] >= 10
      )
      THEN 0
    END AS [rule_old-hen], /* old-hen: referred_groups >= hen_groups and referred_cards >= hen_cards -> old-hen */
    CASE
      WHEN [fact_referred_groups] >= 10 AND [fact_referred_cards] >= 5
      THEN 1
      WHEN NOT (
        [fact_referred_groups] >= 10 AND [fact_referred_cards] >= 5
      )
      THEN 0
    END AS [rule_little-hen] /* little-hen: referred_groups >= little_groups and referred_cards >= little_cards -> little-hen */
  FROM [facts]
), [derived] AS (
  SELECT
    *,
    CASE
      WHEN [rule_old-hen] = 1
      THEN N'old-hen'
      WHEN CASE WHEN [rule_old-hen] = 1 THEN 1 WHEN [rule_old-hen] <> 1 THEN 0 END IS NULL
      THEN NULL
      WHEN [rule_little-hen] = 1
      THEN N'little-hen'
      WHEN CASE WHEN [rule_little-hen] = 1 THEN 1 WHEN [rule_little-hen] <> 1 THEN 0 END IS NULL
      THEN NULL
      ELSE N'untiered'
    END AS [fact_key_person_tier] /* key_person_tier: from key-person-tiers */
  FROM [rules]
), [contacts] AS (
  SELECT
    *,
    COALESCE([fact_last_visit], [fact_key_person_since]) AS [begin_visit], /* visit: counted from the last contact, or else from key_person_since */
    COALESCE([fact_last_activity], [fact_key_person_since]) AS [begin_activity], /* activity: counted from the last contact, or else from key_person_since */
    COALESCE([fact_last_banquet], [fact_key_person_since]) AS [begin_banquet] /* banquet: counted from the last contact, or else from key_person_since */
  FROM [derived]
), [months] AS (
  SELECT
    *,
    CAST(7 - (
      (
        DATEDIFF(DAY, CAST('0001-01-01' AS DATE), [begin_visit]) % 7
      ) + 1
    ) AS INTEGER) AS [rest_of_week_visit], /* visit: the days that are left of the week */
    CAST((
      (
        DATEPART(YEAR, [begin_activity]) * 12
      ) + DATEPART(MONTH, [begin_activity])
    ) - 24001 AS INTEGER) AS [month_activity], /* activity: the months since January 2000 */
    CAST((
      (
        DATEPART(YEAR, [begin_banquet]) * 12
      ) + DATEPART(MONTH, [begin_banquet])
    ) - 24001 AS INTEGER) AS [month_banquet] /* banquet: the months since January 2000 */
  FROM [contacts]
), [months_2] AS (
  SELECT
    *,
    DATEADD(DAY, [rest_of_week_visit], [begin_visit]) AS [end_visit], /* visit: the end of the week */
    [month_activity] + 1 AS [month_after_activity],
    [month_banquet] + 1 AS [month_after_banquet]
  FROM [months]
), [periods] AS (
  SELECT
    *,
    CASE
      WHEN [fact_key_person_tier] + N'.' IN (N'old-hen.', N'little-hen.')
      THEN CASE
        WHEN [end_visit] < CAST('2026-07-01' AS DATE)
        OR (
          NOT [fact_last_visit] IS NULL
          AND (
            [end_visit] > CAST('2026-07-05' AS DATE) OR [fact_visits_this_week] >= 2
          )
        )
        THEN DATEADD(DAY, [rest_of_week_visit] + 7, [begin_visit])
        WHEN NOT (
          NOT [fact_last_visit] IS NULL
          AND (
            [end_visit] > CAST('2026-07-05' AS DATE) OR [fact_visits_this_week] >= 2
          )
        )
        THEN [end_visit]
      END
    END AS [due_visit],
    DATEADD(MONTH, [month_activity], CAST('2000-01-31' AS DATE)) AS [end_activity], /* activity: the end of the month */
    DATEADD(MONTH, [month_banquet], CAST('2000-01-31' AS DATE)) AS [end_banquet] /* banquet: the end of the month */
  FROM [months_2]
), [due] AS (
  SELECT
    *,
    CASE
      WHEN [fact_key_person_tier] + N'.' IN (N'old-hen.', N'little-hen.')
      THEN CASE
        WHEN [end_activity] < CAST('2026-07-01' AS DATE) OR NOT [fact_last_activity] IS NULL
        THEN DATEADD(MONTH, [month_after_activity], CAST('2000-01-31' AS DATE))
        WHEN [fact_last_activity] IS NULL
        THEN [end_activity]
      END
    END AS [due_activity],
    CASE
      WHEN [fact_key_person_tier] + N'.' = N'old-hen' + N'.'
      THEN CASE
        WHEN [end_banquet] < CAST('2026-07-01' AS DATE) OR NOT [fact_last_banquet] IS NULL
        THEN DATEADD(MONTH, [month_after_banquet], CAST('2000-01-31' AS DATE))
        WHEN [fact_last_banquet] IS NULL
        THEN [end_banquet]
      END
    END AS [due_banquet]
  FROM [periods]
)
SELECT
  [customer_id],
  [due_visit] AS [next_visit_due],
  CASE
    WHEN [fact_key_person_tier] + N'.' = N'untiered' + N'.'
    THEN 0
    WHEN [due_visit] < CAST('2026-07-01' AS DATE)
    THEN DATEDIFF(DAY, [due_visit], CAST('2026-07-01' AS DATE))
    WHEN NOT [due_visit] IS NULL
    THEN 0
  END AS [visit_overdue_days],
  CASE
    WHEN [fact_key_person_tier] IS NULL
    THEN N'unknown'
    WHEN [fact_key_person_tier] + N'.' = N'untiered' + N'.'
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
  END AS [visit_never_contacted],
  [due_activity] AS [next_activity_due],
  CASE
    WHEN [fact_key_person_tier] + N'.' = N'untiered' + N'.'
    THEN 0
    WHEN [due_activity] < CAST('2026-07-01' AS DATE)
    THEN DATEDIFF(DAY, [due_activity], CAST('2026-07-01' AS DATE))
    WHEN NOT [due_activity] IS NULL
    THEN 0
  END AS [activity_overdue_days],
  CASE
    WHEN [fact_key_person_tier] IS NULL
    THEN N'unknown'
    WHEN [fact_key_person_tier] + N'.' = N'untiered' + N'.'
    THEN N'not-required'
    WHEN [due_activity] IS NULL
    THEN N'unknown'
    WHEN [due_activity] < CAST('2026-07-01' AS DATE)
    THEN N'overdue'
    WHEN [due_activity] = CAST('2026-07-01' AS DATE)
    THEN N'due-today'
    ELSE N'ahead'
  END AS [activity_status],
  CASE
    WHEN NOT [fact_last_activity] IS NULL
    THEN 0
    WHEN NOT [begin_activity] IS NULL
    THEN 1
  END AS [activity_never_contacted],
  [due_banquet] AS [next_banquet_due],
  CASE
    WHEN [fact_key_person_tier] + N'.' IN (N'little-hen.', N'untiered.')
    THEN 0
    WHEN [due_banquet] < CAST('2026-07-01' AS DATE)
    THEN DATEDIFF(DAY, [due_banquet], CAST('2026-07-01' AS DATE))
    WHEN NOT [due_banquet] IS NULL
    THEN 0
  END AS [banquet_overdue_days],
  CASE
    WHEN [fact_key_person_tier] IS NULL
    THEN N'unknown'
    WHEN [fact_key_person_tier] + N'.' IN (N'little-hen.', N'untiered.')
    THEN N'not-required'
    WHEN [due_banquet] IS NULL
    THEN N'unknown'
    WHEN [due_banquet] < CAST('2026-07-01' AS DATE)
    THEN N'overdue'
    WHEN [due_banquet] = CAST('2026-07-01' AS DATE)
    THEN N'due-today'
    ELSE N'ahead'
  END AS [banquet_status],
  CASE
    WHEN NOT [fact_last_banquet] IS NULL
    THEN 0
    WHEN NOT [begin_banquet] IS NULL
    THEN 1
  END AS [banquet_never_contacted]
FROM [due]
