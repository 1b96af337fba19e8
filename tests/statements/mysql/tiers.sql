/* tiers 1: 80/20 customer tiers */
WITH `measured` AS (
  SELECT
    `source`.`customer_id` AS `customer_id`,
    CASE
      WHEN `source`.`profit` BETWEEN -9007199254740991 AND 9007199254740991
      THEN CASE
        WHEN (
          (
            `source`.`profit` * 0
          ) + 0.1
        ) + 0.2 <> 0.3
        THEN CAST(CAST(CASE
          WHEN CAST(`source`.`profit` AS DOUBLE) * 100 BETWEEN 0 AND 4503599627370496
          THEN (
            (
              CAST(`source`.`profit` AS DOUBLE) * 100
            ) + 4503599627370496
          ) - 4503599627370496
          WHEN CAST(`source`.`profit` AS DOUBLE) * 100 BETWEEN -4503599627370496 AND 0
          THEN (
            (
              CAST(`source`.`profit` AS DOUBLE) * 100
            ) - 4503599627370496
          ) + 4503599627370496
          ELSE CAST(`source`.`profit` AS DOUBLE) * 100
        END AS SIGNED) AS DECIMAL(65, 0)) * 10000000
        WHEN `source`.`profit` = CAST(`source`.`profit` AS DECIMAL(25, 9))
        THEN CAST(CAST(`source`.`profit` AS DECIMAL(25, 9)) * 1000000000 AS DECIMAL(65, 0))
      END
    END AS `amount` /* profit, in units of 0.000000001 */
  FROM `crm`.`customers` AS `source`
), `amounts` AS (
  SELECT
    `amount` AS `amount`,
    COUNT(*) AS `customers`
  FROM `measured`
  WHERE
    NOT `amount` IS NULL
  GROUP BY
    `amount`
), `ranked` AS (
  SELECT
    `amount` AS `amount`,
    SUM(`customers`) OVER (ORDER BY `amount` DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS `up_to`, /* how many have this amount or more */
    SUM(`customers`) OVER () AS `known` /* how many there are */
  FROM `amounts`
), `cuts` AS (
  SELECT
    COALESCE(
      MAX(CASE WHEN `amount` > 0 AND `up_to` * 5 >= `known` THEN `amount` END),
      MIN(CASE WHEN `amount` > 0 THEN `amount` END)
    ) AS `from_key`, /* key: customer_share 0.2 */
    COALESCE(
      MAX(CASE WHEN `amount` > 0 AND `up_to` * 2 >= `known` THEN `amount` END),
      MIN(CASE WHEN `amount` > 0 THEN `amount` END)
    ) AS `from_ordinary` /* ordinary: customer_share 0.5 */
  FROM `ranked`
), `bands` AS (
  SELECT
    *,
    CASE
      WHEN `amount` >= `from_key`
      THEN 'key'
      WHEN `amount` >= `from_ordinary`
      THEN 'ordinary'
      WHEN NOT `amount` IS NULL
      THEN 'small'
    END AS `band`
  FROM `measured`
  CROSS JOIN `cuts`
)
SELECT
  `customer_id`,
  `band` AS `tiers`,
  `amount` <= 0 AS `tiers_flagged`
FROM `bands`
