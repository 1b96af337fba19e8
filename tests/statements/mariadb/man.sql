/* man 1: MAN qualification */
WITH `facts` AS (
  SELECT
    `source`.`customer_id` AS `customer_id`,
    CASE WHEN `source`.`money` = 1 THEN TRUE WHEN `source`.`money` = 0 THEN FALSE END AS `fact_money`,
    CASE
      WHEN `source`.`authority` = 1
      THEN TRUE
      WHEN `source`.`authority` = 0
      THEN FALSE
    END AS `fact_authority`,
    CASE WHEN `source`.`need` = 1 THEN TRUE WHEN `source`.`need` = 0 THEN FALSE END AS `fact_need`
  FROM `crm`.`customers` AS `source`
), `decided` AS (
  SELECT
    *,
    CASE
      WHEN (
        `fact_money` AND `fact_authority` AND `fact_need`
      ) /* M+A+N: money and authority and need -> pursue */
      THEN 'pursue'
      WHEN (
        `fact_money` AND `fact_authority` AND NOT `fact_need`
      ) /* M+A+n: money and authority and not need -> create-need */
      THEN 'create-need'
      WHEN (
        `fact_money` AND NOT `fact_authority` AND `fact_need`
      ) /* M+a+N: money and not authority and need -> find-authority */
      THEN 'find-authority'
      WHEN (
        NOT `fact_money` AND `fact_authority` AND `fact_need`
      ) /* m+A+N: not money and authority and need -> check-credit-and-finance */
      THEN 'check-credit-and-finance'
      WHEN (
        NOT `fact_money` AND NOT `fact_authority` AND `fact_need`
      ) /* m+a+N: not money and not authority and need -> nurture */
      OR (
        NOT `fact_money` AND `fact_authority` AND NOT `fact_need`
      ) /* m+A+n: not money and authority and not need -> nurture */
      OR (
        `fact_money` AND NOT `fact_authority` AND NOT `fact_need`
      ) /* M+a+n: money and not authority and not need -> nurture */
      THEN 'nurture'
      WHEN (
        NOT `fact_money` AND NOT `fact_authority` AND NOT `fact_need`
      ) /* m+a+n: not money and not authority and not need -> stop-contact */
      THEN 'stop-contact'
    END AS `outcome`
  FROM `facts`
)
SELECT
  `customer_id`,
  `outcome` AS `man`,
  CASE
    WHEN `outcome` = 'pursue'
    THEN 'pursue'
    WHEN `outcome` IN ('create-need', 'find-authority', 'check-credit-and-finance', 'nurture')
    THEN 'contact'
    WHEN `outcome` = 'stop-contact'
    THEN 'stop'
  END AS `man_approach`,
  NOT `outcome` IS NULL AS `man_certain`
FROM `decided`
