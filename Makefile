# `make serve` and `make test` set up everything they need in .venv, from the hashed locks.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test lint types imports tests fuzz bench-query bench-http check schema lock clean

serve: $(VENV)/runtime
	@BRIEFS_WATCH=$${BRIEFS_WATCH:-1} exec $(BIN)/briefs serve

test: lint types imports tests

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

imports: $(VENV)/dev
	$(BIN)/lint-imports

tests: $(VENV)/dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench-query: $(VENV)/dev  ## how fast a large corpus is built and asked: SIZE=100000 briefs in FOLDER
	$(BIN)/python bench/query.py $${SIZE:-100000} $${FOLDER:-/tmp/briefs-bench}

bench-http: $(VENV)/dev  ## how fast it answers beside nginx and others: ROUNDS=5 of SECONDS=3, made in FOLDER
	$(BIN)/python bench/http $(or $(FOLDER),/tmp/briefs-bench-http) --rounds $(or $(ROUNDS),5) --seconds $(or $(SECONDS),3)

fuzz: $(VENV)/dev  ## a longer run of schemathesis over the whole API
	FUZZ_EXAMPLES=500 $(BIN)/pytest tests/test_contract.py -k schemathesis

check: $(VENV)/runtime
	$(BIN)/briefs check

schema: $(VENV)/runtime
	$(BIN)/briefs schema

lock:  ## needs uv
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --no-annotate -c requirements.lock --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed: name it with PYTHON=python3.12 make …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	    { echo "This Python lacks venv: install the package python3-venv (apt install python3-venv), then run make again."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	@touch $@
