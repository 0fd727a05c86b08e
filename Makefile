# Everything a newcomer needs, as verbs. Only Python 3.11+ is expected on the machine.
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9
READY := .venv/.ready
# What is compiled stays, in folders that git ignores: else each of the tests' processes compiles the project again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo tablero ui superset lago reparto paridad paridad-ducklake paridad-spark test test-lento test-clientes test-superset test-reparto test-spark clientes clientes-traidos lint bench setup clean

setup: $(READY)

# Bytecode is compiled once here: without it every start pays seconds of imports again.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "red-cite needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r requirements.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q orchestration
	@touch $(READY)

demo: $(READY)
	$(BIN)/red-cite demo

tablero: $(READY)
	$(BIN)/red-cite tablero

ui: $(READY)
	$(BIN)/red-cite ui

# Superset wants other versions than the warehouse: an environment of its own, from a lock of its own.
superset: $(READY) .superset/.ready
	$(BIN)/red-cite superset

.superset/.ready: orchestration/outputs/superset/entorno/requirements.txt | $(READY)
	$(PYTHON) -m venv .superset
	VIRTUAL_ENV=.superset $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r $<
	@touch $@

# What the engine DuckLake asks for beside PostgreSQL (docs/escala.md).
lago: $(READY) .venv/.lago

.venv/.lago: requirements-lago.lock | $(READY)
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --no-deps -r $<
	@touch $@

# What reading and judging over several machines asks for (docs/escala.md).
reparto: $(READY) .venv/.reparto

.venv/.reparto: requirements-reparto.lock | $(READY)
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --no-deps --compile-bytecode -r $<
	VIRTUAL_ENV=.venv $(BIN)/uv pip check --quiet
	@touch $@

# The demo year on DuckDB and on another engine, every mart compared: `make paridad MOTOR=ducklake` or `spark`.
paridad: paridad-$(MOTOR)

paridad-ducklake: lago
	$(BIN)/python -m pytest --timeout=3600 tests/paridad/test_ducklake.py tests/clientes/test_lake.py

paridad-spark: .spark/.ready
	.spark/bin/python -m pytest --timeout=7200 tests/paridad/test_spark.py

# In the order that tests/conftest.py gives: the long ones come first, so that neither process is left alone with them.
test: $(READY)
	$(BIN)/python -m pytest -m "not lento" -n 2 --dist loadscope --no-loadscope-reorder

test-lento: $(READY)
	$(BIN)/python -m pytest -m lento

# The programs that people read the publication with; the tests that use them fail, and do not skip, without them.
DEBIAN_CLIENTS := chromium curl systemd nginx-light postgresql unixodbc odbc-postgresql libreoffice-calc python3-uno r-base-core r-cran-dbi r-cran-readxl r-cran-rpostgresql

LACKS_CLIENTS := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! dpkg -s $(DEBIAN_CLIENTS) >/dev/null 2>&1
APT := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

# Debian's packages are installed where that is allowed (root), Python's into a folder that the environment does not know.
clientes: lago .clientes/.ready
	@if $(LACKS_CLIENTS); then $(APT) $(DEBIAN_CLIENTS) 2>/dev/null || { apt-get update -qq && $(APT) $(DEBIAN_CLIENTS); }; fi

# Brought and not installed: CI does it while the tests run that need none of them.
clientes-traidos:
	@if $(LACKS_CLIENTS); then apt-get update -qq && $(APT) --download-only $(DEBIAN_CLIENTS); fi

.clientes/.ready: tests/clientes/requirements.txt | $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --require-hashes --no-deps --target .clientes -r $<
	@touch $@

test-clientes: clientes
	PYTHONPATH=.clientes $(BIN)/python -m pytest --timeout=900 -m "not lento" -n 2 --dist loadscope tests/clientes --ignore $(SUPERSET)

# Two thousand reports over two processes, one of them killed.
test-reparto: reparto
	$(BIN)/python -m pytest --timeout=3600 tests/clientes/test_spread.py

# Spark is 1.4 GB: an environment of its own, with the tests' tools in it.
.spark/.ready: requirements-spark.lock | $(READY)
	$(PYTHON) -m venv .spark
	VIRTUAL_ENV=.spark $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r $<
	VIRTUAL_ENV=.spark $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

test-spark: .spark/.ready
	.spark/bin/python -m pytest --timeout=3600 tests/spark

# By itself: it brings an environment of its own and asks some forty charts of two servers, minutes of both.
SUPERSET := tests/clientes/test_superset.py
test-superset: clientes .superset/.ready
	PYTHONPATH=.clientes $(BIN)/python -m pytest --timeout=900 $(SUPERSET)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/dagster definitions validate --log-level warning -w workspace.yaml
	$(BIN)/deptry orchestration
	$(BIN)/deptry orchestration tests benchmarks --ignore DEP004
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests dbt_project/macros expectations

bench: $(READY)
	$(BIN)/python -m benchmarks.close
	$(BIN)/python -m benchmarks.usual
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.boletin
	$(BIN)/python -m benchmarks.validate
	$(BIN)/python -m benchmarks.queries
	$(BIN)/python -m benchmarks.publication
	$(BIN)/python -m benchmarks.siaf
	$(BIN)/python -m benchmarks.productos

# Removes what setup made, never the data.
clean:
	rm -rf .venv .clientes .superset .spark .pytest_cache .ruff_cache .mypy_cache .hypothesis dbt_project/target
