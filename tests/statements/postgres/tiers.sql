/* tiers 1: 80/20 customer tiers */
WITH "measured" AS NOT MATERIALIZED (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN "source"."profit" BETWEEN -9007199254740991 AND 9007199254740991
      THEN CASE
        WHEN PG_TYPEOF("source"."profit") IN (CAST('double precision' AS REGTYPE), CAST('real' AS REGTYPE))
        THEN CAST(ROUND(CAST("source"."profit" AS DOUBLE PRECISION) * 100) AS BIGINT) * 0.01
        ELSE CAST("source"."profit" AS DECIMAL)
      END
    END AS "amount" /* profit */
  FROM "crm"."customers" AS "source"
  OFFSET 0
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
    SUM("customers") OVER (
      ORDER BY "amount" DESC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "up_to", /* how many have this amount or more */
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
  OFFSET 0
)
SELECT
  "customer_id",
  "band" AS "tiers",
  "amount" <= 0 AS "tiers_flagged"
FROM "bands"
