/* tiers 1: 80/20 customer tiers */
WITH [measured] AS (
  SELECT
    [source].[customer_id] AS [customer_id],
    CASE
      WHEN TRIM(NCHAR(9) + NCHAR(10) + NCHAR(11) + NCHAR(12) + NCHAR(13) + NCHAR(28) + NCHAR(29) + NCHAR(30) + NCHAR(31) + N' ' + NCHAR(133) + NCHAR(160) + NCHAR(5760) + NCHAR(8192) + NCHAR(8193) + NCHAR(8194) + NCHAR(8195) + NCHAR(8196) + NCHAR(8197) + NCHAR(8198) + NCHAR(8199) + NCHAR(8200) + NCHAR(8201) + NCHAR(8202) + NCHAR(8232) + NCHAR(8233) + NCHAR(8239) + NCHAR(8287) + NCHAR(12288) FROM CAST([source].[region] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2) + N'.' <> N'' + N'.'
      THEN CAST([source].[region] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2
    END AS [fact_region],
    CASE
      WHEN [source].[profit] BETWEEN -9007199254740991 AND 9007199254740991
      THEN CASE
        WHEN CAST(SQL_VARIANT_PROPERTY([source].[profit], N'BaseType') AS NVARCHAR(128)) IN (N'float', N'real')
        THEN CAST(CAST(CASE
          WHEN CAST([source].[profit] AS FLOAT) * 100 BETWEEN 0 AND 4503599627370496
          THEN (
            (
              CAST([source].[profit] AS FLOAT) * 100
            ) + 4503599627370496
          ) - 4503599627370496
          WHEN CAST([source].[profit] AS FLOAT) * 100 BETWEEN -4503599627370496 AND 0
          THEN (
            (
              CAST([source].[profit] AS FLOAT) * 100
            ) - 4503599627370496
          ) + 4503599627370496
          ELSE CAST([source].[profit] AS FLOAT) * 100
        END AS BIGINT) AS NUMERIC(38, 0)) * 10000000
        WHEN [source].[profit] = CAST([source].[profit] AS NUMERIC(25, 9))
        THEN CAST(CAST([source].[profit] AS NUMERIC(25, 9)) * 1000000000 AS NUMERIC(38, 0))
      END
    END AS [amount] /* profit, in units of 0.000000001 */
  FROM [crm].[customers] AS [source]
), [measured_2] AS (
  SELECT
    *,
    [fact_region] + N'.' AS [group] /* region */
  FROM [measured]
), [amounts] AS (
  SELECT
    [group] AS [group],
    [amount] AS [amount],
    COUNT_BIG(*) AS [customers]
  FROM [measured_2]
  WHERE
    NOT [group] IS NULL AND NOT [amount] IS NULL
  GROUP BY
    [group],
    [amount]
), [ranked] AS (
  SELECT
    [group] AS [group],
    [amount] AS [amount],
    SUM([customers]) OVER (
      PARTITION BY [group]
      ORDER BY [amount] DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS [up_to], /* how many have this amount or more */
    SUM([customers]) OVER (PARTITION BY [group]) AS [known] /* how many there are */
  FROM [amounts]
), [cuts] AS (
  SELECT
    [group] AS [of_group],
    COALESCE(
      MAX(CASE WHEN [amount] > 0 AND [up_to] * 5 >= [known] THEN [amount] END),
      MIN(CASE WHEN [amount] > 0 THEN [amount] END)
    ) AS [from_key], /* key: customer_share 0.2 */
    COALESCE(
      MAX(CASE WHEN [amount] > 0 AND [up_to] * 2 >= [known] THEN [amount] END),
      MIN(CASE WHEN [amount] > 0 THEN [amount] END)
    ) AS [from_ordinary] /* ordinary: customer_share 0.5 */
  FROM [ranked]
  GROUP BY
    [group]
), [bands] AS (
  SELECT
    *,
    CASE
      WHEN [amount] >= [from_key]
      THEN N'key'
      WHEN [amount] >= [from_ordinary]
      THEN N'ordinary'
      WHEN NOT [amount] IS NULL AND NOT [group] IS NULL
      THEN N'small'
    END AS [band]
  FROM [measured_2]
  LEFT JOIN [cuts]
    ON [of_group] = [group]
)
SELECT
  [customer_id],
  [band] AS [tiers],
  CASE
    WHEN CASE WHEN NOT [band] IS NULL THEN [amount] <= 0 END
    THEN 1
    WHEN NOT CASE WHEN NOT [band] IS NULL THEN [amount] <= 0 END
    THEN 0
  END AS [tiers_flagged]
FROM [bands]
