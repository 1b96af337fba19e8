/* man 1: MAN qualification */
WITH [facts] AS (
  SELECT
    [source].[customer_id] AS [customer_id],
    CASE WHEN [source].[money] IN (0, 1) THEN [source].[money] END AS [fact_money],
    CASE WHEN [source].[authority] IN (0, 1) THEN [source].[authority] END AS [fact_authority],
    CASE WHEN [source].[need] IN (0, 1) THEN [source].[need] END AS [fact_need]
  FROM [crm].[customers] AS [source]
), [rules] AS (
  SELECT
    *,
    CASE
      WHEN [fact_money] = 1 AND [fact_authority] = 1 AND [fact_need] = 1
      THEN 1
      WHEN NOT (
        [fact_money] = 1 AND [fact_authority] = 1 AND [fact_need] = 1
      )
      THEN 0
    END AS [rule_M+A+N], /* M+A+N: money and authority and need -> pursue */
    CASE
      WHEN [fact_money] = 1 AND [fact_authority] = 1 AND [fact_need] <> 1
      THEN 1
      WHEN NOT (
        [fact_money] = 1 AND [fact_authority] = 1 AND [fact_need] <> 1
      )
      THEN 0
    END AS [rule_M+A+n_2], /* M+A+n: money and authority and not need -> create-need */
    CASE
      WHEN [fact_money] = 1 AND [fact_authority] <> 1 AND [fact_need] = 1
      THEN 1
      WHEN NOT (
        [fact_money] = 1 AND [fact_authority] <> 1 AND [fact_need] = 1
      )
      THEN 0
    END AS [rule_M+a+N_3], /* M+a+N: money and not authority and need -> find-authority */
    CASE
      WHEN [fact_money] <> 1 AND [fact_authority] = 1 AND [fact_need] = 1
      THEN 1
      WHEN NOT (
        [fact_money] <> 1 AND [fact_authority] = 1 AND [fact_need] = 1
      )
      THEN 0
    END AS [rule_m+A+N_4], /* m+A+N: not money and authority and need -> check-credit-and-finance */
    CASE
      WHEN [fact_money] <> 1 AND [fact_authority] <> 1 AND [fact_need] = 1
      THEN 1
      WHEN NOT (
        [fact_money] <> 1 AND [fact_authority] <> 1 AND [fact_need] = 1
      )
      THEN 0
    END AS [rule_m+a+N_5], /* m+a+N: not money and not authority and need -> nurture */
    CASE
      WHEN [fact_money] <> 1 AND [fact_authority] = 1 AND [fact_need] <> 1
      THEN 1
      WHEN NOT (
        [fact_money] <> 1 AND [fact_authority] = 1 AND [fact_need] <> 1
      )
      THEN 0
    END AS [rule_m+A+n_6], /* m+A+n: not money and authority and not need -> nurture */
    CASE
      WHEN [fact_money] = 1 AND [fact_authority] <> 1 AND [fact_need] <> 1
      THEN 1
      WHEN NOT (
        [fact_money] = 1 AND [fact_authority] <> 1 AND [fact_need] <> 1
      )
      THEN 0
    END AS [rule_M+a+n_7], /* M+a+n: money and not authority and not need -> nurture */
    CASE
      WHEN [fact_money] <> 1 AND [fact_authority] <> 1 AND [fact_need] <> 1
      THEN 1
      WHEN NOT (
        [fact_money] <> 1 AND [fact_authority] <> 1 AND [fact_need] <> 1
      )
      THEN 0
    END AS [rule_m+a+n_8] /* m+a+n: not money and not authority and not need -> stop-contact */
  FROM [facts]
), [decided] AS (
  SELECT
    *,
    CASE
      WHEN COALESCE([rule_M+A+N], 0) = 1
      THEN N'pursue'
      WHEN COALESCE([rule_M+A+n_2], 0) = 1
      THEN N'create-need'
      WHEN COALESCE([rule_M+a+N_3], 0) = 1
      THEN N'find-authority'
      WHEN COALESCE([rule_m+A+N_4], 0) = 1
      THEN N'check-credit-and-finance'
      WHEN COALESCE([rule_m+a+N_5], 0) = 1
      OR COALESCE([rule_m+A+n_6], 0) = 1
      OR COALESCE([rule_M+a+n_7], 0) = 1
      THEN N'nurture'
      WHEN COALESCE([rule_m+a+n_8], 0) = 1
      THEN N'stop-contact'
    END AS [outcome]
  FROM [rules]
)
SELECT
  [customer_id],
  [outcome] AS [man],
  CASE
    WHEN [outcome] + N'.' = N'pursue' + N'.'
    THEN N'pursue'
    WHEN [outcome] + N'.' IN (N'create-need.', N'find-authority.', N'check-credit-and-finance.', N'nurture.')
    THEN N'contact'
    WHEN [outcome] + N'.' = N'stop-contact' + N'.'
    THEN N'stop'
  END AS [man_approach],
  CASE WHEN NOT [outcome] IS NULL THEN 1 WHEN [outcome] IS NULL THEN 0 END AS [man_certain]
FROM [decided]
