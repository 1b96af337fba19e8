/* retention-ladder 1: Six-step retention escalation */
WITH `facts` AS (
  SELECT
    `source`.`customer_id` AS `customer_id`,
    `source`.`cancellation_requested` AS `fact_cancellation_requested`,
    `source`.`suspended` AS `fact_suspended`,
    `source`.`suspension_requested` AS `fact_suspension_requested`,
    `source`.`arrears_suspension` AS `fact_arrears_suspension`,
    CASE
      WHEN `source`.`bill` BETWEEN -1E+100 AND 1E+100
      THEN CASE
        WHEN TYPEOF(`source`.`bill`) = 'float'
        THEN CAST(CAST(`source`.`bill` AS STRING) AS DOUBLE)
        ELSE CAST(`source`.`bill` AS DOUBLE)
      END
    END AS `fact_bill`,
    CASE
      WHEN `source`.`bill_average` BETWEEN -1E+100 AND 1E+100
      THEN CASE
        WHEN TYPEOF(`source`.`bill_average`) = 'float'
        THEN CAST(CAST(`source`.`bill_average` AS STRING) AS DOUBLE)
        ELSE CAST(`source`.`bill_average` AS DOUBLE)
      END
    END AS `fact_bill_average`,
    CASE
      WHEN `source`.`forwarding_days_30` BETWEEN -9007199254740991 AND 9007199254740991
      AND `source`.`forwarding_days_30` = FLOOR(`source`.`forwarding_days_30`)
      THEN CAST(`source`.`forwarding_days_30` AS BIGINT)
    END AS `fact_forwarding_days_30`,
    CASE
      WHEN `source`.`powered_off_days_30` BETWEEN -9007199254740991 AND 9007199254740991
      AND `source`.`powered_off_days_30` = FLOOR(`source`.`powered_off_days_30`)
      THEN CAST(`source`.`powered_off_days_30` AS BIGINT)
    END AS `fact_powered_off_days_30`,
    CASE
      WHEN `source`.`usage_swing` BETWEEN -1E+100 AND 1E+100
      THEN CASE
        WHEN TYPEOF(`source`.`usage_swing`) = 'float'
        THEN CAST(CAST(`source`.`usage_swing` AS STRING) AS DOUBLE)
        ELSE CAST(`source`.`usage_swing` AS DOUBLE)
      END
    END AS `fact_usage_swing`,
    `source`.`complaint_open` AS `fact_complaint_open`,
    CASE
      WHEN `source`.`tenure_months` BETWEEN -9007199254740991 AND 9007199254740991
      AND `source`.`tenure_months` = FLOOR(`source`.`tenure_months`)
      THEN CAST(`source`.`tenure_months` AS BIGINT)
    END AS `fact_tenure_months`
  FROM `crm`.`customers` AS `source`
), `rules` AS (
  SELECT
    *,
    (
      `fact_bill` - `fact_bill_average`
    ) / CASE WHEN ABS(`fact_bill_average`) >= 1E-100 THEN `fact_bill_average` END AS `fact_bill_change`, /* bill_change = (bill - bill_average) / bill_average */
    `fact_suspended` AND `fact_arrears_suspension` AS `rule_stopped-for-arrears`, /* stopped-for-arrears: suspended and arrears_suspension -> step-6 */
    `fact_suspended` AND `fact_arrears_suspension` IS NULL AS `rule_stopped-reason-unknown`, /* stopped-reason-unknown: suspended and not known(arrears_suspension) -> step-6 */
    `fact_forwarding_days_30` >= 20 AS `rule_long-forwarded`, /* long-forwarded: forwarding_days_30 >= long_forwarding -> step-4 */
    `fact_powered_off_days_30` >= 15 AS `rule_long-off`, /* long-off: powered_off_days_30 >= long_off -> step-4 */
    `fact_usage_swing` >= 0.5E0 AS `rule_strong-swing`, /* strong-swing: usage_swing >= strong_swing -> step-3 */
    `fact_forwarding_days_30` >= 3 AS `rule_some-forwarding`, /* some-forwarding: forwarding_days_30 >= some_forwarding -> step-3 */
    NOT `fact_complaint_open` AS `rule_content`, /* content: not complaint_open -> step-1 */
    COALESCE(ABS(`fact_bill_average`) < 1E-100, FALSE) AS `stuck`,
    NOT COALESCE(`fact_cancellation_requested`, FALSE)
    AND `fact_cancellation_requested` IS NULL AS `missing_cancellation_requested`
  FROM `facts`
), `missing` AS (
  SELECT
    *,
    `rule_long-forwarded` OR `rule_long-off` AS `gives_step-4`,
    `rule_strong-swing` OR `rule_some-forwarding` AS `gives_step-3`,
    `fact_bill` IS NULL AND NOT `stuck` AS `lacks_bill`,
    `fact_bill_average` IS NULL AND NOT `stuck` AS `lacks_bill_average`,
    `stuck` AS `undefined`,
    `rule_stopped-for-arrears` OR `rule_stopped-reason-unknown` OR `fact_suspended` AS `gives_step-6`,
    NOT COALESCE(`fact_cancellation_requested`, FALSE)
    AND NOT (
      COALESCE(`rule_stopped-for-arrears`, FALSE)
      OR COALESCE(`rule_stopped-reason-unknown`, FALSE)
      OR COALESCE(`fact_suspended`, FALSE)
    ) AS `when_2`,
    `fact_bill_average` > 0 AND `fact_bill_change` <= -0.2999999999999996E0 AS `rule_bill-falling`, /* bill-falling: bill_average > 0 and bill_change <= -bill_drop -> step-5 */
    `fact_bill_average` > 0 AND ABS(`fact_bill_change`) <= 0.10000000000000028E0 AS `value`
  FROM `rules`
), `missing_2` AS (
  SELECT
    *,
    `undefined` AND NOT (
      `lacks_bill` OR `lacks_bill_average`
    ) AS `stuck_2`,
    `undefined` AND NOT (
      `lacks_bill` OR `lacks_bill_average`
    ) AS `stuck_4`,
    (
      `when_2` AND `rule_stopped-for-arrears` IS NULL AND `fact_suspended` IS NULL
    )
    OR (
      `when_2` AND `rule_stopped-reason-unknown` IS NULL AND `fact_suspended` IS NULL
    )
    OR (
      `when_2` AND `fact_suspended` IS NULL
    ) AS `missing_suspended`,
    `when_2`
    AND `rule_stopped-for-arrears` IS NULL
    AND `fact_arrears_suspension` IS NULL AS `missing_arrears_suspension`,
    `value` OR `fact_bill` = `fact_bill_average` AS `value_2`,
    `fact_suspension_requested` OR `rule_bill-falling` AS `gives_step-5`,
    NOT COALESCE(`fact_cancellation_requested`, FALSE)
    AND NOT (
      COALESCE(`rule_stopped-for-arrears`, FALSE)
      OR COALESCE(`rule_stopped-reason-unknown`, FALSE)
      OR COALESCE(`fact_suspended`, FALSE)
    )
    AND NOT (
      COALESCE(`fact_suspension_requested`, FALSE)
      OR COALESCE(`rule_bill-falling`, FALSE)
    )
    AND NOT (
      COALESCE(`rule_long-forwarded`, FALSE) OR COALESCE(`rule_long-off`, FALSE)
    )
    AND NOT (
      COALESCE(`rule_strong-swing`, FALSE) OR COALESCE(`rule_some-forwarding`, FALSE)
    )
    AND NOT COALESCE(`fact_complaint_open`, FALSE) AS `when`,
    NOT COALESCE(`fact_cancellation_requested`, FALSE)
    AND NOT (
      COALESCE(`rule_stopped-for-arrears`, FALSE)
      OR COALESCE(`rule_stopped-reason-unknown`, FALSE)
      OR COALESCE(`fact_suspended`, FALSE)
    )
    AND NOT (
      COALESCE(`fact_suspension_requested`, FALSE)
      OR COALESCE(`rule_bill-falling`, FALSE)
    ) AS `when_3`,
    NOT COALESCE(`fact_cancellation_requested`, FALSE)
    AND NOT (
      COALESCE(`rule_stopped-for-arrears`, FALSE)
      OR COALESCE(`rule_stopped-reason-unknown`, FALSE)
      OR COALESCE(`fact_suspended`, FALSE)
    )
    AND NOT (
      COALESCE(`fact_suspension_requested`, FALSE)
      OR COALESCE(`rule_bill-falling`, FALSE)
    )
    AND NOT (
      COALESCE(`rule_long-forwarded`, FALSE) OR COALESCE(`rule_long-off`, FALSE)
    ) AS `when_4`,
    NOT COALESCE(`fact_cancellation_requested`, FALSE)
    AND NOT (
      COALESCE(`rule_stopped-for-arrears`, FALSE)
      OR COALESCE(`rule_stopped-reason-unknown`, FALSE)
      OR COALESCE(`fact_suspended`, FALSE)
    )
    AND NOT (
      COALESCE(`fact_suspension_requested`, FALSE)
      OR COALESCE(`rule_bill-falling`, FALSE)
    )
    AND NOT (
      COALESCE(`rule_long-forwarded`, FALSE) OR COALESCE(`rule_long-off`, FALSE)
    )
    AND NOT (
      COALESCE(`rule_strong-swing`, FALSE) OR COALESCE(`rule_some-forwarding`, FALSE)
    ) AS `when_5`
  FROM `missing`
), `outcomes` AS (
  SELECT
    *,
    `fact_tenure_months` >= 12 AND `value_2` AS `rule_stable`, /* stable: tenure_months >= stable_tenure and (bill_average > 0 and abs(bill_change) <= bill_stable or bill == bill_average) -> step-2 */
    `when_3` AND `fact_suspension_requested` IS NULL AS `missing_suspension_requested`,
    (
      `when_4` AND `rule_long-forwarded` IS NULL AND `fact_forwarding_days_30` IS NULL
    )
    OR (
      `when_5` AND `rule_some-forwarding` IS NULL AND `fact_forwarding_days_30` IS NULL
    ) AS `missing_forwarding_days_30`,
    `when_4` AND `rule_long-off` IS NULL AND `fact_powered_off_days_30` IS NULL AS `missing_powered_off_days_30`,
    `when_5` AND `rule_strong-swing` IS NULL AND `fact_usage_swing` IS NULL AS `missing_usage_swing`
  FROM `missing_2`
), `missing_3` AS (
  SELECT
    *,
    CASE
      WHEN `fact_cancellation_requested`
      THEN 'cancellation'
      WHEN `fact_cancellation_requested` IS NULL
      THEN '?'
      WHEN `gives_step-6`
      THEN 'step-6'
      WHEN `gives_step-6` IS NULL
      THEN '?'
      WHEN `gives_step-5`
      THEN 'step-5'
      WHEN `gives_step-5` IS NULL
      THEN '?'
      WHEN `gives_step-4`
      THEN 'step-4'
      WHEN `gives_step-4` IS NULL
      THEN '?'
      WHEN `gives_step-3`
      THEN 'step-3'
      WHEN `gives_step-3` IS NULL
      THEN '?'
      WHEN `fact_complaint_open`
      THEN 'complaint'
      WHEN `fact_complaint_open` IS NULL
      THEN '?'
      WHEN `rule_stable`
      THEN 'step-2'
      WHEN `rule_stable` IS NULL
      THEN '?'
      WHEN `rule_content`
      THEN 'step-1'
      WHEN `rule_content` IS NULL
      THEN '?'
    END AS `answer`,
    (
      `when_3` AND `rule_bill-falling` IS NULL AND `lacks_bill` AND NOT `stuck_2`
    )
    OR (
      `when`
      AND NOT COALESCE(`rule_stable`, FALSE)
      AND `rule_stable` IS NULL
      AND `value_2` IS NULL
      AND (
        (
          `value` IS NULL AND `lacks_bill` AND NOT `stuck_4`
        ) OR `fact_bill` IS NULL
      )
    ) AS `missing_bill`,
    (
      `when_3`
      AND `rule_bill-falling` IS NULL
      AND (
        `fact_bill_average` IS NULL OR (
          `lacks_bill_average` AND NOT `stuck_2`
        )
      )
    )
    OR (
      `when`
      AND NOT COALESCE(`rule_stable`, FALSE)
      AND `rule_stable` IS NULL
      AND `value_2` IS NULL
      AND (
        (
          `value` IS NULL
          AND (
            `fact_bill_average` IS NULL OR (
              `lacks_bill_average` AND NOT `stuck_4`
            )
          )
        )
        OR `fact_bill_average` IS NULL
      )
    ) AS `missing_bill_average`,
    `when`
    AND NOT COALESCE(`rule_stable`, FALSE)
    AND `rule_stable` IS NULL
    AND `fact_tenure_months` IS NULL AS `missing_tenure_months`,
    (
      `when` AND `fact_complaint_open` IS NULL
    )
    OR (
      (
        `when`
        AND NOT COALESCE(`rule_stable`, FALSE)
        AND NOT COALESCE(`rule_content`, FALSE)
      )
      AND `rule_content` IS NULL
      AND `fact_complaint_open` IS NULL
    ) AS `missing_complaint_open`
  FROM `outcomes`
)
SELECT
  `customer_id`,
  NULLIF(`answer`, '?') AS `retention_ladder`,
  CASE
    WHEN `answer` = 'cancellation'
    THEN 'persuasion'
    WHEN `answer` = 'step-6'
    THEN 'gift-credit'
    WHEN `answer` = 'step-5'
    THEN 'discount-package'
    WHEN `answer` = 'step-4'
    THEN 'one-to-one-service'
    WHEN `answer` = 'step-3'
    THEN 'proactive-call'
    WHEN `answer` = 'complaint'
    THEN 'complaint-handling'
    WHEN `answer` = 'step-2'
    THEN 'company-strategy'
    WHEN `answer` = 'step-1'
    THEN 'service-quality'
  END AS `retention_ladder_method`,
  `answer` IS NULL OR `answer` <> '?' AS `retention_ladder_certain`,
  CASE
    WHEN `fact_cancellation_requested`
    THEN 'cancellation'
    WHEN `rule_stopped-for-arrears` OR `rule_stopped-reason-unknown` OR `fact_suspended`
    THEN 'step-6'
    WHEN `fact_suspension_requested` OR `rule_bill-falling`
    THEN 'step-5'
    WHEN `rule_long-forwarded` OR `rule_long-off`
    THEN 'step-4'
    WHEN `rule_strong-swing` OR `rule_some-forwarding`
    THEN 'step-3'
    WHEN `fact_complaint_open`
    THEN 'complaint'
    WHEN `rule_stable`
    THEN 'step-2'
    WHEN `rule_content`
    THEN 'step-1'
  END AS `retention_ladder_so_far`,
  SUBSTRING(
    CONCAT(
      CASE
        WHEN `missing_cancellation_requested`
        THEN ', cancellation_requested'
        ELSE ''
      END,
      CASE WHEN `missing_suspended` THEN ', suspended' ELSE '' END,
      CASE WHEN `missing_suspension_requested` THEN ', suspension_requested' ELSE '' END,
      CASE WHEN `missing_arrears_suspension` THEN ', arrears_suspension' ELSE '' END,
      CASE WHEN `missing_bill` THEN ', bill' ELSE '' END,
      CASE WHEN `missing_bill_average` THEN ', bill_average' ELSE '' END,
      CASE WHEN `missing_forwarding_days_30` THEN ', forwarding_days_30' ELSE '' END,
      CASE WHEN `missing_powered_off_days_30` THEN ', powered_off_days_30' ELSE '' END,
      CASE WHEN `missing_usage_swing` THEN ', usage_swing' ELSE '' END,
      CASE WHEN `missing_complaint_open` THEN ', complaint_open' ELSE '' END,
      CASE WHEN `missing_tenure_months` THEN ', tenure_months' ELSE '' END
    ),
    3,
    182
  ) AS `retention_ladder_missing`
FROM `missing_3`
