/* tiers 1: 80/20 customer tiers, as of 2026-11-01 */
WITH "events" AS (
  SELECT
    CASE
      WHEN CAST("source"."at" AS DATE) BETWEEN CAST('0001-01-01' AS DATE) AND CAST('9899-12-31' AS DATE)
      THEN CAST("source"."at" AS DATE)
    END AS "day",
    CASE
      WHEN TRIM(
        "source"."customer",
        CHR(9) || CHR(10) || CHR(11) || CHR(12) || CHR(13) || CHR(28) || CHR(29) || CHR(30) || CHR(31) || ' ' || CHR(133) || CHR(160) || CHR(5760) || CHR(8192) || CHR(8193) || CHR(8194) || CHR(8195) || CHR(8196) || CHR(8197) || CHR(8198) || CHR(8199) || CHR(8200) || CHR(8201) || CHR(8202) || CHR(8232) || CHR(8233) || CHR(8239) || CHR(8287) || CHR(12288)
      ) <> ''
      THEN "source"."customer"
    END AS "customer",
    CASE
      WHEN TRIM(
        "source"."order",
        CHR(9) || CHR(10) || CHR(11) || CHR(12) || CHR(13) || CHR(28) || CHR(29) || CHR(30) || CHR(31) || ' ' || CHR(133) || CHR(160) || CHR(5760) || CHR(8192) || CHR(8193) || CHR(8194) || CHR(8195) || CHR(8196) || CHR(8197) || CHR(8198) || CHR(8199) || CHR(8200) || CHR(8201) || CHR(8202) || CHR(8232) || CHR(8233) || CHR(8239) || CHR(8287) || CHR(12288)
      ) <> ''
      THEN "source"."order"
    END AS "id_1",
    CASE
      WHEN "source"."profit" BETWEEN -1E+100 AND 1E+100
      THEN CASE
        WHEN TYPEOF("source"."profit") = 'FLOAT'
        THEN CAST(CAST("source"."profit" AS TEXT) AS DOUBLE)
        ELSE CAST("source"."profit" AS DOUBLE)
      END
    END AS "data_profit",
    CASE
      WHEN "source"."revenue" BETWEEN -1E+100 AND 1E+100
      THEN CASE
        WHEN TYPEOF("source"."revenue") = 'FLOAT'
        THEN CAST(CAST("source"."revenue" AS TEXT) AS DOUBLE)
        ELSE CAST("source"."revenue" AS DOUBLE)
      END
    END AS "data_revenue"
  FROM {{ ref('orders') }} AS "source"
), "happened" AS (
  SELECT
    *
  FROM "events"
  WHERE
    NOT "customer" IS NULL AND "day" <= CAST('2026-11-01' AS DATE)
), "numbered" AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY "id_1" ORDER BY "day" ASC) AS "copy" /* an id that comes again is the same event */
  FROM "happened"
), "each_once" AS (
  SELECT
    *
  FROM "numbered"
  WHERE
    "copy" = 1 OR "id_1" IS NULL
), "customers" AS (
  SELECT
    "customer"
  FROM "each_once"
  GROUP BY
    "customer"
), "counted" AS (
  SELECT
    "customer",
    SUM("data_profit") AS "profit_sum",
    SUM(ABS("data_profit")) AS "profit_size",
    COUNT(CASE WHEN "data_profit" IS NULL THEN 1 END) AS "profit_unknown",
    COUNT(1) AS "orders_count"
  FROM "each_once"
  GROUP BY
    "customer"
), "found" AS (
  SELECT
    "customers"."customer" AS "customer",
    "counted"."profit_sum",
    "counted"."profit_size",
    "counted"."profit_unknown",
    "counted"."orders_count"
  FROM "customers"
  LEFT JOIN "counted"
    ON "customers"."customer" = "counted"."customer"
), "history" AS (
  SELECT
    "source"."customer" AS "customer",
    CASE
      WHEN "source"."profit_unknown" > 0
      THEN NULL
      ELSE COALESCE("source"."profit_sum", 0)
    END AS "profit", /* profit: sum of order, value profit, within log */
    COALESCE("source"."profit_size", 0) AS "profit_size",
    COALESCE("source"."orders_count", 0) AS "orders" /* orders: count of order, within log */
  FROM "found" AS "source"
), "step" AS (
  SELECT
    *,
    CASE WHEN "profit" BETWEEN -9007199254740991 AND 9007199254740991 THEN "profit" END AS "number"
  FROM "history"
), "step_2" AS (
  SELECT
    *,
    ABS("number") * 100 AS "steps"
  FROM "step"
), "step_3" AS (
  SELECT
    *,
    (
      "steps" + 4503599627370496
    ) - 4503599627370496 AS "near"
  FROM "step_2"
), "step_4" AS (
  SELECT
    *,
    CASE
      WHEN ABS("steps" - "near") + (
        (
          (
            "steps" * 1.1102240834163406E-16
          ) + (
            ABS("profit_size") * 1.1368694614183328E-11
          )
        ) + 1.0261342003245941E-289
      ) >= 0.5E0
      AND ABS("steps" - "near") >= 0.3E0
      THEN (
        CASE WHEN "steps" > "near" THEN "near" + 0.5E0 ELSE "near" - 0.5E0 END + 4503599627370496
      ) - 4503599627370496
      ELSE "near"
    END AS "rounded"
  FROM "step_3"
), "measured" AS (
  SELECT
    *,
    CAST(CASE
      WHEN "number" < 0
      THEN -CASE WHEN "steps" < 4503599627370496 THEN "rounded" ELSE "steps" END
      ELSE CASE WHEN "steps" < 4503599627370496 THEN "rounded" ELSE "steps" END
    END AS BIGINT) AS "amount" /* profit, in units of 0.01 */
  FROM "step_4"
), "amounts" AS (
  SELECT
    "amount" AS "amount",
    COUNT(*) AS "customers"
  FROM "measured"
  WHERE
    NOT "amount" IS NULL
  GROUP BY
    "amount"
), "ranked" AS (
  SELECT
    "amount" AS "amount",
    SUM("customers") OVER (ORDER BY "amount" DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "up_to", /* how many have this amount or more */
    SUM("customers") OVER () AS "known" /* how many there are */
  FROM "amounts"
), "cuts" AS (
  SELECT
    COALESCE(
      MAX(CASE WHEN "amount" > 0 AND "up_to" * 5 >= "known" THEN "amount" END),
      MIN(CASE WHEN "amount" > 0 THEN "amount" END)
    ) AS "from_key", /* key: customer_share 0.2 */
    COALESCE(
      MAX(CASE WHEN "amount" > 0 AND "up_to" * 2 >= "known" THEN "amount" END),
      MIN(CASE WHEN "amount" > 0 THEN "amount" END)
    ) AS "from_ordinary" /* ordinary: customer_share 0.5 */
  FROM "ranked"
), "bands" AS (
  SELECT
    *,
    CASE
      WHEN "amount" >= "from_key"
      THEN 'key'
      WHEN "amount" >= "from_ordinary"
      THEN 'ordinary'
      WHEN NOT "amount" IS NULL
      THEN 'small'
    END AS "band"
  FROM "measured"
  CROSS JOIN "cuts"
)
SELECT
  "customer",
  "profit" AS "profit",
  "orders" AS "orders",
  "band" AS "tiers",
  "amount" <= 0 AS "tiers_flagged"
FROM "bands"
