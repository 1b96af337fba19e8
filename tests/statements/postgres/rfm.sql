/* rfm 1: Recency, frequency, monetary value */
WITH "measured" AS NOT MATERIALIZED (
  SELECT
    "source"."customer_id" AS "customer_id",
    CASE
      WHEN "source"."recency" BETWEEN -9007199254740991 AND 9007199254740991
      AND "source"."recency" = FLOOR("source"."recency")
      THEN CAST("source"."recency" AS BIGINT)
    END AS "fact_recency",
    CASE
      WHEN "source"."frequency" BETWEEN -9007199254740991 AND 9007199254740991
      AND "source"."frequency" = FLOOR("source"."frequency")
      THEN CAST("source"."frequency" AS BIGINT)
    END AS "fact_frequency",
    CASE
      WHEN "source"."monetary" BETWEEN -9007199254740991 AND 9007199254740991
      THEN CASE
        WHEN PG_TYPEOF("source"."monetary") IN (CAST('double precision' AS REGTYPE), CAST('real' AS REGTYPE))
        THEN CAST(ROUND(CAST("source"."monetary" AS DOUBLE PRECISION) * 100) AS BIGINT) * 0.01
        ELSE CAST("source"."monetary" AS DECIMAL)
      END
    END AS "amount_monetary" /* monetary */
  FROM "crm"."customers" AS "source"
  OFFSET 0
), "amounts_recency" AS (
  SELECT
    "fact_recency" AS "amount",
    COUNT(*) AS "customers"
  FROM "measured"
  WHERE
    NOT "fact_recency" IS NULL
  GROUP BY
    "fact_recency"
), "ranked_recency" AS (
  SELECT
    "amount" AS "amount",
    SUM("customers") OVER (
      ORDER BY "amount" ASC NULLS FIRST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "up_to", /* how many have this amount or less */
    SUM("customers") OVER () AS "known" /* how many there are */
  FROM "amounts_recency"
), "cuts_recency" AS (
  SELECT
    MIN(CASE WHEN "up_to" * 5 >= "known" THEN "amount" END) AS "from_5_recency", /* 5: rank_share 0.2 */
    MIN(CASE WHEN "up_to" * 5 >= "known" * 2 THEN "amount" END) AS "from_4_recency", /* 4: rank_share 0.4 */
    MIN(CASE WHEN "up_to" * 5 >= "known" * 3 THEN "amount" END) AS "from_3_recency", /* 3: rank_share 0.6 */
    MIN(CASE WHEN "up_to" * 5 >= "known" * 4 THEN "amount" END) AS "from_2_recency" /* 2: rank_share 0.8 */
  FROM "ranked_recency"
), "amounts_frequency" AS (
  SELECT
    "fact_frequency" AS "amount",
    COUNT(*) AS "customers"
  FROM "measured"
  WHERE
    NOT "fact_frequency" IS NULL
  GROUP BY
    "fact_frequency"
), "ranked_frequency" AS (
  SELECT
    "amount" AS "amount",
    "customers" AS "customers",
    SUM("customers") OVER (
      ORDER BY "amount" DESC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "up_to", /* how many have this amount or more */
    SUM("customers") OVER () AS "known" /* how many there are */
  FROM "amounts_frequency"
), "cuts_frequency" AS (
  SELECT
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known" * 4
        THEN "amount"
      END
    ) AS "from_5_frequency", /* 5: rank_share 0.2 */
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known" * 3
        THEN "amount"
      END
    ) AS "from_4_frequency", /* 4: rank_share 0.4 */
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known" * 2
        THEN "amount"
      END
    ) AS "from_3_frequency", /* 3: rank_share 0.6 */
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known"
        THEN "amount"
      END
    ) AS "from_2_frequency" /* 2: rank_share 0.8 */
  FROM "ranked_frequency"
), "amounts_monetary" AS (
  SELECT
    "amount_monetary" AS "amount",
    COUNT(*) AS "customers"
  FROM "measured"
  WHERE
    NOT "amount_monetary" IS NULL
  GROUP BY
    "amount_monetary"
), "ranked_monetary" AS (
  SELECT
    "amount" AS "amount",
    "customers" AS "customers",
    SUM("customers") OVER (
      ORDER BY "amount" DESC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "up_to", /* how many have this amount or more */
    SUM("customers") OVER () AS "known" /* how many there are */
  FROM "amounts_monetary"
), "cuts_monetary" AS (
  SELECT
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known" * 4
        THEN "amount"
      END
    ) AS "from_5_monetary", /* 5: rank_share 0.2 */
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known" * 3
        THEN "amount"
      END
    ) AS "from_4_monetary", /* 4: rank_share 0.4 */
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known" * 2
        THEN "amount"
      END
    ) AS "from_3_monetary", /* 3: rank_share 0.6 */
    MIN(
      CASE
        WHEN (
          (
            "known" - "up_to"
          ) + "customers"
        ) * 5 >= "known"
        THEN "amount"
      END
    ) AS "from_2_monetary" /* 2: rank_share 0.8 */
  FROM "ranked_monetary"
), "bands" AS (
  SELECT
    *,
    CASE
      WHEN "fact_recency" <= "from_5_recency"
      THEN '5'
      WHEN "fact_recency" <= "from_4_recency"
      THEN '4'
      WHEN "fact_recency" <= "from_3_recency"
      THEN '3'
      WHEN "fact_recency" <= "from_2_recency"
      THEN '2'
      WHEN NOT "fact_recency" IS NULL
      THEN '1'
    END AS "band_recency",
    CASE
      WHEN "fact_frequency" > "from_5_frequency"
      THEN '5'
      WHEN "fact_frequency" > "from_4_frequency"
      THEN '4'
      WHEN "fact_frequency" > "from_3_frequency"
      THEN '3'
      WHEN "fact_frequency" > "from_2_frequency"
      THEN '2'
      WHEN NOT "fact_frequency" IS NULL
      THEN '1'
    END AS "band_frequency",
    CASE
      WHEN "amount_monetary" > "from_5_monetary"
      THEN '5'
      WHEN "amount_monetary" > "from_4_monetary"
      THEN '4'
      WHEN "amount_monetary" > "from_3_monetary"
      THEN '3'
      WHEN "amount_monetary" > "from_2_monetary"
      THEN '2'
      WHEN NOT "amount_monetary" IS NULL
      THEN '1'
    END AS "band_monetary"
  FROM "measured"
  CROSS JOIN "cuts_recency"
  CROSS JOIN "cuts_frequency"
  CROSS JOIN "cuts_monetary"
  OFFSET 0
)
SELECT
  "customer_id",
  "band_recency" AS "rfm_recency",
  "band_frequency" AS "rfm_frequency",
  "band_monetary" AS "rfm_monetary",
  CASE
    WHEN NOT "band_recency" IS NULL
    AND NOT "band_frequency" IS NULL
    AND NOT "band_monetary" IS NULL
    THEN "band_recency" || "band_frequency" || "band_monetary"
  END AS "rfm"
FROM "bands"
