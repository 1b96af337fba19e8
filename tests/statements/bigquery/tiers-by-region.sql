/* tiers 1: 80/20 customer tiers */
WITH `measured` AS (
  SELECT
    `source`.`customer_id` AS `customer_id`,
    CASE
      WHEN TRIM(
        COLLATE(`source`.`region`, ''),
        CONCAT(
          CODE_POINTS_TO_STRING([9]),
          CODE_POINTS_TO_STRING([10]),
          CODE_POINTS_TO_STRING([11]),
          CODE_POINTS_TO_STRING([12]),
          CODE_POINTS_TO_STRING([13]),
          CODE_POINTS_TO_STRING([28]),
          CODE_POINTS_TO_STRING([29]),
          CODE_POINTS_TO_STRING([30]),
          CODE_POINTS_TO_STRING([31]),
          ' ',
          CODE_POINTS_TO_STRING([133]),
          CODE_POINTS_TO_STRING([160]),
          CODE_POINTS_TO_STRING([5760]),
          CODE_POINTS_TO_STRING([8192]),
          CODE_POINTS_TO_STRING([8193]),
          CODE_POINTS_TO_STRING([8194]),
          CODE_POINTS_TO_STRING([8195]),
          CODE_POINTS_TO_STRING([8196]),
          CODE_POINTS_TO_STRING([8197]),
          CODE_POINTS_TO_STRING([8198]),
          CODE_POINTS_TO_STRING([8199]),
          CODE_POINTS_TO_STRING([8200]),
          CODE_POINTS_TO_STRING([8201]),
          CODE_POINTS_TO_STRING([8202]),
          CODE_POINTS_TO_STRING([8232]),
          CODE_POINTS_TO_STRING([8233]),
          CODE_POINTS_TO_STRING([8239]),
          CODE_POINTS_TO_STRING([8287]),
          CODE_POINTS_TO_STRING([12288])
        )
      ) <> ''
      THEN COLLATE(`source`.`region`, '')
    END AS `fact_region`,
    CASE
      WHEN `source`.`profit` BETWEEN -9007199254740991 AND 9007199254740991
      THEN CASE
        WHEN NOT CONTAINS_SUBSTR(FORMAT('%T', `source`.`profit`), 'NUMERIC')
        AND REGEXP_CONTAINS(FORMAT('%T', `source`.`profit`), '[.e]')
        THEN CAST(CAST(CASE
          WHEN CAST(`source`.`profit` AS FLOAT64) * 100 BETWEEN 0 AND 4503599627370496
          THEN (
            (
              CAST(`source`.`profit` AS FLOAT64) * 100
            ) + 4503599627370496
          ) - 4503599627370496
          WHEN CAST(`source`.`profit` AS FLOAT64) * 100 BETWEEN -4503599627370496 AND 0
          THEN (
            (
              CAST(`source`.`profit` AS FLOAT64) * 100
            ) - 4503599627370496
          ) + 4503599627370496
          ELSE CAST(`source`.`profit` AS FLOAT64) * 100
        END AS INT64) AS BIGNUMERIC) * 10000000
        WHEN `source`.`profit` = CAST(`source`.`profit` AS NUMERIC)
        THEN CAST(CAST(`source`.`profit` AS NUMERIC) * 1000000000 AS BIGNUMERIC)
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
