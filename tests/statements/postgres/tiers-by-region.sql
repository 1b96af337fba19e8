/* tiers 1: 80/20 customer tiers */
WITH "measured" AS NOT MATERIALIZED (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN TRIM(CHR(9) || CHR(10) || CHR(11) || CHR(12) || CHR(13) || CHR(28) || CHR(29) || CHR(30) || CHR(31) || ' ' || CHR(133) || CHR(160) || CHR(5760) || CHR(8192) || CHR(8193) || CHR(8194) || CHR(8195) || CHR(8196) || CHR(8197) || CHR(8198) || CHR(8199) || CHR(8200) || CHR(8201) || CHR(8202) || CHR(8232) || CHR(8233) || CHR(8239) || CHR(8287) || CHR(12288) FROM CAST("source"."region" COLLATE "C" AS TEXT)) <> ''
      THEN CAST("source"."region" COLLATE "C" AS TEXT)
    END AS "fact_region",
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
      ORDER BY "amount" DESC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "up_to", /* how many have this amount or more */
    SUM("customers") OVER (PARTITION BY "group") AS "known" /* how many there are */
  FROM "amounts"
), "cuts" AS (
  SELECT
    "group" AS "of_group",
    COALESCE(
      MAX(CASE WHEN "amount" > 0 AND "up_to" * 5 >= "known" THEN "amount" END),
      MIN(CASE WHEN "amount" > 0 THEN "amount" END)
    ) AS "from_key", /* key: customer_share 0.2 */
    COALESCE(
      MAX(CASE WHEN "amount" > 0 AND "up_to" * 2 >= "known" THEN "amount" END),
      MIN(CASE WHEN "amount" > 0 THEN "amount" END)
    ) AS "from_ordinary" /* ordinary: customer_share 0.5 */
  FROM "ranked"
  GROUP BY
    "group"
), "bands" AS (
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
  OFFSET 0
)
SELECT
  "customer_id",
  "band" AS "tiers",
  CASE WHEN NOT "band" IS NULL THEN "amount" <= 0 END AS "tiers_flagged"
FROM "bands"
