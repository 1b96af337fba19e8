/* retention-ladder 1: Six-step retention escalation, as of 2026-07-01 */
WITH `events_2` AS (
  SELECT
    CASE
      WHEN CAST(`source`.`at` AS DATE) BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN CAST(`source`.`at` AS DATE)
    END AS `day`,
    `source`.`at` AS `moment`,
    CASE
      WHEN REGEXP_REPLACE(
        CAST(`source`.`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
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
      THEN CAST(`source`.`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin
    END AS `customer`,
    REGEXP_REPLACE(
      CAST(`source`.`kind` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
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
    ) AS `kind_text`,
    CASE
      WHEN REGEXP_REPLACE(
        CAST(`source`.`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
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
      THEN CAST(`source`.`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin
    END AS `id_1`,
    CASE
      WHEN `source`.`amount` BETWEEN -1E+100 AND 1E+100
      THEN CAST(`source`.`amount` AS DOUBLE)
    END AS `data_amount`,
    CASE WHEN `source`.`arrears` = 1 THEN TRUE WHEN `source`.`arrears` = 0 THEN FALSE END AS `data_arrears`,
    CASE
      WHEN `source`.`usage` BETWEEN -1E+100 AND 1E+100
      THEN CAST(`source`.`usage` AS DOUBLE)
    END AS `data_usage`
  FROM `crm`.`events` AS `source`
), `events_3` AS (
  SELECT
    *,
    DATEDIFF(CAST('2026-07-01' AS DATE), `day`) AS `days_ago`,
    CASE
      WHEN `kind_text` = 'activated'
      THEN 'activated'
      WHEN `kind_text` = 'bill'
      THEN 'bill'
      WHEN `kind_text` = 'usage'
      THEN 'usage'
      WHEN `kind_text` = 'forwarding-on'
      THEN 'forwarding-on'
      WHEN `kind_text` = 'forwarding-off'
      THEN 'forwarding-off'
      WHEN `kind_text` = 'powered-off'
      THEN 'powered-off'
      WHEN `kind_text` = 'powered-on'
      THEN 'powered-on'
      WHEN `kind_text` = 'stopped'
      THEN 'stopped'
      WHEN `kind_text` = 'resumed'
      THEN 'resumed'
      WHEN `kind_text` = 'stop-reported'
      THEN 'stop-reported'
      WHEN `kind_text` = 'stop-withdrawn'
      THEN 'stop-withdrawn'
      WHEN `kind_text` = 'cancellation-applied'
      THEN 'cancellation-applied'
      WHEN `kind_text` = 'cancellation-dropped'
      THEN 'cancellation-dropped'
      WHEN `kind_text` = 'complained'
      THEN 'complained'
      WHEN `kind_text` = 'settled'
      THEN 'settled'
      WHEN `kind_text` <> ''
      THEN ''
    END AS `kind`,
    CASE WHEN `data_arrears` THEN 1 WHEN NOT `data_arrears` THEN 0 END AS `value_bit`
  FROM `events_2`
), `happened` AS (
  SELECT
    *
  FROM `events_3`
  WHERE
    NOT `customer` IS NULL
    AND `day` <= CAST('2026-07-01' AS DATE)
    AND NOT `kind` IS NULL
), `numbered` AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY `id_1` ORDER BY `day` ASC) AS `copy` /* an id that comes again is the same event */
  FROM `happened`
), `each_once` AS (
  SELECT
    *
  FROM `numbered`
  WHERE
    `copy` = 1 OR `id_1` IS NULL
), `customers` AS (
  SELECT
    `customer`,
    MIN(CASE WHEN `kind` = 'activated' THEN `day` END) AS `joined_day`
  FROM `each_once`
  GROUP BY
    `customer`
), `log` AS (
  SELECT
    `each_once`.*
  FROM `each_once`
  WHERE
    `day` >= CAST('2026-01-01' AS DATE)
), `events_application` AS (
  SELECT
    *,
    CASE WHEN `kind` = 'cancellation-applied' THEN 1 ELSE 0 END AS `opens`
  FROM `log`
  WHERE
    `kind` IN ('cancellation-applied', 'cancellation-dropped')
), `states_application` AS (
  SELECT
    *,
    MIN(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `least`,
    MAX(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`,
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`,
    ROW_NUMBER() OVER (PARTITION BY `customer`, `day` ORDER BY `moment` DESC, `id_1` DESC) AS `is_last`, /* 1 for the last of its day */
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` ASC, `id_1` ASC) AS `is_first` /* 1 for the first of all */
  FROM `events_application`
), `days_application` AS (
  SELECT
    `customer`,
    `days_ago`,
    MAX(`opens`) AS `opens`,
    MAX(
      CASE
        WHEN `is_last` = 1
        THEN CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_after`,
    MAX(
      CASE
        WHEN `is_first` = 1
        THEN 1 - CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_before`,
    MIN(`is_first`) AS `is_first`
  FROM `states_application`
  GROUP BY
    `customer`,
    `days_ago`
), `course_application` AS (
  SELECT
    *,
    CASE
      WHEN `opens` = 1
      THEN 1
      ELSE CASE
        WHEN `is_first` = 1
        THEN `on_before`
        ELSE LAG(`on_after`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC)
      END
    END AS `on_that_day`,
    LEAD(`days_ago`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC) AS `next_ago` /* how long ago its next events are */
  FROM `days_application`
), `events_stop` AS (
  SELECT
    *,
    CASE WHEN `kind` = 'stopped' THEN 1 ELSE 0 END AS `opens`
  FROM `log`
  WHERE
    `kind` IN ('stopped', 'resumed')
), `states_stop` AS (
  SELECT
    *,
    MIN(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `least`,
    MAX(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`,
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`,
    ROW_NUMBER() OVER (PARTITION BY `customer`, `day` ORDER BY `moment` DESC, `id_1` DESC) AS `is_last`, /* 1 for the last of its day */
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` ASC, `id_1` ASC) AS `is_first` /* 1 for the first of all */
  FROM `events_stop`
), `days_stop` AS (
  SELECT
    `customer`,
    `days_ago`,
    MAX(`opens`) AS `opens`,
    MAX(
      CASE
        WHEN `is_last` = 1
        THEN CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_after`,
    MAX(
      CASE
        WHEN `is_first` = 1
        THEN 1 - CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_before`,
    MIN(`is_first`) AS `is_first`
  FROM `states_stop`
  GROUP BY
    `customer`,
    `days_ago`
), `course_stop` AS (
  SELECT
    *,
    CASE
      WHEN `opens` = 1
      THEN 1
      ELSE CASE
        WHEN `is_first` = 1
        THEN `on_before`
        ELSE LAG(`on_after`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC)
      END
    END AS `on_that_day`,
    LEAD(`days_ago`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC) AS `next_ago` /* how long ago its next events are */
  FROM `days_stop`
), `events_stop-request` AS (
  SELECT
    *,
    CASE WHEN `kind` = 'stop-reported' THEN 1 ELSE 0 END AS `opens`
  FROM `log`
  WHERE
    `kind` IN ('stop-reported', 'stop-withdrawn', 'stopped', 'resumed')
), `states_stop-request` AS (
  SELECT
    *,
    MIN(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `least`,
    MAX(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`,
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`,
    ROW_NUMBER() OVER (PARTITION BY `customer`, `day` ORDER BY `moment` DESC, `id_1` DESC) AS `is_last`, /* 1 for the last of its day */
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` ASC, `id_1` ASC) AS `is_first` /* 1 for the first of all */
  FROM `events_stop-request`
), `days_stop-request` AS (
  SELECT
    `customer`,
    `days_ago`,
    MAX(`opens`) AS `opens`,
    MAX(
      CASE
        WHEN `is_last` = 1
        THEN CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_after`,
    MAX(
      CASE
        WHEN `is_first` = 1
        THEN 1 - CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_before`,
    MIN(`is_first`) AS `is_first`
  FROM `states_stop-request`
  GROUP BY
    `customer`,
    `days_ago`
), `course_stop-request` AS (
  SELECT
    *,
    CASE
      WHEN `opens` = 1
      THEN 1
      ELSE CASE
        WHEN `is_first` = 1
        THEN `on_before`
        ELSE LAG(`on_after`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC)
      END
    END AS `on_that_day`,
    LEAD(`days_ago`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC) AS `next_ago` /* how long ago its next events are */
  FROM `days_stop-request`
), `ordered_arrears_suspension` AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` DESC, `id_1` DESC) AS `place`, /* from the last one on */
    RANK() OVER (PARTITION BY `customer` ORDER BY `moment` DESC) AS `tie_place`,
    COUNT(*) OVER (PARTITION BY `customer`) AS `events`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`, /* events of one moment */
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`, /* of which have an id */
    MIN(`value_bit`) OVER (PARTITION BY `customer`, `moment`) AS `least`, /* of their values */
    MAX(`value_bit`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(`value_bit`) OVER (PARTITION BY `customer`, `moment`) AS `known`
  FROM `log`
  WHERE
    `kind` = 'stopped'
), `chosen_arrears_suspension` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `place` = 1 THEN `value_bit` END) AS `arrears_suspension_value`,
    COUNT(
      CASE
        WHEN `place` = 1
        AND `tied_0` < `unnamed`
        AND (
          `least` <> `most` OR (
            `known` > 0 AND `known` < `unnamed`
          )
        )
        THEN 1
      END
    ) AS `arrears_suspension_tie`
  FROM `ordered_arrears_suspension`
  GROUP BY
    `customer`
), `ordered_bill` AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` DESC, `id_1` DESC) AS `place`, /* from the last one on */
    RANK() OVER (PARTITION BY `customer` ORDER BY `moment` DESC) AS `tie_place`,
    COUNT(*) OVER (PARTITION BY `customer`) AS `events`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`, /* events of one moment */
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`, /* of which have an id */
    MIN(`data_amount`) OVER (PARTITION BY `customer`, `moment`) AS `least`, /* of their values */
    MAX(`data_amount`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(`data_amount`) OVER (PARTITION BY `customer`, `moment`) AS `known`
  FROM `log`
  WHERE
    `kind` = 'bill'
), `chosen_bill` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `place` = 1 THEN `data_amount` END) AS `bill_value`,
    COUNT(
      CASE
        WHEN `place` = 1
        AND `tied_0` < `unnamed`
        AND (
          `least` <> `most` OR (
            `known` > 0 AND `known` < `unnamed`
          )
        )
        THEN 1
      END
    ) AS `bill_tie`
  FROM `ordered_bill`
  GROUP BY
    `customer`
), `ordered_bill_average` AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` DESC, `id_1` DESC) AS `place`, /* from the last one on */
    RANK() OVER (PARTITION BY `customer` ORDER BY `moment` DESC) AS `tie_place`,
    COUNT(*) OVER (PARTITION BY `customer`) AS `events`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`, /* events of one moment */
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`, /* of which have an id */
    MIN(`data_amount`) OVER (PARTITION BY `customer`, `moment`) AS `least`, /* of their values */
    MAX(`data_amount`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(`data_amount`) OVER (PARTITION BY `customer`, `moment`) AS `known`
  FROM `log`
  WHERE
    `kind` = 'bill'
), `chosen_bill_average` AS (
  SELECT
    `customer`,
    SUM(CASE WHEN `place` > 1 AND `place` <= 4 THEN `data_amount` END) AS `bill_average_sum`,
    SUM(CASE WHEN `place` > 1 AND `place` <= 4 THEN ABS(`data_amount`) END) AS `bill_average_size`,
    COUNT(CASE WHEN `place` > 1 AND `place` <= 4 THEN 1 END) AS `bill_average_count`,
    COUNT(CASE WHEN `place` > 1 AND `place` <= 4 AND `data_amount` IS NULL THEN 1 END) AS `bill_average_unknown`,
    COUNT(CASE WHEN `place` > 1 AND `place` <= 4 THEN 1 END) AS `bill_average_chosen`,
    COUNT(
      CASE
        WHEN `place` = 1
        AND (
          `tie_place` + `unnamed`
        ) - 1 > 1
        AND `tied_0` < `unnamed`
        AND (
          `least` <> `most` OR (
            `known` > 0 AND `known` < `unnamed`
          )
        )
        THEN 1
      END
    ) AS `bill_average_cut_0`,
    COUNT(
      CASE
        WHEN `place` = 4
        AND (
          `tie_place` + `unnamed`
        ) - 1 > 4
        AND `tied_0` < `unnamed`
        AND (
          `least` <> `most` OR (
            `known` > 0 AND `known` < `unnamed`
          )
        )
        THEN 1
      END
    ) AS `bill_average_cut_1`
  FROM `ordered_bill_average`
  GROUP BY
    `customer`
), `events_forwarding` AS (
  SELECT
    *,
    CASE WHEN `kind` = 'forwarding-on' THEN 1 ELSE 0 END AS `opens`
  FROM `log`
  WHERE
    `kind` IN ('forwarding-on', 'forwarding-off')
), `states_forwarding` AS (
  SELECT
    *,
    MIN(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `least`,
    MAX(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`,
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`,
    ROW_NUMBER() OVER (PARTITION BY `customer`, `day` ORDER BY `moment` DESC, `id_1` DESC) AS `is_last`, /* 1 for the last of its day */
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` ASC, `id_1` ASC) AS `is_first` /* 1 for the first of all */
  FROM `events_forwarding`
), `days_forwarding` AS (
  SELECT
    `customer`,
    `days_ago`,
    MAX(`opens`) AS `opens`,
    MAX(
      CASE
        WHEN `is_last` = 1
        THEN CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_after`,
    MAX(
      CASE
        WHEN `is_first` = 1
        THEN 1 - CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_before`,
    MIN(`is_first`) AS `is_first`
  FROM `states_forwarding`
  GROUP BY
    `customer`,
    `days_ago`
), `course_forwarding` AS (
  SELECT
    *,
    CASE
      WHEN `opens` = 1
      THEN 1
      ELSE CASE
        WHEN `is_first` = 1
        THEN `on_before`
        ELSE LAG(`on_after`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC)
      END
    END AS `on_that_day`,
    LEAD(`days_ago`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC) AS `next_ago` /* how long ago its next events are */
  FROM `days_forwarding`
), `events_off` AS (
  SELECT
    *,
    CASE WHEN `kind` = 'powered-off' THEN 1 ELSE 0 END AS `opens`
  FROM `log`
  WHERE
    `kind` IN ('powered-off', 'powered-on')
), `states_off` AS (
  SELECT
    *,
    MIN(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `least`,
    MAX(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`,
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`,
    ROW_NUMBER() OVER (PARTITION BY `customer`, `day` ORDER BY `moment` DESC, `id_1` DESC) AS `is_last`, /* 1 for the last of its day */
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` ASC, `id_1` ASC) AS `is_first` /* 1 for the first of all */
  FROM `events_off`
), `days_off` AS (
  SELECT
    `customer`,
    `days_ago`,
    MAX(`opens`) AS `opens`,
    MAX(
      CASE
        WHEN `is_last` = 1
        THEN CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_after`,
    MAX(
      CASE
        WHEN `is_first` = 1
        THEN 1 - CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_before`,
    MIN(`is_first`) AS `is_first`
  FROM `states_off`
  GROUP BY
    `customer`,
    `days_ago`
), `course_off` AS (
  SELECT
    *,
    CASE
      WHEN `opens` = 1
      THEN 1
      ELSE CASE
        WHEN `is_first` = 1
        THEN `on_before`
        ELSE LAG(`on_after`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC)
      END
    END AS `on_that_day`,
    LEAD(`days_ago`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC) AS `next_ago` /* how long ago its next events are */
  FROM `days_off`
), `ordered_usage_high` AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` DESC, `id_1` DESC) AS `place`, /* from the last one on */
    RANK() OVER (PARTITION BY `customer` ORDER BY `moment` DESC) AS `tie_place`,
    COUNT(*) OVER (PARTITION BY `customer`) AS `events`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`, /* events of one moment */
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`, /* of which have an id */
    MIN(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `least`, /* of their values */
    MAX(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `known`
  FROM `log`
  WHERE
    `kind` = 'usage'
), `chosen_usage_high` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `place` <= 3 THEN `data_usage` END) AS `usage_high_max`,
    COUNT(CASE WHEN `place` <= 3 AND `data_usage` IS NULL THEN 1 END) AS `usage_high_unknown`,
    COUNT(CASE WHEN `place` <= 3 THEN 1 END) AS `usage_high_chosen`,
    COUNT(
      CASE
        WHEN `place` = 3
        AND (
          `tie_place` + `unnamed`
        ) - 1 > 3
        AND `tied_0` < `unnamed`
        AND (
          `least` <> `most` OR (
            `known` > 0 AND `known` < `unnamed`
          )
        )
        THEN 1
      END
    ) AS `usage_high_cut_0`
  FROM `ordered_usage_high`
  GROUP BY
    `customer`
), `ordered_usage_low` AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` DESC, `id_1` DESC) AS `place`, /* from the last one on */
    RANK() OVER (PARTITION BY `customer` ORDER BY `moment` DESC) AS `tie_place`,
    COUNT(*) OVER (PARTITION BY `customer`) AS `events`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`, /* events of one moment */
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`, /* of which have an id */
    MIN(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `least`, /* of their values */
    MAX(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `known`
  FROM `log`
  WHERE
    `kind` = 'usage'
), `chosen_usage_low` AS (
  SELECT
    `customer`,
    MIN(CASE WHEN `place` <= 3 THEN `data_usage` END) AS `usage_low_min`,
    COUNT(CASE WHEN `place` <= 3 AND `data_usage` IS NULL THEN 1 END) AS `usage_low_unknown`,
    COUNT(CASE WHEN `place` <= 3 THEN 1 END) AS `usage_low_chosen`,
    COUNT(
      CASE
        WHEN `place` = 3
        AND (
          `tie_place` + `unnamed`
        ) - 1 > 3
        AND `tied_0` < `unnamed`
        AND (
          `least` <> `most` OR (
            `known` > 0 AND `known` < `unnamed`
          )
        )
        THEN 1
      END
    ) AS `usage_low_cut_0`
  FROM `ordered_usage_low`
  GROUP BY
    `customer`
), `ordered_usage_mean` AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` DESC, `id_1` DESC) AS `place`, /* from the last one on */
    RANK() OVER (PARTITION BY `customer` ORDER BY `moment` DESC) AS `tie_place`,
    COUNT(*) OVER (PARTITION BY `customer`) AS `events`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`, /* events of one moment */
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`, /* of which have an id */
    MIN(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `least`, /* of their values */
    MAX(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(`data_usage`) OVER (PARTITION BY `customer`, `moment`) AS `known`
  FROM `log`
  WHERE
    `kind` = 'usage'
), `chosen_usage_mean` AS (
  SELECT
    `customer`,
    SUM(CASE WHEN `place` <= 3 THEN `data_usage` END) AS `usage_mean_sum`,
    SUM(CASE WHEN `place` <= 3 THEN ABS(`data_usage`) END) AS `usage_mean_size`,
    COUNT(CASE WHEN `place` <= 3 THEN 1 END) AS `usage_mean_count`,
    COUNT(CASE WHEN `place` <= 3 AND `data_usage` IS NULL THEN 1 END) AS `usage_mean_unknown`,
    COUNT(CASE WHEN `place` <= 3 THEN 1 END) AS `usage_mean_chosen`,
    COUNT(
      CASE
        WHEN `place` = 3
        AND (
          `tie_place` + `unnamed`
        ) - 1 > 3
        AND `tied_0` < `unnamed`
        AND (
          `least` <> `most` OR (
            `known` > 0 AND `known` < `unnamed`
          )
        )
        THEN 1
      END
    ) AS `usage_mean_cut_0`
  FROM `ordered_usage_mean`
  GROUP BY
    `customer`
), `events_complaint` AS (
  SELECT
    *,
    CASE WHEN `kind` = 'complained' THEN 1 ELSE 0 END AS `opens`
  FROM `log`
  WHERE
    `kind` IN ('complained', 'settled')
), `states_complaint` AS (
  SELECT
    *,
    MIN(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `least`,
    MAX(`opens`) OVER (PARTITION BY `customer`, `moment`) AS `most`,
    COUNT(*) OVER (PARTITION BY `customer`, `moment`) AS `unnamed`,
    COUNT(`id_1`) OVER (PARTITION BY `customer`, `moment`) AS `tied_0`,
    ROW_NUMBER() OVER (PARTITION BY `customer`, `day` ORDER BY `moment` DESC, `id_1` DESC) AS `is_last`, /* 1 for the last of its day */
    ROW_NUMBER() OVER (PARTITION BY `customer` ORDER BY `moment` ASC, `id_1` ASC) AS `is_first` /* 1 for the first of all */
  FROM `events_complaint`
), `days_complaint` AS (
  SELECT
    `customer`,
    `days_ago`,
    MAX(`opens`) AS `opens`,
    MAX(
      CASE
        WHEN `is_last` = 1
        THEN CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_after`,
    MAX(
      CASE
        WHEN `is_first` = 1
        THEN 1 - CASE WHEN `least` <> `most` AND `tied_0` < `unnamed` THEN NULL ELSE `opens` END
      END
    ) AS `on_before`,
    MIN(`is_first`) AS `is_first`
  FROM `states_complaint`
  GROUP BY
    `customer`,
    `days_ago`
), `course_complaint` AS (
  SELECT
    *,
    CASE
      WHEN `opens` = 1
      THEN 1
      ELSE CASE
        WHEN `is_first` = 1
        THEN `on_before`
        ELSE LAG(`on_after`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC)
      END
    END AS `on_that_day`,
    LEAD(`days_ago`) OVER (PARTITION BY `customer` ORDER BY `days_ago` DESC) AS `next_ago` /* how long ago its next events are */
  FROM `days_complaint`
), `counted` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `kind` = 'activated' THEN `day` END) AS `tenure_months_day`
  FROM `log`
  GROUP BY
    `customer`
), `span_application` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `next_ago` IS NULL THEN `on_after` END) AS `application_state`,
    COUNT(*) AS `application_changes`
  FROM `course_application`
  GROUP BY
    `customer`
), `span_stop` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `next_ago` IS NULL THEN `on_after` END) AS `stop_state`,
    COUNT(*) AS `stop_changes`
  FROM `course_stop`
  GROUP BY
    `customer`
), `span_stop-request` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `next_ago` IS NULL THEN `on_after` END) AS `stop-request_state`,
    COUNT(*) AS `stop-request_changes`
  FROM `course_stop-request`
  GROUP BY
    `customer`
), `span_forwarding` AS (
  SELECT
    `customer`,
    SUM(
      (
        CASE
          WHEN `on_that_day` = 1
          THEN CASE WHEN `days_ago` <= 29 AND `days_ago` >= 0 THEN 1 ELSE 0 END
          ELSE 0
        END + CASE
          WHEN `on_after` = 1
          THEN CASE
            WHEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1 > 0
            THEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1
            ELSE 0
          END
          ELSE 0
        END
      ) + CASE
        WHEN `on_before` = 1
        THEN CASE
          WHEN `is_first` = 1
          THEN CASE
            WHEN (
              29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
            ) + 1 > 0
            THEN (
              29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
            ) + 1
            ELSE 0
          END
          ELSE 0
        END
        ELSE 0
      END
    ) AS `forwarding_days_30_days`,
    COUNT(
      CASE
        WHEN (
          `on_that_day` IS NULL
          AND CASE WHEN `days_ago` <= 29 AND `days_ago` >= 0 THEN 1 ELSE 0 END > 0
        )
        OR (
          `on_after` IS NULL
          AND CASE
            WHEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1 > 0
            THEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1
            ELSE 0
          END > 0
        )
        OR (
          `on_before` IS NULL
          AND CASE
            WHEN `is_first` = 1
            THEN CASE
              WHEN (
                29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
              ) + 1 > 0
              THEN (
                29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
              ) + 1
              ELSE 0
            END
            ELSE 0
          END > 0
        )
        THEN 1
      END
    ) AS `forwarding_days_30_open_days`,
    COUNT(*) AS `forwarding_changes`
  FROM `course_forwarding`
  GROUP BY
    `customer`
), `span_off` AS (
  SELECT
    `customer`,
    SUM(
      (
        CASE
          WHEN `on_that_day` = 1
          THEN CASE WHEN `days_ago` <= 29 AND `days_ago` >= 0 THEN 1 ELSE 0 END
          ELSE 0
        END + CASE
          WHEN `on_after` = 1
          THEN CASE
            WHEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1 > 0
            THEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1
            ELSE 0
          END
          ELSE 0
        END
      ) + CASE
        WHEN `on_before` = 1
        THEN CASE
          WHEN `is_first` = 1
          THEN CASE
            WHEN (
              29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
            ) + 1 > 0
            THEN (
              29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
            ) + 1
            ELSE 0
          END
          ELSE 0
        END
        ELSE 0
      END
    ) AS `powered_off_days_30_days`,
    COUNT(
      CASE
        WHEN (
          `on_that_day` IS NULL
          AND CASE WHEN `days_ago` <= 29 AND `days_ago` >= 0 THEN 1 ELSE 0 END > 0
        )
        OR (
          `on_after` IS NULL
          AND CASE
            WHEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1 > 0
            THEN (
              CASE WHEN `days_ago` - 1 < 29 THEN `days_ago` - 1 ELSE 29 END - CASE
                WHEN COALESCE(`next_ago` + 1, 0) > 0
                THEN COALESCE(`next_ago` + 1, 0)
                ELSE 0
              END
            ) + 1
            ELSE 0
          END > 0
        )
        OR (
          `on_before` IS NULL
          AND CASE
            WHEN `is_first` = 1
            THEN CASE
              WHEN (
                29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
              ) + 1 > 0
              THEN (
                29 - CASE WHEN `days_ago` + 1 > 0 THEN `days_ago` + 1 ELSE 0 END
              ) + 1
              ELSE 0
            END
            ELSE 0
          END > 0
        )
        THEN 1
      END
    ) AS `powered_off_days_30_open_days`,
    COUNT(*) AS `off_changes`
  FROM `course_off`
  GROUP BY
    `customer`
), `span_complaint` AS (
  SELECT
    `customer`,
    MAX(CASE WHEN `next_ago` IS NULL THEN `on_after` END) AS `complaint_state`,
    COUNT(*) AS `complaint_changes`
  FROM `course_complaint`
  GROUP BY
    `customer`
), `found` AS (
  SELECT
    `customers`.`customer` AS `customer`,
    `customers`.`joined_day`,
    `chosen_arrears_suspension`.`arrears_suspension_value`,
    `chosen_arrears_suspension`.`arrears_suspension_tie`,
    `chosen_bill`.`bill_value`,
    `chosen_bill`.`bill_tie`,
    `chosen_bill_average`.`bill_average_sum`,
    `chosen_bill_average`.`bill_average_size`,
    `chosen_bill_average`.`bill_average_count`,
    `chosen_bill_average`.`bill_average_unknown`,
    `chosen_bill_average`.`bill_average_chosen`,
    `chosen_bill_average`.`bill_average_cut_0`,
    `chosen_bill_average`.`bill_average_cut_1`,
    `chosen_usage_high`.`usage_high_max`,
    `chosen_usage_high`.`usage_high_unknown`,
    `chosen_usage_high`.`usage_high_chosen`,
    `chosen_usage_high`.`usage_high_cut_0`,
    `chosen_usage_low`.`usage_low_min`,
    `chosen_usage_low`.`usage_low_unknown`,
    `chosen_usage_low`.`usage_low_chosen`,
    `chosen_usage_low`.`usage_low_cut_0`,
    `chosen_usage_mean`.`usage_mean_sum`,
    `chosen_usage_mean`.`usage_mean_size`,
    `chosen_usage_mean`.`usage_mean_count`,
    `chosen_usage_mean`.`usage_mean_unknown`,
    `chosen_usage_mean`.`usage_mean_chosen`,
    `chosen_usage_mean`.`usage_mean_cut_0`,
    `counted`.`tenure_months_day`,
    `span_application`.`application_state`,
    `span_application`.`application_changes`,
    `span_stop`.`stop_state`,
    `span_stop`.`stop_changes`,
    `span_stop-request`.`stop-request_state`,
    `span_stop-request`.`stop-request_changes`,
    `span_forwarding`.`forwarding_days_30_days`,
    `span_forwarding`.`forwarding_days_30_open_days`,
    `span_forwarding`.`forwarding_changes`,
    `span_off`.`powered_off_days_30_days`,
    `span_off`.`powered_off_days_30_open_days`,
    `span_off`.`off_changes`,
    `span_complaint`.`complaint_state`,
    `span_complaint`.`complaint_changes`
  FROM `customers`
  LEFT JOIN `chosen_arrears_suspension`
    ON `customers`.`customer` = `chosen_arrears_suspension`.`customer`
  LEFT JOIN `chosen_bill`
    ON `customers`.`customer` = `chosen_bill`.`customer`
  LEFT JOIN `chosen_bill_average`
    ON `customers`.`customer` = `chosen_bill_average`.`customer`
  LEFT JOIN `chosen_usage_high`
    ON `customers`.`customer` = `chosen_usage_high`.`customer`
  LEFT JOIN `chosen_usage_low`
    ON `customers`.`customer` = `chosen_usage_low`.`customer`
  LEFT JOIN `chosen_usage_mean`
    ON `customers`.`customer` = `chosen_usage_mean`.`customer`
  LEFT JOIN `counted`
    ON `customers`.`customer` = `counted`.`customer`
  LEFT JOIN `span_application`
    ON `customers`.`customer` = `span_application`.`customer`
  LEFT JOIN `span_stop`
    ON `customers`.`customer` = `span_stop`.`customer`
  LEFT JOIN `span_stop-request`
    ON `customers`.`customer` = `span_stop-request`.`customer`
  LEFT JOIN `span_forwarding`
    ON `customers`.`customer` = `span_forwarding`.`customer`
  LEFT JOIN `span_off`
    ON `customers`.`customer` = `span_off`.`customer`
  LEFT JOIN `span_complaint`
    ON `customers`.`customer` = `span_complaint`.`customer`
), `history` AS (
  SELECT
    `source`.`customer` AS `customer`,
    CASE
      WHEN COALESCE(`source`.`application_changes`, 0) > 0
      THEN `source`.`application_state`
      WHEN `joined_day` IS NULL OR `joined_day` < CAST('2026-01-01' AS DATE)
      THEN NULL
      ELSE 0
    END = 1 AS `cancellation_requested`, /* cancellation_requested: open of application */
    CASE
      WHEN COALESCE(`source`.`stop_changes`, 0) > 0
      THEN `source`.`stop_state`
      WHEN `joined_day` IS NULL OR `joined_day` < CAST('2026-01-01' AS DATE)
      THEN NULL
      ELSE 0
    END = 1 AS `suspended`, /* suspended: open of stop */
    CASE
      WHEN COALESCE(`source`.`stop-request_changes`, 0) > 0
      THEN `source`.`stop-request_state`
      WHEN `joined_day` IS NULL OR `joined_day` < CAST('2026-01-01' AS DATE)
      THEN NULL
      ELSE 0
    END = 1 AS `suspension_requested`, /* suspension_requested: open of stop-request */
    CASE
      WHEN `joined_day` IS NULL
      OR `joined_day` < CAST('2026-01-01' AS DATE)
      OR `source`.`arrears_suspension_tie` > 0
      THEN NULL
      ELSE `source`.`arrears_suspension_value` = 1
    END AS `arrears_suspension`, /* arrears_suspension: last of stopped, value arrears */
    CASE
      WHEN `joined_day` IS NULL
      OR `joined_day` < CAST('2026-01-01' AS DATE)
      OR `source`.`bill_tie` > 0
      THEN NULL
      ELSE `source`.`bill_value`
    END AS `bill`, /* bill: last of bill, value amount */
    CASE
      WHEN `joined_day` IS NULL
      OR `joined_day` < CAST('2026-01-01' AS DATE)
      OR `source`.`bill_average_unknown` > 0
      OR COALESCE(`source`.`bill_average_chosen`, 0) < 3
      OR `source`.`bill_average_cut_0` > 0
      OR `source`.`bill_average_cut_1` > 0
      THEN NULL
      ELSE COALESCE(`source`.`bill_average_sum`, 0) / NULLIF(CAST(`source`.`bill_average_count` AS DOUBLE), 0)
    END AS `bill_average`, /* bill_average: mean of bill, value amount, skip 1, of last 3 */
    COALESCE(`source`.`bill_average_size`, 0) / NULLIF(CAST(`source`.`bill_average_count` AS DOUBLE), 0) AS `bill_average_size`,
    CASE
      WHEN COALESCE(`source`.`forwarding_days_30_open_days`, 0) > 0
      THEN NULL
      ELSE CASE
        WHEN COALESCE(`source`.`forwarding_changes`, 0) > 0
        THEN `source`.`forwarding_days_30_days`
        WHEN `joined_day` IS NULL OR `joined_day` < CAST('2026-01-01' AS DATE)
        THEN NULL
        ELSE 0
      END
    END AS `forwarding_days_30`, /* forwarding_days_30: days of forwarding, within 30 days */
    CASE
      WHEN COALESCE(`source`.`powered_off_days_30_open_days`, 0) > 0
      THEN NULL
      ELSE CASE
        WHEN COALESCE(`source`.`off_changes`, 0) > 0
        THEN `source`.`powered_off_days_30_days`
        WHEN `joined_day` IS NULL OR `joined_day` < CAST('2026-01-01' AS DATE)
        THEN NULL
        ELSE 0
      END
    END AS `powered_off_days_30`, /* powered_off_days_30: days of off, within 30 days */
    CASE
      WHEN `joined_day` IS NULL
      OR `joined_day` < CAST('2026-01-01' AS DATE)
      OR `source`.`usage_high_unknown` > 0
      OR COALESCE(`source`.`usage_high_chosen`, 0) < 3
      OR `source`.`usage_high_cut_0` > 0
      THEN NULL
      ELSE `source`.`usage_high_max`
    END AS `usage_high`, /* usage_high: max of usage, value usage, of last 3 */
    CASE
      WHEN `joined_day` IS NULL
      OR `joined_day` < CAST('2026-01-01' AS DATE)
      OR `source`.`usage_low_unknown` > 0
      OR COALESCE(`source`.`usage_low_chosen`, 0) < 3
      OR `source`.`usage_low_cut_0` > 0
      THEN NULL
      ELSE `source`.`usage_low_min`
    END AS `usage_low`, /* usage_low: min of usage, value usage, of last 3 */
    CASE
      WHEN `joined_day` IS NULL
      OR `joined_day` < CAST('2026-01-01' AS DATE)
      OR `source`.`usage_mean_unknown` > 0
      OR COALESCE(`source`.`usage_mean_chosen`, 0) < 3
      OR `source`.`usage_mean_cut_0` > 0
      THEN NULL
      ELSE COALESCE(`source`.`usage_mean_sum`, 0) / NULLIF(CAST(`source`.`usage_mean_count` AS DOUBLE), 0)
    END AS `usage_mean`, /* usage_mean: mean of usage, value usage, of last 3 */
    COALESCE(`source`.`usage_mean_size`, 0) / NULLIF(CAST(`source`.`usage_mean_count` AS DOUBLE), 0) AS `usage_mean_size`,
    CASE
      WHEN COALESCE(`source`.`complaint_changes`, 0) > 0
      THEN `source`.`complaint_state`
      WHEN `joined_day` IS NULL OR `joined_day` < CAST('2026-01-01' AS DATE)
      THEN NULL
      ELSE 0
    END = 1 AS `complaint_open`, /* complaint_open: open of complaint */
    CASE
      WHEN `joined_day` IS NULL OR `joined_day` < CAST('2026-01-01' AS DATE)
      THEN NULL
      ELSE (
        24319 - (
          (
            EXTRACT(YEAR FROM `source`.`tenure_months_day`) * 12
          ) + EXTRACT(MONTH FROM `source`.`tenure_months_day`)
        )
      ) - CASE WHEN EXTRACT(DAY FROM `source`.`tenure_months_day`) > 1 THEN 1 ELSE 0 END
    END AS `tenure_months` /* tenure_months: months_since of activated */
  FROM `found` AS `source`
), `rules` AS (
  SELECT
    *,
    (
      `usage_high` - `usage_low`
    ) / CASE
      WHEN ABS(`usage_mean`) >= (
        (
          ABS(`usage_mean_size`) * 9.094955691346662E-13
        ) + 1.0261342003245941E-289
      ) + 1E-100
      THEN `usage_mean`
    END AS `number`,
    (
      `bill` - `bill_average`
    ) / CASE
      WHEN ABS(`bill_average`) >= (
        (
          ABS(`bill_average_size`) * 9.094955691346662E-13
        ) + 1.0261342003245941E-289
      ) + 1E-100
      THEN `bill_average`
    END AS `number_2`,
    NOT `complaint_open` AS `rule_content`, /* content: not complaint_open -> step-1 */
    `bill_average_size` / CASE
      WHEN ABS(`bill_average`) >= (
        (
          ABS(`bill_average_size`) * 9.094955691346662E-13
        ) + 1.0261342003245941E-289
      ) + 1E-100
      THEN `bill_average`
    END AS `fact_bill_change_size`,
    `bill` / CASE
      WHEN ABS(`bill_average`) >= (
        (
          ABS(`bill_average_size`) * 9.094955691346662E-13
        ) + 1.0261342003245941E-289
      ) + 1E-100
      THEN `bill_average`
    END AS `fact_bill_change_size_2`,
    (
      `suspended` AND `arrears_suspension`
    ) /* stopped-for-arrears: suspended and arrears_suspension -> step-6 */
    OR (
      `suspended` AND `arrears_suspension` IS NULL
    ) /* stopped-reason-unknown: suspended and not known(arrears_suspension) -> step-6 */
    OR `suspended` AS `gives_step-6`,
    (
      `forwarding_days_30` >= 20
    ) /* long-forwarded: forwarding_days_30 >= long_forwarding -> step-4 */
    OR (
      `powered_off_days_30` >= 15
    ) /* long-off: powered_off_days_30 >= long_off -> step-4 */ AS `gives_step-4`
  FROM `history`
), `outcomes` AS (
  SELECT
    *,
    (
      `bill_average_size` / CASE
        WHEN ABS(`bill_average`) >= (
          (
            ABS(`bill_average_size`) * 9.094955691346662E-13
          ) + 1.0261342003245941E-289
        ) + 1E-100
        THEN `bill_average`
      END
    ) * `number_2` AS `fact_bill_change_size_3`,
    `number` - 0.5E0 >= -(
      (
        (
          (
            ABS(
              `usage_low` / CASE
                WHEN ABS(`usage_mean`) >= (
                  (
                    ABS(`usage_mean_size`) * 9.094955691346662E-13
                  ) + 1.0261342003245941E-289
                ) + 1E-100
                THEN `usage_mean`
              END
            ) * 2.5376550478087786E-16
          ) + (
            ABS(
              (
                `usage_mean_size` / CASE
                  WHEN ABS(`usage_mean`) >= (
                    (
                      ABS(`usage_mean_size`) * 9.094955691346662E-13
                    ) + 1.0261342003245941E-289
                  ) + 1E-100
                  THEN `usage_mean`
                END
              ) * `number`
            ) * 1.2992793844780946E-13
          )
        ) + 2.5376550478087786E-16
      ) + 1.0261342003245941E-289
    ) AS `rule_strong-swing` /* strong-swing: usage_swing >= strong_swing -> step-3 */
  FROM `rules`
), `outcomes_2` AS (
  SELECT
    *,
    `tenure_months` >= 12
    AND (
      (
        `bill_average` - 0 > (
          ABS(`bill_average_size`) * 1.1368694614183328E-13
        ) + 1.0261342003245941E-289
        AND ABS(`number_2`) - 0.1E0 <= (
          (
            (
              (
                ABS(`fact_bill_change_size`) * 1.2992793844780946E-13
              ) + (
                ABS(`fact_bill_change_size_2`) * 2.5376550478087786E-16
              )
            ) + (
              ABS(`fact_bill_change_size_3`) * 1.2992793844780946E-13
            )
          ) + 6.185534179033898E-17
        ) + 1.0261342003245941E-289
      )
      OR ABS(`bill_average` - `bill`) <= (
        (
          ABS(`bill_average_size`) * 1.1368694614183328E-13
        ) + (
          ABS(`bill`) * 2.220448166832681E-16
        )
      ) + 1.0261342003245941E-289
    ) AS `rule_stable`, /* stable: tenure_months >= stable_tenure and (bill_average > 0 and abs(bill_change) <= bill_stable or bill == bill_average) -> step-2 */
    `rule_strong-swing`
    OR (
      `forwarding_days_30` >= 3
    ) /* some-forwarding: forwarding_days_30 >= some_forwarding -> step-3 */ AS `gives_step-3`,
    `suspension_requested`
    OR (
      `bill_average` - 0 > (
        ABS(`bill_average_size`) * 1.1368694614183328E-13
      ) + 1.0261342003245941E-289
      AND `number_2` - -0.3E0 <= (
        (
          (
            (
              ABS(`fact_bill_change_size`) * 1.2992793844780946E-13
            ) + (
              ABS(`fact_bill_change_size_2`) * 2.5376550478087786E-16
            )
          ) + (
            ABS(`fact_bill_change_size_3`) * 1.2992793844780946E-13
          )
        ) + 1.8556602537101691E-16
      ) + 1.0261342003245941E-289
    ) /* bill-falling: bill_average > 0 and bill_change <= -bill_drop -> step-5 */ AS `gives_step-5`
  FROM `outcomes`
), `decided` AS (
  SELECT
    *,
    CASE
      WHEN `cancellation_requested`
      THEN 'cancellation'
      WHEN `cancellation_requested` IS NULL
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
      WHEN `complaint_open`
      THEN 'complaint'
      WHEN `complaint_open` IS NULL
      THEN '?'
      WHEN `rule_stable`
      THEN 'step-2'
      WHEN `rule_stable` IS NULL
      THEN '?'
      WHEN `rule_content`
      THEN 'step-1'
      WHEN `rule_content` IS NULL
      THEN '?'
    END AS `answer`
  FROM `outcomes_2`
)
SELECT
  `customer`,
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
  `answer` IS NULL OR `answer` <> '?' AS `retention_ladder_certain`
FROM `decided`
