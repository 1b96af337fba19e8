/* loyalty 1: Loyalty of a customer */
WITH [facts] AS (
  SELECT
    [source].[customer_id] AS [customer_id],
    CASE
      WHEN [source].[repeat_purchases] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[repeat_purchases] = FLOOR([source].[repeat_purchases])
      THEN CAST([source].[repeat_purchases] AS BIGINT)
    END AS [fact_repeat_purchases],
    CASE
      WHEN [source].[choosing_time] BETWEEN -1E+100 AND 1E+100
      THEN CAST([source].[choosing_time] AS FLOAT)
    END AS [fact_choosing_time],
    CASE
      WHEN [source].[price_sensitivity] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[price_sensitivity] = FLOOR([source].[price_sensitivity])
      THEN CAST([source].[price_sensitivity] AS BIGINT)
    END AS [fact_price_sensitivity],
    CASE
      WHEN (
        CAST([source].[rival_attitude] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
      ) + N'.' IN (N'drawn.', N'neutral.', N'indifferent.')
      THEN CAST([source].[rival_attitude] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
    END AS [fact_rival_attitude],
    CASE
      WHEN (
        CAST([source].[fault_tolerance] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
      ) + N'.' IN (N'complains.', N'accepts.', N'solves-together.')
      THEN CAST([source].[fault_tolerance] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
    END AS [fact_fault_tolerance]
  FROM [crm].[customers] AS [source]
), [items] AS (
  SELECT
    *,
    CASE
      WHEN [fact_repeat_purchases] < 1
      THEN 1
      WHEN [fact_repeat_purchases] >= 1
      THEN 0
    END AS [item_repeat-purchases], /* repeat-purchases: repeat_purchases < bought_once */
    CASE
      WHEN [fact_repeat_purchases] >= 1 AND [fact_repeat_purchases] < 2
      THEN 1
      WHEN NOT (
        [fact_repeat_purchases] >= 1 AND [fact_repeat_purchases] < 2
      )
      THEN 0
    END AS [item_repeat-purchases_2], /* repeat-purchases: repeat_purchases >= bought_once and repeat_purchases < bought_twice */
    CASE
      WHEN [fact_repeat_purchases] >= 2 AND [fact_repeat_purchases] < 3
      THEN 1
      WHEN NOT (
        [fact_repeat_purchases] >= 2 AND [fact_repeat_purchases] < 3
      )
      THEN 0
    END AS [item_repeat-purchases_3], /* repeat-purchases: repeat_purchases >= bought_twice and repeat_purchases < bought_often */
    CASE
      WHEN [fact_repeat_purchases] >= 3 AND [fact_repeat_purchases] < 5
      THEN 1
      WHEN NOT (
        [fact_repeat_purchases] >= 3 AND [fact_repeat_purchases] < 5
      )
      THEN 0
    END AS [item_repeat-purchases_4], /* repeat-purchases: repeat_purchases >= bought_often and repeat_purchases < bought_always */
    CASE
      WHEN [fact_repeat_purchases] >= 5
      THEN 1
      WHEN [fact_repeat_purchases] < 5
      THEN 0
    END AS [item_repeat-purchases_5], /* repeat-purchases: repeat_purchases >= bought_always */
    CASE WHEN [fact_choosing_time] < 1 THEN 1 WHEN [fact_choosing_time] >= 1 THEN 0 END AS [item_choosing-time], /* choosing-time: choosing_time < chosen_at_once */
    CASE
      WHEN [fact_choosing_time] >= 1 AND [fact_choosing_time] < 3
      THEN 1
      WHEN NOT (
        [fact_choosing_time] >= 1 AND [fact_choosing_time] < 3
      )
      THEN 0
    END AS [item_choosing-time_2], /* choosing-time: choosing_time >= chosen_at_once and choosing_time < chosen_in_days */
    CASE
      WHEN [fact_choosing_time] >= 3 AND [fact_choosing_time] < 7
      THEN 1
      WHEN NOT (
        [fact_choosing_time] >= 3 AND [fact_choosing_time] < 7
      )
      THEN 0
    END AS [item_choosing-time_3], /* choosing-time: choosing_time >= chosen_in_days and choosing_time < chosen_in_week */
    CASE
      WHEN [fact_choosing_time] >= 7 AND [fact_choosing_time] < 30
      THEN 1
      WHEN NOT (
        [fact_choosing_time] >= 7 AND [fact_choosing_time] < 30
      )
      THEN 0
    END AS [item_choosing-time_4], /* choosing-time: choosing_time >= chosen_in_week and choosing_time < chosen_in_month */
    CASE WHEN [fact_choosing_time] >= 30 THEN 1 WHEN [fact_choosing_time] < 30 THEN 0 END AS [item_choosing-time_5], /* choosing-time: choosing_time >= chosen_in_month */
    CASE
      WHEN [fact_price_sensitivity] < 2
      THEN 1
      WHEN [fact_price_sensitivity] >= 2
      THEN 0
    END AS [item_price-sensitivity], /* price-sensitivity: price_sensitivity < sensitive_2 */
    CASE
      WHEN [fact_price_sensitivity] >= 2 AND [fact_price_sensitivity] < 3
      THEN 1
      WHEN NOT (
        [fact_price_sensitivity] >= 2 AND [fact_price_sensitivity] < 3
      )
      THEN 0
    END AS [item_price-sensitivity_2], /* price-sensitivity: price_sensitivity >= sensitive_2 and price_sensitivity < sensitive_3 */
    CASE
      WHEN [fact_price_sensitivity] >= 3 AND [fact_price_sensitivity] < 4
      THEN 1
      WHEN NOT (
        [fact_price_sensitivity] >= 3 AND [fact_price_sensitivity] < 4
      )
      THEN 0
    END AS [item_price-sensitivity_3], /* price-sensitivity: price_sensitivity >= sensitive_3 and price_sensitivity < sensitive_4 */
    CASE
      WHEN [fact_price_sensitivity] >= 4 AND [fact_price_sensitivity] < 5
      THEN 1
      WHEN NOT (
        [fact_price_sensitivity] >= 4 AND [fact_price_sensitivity] < 5
      )
      THEN 0
    END AS [item_price-sensitivity_4], /* price-sensitivity: price_sensitivity >= sensitive_4 and price_sensitivity < sensitive_5 */
    CASE
      WHEN [fact_price_sensitivity] >= 5
      THEN 1
      WHEN [fact_price_sensitivity] < 5
      THEN 0
    END AS [item_price-sensitivity_5], /* price-sensitivity: price_sensitivity >= sensitive_5 */
    CASE
      WHEN [fact_rival_attitude] + N'.' = N'drawn' + N'.'
      THEN 1
      WHEN [fact_rival_attitude] + N'.' <> N'drawn' + N'.'
      THEN 0
    END AS [item_rival-attitude], /* rival-attitude: rival_attitude == "drawn" */
    CASE
      WHEN [fact_rival_attitude] + N'.' = N'neutral' + N'.'
      THEN 1
      WHEN [fact_rival_attitude] + N'.' <> N'neutral' + N'.'
      THEN 0
    END AS [item_rival-attitude_2], /* rival-attitude: rival_attitude == "neutral" */
    CASE
      WHEN [fact_rival_attitude] + N'.' = N'indifferent' + N'.'
      THEN 1
      WHEN [fact_rival_attitude] + N'.' <> N'indifferent' + N'.'
      THEN 0
    END AS [item_rival-attitude_3], /* rival-attitude: rival_attitude == "indifferent" */
    CASE
      WHEN [fact_fault_tolerance] + N'.' = N'complains' + N'.'
      THEN 1
      WHEN [fact_fault_tolerance] + N'.' <> N'complains' + N'.'
      THEN 0
    END AS [item_fault-tolerance], /* fault-tolerance: fault_tolerance == "complains" */
    CASE
      WHEN [fact_fault_tolerance] + N'.' = N'accepts' + N'.'
      THEN 1
      WHEN [fact_fault_tolerance] + N'.' <> N'accepts' + N'.'
      THEN 0
    END AS [item_fault-tolerance_2], /* fault-tolerance: fault_tolerance == "accepts" */
    CASE
      WHEN [fact_fault_tolerance] + N'.' = N'solves-together' + N'.'
      THEN 1
      WHEN [fact_fault_tolerance] + N'.' <> N'solves-together' + N'.'
      THEN 0
    END AS [item_fault-tolerance_3] /* fault-tolerance: fault_tolerance == "solves-together" */
  FROM [facts]
), [points] AS (
  SELECT
    *,
    CASE
      WHEN [item_repeat-purchases] IS NULL
      THEN 0
      WHEN [item_repeat-purchases] = 1
      THEN 0
      WHEN [item_repeat-purchases_2] = 1
      THEN 1
      WHEN [item_repeat-purchases_3] = 1
      THEN 2
      WHEN [item_repeat-purchases_4] = 1
      THEN 3
      WHEN [item_repeat-purchases_5] = 1
      THEN 4
      ELSE 0
    END AS [least_repeat-purchases],
    CASE
      WHEN [item_repeat-purchases] IS NULL
      THEN 4
      WHEN [item_repeat-purchases] = 1
      THEN 0
      WHEN [item_repeat-purchases_2] = 1
      THEN 1
      WHEN [item_repeat-purchases_3] = 1
      THEN 2
      WHEN [item_repeat-purchases_4] = 1
      THEN 3
      WHEN [item_repeat-purchases_5] = 1
      THEN 4
      ELSE 0
    END AS [most_repeat-purchases],
    CASE
      WHEN [item_choosing-time] IS NULL
      THEN 0
      WHEN [item_choosing-time] = 1
      THEN 4
      WHEN [item_choosing-time_2] = 1
      THEN 3
      WHEN [item_choosing-time_3] = 1
      THEN 2
      WHEN [item_choosing-time_4] = 1
      THEN 1
      WHEN [item_choosing-time_5] = 1
      THEN 0
      ELSE 0
    END AS [least_choosing-time],
    CASE
      WHEN [item_choosing-time] IS NULL
      THEN 4
      WHEN [item_choosing-time] = 1
      THEN 4
      WHEN [item_choosing-time_2] = 1
      THEN 3
      WHEN [item_choosing-time_3] = 1
      THEN 2
      WHEN [item_choosing-time_4] = 1
      THEN 1
      WHEN [item_choosing-time_5] = 1
      THEN 0
      ELSE 0
    END AS [most_choosing-time],
    CASE
      WHEN [item_price-sensitivity] IS NULL
      THEN 0
      WHEN [item_price-sensitivity] = 1
      THEN 4
      WHEN [item_price-sensitivity_2] = 1
      THEN 3
      WHEN [item_price-sensitivity_3] = 1
      THEN 2
      WHEN [item_price-sensitivity_4] = 1
      THEN 1
      WHEN [item_price-sensitivity_5] = 1
      THEN 0
      ELSE 0
    END AS [least_price-sensitivity],
    CASE
      WHEN [item_price-sensitivity] IS NULL
      THEN 4
      WHEN [item_price-sensitivity] = 1
      THEN 4
      WHEN [item_price-sensitivity_2] = 1
      THEN 3
      WHEN [item_price-sensitivity_3] = 1
      THEN 2
      WHEN [item_price-sensitivity_4] = 1
      THEN 1
      WHEN [item_price-sensitivity_5] = 1
      THEN 0
      ELSE 0
    END AS [most_price-sensitivity],
    CASE
      WHEN [item_rival-attitude] IS NULL
      THEN 0
      WHEN [item_rival-attitude] = 1
      THEN 0
      WHEN [item_rival-attitude_2] = 1
      THEN 2
      WHEN [item_rival-attitude_3] = 1
      THEN 4
      ELSE 0
    END AS [least_rival-attitude],
    CASE
      WHEN [item_rival-attitude] IS NULL
      THEN 4
      WHEN [item_rival-attitude] = 1
      THEN 0
      WHEN [item_rival-attitude_2] = 1
      THEN 2
      WHEN [item_rival-attitude_3] = 1
      THEN 4
      ELSE 0
    END AS [most_rival-attitude],
    CASE
      WHEN [item_fault-tolerance] IS NULL
      THEN 0
      WHEN [item_fault-tolerance] = 1
      THEN 0
      WHEN [item_fault-tolerance_2] = 1
      THEN 2
      WHEN [item_fault-tolerance_3] = 1
      THEN 4
      ELSE 0
    END AS [least_fault-tolerance],
    CASE
      WHEN [item_fault-tolerance] IS NULL
      THEN 4
      WHEN [item_fault-tolerance] = 1
      THEN 0
      WHEN [item_fault-tolerance_2] = 1
      THEN 2
      WHEN [item_fault-tolerance_3] = 1
      THEN 4
      ELSE 0
    END AS [most_fault-tolerance],
    CASE
      WHEN [item_repeat-purchases] IS NULL
      THEN NULL
      WHEN [item_repeat-purchases] = 1
      THEN NULL
      WHEN [item_repeat-purchases_2] = 1
      THEN N'客户重复购买次数 (+1)'
      WHEN [item_repeat-purchases_3] = 1
      THEN N'客户重复购买次数 (+2)'
      WHEN [item_repeat-purchases_4] = 1
      THEN N'客户重复购买次数 (+3)'
      WHEN [item_repeat-purchases_5] = 1
      THEN N'客户重复购买次数 (+4)'
    END AS [why_repeat-purchases],
    CASE
      WHEN [item_choosing-time] IS NULL
      THEN NULL
      WHEN [item_choosing-time] = 1
      THEN N'客户购买挑选时间 (+4)'
      WHEN [item_choosing-time_2] = 1
      THEN N'客户购买挑选时间 (+3)'
      WHEN [item_choosing-time_3] = 1
      THEN N'客户购买挑选时间 (+2)'
      WHEN [item_choosing-time_4] = 1
      THEN N'客户购买挑选时间 (+1)'
      WHEN [item_choosing-time_5] = 1
      THEN NULL
    END AS [why_choosing-time],
    CASE
      WHEN [item_price-sensitivity] IS NULL
      THEN NULL
      WHEN [item_price-sensitivity] = 1
      THEN N'客户对价格的敏感程度 (+4)'
      WHEN [item_price-sensitivity_2] = 1
      THEN N'客户对价格的敏感程度 (+3)'
      WHEN [item_price-sensitivity_3] = 1
      THEN N'客户对价格的敏感程度 (+2)'
      WHEN [item_price-sensitivity_4] = 1
      THEN N'客户对价格的敏感程度 (+1)'
      WHEN [item_price-sensitivity_5] = 1
      THEN NULL
    END AS [why_price-sensitivity],
    CASE
      WHEN [item_rival-attitude] IS NULL
      THEN NULL
      WHEN [item_rival-attitude] = 1
      THEN NULL
      WHEN [item_rival-attitude_2] = 1
      THEN N'客户对竞争服务产品的态度 (+2)'
      WHEN [item_rival-attitude_3] = 1
      THEN N'客户对竞争服务产品的态度 (+4)'
    END AS [why_rival-attitude],
    CASE
      WHEN [item_fault-tolerance] IS NULL
      THEN NULL
      WHEN [item_fault-tolerance] = 1
      THEN NULL
      WHEN [item_fault-tolerance_2] = 1
      THEN N'对差错的宽容 (+2)'
      WHEN [item_fault-tolerance_3] = 1
      THEN N'对差错的宽容 (+4)'
    END AS [why_fault-tolerance]
  FROM [items]
), [scores] AS (
  SELECT
    *,
    (
      (
        (
          CAST([least_repeat-purchases] AS BIGINT) + [least_choosing-time]
        ) + [least_price-sensitivity]
      ) + [least_rival-attitude]
    ) + [least_fault-tolerance] AS [low] /* in parts of 1/1 */
  FROM [points]
), [scores_2] AS (
  SELECT
    *,
    CASE WHEN [low] >= 14 THEN 2 WHEN [low] >= 7 THEN 1 ELSE 0 END AS [place_low]
  FROM [scores]
), [scores_3] AS (
  SELECT
    *,
    (
      (
        (
          CAST([most_repeat-purchases] AS BIGINT) + [most_choosing-time]
        ) + [most_price-sensitivity]
      ) + [most_rival-attitude]
    ) + [most_fault-tolerance] AS [high]
  FROM [scores_2]
), [scores_4] AS (
  SELECT
    *,
    CASE WHEN [high] >= 14 THEN 2 WHEN [high] >= 7 THEN 1 ELSE 0 END AS [place_high]
  FROM [scores_3]
)
SELECT
  [customer_id],
  CASE
    WHEN [place_low] = [place_high]
    THEN CASE
      WHEN [place_low] = 0
      THEN N'not-loyal'
      WHEN [place_low] = 1
      THEN N'leaning'
      WHEN [place_low] = 2
      THEN N'loyal'
    END
  END AS [loyalty],
  CASE WHEN [low] = [high] THEN [low] END AS [loyalty_points],
  [low] AS [loyalty_low],
  [high] AS [loyalty_high],
  CASE
    WHEN [place_low] = [place_high]
    THEN 1
    WHEN [place_low] <> [place_high]
    THEN 0
  END AS [loyalty_certain],
  CASE
    WHEN NOT [why_repeat-purchases] IS NULL
    OR NOT [why_choosing-time] IS NULL
    OR NOT [why_price-sensitivity] IS NULL
    OR NOT [why_rival-attitude] IS NULL
    OR NOT [why_fault-tolerance] IS NULL
    THEN SUBSTRING(
      CASE
        WHEN NOT [why_repeat-purchases] IS NULL
        THEN N'；' + [why_repeat-purchases]
        ELSE N''
      END + CASE
        WHEN NOT [why_choosing-time] IS NULL
        THEN N'；' + [why_choosing-time]
        ELSE N''
      END + CASE
        WHEN NOT [why_price-sensitivity] IS NULL
        THEN N'；' + [why_price-sensitivity]
        ELSE N''
      END + CASE
        WHEN NOT [why_rival-attitude] IS NULL
        THEN N'；' + [why_rival-attitude]
        ELSE N''
      END + CASE
        WHEN NOT [why_fault-tolerance] IS NULL
        THEN N'；' + [why_fault-tolerance]
        ELSE N''
      END,
      2,
      1000000
    )
  END AS [loyalty_reason]
FROM [scores_4]
