/* tiers 1: 80/20 customer tiers */
WITH `measured` AS (
  SELECT
    `source`.`customer_id` AS `customer_id`,
    CASE
      WHEN REGEXP_REPLACE(
        CAST(`source`.`region` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin,
        CONCAT(
          '^[',
          CAST(UNHEX('09') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0A') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0B') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0C') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0D') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1C') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1D') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1E') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1F') AS CHAR CHARACTER SET utf8mb4),
          ' ',
          CAST(UNHEX('C285') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('C2A0') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E19A80') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28080') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28081') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28082') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28083') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28084') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28085') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28086') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28087') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28088') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28089') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E2808A') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E280A8') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E280A9') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E280AF') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E2819F') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E38080') AS CHAR CHARACTER SET utf8mb4),
          ']+|[',
          CAST(UNHEX('09') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0A') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0B') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0C') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('0D') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1C') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1D') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1E') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('1F') AS CHAR CHARACTER SET utf8mb4),
          ' ',
          CAST(UNHEX('C285') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('C2A0') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E19A80') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28080') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28081') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28082') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28083') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28084') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28085') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28086') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28087') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28088') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E28089') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E2808A') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E280A8') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E280A9') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E280AF') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E2819F') AS CHAR CHARACTER SET utf8mb4),
          CAST(UNHEX('E38080') AS CHAR CHARACTER SET utf8mb4),
          ']+$'
        ),
        ''
      ) <> ''
      THEN CAST(`source`.`region` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin
    END AS `fact_region`,
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
