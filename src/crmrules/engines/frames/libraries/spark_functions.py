"""What PySpark has for columns and their types."""

from importlib import import_module
from typing import Any

# PySpark says its types in a file of its own making, and need not be installed where types are checked
functions: Any = import_module("pyspark.sql.functions")
types: Any = import_module("pyspark.sql.types")
