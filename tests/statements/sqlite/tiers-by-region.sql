/* tiers 1: 80/20 customer tiers */
WITH "measured" AS MATERIALIZED (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN TRIM(
        "source"."region" COLLATE BINARY,
        CHAR(9) || CHAR(10) || CHAR(11) || CHAR(12) || CHAR(13) || CHAR(28) || CHAR(29) || CHAR(30) || CHAR(31) || ' ' || CHAR(133) || CHAR(160) || CHAR(5760) || CHAR(8192) || CHAR(8193) || CHAR(8194) || CHAR(8195) || CHAR(8196) || CHAR(8197) || CHAR(8198) || CHAR(8199) || CHAR(8200) || CHAR(8201) || CHAR(8202) || CHAR(8232) || CHAR(8233) || CHAR(8239) || CHAR(8287) || CHAR(12288)
      ) <> ''
      THEN "source"."region" COLLATE BINARY
    END AS "fact_region",
    CASE
      WHEN "source"."profit" BETWEEN -9007199254740991 AND 9007199254740991
      THEN CASE
        WHEN TYPEOF("source"."profit") = 'integer'
        THEN "source"."profit" * 100
        WHEN TYPEOF("source"."profit") = 'real'
        THEN CAST(CASE
          WHEN CAST("source"."profit" AS REAL) * 100 BETWEEN 0 AND 4503599627370496
          THEN (
            (
              CAST("source"."profit" AS REAL) * 100
            ) + 4503599627370496
          ) - 4503599627370496
          WHEN CAST("source"."profit" AS REAL) * 100 BETWEEN -4503599627370496 AND 0
          THEN (
            (
              CAST("source"."profit" AS REAL) * 100
            ) - 4503599627370496
          ) + 4503599627370496
          ELSE CAST("source"."profit" AS REAL) * 100
        END AS INTEGER)
      END
    END AS "amount" /* profit, in units of 0.01 */
  FROM "crm"."customers" AS "source"
), "amounts" AS (
  SELECT
    "fact_region" AS "group",
    "amount" AS "amount",
    COUNT(*) AS "customers"
  FROM "measured"
  WHERE
    NOT "fact_region" IS NULL AND NOT "amount" IS NULL
  GROUP BY
    "fact_region",
    "amount"
), "ranked" AS (
  SELECT
    "group" AS "group",
    "amount" AS "amount",
    SUM("customers") OVER (
      PARTITION BY "group"
      ORDER BY "amount" DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "up_to", /* how many have this amount or more */
    SUM("customers") OVER (PARTITION BY "group") AS "known" /* how many there are */
  FROM "amounts"
), "cuts" AS (
  SELECT
    "group" AS "of_group",
    COALESCE(
      MAX(
        CASE
          WHEN "amount" > 0
          AND "up_to" >= (
            "known" / 5
          ) + (
            (
              (
                "known" % 5
              ) + 4
            ) / 5
          )
          THEN "amount"
        END
      ),
      MIN(CASE WHEN "amount" > 0 THEN "amount" END)
    ) AS "from_key", /* key: customer_share 0.2 */
    COALESCE(
      MAX(
        CASE
          WHEN "amount" > 0
          AND "up_to" >= (
            "known" / 2
          ) + (
            (
              (
                "known" % 2
              ) + 1
            ) / 2
          )
          THEN "amount"
        END
      ),
      MIN(CASE WHEN "amount" > 0 THEN "amount" END)
    ) AS "from_ordinary" /* ordinary: customer_share 0.5 */
  FROM "ranked"
  GROUP BY
    "group"
), "bands" AS MATERIALIZED (
  SELECT
    *,
    CASE
      WHEN "amount" >= "from_key"
      THEN 'key'
      WHEN "amount" >= "from_ordinary"
      THEN 'ordinary'
      WHEN NOT "amount" IS NULL AND NOT "fact_region" IS NULL
      THEN 'small'
    END AS "band"
  FROM "measured"
  LEFT JOIN "cuts"
    ON "of_group" = "fact_region"
)
SELECT
  "customer_id",
  "band" AS "tiers",
  CASE WHEN NOT "band" IS NULL THEN "amount" <= 0 END AS "tiers_flagged"
FROM "bands"
