# Two commands for everybody: make reports, make test. The rest is for those who change things.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN    := $(VENV)/Scripts
endif
STAMP  := $(VENV)/.installed
DOCS   := $(VENV)/.docs
LATEST := reports/latest
TESTS  := -m "not slow"
# Where compiled modules may not be kept, each of a run's processes compiles them anew.
unexport PYTHONDONTWRITEBYTECODE
# Only the notebooks that the list names are templates; others are their writers' own.
TEMPLATES = $(shell awk -F: '/^[a-z]/{print "notebooks/" $$1 ".ipynb"}' notebooks/templates.yml)

.DEFAULT_GOAL := help
.PHONY: help reports test test-all oracle lab docs check fix notebooks example data lock bench clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# uv installs the same pins many times faster than pip; where it is not to be had, pip does it.
$(STAMP): requirements.lock requirements-uv.lock pyproject.toml
	@echo "installing the pinned libraries into $(VENV), once: a minute or two"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock 2>/dev/null || true
	@if $(BIN)/python -m uv --version >/dev/null 2>&1 && \
	  $(BIN)/python -m uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock; \
	then :; else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m ipykernel install --sys-prefix --name python3 --display-name "Python 3 (kzaz)" >/dev/null
	@touch $@

reports: $(STAMP) ## execute the report suite into reports/latest and say where to look
	@$(BIN)/kzaz report suite -o $(LATEST)

test: $(STAMP) ## everything that must hold: lint, types, data, tests, notebooks, the suite run once
	@$(MAKE) --no-print-directory check
	@$(BIN)/kzaz data check
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile $(TESTS)
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --nbval $(TEMPLATES)

test-all: TESTS :=
test-all: test ## the same with the slow tests: clusters, schedulers, matrices, a second cold suite

# Seeds are days since 1970, so that no two nights look at the same datasets.
oracle: $(STAMP) ## up to an hour: sentences about random datasets against the tables
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/oracle/checked.py $$(( $$(date +%s) / 86400 * 10000 )) 2000 60

check: $(STAMP) ## lint and types alone
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check . $(TEMPLATES)
	@$(BIN)/mypy

fix: $(STAMP) ## format and mend what can be mended by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix . $(TEMPLATES)

lab: $(STAMP) ## open JupyterLab on a notebook to start from; as root: ARGS=--allow-root
	@$(BIN)/kzaz lab $(ARGS)

# What builds the site is installed only for that.
$(DOCS): requirements-docs.lock $(STAMP)
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --require-hashes -r $< 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

docs: $(DOCS) ## build the handbook as a site with a search; it opens from disk
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	@echo site/index.html

notebooks: $(STAMP) ## execute the notebooks in place, as they are committed
	@$(BIN)/kzaz report refresh

example: $(STAMP) ## render the example suite that is committed
	@rm -rf reports/example
	@$(BIN)/kzaz report suite -o reports/example --ledger none --strict
	@rm -rf reports/example/manifest.json reports/example/runs

data: $(STAMP) ## check the tables, write datapackage.json and the generated pages of docs
	@$(BIN)/kzaz data package data --dictionary docs/data-dictionary.md
	@$(BIN)/kzaz data compare data/choices-2026-11-21.csv --to docs

lock: $(STAMP) ## pin the dependencies anew
	@$(BIN)/python -m uv pip compile --quiet pyproject.toml --universal --python-version 3.11 \
	  --extra lab --extra dask --extra exports --group test --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
	  --output-file requirements.lock
	@$(BIN)/python -m uv pip compile --quiet pyproject.toml --constraint requirements.lock --universal --python-version 3.11 \
	  --extra scheduler --extra bench --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
	  --output-file requirements-extras.lock
	@$(BIN)/python -m uv pip compile --quiet --group docs --constraint requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --output-file requirements-docs.lock
	@printf 'uv\n' | $(BIN)/python -m uv pip compile --quiet - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --output-file requirements-uv.lock

bench: $(STAMP) ## forecast accuracy on panels of your own: make bench SETS="a.parquet b.parquet"
	@test -n "$(SETS)" || { echo 'make bench SETS="a.parquet ..."; columns: sid, train, test; see docs/methods-projection.md'; exit 2; }
	@$(BIN)/python benchmarks/forecast_accuracy.py $(SETS) --limit 500

clean: ## remove what make has made
	@rm -rf $(VENV) $(LATEST) build dist site .mypy_cache .pytest_cache .ruff_cache
