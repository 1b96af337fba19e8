"""All benchmarks: what each is called, and what a reader of its numbers should know."""

from collections.abc import Callable, Iterable

from attrs import frozen

from benchmarks import (
    caseload,
    cases,
    checking,
    cuts,
    durable,
    files,
    frames,
    histories,
    hostile,
    imports,
    one_record,
    peers,
    postgres,
    reviews,
    scale,
    spark,
    sql,
    text,
)
from benchmarks.report import Line


@frozen
class Benchmark:
    """A group of measures that are told together."""

    name: str
    title: str
    about: str
    run: Callable[[], Iterable[Line]]


BENCHMARKS = (
    Benchmark(
        "entities",
        "One record, and lists of records",
        "The compiled policy beside an expert's function; `outcomes` and `decide` beside the compiled function. "
        "Nanoseconds a record.",
        one_record.run,
    ),
    Benchmark(
        "mappings",
        "Plain mappings",
        "`decide` and `outcomes` on dicts beside zen-engine's `evaluate(key, dict)` with a static loader, its fastest "
        "mode. Nanoseconds a record.",
        one_record.from_mappings,
    ),
    Benchmark(
        "peers",
        "Other rule engines",
        "`decide` and `outcomes` on dicts beside zen-engine, rule-engine, cel-python and business-rules on the same "
        "ones: MAN, complete. Nanoseconds a record.",
        peers.run,
    ),
    Benchmark(
        "frames",
        "Decisions on data frames",
        "`apply` on a Polars frame in memory, beside the same by hand in Polars with Enum literals, which gives the "
        "same settled answers on the same nulls. Nanoseconds a row.",
        frames.run,
    ),
    Benchmark(
        "sql",
        "Decisions in a database",
        "The generated SELECT on DuckDB, a million customers into a table, beside the same by hand in SQL, which gives "
        "the same settled answers on the same nulls. Nanoseconds a row.",
        sql.run,
    ),
    Benchmark(
        "postgres",
        "Decisions and cuts in PostgreSQL",
        "The generated SELECT, told the types of columns, a million customers with amounts in NUMERIC into a table, "
        "beside the same by hand in SQL; both give what the frame engine gives, row by row. Nanoseconds a row.",
        postgres.run,
    ),
    Benchmark(
        "scale",
        "One, ten and a hundred million rows",
        "Both shipped decisions from Parquet to Parquet on Polars and on DuckDB, each in a fresh process, with its "
        "peak memory: what a row takes beside what it takes among a million. Nanoseconds a row.",
        scale.run,
    ),
    Benchmark(
        "spark",
        "Decisions and cuts on Spark",
        "The generated SELECT and `apply` on a Parquet file of a million customers, beside the same by hand in Spark "
        "SQL, with the same answers: nanoseconds a row of the processor time of Spark's tasks. The cut of ten million "
        "by aggregation, beside a window over all of them, which is a single task: nanoseconds a row by the clock.",
        spark.run,
    ),
    Benchmark(
        "files",
        "Parquet to two decisions to Parquet",
        "Both shipped decisions on a file of ten million customers, each contender in a fresh process, beside the same "
        "by hand in streaming Polars, with the peak memory of each. The DuckDB mode may take 300 MB. Nanoseconds a "
        "row.",
        files.run,
    ),
    Benchmark(
        "text",
        "Reviews of text files",
        "The review of a million customers as CSV, plain and with every cell in quotes, and as JSON lines, beside the "
        "review of the same customers as Parquet, each in a fresh process. Nanoseconds a customer.",
        text.run,
    ),
    Benchmark(
        "reviews",
        "Ten policies in one review",
        "The review of a million customers by ten policies of five kinds, beside the ten reviews by one policy each, "
        "from a Parquet file to a table and a report in one process. Nanoseconds a customer.",
        reviews.run,
    ),
    Benchmark(
        "histories",
        "Facts of histories",
        "`facts_at` of ten million events: the retention ladder's facts of a million customers on a day, beside the "
        "same by hand in Polars, by an author who knows that no customer has two stretches of a span, with the peak "
        "memory of each in a process of its own; nanoseconds an event. Facts of orders at a million pairs of customer "
        "and day, beside a range join in DuckDB; nanoseconds a pair.",
        histories.run,
    ),
    Benchmark(
        "cases",
        "Cases of processes",
        "`replay` of `customer-state` on the orders of two years, with the history of its reasons, beside a loop by "
        "hand that looks at every day and gives the state alone; a night's increment by `resume` beside replaying all. "
        "Nanoseconds a customer.",
        cases.run,
    ),
    Benchmark(
        "caseload",
        "Cases of many customers",
        "`apply` of `customer-state` on a frame of ten orders a customer, beside rows grouped by Polars and a loop by "
        "hand that looks at every day and gives the state alone, each contender in a fresh process; the cases of a "
        "night by `resume` beside replaying all. Nanoseconds a customer.",
        caseload.run,
    ),
    Benchmark(
        "cuts",
        "Cuts of a population",
        "`cut` by shares of profit, beside a threshold by hand in Polars on whole numbers: sort, sum up, and look "
        "where the shares are reached. Nanoseconds a customer.",
        cuts.run,
    ),
    Benchmark(
        "checking",
        "Changes and checks",
        "`diff` of one changed parameter on a million customers beside two plain `apply`, without and with the "
        "comparison for every record there could be, which takes the same time however many customers there are: "
        "nanoseconds a row. All findings of the shipped policies, beside reading their files: nanoseconds a policy.",
        checking.run,
    ),
    Benchmark(
        "hostile",
        "Checks of policies made to be hard",
        "`check` of policies with many rules over comparisons of facts, beside the five seconds that each may take. "
        "Nanoseconds a policy.",
        hostile.run,
    ),
    Benchmark(
        "durable",
        "durable_rules",
        "A session on durable_rules beside the same session on Python. Nanoseconds a record.",
        durable.run,
    ),
    Benchmark(
        "reading",
        "What an open decision costs to ask",
        "Questions to a decision beside making it. Nanoseconds a record.",
        one_record.reading,
    ),
    Benchmark(
        "imports",
        "Imports",
        "In fresh processes, without the interpreter's own start, beside `import attrs`. Nanoseconds.",
        imports.run,
    ),
)
