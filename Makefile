# `make demo` and `make test` set up all they need in .venv; a second run installs nothing.
PYTHON   ?= python3
EXAMPLES ?= 5000
ROWS     ?= 1000000
DATABASE ?= sqlite:///cases.db
KILLS    ?= 200
WRITTEN  ?= 100000
VERSIONS ?= 3.11 3.12 3.13 3.14
# A policy on Spark takes a second or more.
SPARK_EXAMPLES ?= 500
# One on MySQL or MariaDB, a tenth.
SERVER_EXAMPLES ?= 500
SEED     ?= $(shell $(PYTHON) -c 'import secrets; print(secrets.randbelow(2**32))')

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check
# The same pins for what is installed and for what builds it.
INSTALL := $(PIP) install --quiet --constraint constraints.txt --build-constraint constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test lint types mypy pyright unit docs format generated agreement million spark mysql durability dbt versions bench clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/demo.stamp ## review the sample customers into book/ and explain one decision
	$(BIN)/crmrules review examples/customers.csv -o book --force --as-of 2026-11-01
	$(BIN)/crmrules explain man money=true need=true
	$(BIN)/crmrules review examples/orders.csv -o book/orders --force --as-of 2026-11-01 --bind orders.history --policy tiers

serve: $(VENV)/dev.stamp ## the case service of examples/ at http://127.0.0.1:8000; DATABASE=sqlite:///cases.db
	CASES_DATABASE=$(DATABASE) $(BIN)/python -m uvicorn --factory examples.case_service.app:service

# Each of what comes before the tests keeps one core busy; the tests keep all.
test: $(VENV)/dev.stamp ## everything that must pass before a change lands
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint mypy pyright docs
	$(MAKE) --no-print-directory unit

lint: $(VENV)/dev.stamp ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: mypy pyright ## mypy and pyright

mypy: $(VENV)/dev.stamp
	$(BIN)/mypy

pyright: $(VENV)/dev.stamp
# Without the variable pyright would ask the network whether a newer one is out.
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright --pythonpath $(BIN)/python

unit: $(VENV)/dev.stamp ## pytest, a file to a worker
# Compiled modules are kept, whatever the machine says of it: the tests start Python some two hundred times.
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadfile

docs: $(VENV)/dev.stamp ## build the documentation into site/
# The variable silences an advertisement for the theme's successor.
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

format: $(VENV)/dev.stamp ## let ruff fix and format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

generated: $(VENV)/dev.stamp ## write what mirrors the catalogue: the schema, enumerations, overloads, pages of policies and of the model
	$(BIN)/python -m crmrules.interchange.generated
	$(BIN)/crmrules docs docs/policies --model docs/model

agreement: $(VENV)/dev.stamp ## all engines against the interpreter, EXAMPLES=5000 each; SEED repeats a run
	$(BIN)/python -m pytest tests/agreement --agreement-examples=$(EXAMPLES) --hypothesis-seed=$(SEED)
	$(BIN)/python -m pytest tests/interchange/dmn/test_damaged.py tests/interchange/jdm/test_damaged.py --damaged-tables=10000

million: $(VENV)/dev.stamp ## every policy on every database over ROWS=1000000 rows, beside the interpreter; SEED repeats a run
	$(BIN)/python -m tests.agreement.million --rows $(ROWS) --seed $(SEED)

spark: $(VENV)/spark.stamp ## all that runs on Spark, SPARK_EXAMPLES=500; needs Java 17 to 24, or installs one
	$(BIN)/python -m pytest --spark -k spark tests/spark tests/agreement tests/engines tests/kinds tests/records --agreement-examples=$(SPARK_EXAMPLES) --hypothesis-seed=$(SEED)

mysql: $(VENV)/dev.stamp ## all that runs on MySQL and MariaDB, SERVER_EXAMPLES=500; needs mysqld or mariadbd on the path
	$(BIN)/python -m pytest --mysql -k "mysql or mariadb" tests/agreement tests/engines tests/kinds --agreement-examples=$(SERVER_EXAMPLES) --hypothesis-seed=$(SEED)

durability: $(VENV)/dev.stamp ## the case service: writers killed KILLS=200 times on each database, and WRITTEN=100000 events at once
	CASES_KILLS=$(KILLS) CASES_EVENTS=$(WRITTEN) $(BIN)/python -m pytest tests/case_service/test_durability.py

# In an environment of its own: dbt pins much that others want otherwise. It calls nobody, and what it makes stays in build/.
# From 1.12 on it needs a package that fetches itself from another place than the index.
dbt: ## dbt builds the models of examples/dbt_project on DuckDB, and tests them
	$(PYTHON) -m venv .venv-dbt
	.venv-dbt/bin/python -m pip --disable-pip-version-check install --quiet "dbt-core>=1.10.5,<1.12" "dbt-duckdb>=1.10,<2"
	rm -rf build/dbt && mkdir -p build && cp -r examples/dbt_project build/dbt
	cd build/dbt && DO_NOT_TRACK=1 ../../.venv-dbt/bin/dbt --no-version-check build --profiles-dir .

versions: ## the unit tests on every Python of VERSIONS that is installed
	@for version in $(VERSIONS); do \
	  if command -v python$$version >/dev/null; then \
	    echo "== Python $$version"; $(MAKE) --no-print-directory unit PYTHON=python$$version VENV=.venv-$$version || exit 1; \
	  else echo "== Python $$version is not installed"; fi; \
	done

bench: $(VENV)/bench.stamp ## the benchmarks; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks --page docs/benchmarks.md

clean: ## remove .venv, caches and built files
	rm -rf $(VENV) book build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# pip first: the one that Python 3.11 brings knows neither --group nor --build-constraint.
$(VENV)/pip.stamp: constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("crmrules needs Python 3.11 or later: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt --upgrade pip
	@touch $@

$(VENV)/demo.stamp: $(VENV)/pip.stamp pyproject.toml
	$(INSTALL) --editable '.[cli]'
	@touch $@

$(VENV)/dev.stamp: $(VENV)/pip.stamp pyproject.toml
	$(INSTALL) --editable '.[all]' --group dev
	@touch $(VENV)/demo.stamp $@

$(VENV)/spark.stamp: $(VENV)/dev.stamp
	$(INSTALL) --editable '.[all,spark]' --group spark
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	$(INSTALL) --group bench
	@touch $@
