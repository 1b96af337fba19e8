/* tiers 1: 80/20 customer tiers */
WITH `measured` AS (
  SELECT
    `source`.`customer_id` AS `customer_id`,
    CASE
      WHEN TRIM(CONCAT(
        DECODE(UNHEX('09'), 'UTF-8'),
        DECODE(UNHEX('0A'), 'UTF-8'),
        DECODE(UNHEX('0B'), 'UTF-8'),
        DECODE(UNHEX('0C'), 'UTF-8'),
        DECODE(UNHEX('0D'), 'UTF-8'),
        DECODE(UNHEX('1C'), 'UTF-8'),
        DECODE(UNHEX('1D'), 'UTF-8'),
        DECODE(UNHEX('1E'), 'UTF-8'),
        DECODE(UNHEX('1F'), 'UTF-8'),
        ' ',
        DECODE(UNHEX('C285'), 'UTF-8'),
        DECODE(UNHEX('C2A0'), 'UTF-8'),
        DECODE(UNHEX('E19A80'), 'UTF-8'),
        DECODE(UNHEX('E28080'), 'UTF-8'),
        DECODE(UNHEX('E28081'), 'UTF-8'),
        DECODE(UNHEX('E28082'), 'UTF-8'),
        DECODE(UNHEX('E28083'), 'UTF-8'),
        DECODE(UNHEX('E28084'), 'UTF-8'),
        DECODE(UNHEX('E28085'), 'UTF-8'),
        DECODE(UNHEX('E28086'), 'UTF-8'),
        DECODE(UNHEX('E28087'), 'UTF-8'),
        DECODE(UNHEX('E28088'), 'UTF-8'),
        DECODE(UNHEX('E28089'), 'UTF-8'),
        DECODE(UNHEX('E2808A'), 'UTF-8'),
        DECODE(UNHEX('E280A8'), 'UTF-8'),
        DECODE(UNHEX('E280A9'), 'UTF-8'),
        DECODE(UNHEX('E280AF'), 'UTF-8'),
        DECODE(UNHEX('E2819F'), 'UTF-8'),
        DECODE(UNHEX('E38080'), 'UTF-8')
      ) FROM `source`.`region` COLLATE UTF8_BINARY) <> ''
      THEN `source`.`region` COLLATE UTF8_BINARY
    END AS `fact_region`,
    CASE
      WHEN `source`.`profit` BETWEEN -9007199254740991 AND 9007199254740991
      THEN CASE
        WHEN TYPEOF(`source`.`profit`) IN ('double', 'float')
        THEN CAST(CAST(RINT(CAST(`source`.`profit` AS DOUBLE) * 100) AS BIGINT) AS DECIMAL(38, 0)) * 10000000
        WHEN `source`.`profit` = CAST(`source`.`profit` AS DECIMAL(25, 9))
        THEN CAST(CAST(`source`.`profit` AS DECIMAL(25, 9)) * 1000000000 AS DECIMAL(38, 0))
      END
    END AS `amount` /* profit, in units of 0.000000001 */
  FROM `crm`.`customers` AS `source`
), `amounts` AS (
  SELECT
    `fact_region` AS `group`,
    `amount` AS `amount`,
    COUNT(*) AS `customers`
  FROM `measured`
  WHERE
    NOT `fact_region` IS NULL AND NOT `amount` IS NULL
  GROUP BY
    `fact_region`,
    `amount`
), `ranked` AS (
  SELECT
    `group` AS `group`,
    `amount` AS `amount`,
    SUM(`customers`) OVER (
      PARTITION BY `group`
      ORDER BY `amount` DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `up_to`, /* how many have this amount or more */
    SUM(`customers`) OVER (PARTITION BY `group`) AS `known` /* how many there are */
  FROM `amounts`
), `cuts` AS (
  SELECT
    `group` AS `of_group`,
    COALESCE(
      MAX(CASE WHEN `amount` > 0 AND `up_to` * 5 >= `known` THEN `amount` END),
      MIN(CASE WHEN `amount` > 0 THEN `amount` END)
    ) AS `from_key`, /* key: customer_share 0.2 */
    COALESCE(
      MAX(CASE WHEN `amount` > 0 AND `up_to` * 2 >= `known` THEN `amount` END),
      MIN(CASE WHEN `amount` > 0 THEN `amount` END)
    ) AS `from_ordinary` /* ordinary: customer_share 0.5 */
  FROM `ranked`
  GROUP BY
    `group`
), `bands` AS (
  SELECT
    *,
    CASE
      WHEN `amount` >= `from_key`
      THEN 'key'
      WHEN `amount` >= `from_ordinary`
      THEN 'ordinary'
      WHEN NOT `amount` IS NULL AND NOT `fact_region` IS NULL
      THEN 'small'
    END AS `band`
  FROM `measured`
  LEFT JOIN `cuts`
    ON `of_group` = `fact_region`
)
SELECT
  `customer_id`,
  `band` AS `tiers`,
  CASE WHEN NOT `band` IS NULL THEN `amount` <= 0 END AS `tiers_flagged`
FROM `bands`
