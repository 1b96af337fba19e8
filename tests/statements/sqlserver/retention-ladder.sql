/* retention-ladder 1: Six-step retention escalation */
WITH [facts] AS (
  SELECT
    [source].[customer_id] AS [customer_id],
    CASE
      WHEN [source].[cancellation_requested] IN (0, 1)
      THEN [source].[cancellation_requested]
    END AS [fact_cancellation_requested],
    CASE WHEN [source].[suspended] IN (0, 1) THEN [source].[suspended] END AS [fact_suspended],
    CASE
      WHEN [source].[suspension_requested] IN (0, 1)
      THEN [source].[suspension_requested]
    END AS [fact_suspension_requested],
    CASE
      WHEN [source].[arrears_suspension] IN (0, 1)
      THEN [source].[arrears_suspension]
    END AS [fact_arrears_suspension],
    CASE
      WHEN [source].[bill] BETWEEN -1E+100 AND 1E+100
      THEN CAST([source].[bill] AS FLOAT)
    END AS [fact_bill],
    CASE
      WHEN [source].[bill_average] BETWEEN -1E+100 AND 1E+100
      THEN CAST([source].[bill_average] AS FLOAT)
    END AS [fact_bill_average],
    CASE
      WHEN [source].[forwarding_days_30] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[forwarding_days_30] = FLOOR([source].[forwarding_days_30])
      THEN CAST([source].[forwarding_days_30] AS BIGINT)
    END AS [fact_forwarding_days_30],
    CASE
      WHEN [source].[powered_off_days_30] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[powered_off_days_30] = FLOOR([source].[powered_off_days_30])
      THEN CAST([source].[powered_off_days_30] AS BIGINT)
    END AS [fact_powered_off_days_30],
    CASE
      WHEN [source].[usage_swing] BETWEEN -1E+100 AND 1E+100
      THEN CAST([source].[usage_swing] AS FLOAT)
    END AS [fact_usage_swing],
    CASE WHEN [source].[complaint_open] IN (0, 1) THEN [source].[complaint_open] END AS [fact_complaint_open],
    CASE
      WHEN [source].[tenure_months] BETWEEN -9007199254740991 AND 9007199254740991
      AND [source].[tenure_months] = FLOOR([source].[tenure_months])
      THEN CAST([source].[tenure_months] AS BIGINT)
    END AS [fact_tenure_months]
  FROM [crm].[customers] AS [source]
), [rules] AS (
  SELECT
    *,
    (
      [fact_bill] - [fact_bill_average]
    ) / CASE WHEN ABS([fact_bill_average]) >= 1E-100 THEN [fact_bill_average] END AS [fact_bill_change], /* bill_change = (bill - bill_average) / bill_average */
    CASE
      WHEN [fact_suspended] = 1 AND [fact_arrears_suspension] = 1
      THEN 1
      WHEN NOT (
        [fact_suspended] = 1 AND [fact_arrears_suspension] = 1
      )
      THEN 0
    END AS [rule_stopped-for-arrears], /* stopped-for-arrears: suspended and arrears_suspension -> step-6 */
    CASE
      WHEN [fact_suspended] = 1 AND [fact_arrears_suspension] IS NULL
      THEN 1
      WHEN NOT (
        [fact_suspended] = 1 AND [fact_arrears_suspension] IS NULL
      )
      THEN 0
    END AS [rule_stopped-reason-unknown], /* stopped-reason-unknown: suspended and not known(arrears_suspension) -> step-6 */
    CASE
      WHEN [fact_forwarding_days_30] >= 20
      THEN 1
      WHEN [fact_forwarding_days_30] < 20
      THEN 0
    END AS [rule_long-forwarded], /* long-forwarded: forwarding_days_30 >= long_forwarding -> step-4 */
    CASE
      WHEN [fact_powered_off_days_30] >= 15
      THEN 1
      WHEN [fact_powered_off_days_30] < 15
      THEN 0
    END AS [rule_long-off], /* long-off: powered_off_days_30 >= long_off -> step-4 */
    CASE
      WHEN [fact_usage_swing] >= 0.5E0
      THEN 1
      WHEN [fact_usage_swing] < 0.5E0
      THEN 0
    END AS [rule_strong-swing], /* strong-swing: usage_swing >= strong_swing -> step-3 */
    CASE
      WHEN [fact_forwarding_days_30] >= 3
      THEN 1
      WHEN [fact_forwarding_days_30] < 3
      THEN 0
    END AS [rule_some-forwarding], /* some-forwarding: forwarding_days_30 >= some_forwarding -> step-3 */
    CASE WHEN [fact_complaint_open] <> 1 THEN 1 WHEN [fact_complaint_open] = 1 THEN 0 END AS [rule_content] /* content: not complaint_open -> step-1 */
  FROM [facts]
), [missing] AS (
  SELECT
    *,
    CASE
      WHEN COALESCE(
        CASE
          WHEN ABS([fact_bill_average]) < 1E-100
          THEN 1
          WHEN ABS([fact_bill_average]) >= 1E-100
          THEN 0
        END,
        0
      ) = 1
      THEN 1
      WHEN COALESCE(
        CASE
          WHEN ABS([fact_bill_average]) < 1E-100
          THEN 1
          WHEN ABS([fact_bill_average]) >= 1E-100
          THEN 0
        END,
        0
      ) <> 1
      THEN 0
    END AS [stuck],
    CASE
      WHEN [rule_long-forwarded] = 1 OR [rule_long-off] = 1
      THEN 1
      WHEN NOT (
        [rule_long-forwarded] = 1 OR [rule_long-off] = 1
      )
      THEN 0
    END AS [gives_step-4],
    CASE
      WHEN [rule_strong-swing] = 1 OR [rule_some-forwarding] = 1
      THEN 1
      WHEN NOT (
        [rule_strong-swing] = 1 OR [rule_some-forwarding] = 1
      )
      THEN 0
    END AS [gives_step-3],
    CASE
      WHEN COALESCE([fact_cancellation_requested], 0) <> 1
      AND [fact_cancellation_requested] IS NULL
      THEN 1
      WHEN NOT (
        COALESCE([fact_cancellation_requested], 0) <> 1
        AND [fact_cancellation_requested] IS NULL
      )
      THEN 0
    END AS [missing_cancellation_requested]
  FROM [rules]
), [outcomes] AS (
  SELECT
    *,
    CASE
      WHEN [fact_bill] IS NULL AND [stuck] <> 1
      THEN 1
      WHEN NOT (
        [fact_bill] IS NULL AND [stuck] <> 1
      )
      THEN 0
    END AS [lacks_bill],
    CASE
      WHEN [fact_bill_average] IS NULL AND [stuck] <> 1
      THEN 1
      WHEN NOT (
        [fact_bill_average] IS NULL AND [stuck] <> 1
      )
      THEN 0
    END AS [lacks_bill_average],
    CASE WHEN [stuck] = 1 THEN 1 WHEN [stuck] <> 1 THEN 0 END AS [undefined],
    CASE
      WHEN [rule_stopped-for-arrears] = 1
      OR [rule_stopped-reason-unknown] = 1
      OR [fact_suspended] = 1
      THEN 1
      WHEN NOT (
        [rule_stopped-for-arrears] = 1
        OR [rule_stopped-reason-unknown] = 1
        OR [fact_suspended] = 1
      )
      THEN 0
    END AS [gives_step-6],
    CASE
      WHEN COALESCE([fact_cancellation_requested], 0) <> 1
      AND NOT (
        COALESCE([rule_stopped-for-arrears], 0) = 1
        OR COALESCE([rule_stopped-reason-unknown], 0) = 1
        OR COALESCE([fact_suspended], 0) = 1
      )
      THEN 1
      WHEN NOT (
        COALESCE([fact_cancellation_requested], 0) <> 1
        AND NOT (
          COALESCE([rule_stopped-for-arrears], 0) = 1
          OR COALESCE([rule_stopped-reason-unknown], 0) = 1
          OR COALESCE([fact_suspended], 0) = 1
        )
      )
      THEN 0
    END AS [when_2]
  FROM [missing]
), [missing_2] AS (
  SELECT
    *,
    CASE
      WHEN [undefined] = 1 AND NOT (
        [lacks_bill] = 1 OR [lacks_bill_average] = 1
      )
      THEN 1
      WHEN NOT (
        [undefined] = 1 AND NOT (
          [lacks_bill] = 1 OR [lacks_bill_average] = 1
        )
      )
      THEN 0
    END AS [stuck_2],
    CASE
      WHEN [undefined] = 1 AND NOT (
        [lacks_bill] = 1 OR [lacks_bill_average] = 1
      )
      THEN 1
      WHEN NOT (
        [undefined] = 1 AND NOT (
          [lacks_bill] = 1 OR [lacks_bill_average] = 1
        )
      )
      THEN 0
    END AS [stuck_4],
    CASE
      WHEN (
        [when_2] = 1 AND [rule_stopped-for-arrears] IS NULL AND [fact_suspended] IS NULL
      )
      OR (
        [when_2] = 1
        AND [rule_stopped-reason-unknown] IS NULL
        AND [fact_suspended] IS NULL
      )
      OR (
        [when_2] = 1 AND [fact_suspended] IS NULL
      )
      THEN 1
      WHEN NOT (
        (
          [when_2] = 1 AND [rule_stopped-for-arrears] IS NULL AND [fact_suspended] IS NULL
        )
        OR (
          [when_2] = 1
          AND [rule_stopped-reason-unknown] IS NULL
          AND [fact_suspended] IS NULL
        )
        OR (
          [when_2] = 1 AND [fact_suspended] IS NULL
        )
      )
      THEN 0
    END AS [missing_suspended],
    CASE
      WHEN [when_2] = 1
      AND [rule_stopped-for-arrears] IS NULL
      AND [fact_arrears_suspension] IS NULL
      THEN 1
      WHEN NOT (
        [when_2] = 1
        AND [rule_stopped-for-arrears] IS NULL
        AND [fact_arrears_suspension] IS NULL
      )
      THEN 0
    END AS [missing_arrears_suspension]
  FROM [outcomes]
), [rules_2] AS (
  SELECT
    *,
    CASE
      WHEN [fact_bill_average] > 0 AND [fact_bill_change] <= -0.2999999999999996E0
      THEN 1
      WHEN NOT (
        [fact_bill_average] > 0 AND [fact_bill_change] <= -0.2999999999999996E0
      )
      THEN 0
    END AS [rule_bill-falling], /* bill-falling: bill_average > 0 and bill_change <= -bill_drop -> step-5 */
    CASE
      WHEN [fact_bill_average] > 0 AND ABS([fact_bill_change]) <= 0.10000000000000028E0
      THEN 1
      WHEN NOT (
        [fact_bill_average] > 0 AND ABS([fact_bill_change]) <= 0.10000000000000028E0
      )
      THEN 0
    END AS [value]
  FROM [missing_2]
), [step] AS (
  SELECT
    *,
    CASE
      WHEN [value] = 1 OR [fact_bill] = [fact_bill_average]
      THEN 1
      WHEN NOT (
        [value] = 1 OR [fact_bill] = [fact_bill_average]
      )
      THEN 0
    END AS [value_2]
  FROM [rules_2]
), [outcomes_2] AS (
  SELECT
    *,
    CASE
      WHEN [fact_tenure_months] >= 12 AND [value_2] = 1
      THEN 1
      WHEN NOT (
        [fact_tenure_months] >= 12 AND [value_2] = 1
      )
      THEN 0
    END AS [rule_stable], /* stable: tenure_months >= stable_tenure and (bill_average > 0 and abs(bill_change) <= bill_stable or bill == bill_average) -> step-2 */
    CASE
      WHEN [fact_suspension_requested] = 1 OR [rule_bill-falling] = 1
      THEN 1
      WHEN NOT (
        [fact_suspension_requested] = 1 OR [rule_bill-falling] = 1
      )
      THEN 0
    END AS [gives_step-5],
    CASE
      WHEN COALESCE([fact_cancellation_requested], 0) <> 1
      AND NOT (
        COALESCE([rule_stopped-for-arrears], 0) = 1
        OR COALESCE([rule_stopped-reason-unknown], 0) = 1
        OR COALESCE([fact_suspended], 0) = 1
      )
      AND NOT (
        COALESCE([fact_suspension_requested], 0) = 1
        OR COALESCE([rule_bill-falling], 0) = 1
      )
      AND NOT (
        COALESCE([rule_long-forwarded], 0) = 1 OR COALESCE([rule_long-off], 0) = 1
      )
      AND NOT (
        COALESCE([rule_strong-swing], 0) = 1 OR COALESCE([rule_some-forwarding], 0) = 1
      )
      AND COALESCE([fact_complaint_open], 0) <> 1
      THEN 1
      WHEN NOT (
        COALESCE([fact_cancellation_requested], 0) <> 1
        AND NOT (
          COALESCE([rule_stopped-for-arrears], 0) = 1
          OR COALESCE([rule_stopped-reason-unknown], 0) = 1
          OR COALESCE([fact_suspended], 0) = 1
        )
        AND NOT (
          COALESCE([fact_suspension_requested], 0) = 1
          OR COALESCE([rule_bill-falling], 0) = 1
        )
        AND NOT (
          COALESCE([rule_long-forwarded], 0) = 1 OR COALESCE([rule_long-off], 0) = 1
        )
        AND NOT (
          COALESCE([rule_strong-swing], 0) = 1 OR COALESCE([rule_some-forwarding], 0) = 1
        )
        AND COALESCE([fact_complaint_open], 0) <> 1
      )
      THEN 0
    END AS [when],
    CASE
      WHEN COALESCE([fact_cancellation_requested], 0) <> 1
      AND NOT (
        COALESCE([rule_stopped-for-arrears], 0) = 1
        OR COALESCE([rule_stopped-reason-unknown], 0) = 1
        OR COALESCE([fact_suspended], 0) = 1
      )
      AND NOT (
        COALESCE([fact_suspension_requested], 0) = 1
        OR COALESCE([rule_bill-falling], 0) = 1
      )
      THEN 1
      WHEN NOT (
        COALESCE([fact_cancellation_requested], 0) <> 1
        AND NOT (
          COALESCE([rule_stopped-for-arrears], 0) = 1
          OR COALESCE([rule_stopped-reason-unknown], 0) = 1
          OR COALESCE([fact_suspended], 0) = 1
        )
        AND NOT (
          COALESCE([fact_suspension_requested], 0) = 1
          OR COALESCE([rule_bill-falling], 0) = 1
        )
      )
      THEN 0
    END AS [when_3],
    CASE
      WHEN COALESCE([fact_cancellation_requested], 0) <> 1
      AND NOT (
        COALESCE([rule_stopped-for-arrears], 0) = 1
        OR COALESCE([rule_stopped-reason-unknown], 0) = 1
        OR COALESCE([fact_suspended], 0) = 1
      )
      AND NOT (
        COALESCE([fact_suspension_requested], 0) = 1
        OR COALESCE([rule_bill-falling], 0) = 1
      )
      AND NOT (
        COALESCE([rule_long-forwarded], 0) = 1 OR COALESCE([rule_long-off], 0) = 1
      )
      THEN 1
      WHEN NOT (
        COALESCE([fact_cancellation_requested], 0) <> 1
        AND NOT (
          COALESCE([rule_stopped-for-arrears], 0) = 1
          OR COALESCE([rule_stopped-reason-unknown], 0) = 1
          OR COALESCE([fact_suspended], 0) = 1
        )
        AND NOT (
          COALESCE([fact_suspension_requested], 0) = 1
          OR COALESCE([rule_bill-falling], 0) = 1
        )
        AND NOT (
          COALESCE([rule_long-forwarded], 0) = 1 OR COALESCE([rule_long-off], 0) = 1
        )
      )
      THEN 0
    END AS [when_4],
    CASE
      WHEN COALESCE([fact_cancellation_requested], 0) <> 1
      AND NOT (
        COALESCE([rule_stopped-for-arrears], 0) = 1
        OR COALESCE([rule_stopped-reason-unknown], 0) = 1
        OR COALESCE([fact_suspended], 0) = 1
      )
      AND NOT (
        COALESCE([fact_suspension_requested], 0) = 1
        OR COALESCE([rule_bill-falling], 0) = 1
      )
      AND NOT (
        COALESCE([rule_long-forwarded], 0) = 1 OR COALESCE([rule_long-off], 0) = 1
      )
      AND NOT (
        COALESCE([rule_strong-swing], 0) = 1 OR COALESCE([rule_some-forwarding], 0) = 1
      )
      THEN 1
      WHEN NOT (
        COALESCE([fact_cancellation_requested], 0) <> 1
        AND NOT (
          COALESCE([rule_stopped-for-arrears], 0) = 1
          OR COALESCE([rule_stopped-reason-unknown], 0) = 1
          OR COALESCE([fact_suspended], 0) = 1
        )
        AND NOT (
          COALESCE([fact_suspension_requested], 0) = 1
          OR COALESCE([rule_bill-falling], 0) = 1
        )
        AND NOT (
          COALESCE([rule_long-forwarded], 0) = 1 OR COALESCE([rule_long-off], 0) = 1
        )
        AND NOT (
          COALESCE([rule_strong-swing], 0) = 1 OR COALESCE([rule_some-forwarding], 0) = 1
        )
      )
      THEN 0
    END AS [when_5]
  FROM [step]
), [missing_3] AS (
  SELECT
    *,
    CASE
      WHEN [when_3] = 1 AND [fact_suspension_requested] IS NULL
      THEN 1
      WHEN NOT (
        [when_3] = 1 AND [fact_suspension_requested] IS NULL
      )
      THEN 0
    END AS [missing_suspension_requested],
    CASE
      WHEN (
        [when_4] = 1
        AND [rule_long-forwarded] IS NULL
        AND [fact_forwarding_days_30] IS NULL
      )
      OR (
        [when_5] = 1
        AND [rule_some-forwarding] IS NULL
        AND [fact_forwarding_days_30] IS NULL
      )
      THEN 1
      WHEN NOT (
        (
          [when_4] = 1
          AND [rule_long-forwarded] IS NULL
          AND [fact_forwarding_days_30] IS NULL
        )
        OR (
          [when_5] = 1
          AND [rule_some-forwarding] IS NULL
          AND [fact_forwarding_days_30] IS NULL
        )
      )
      THEN 0
    END AS [missing_forwarding_days_30],
    CASE
      WHEN [when_4] = 1 AND [rule_long-off] IS NULL AND [fact_powered_off_days_30] IS NULL
      THEN 1
      WHEN NOT (
        [when_4] = 1 AND [rule_long-off] IS NULL AND [fact_powered_off_days_30] IS NULL
      )
      THEN 0
    END AS [missing_powered_off_days_30],
    CASE
      WHEN [when_5] = 1 AND [rule_strong-swing] IS NULL AND [fact_usage_swing] IS NULL
      THEN 1
      WHEN NOT (
        [when_5] = 1 AND [rule_strong-swing] IS NULL AND [fact_usage_swing] IS NULL
      )
      THEN 0
    END AS [missing_usage_swing]
  FROM [outcomes_2]
), [missing_4] AS (
  SELECT
    *,
    CASE
      WHEN [fact_cancellation_requested] = 1
      THEN N'cancellation'
      WHEN CASE
        WHEN [fact_cancellation_requested] = 1
        THEN 1
        WHEN [fact_cancellation_requested] <> 1
        THEN 0
      END IS NULL
      THEN N'?'
      WHEN [gives_step-6] = 1
      THEN N'step-6'
      WHEN [gives_step-6] IS NULL
      THEN N'?'
      WHEN [gives_step-5] = 1
      THEN N'step-5'
      WHEN [gives_step-5] IS NULL
      THEN N'?'
      WHEN [gives_step-4] = 1
      THEN N'step-4'
      WHEN [gives_step-4] IS NULL
      THEN N'?'
      WHEN [gives_step-3] = 1
      THEN N'step-3'
      WHEN [gives_step-3] IS NULL
      THEN N'?'
      WHEN [fact_complaint_open] = 1
      THEN N'complaint'
      WHEN CASE WHEN [fact_complaint_open] = 1 THEN 1 WHEN [fact_complaint_open] <> 1 THEN 0 END IS NULL
      THEN N'?'
      WHEN [rule_stable] = 1
      THEN N'step-2'
      WHEN CASE WHEN [rule_stable] = 1 THEN 1 WHEN [rule_stable] <> 1 THEN 0 END IS NULL
      THEN N'?'
      WHEN [rule_content] = 1
      THEN N'step-1'
      WHEN CASE WHEN [rule_content] = 1 THEN 1 WHEN [rule_content] <> 1 THEN 0 END IS NULL
      THEN N'?'
    END AS [answer],
    CASE
      WHEN [when] = 1
      AND COALESCE([rule_stable], 0) <> 1
      AND COALESCE([rule_content], 0) <> 1
      THEN 1
      WHEN NOT (
        [when] = 1
        AND COALESCE([rule_stable], 0) <> 1
        AND COALESCE([rule_content], 0) <> 1
      )
      THEN 0
    END AS [when_6],
    CASE
      WHEN (
        [when_3] = 1
        AND [rule_bill-falling] IS NULL
        AND [lacks_bill] = 1
        AND [stuck_2] <> 1
      )
      OR (
        [when] = 1
        AND COALESCE([rule_stable], 0) <> 1
        AND [rule_stable] IS NULL
        AND [value_2] IS NULL
        AND (
          (
            [value] IS NULL AND [lacks_bill] = 1 AND [stuck_4] <> 1
          )
          OR [fact_bill] IS NULL
        )
      )
      THEN 1
      WHEN NOT (
        (
          [when_3] = 1
          AND [rule_bill-falling] IS NULL
          AND [lacks_bill] = 1
          AND [stuck_2] <> 1
        )
        OR (
          [when] = 1
          AND COALESCE([rule_stable], 0) <> 1
          AND [rule_stable] IS NULL
          AND [value_2] IS NULL
          AND (
            (
              [value] IS NULL AND [lacks_bill] = 1 AND [stuck_4] <> 1
            )
            OR [fact_bill] IS NULL
          )
        )
      )
      THEN 0
    END AS [missing_bill],
    CASE
      WHEN (
        [when_3] = 1
        AND [rule_bill-falling] IS NULL
        AND (
          [fact_bill_average] IS NULL OR (
            [lacks_bill_average] = 1 AND [stuck_2] <> 1
          )
        )
      )
      OR (
        [when] = 1
        AND COALESCE([rule_stable], 0) <> 1
        AND [rule_stable] IS NULL
        AND [value_2] IS NULL
        AND (
          (
            [value] IS NULL
            AND (
              [fact_bill_average] IS NULL OR (
                [lacks_bill_average] = 1 AND [stuck_4] <> 1
              )
            )
          )
          OR [fact_bill_average] IS NULL
        )
      )
      THEN 1
      WHEN NOT (
        (
          [when_3] = 1
          AND [rule_bill-falling] IS NULL
          AND (
            [fact_bill_average] IS NULL OR (
              [lacks_bill_average] = 1 AND [stuck_2] <> 1
            )
          )
        )
        OR (
          [when] = 1
          AND COALESCE([rule_stable], 0) <> 1
          AND [rule_stable] IS NULL
          AND [value_2] IS NULL
          AND (
            (
              [value] IS NULL
              AND (
                [fact_bill_average] IS NULL OR (
                  [lacks_bill_average] = 1 AND [stuck_4] <> 1
                )
              )
            )
            OR [fact_bill_average] IS NULL
          )
        )
      )
      THEN 0
    END AS [missing_bill_average],
    CASE
      WHEN [when] = 1
      AND COALESCE([rule_stable], 0) <> 1
      AND [rule_stable] IS NULL
      AND [fact_tenure_months] IS NULL
      THEN 1
      WHEN NOT (
        [when] = 1
        AND COALESCE([rule_stable], 0) <> 1
        AND [rule_stable] IS NULL
        AND [fact_tenure_months] IS NULL
      )
      THEN 0
    END AS [missing_tenure_months]
  FROM [missing_3]
), [missing_5] AS (
  SELECT
    *,
    CASE
      WHEN (
        [when] = 1 AND [fact_complaint_open] IS NULL
      )
      OR (
        [when_6] = 1 AND [rule_content] IS NULL AND [fact_complaint_open] IS NULL
      )
      THEN 1
      WHEN NOT (
        (
          [when] = 1 AND [fact_complaint_open] IS NULL
        )
        OR (
          [when_6] = 1 AND [rule_content] IS NULL AND [fact_complaint_open] IS NULL
        )
      )
      THEN 0
    END AS [missing_complaint_open]
  FROM [missing_4]
)
SELECT
  [customer_id],
  NULLIF([answer], N'?') AS [retention_ladder],
  CASE
    WHEN [answer] + N'.' = N'cancellation' + N'.'
    THEN N'persuasion'
    WHEN [answer] + N'.' = N'step-6' + N'.'
    THEN N'gift-credit'
    WHEN [answer] + N'.' = N'step-5' + N'.'
    THEN N'discount-package'
    WHEN [answer] + N'.' = N'step-4' + N'.'
    THEN N'one-to-one-service'
    WHEN [answer] + N'.' = N'step-3' + N'.'
    THEN N'proactive-call'
    WHEN [answer] + N'.' = N'complaint' + N'.'
    THEN N'complaint-handling'
    WHEN [answer] + N'.' = N'step-2' + N'.'
    THEN N'company-strategy'
    WHEN [answer] + N'.' = N'step-1' + N'.'
    THEN N'service-quality'
  END AS [retention_ladder_method],
  CASE
    WHEN [answer] IS NULL OR [answer] + N'.' <> N'?' + N'.'
    THEN 1
    WHEN NOT (
      [answer] IS NULL OR [answer] + N'.' <> N'?' + N'.'
    )
    THEN 0
  END AS [retention_ladder_certain],
  CASE
    WHEN COALESCE([fact_cancellation_requested], 0) = 1
    THEN N'cancellation'
    WHEN COALESCE([rule_stopped-for-arrears], 0) = 1
    OR COALESCE([rule_stopped-reason-unknown], 0) = 1
    OR COALESCE([fact_suspended], 0) = 1
    THEN N'step-6'
    WHEN COALESCE([fact_suspension_requested], 0) = 1
    OR COALESCE([rule_bill-falling], 0) = 1
    THEN N'step-5'
    WHEN COALESCE([rule_long-forwarded], 0) = 1 OR COALESCE([rule_long-off], 0) = 1
    THEN N'step-4'
    WHEN COALESCE([rule_strong-swing], 0) = 1 OR COALESCE([rule_some-forwarding], 0) = 1
    THEN N'step-3'
    WHEN COALESCE([fact_complaint_open], 0) = 1
    THEN N'complaint'
    WHEN COALESCE([rule_stable], 0) = 1
    THEN N'step-2'
    WHEN COALESCE([rule_content], 0) = 1
    THEN N'step-1'
  END AS [retention_ladder_so_far],
  SUBSTRING(
    CASE
      WHEN [missing_cancellation_requested] = 1
      THEN N', cancellation_requested'
      ELSE N''
    END + CASE WHEN [missing_suspended] = 1 THEN N', suspended' ELSE N'' END + CASE
      WHEN [missing_suspension_requested] = 1
      THEN N', suspension_requested'
      ELSE N''
    END + CASE WHEN [missing_arrears_suspension] = 1 THEN N', arrears_suspension' ELSE N'' END + CASE WHEN [missing_bill] = 1 THEN N', bill' ELSE N'' END + CASE WHEN [missing_bill_average] = 1 THEN N', bill_average' ELSE N'' END + CASE WHEN [missing_forwarding_days_30] = 1 THEN N', forwarding_days_30' ELSE N'' END + CASE
      WHEN [missing_powered_off_days_30] = 1
      THEN N', powered_off_days_30'
      ELSE N''
    END + CASE WHEN [missing_usage_swing] = 1 THEN N', usage_swing' ELSE N'' END + CASE WHEN [missing_complaint_open] = 1 THEN N', complaint_open' ELSE N'' END + CASE WHEN [missing_tenure_months] = 1 THEN N', tenure_months' ELSE N'' END,
    3,
    182
  ) AS [retention_ladder_missing]
FROM [missing_5]
