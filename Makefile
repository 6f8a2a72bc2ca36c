# Everything a user or a developer does with this checkout; `make help` lists it. Needs Python 3.11+, make and git.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
ARGS ?=

.PHONY: help setup run test lint types layers unit notebooks integration bench lab accept docs lock format clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv from requirements.lock (uv when it is there, else pip)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "safetystats needs Python 3.11 or newer; none was found. Install it, or say which: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@if command -v uv >/dev/null 2>&1; then \
		echo "Setting up $(VENV) with uv"; \
		{ test -x $(BIN)/python || uv venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV); } && \
		uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock && \
		uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e . ; \
	else \
		echo "Setting up $(VENV) with pip (a minute or so)"; \
		{ test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV); } && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(STAMP)

run: setup ## the main job: China, Chongqing and Zhong County, then the files to open
	@$(BIN)/safetystats run $(ARGS)

test: setup lint types layers unit notebooks ## lint, types, layers, tests with coverage, notebooks

lint: setup
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && echo "lint: clean"

types: setup
	@$(BIN)/mypy

layers: setup
	@PYTHONPATH=lib $(BIN)/lint-imports --no-cache

unit: setup
	@$(BIN)/pytest -q -n 2 --dist loadfile -m "not integration" --cov --cov-report=term:skip-covered $(ARGS)

notebooks: setup ## compare the committed notebooks with what they give now (nbval)
	@$(BIN)/pytest -q --nbval --nbval-current-env -p no:cacheprovider -o addopts= -o filterwarnings= notebooks
	@$(BIN)/python scripts/accept_notebooks.py --check

integration: setup ## the tests that need Chromium and the like
	@$(BIN)/pytest -q -m integration $(ARGS)

bench: setup ## measure, and write docs/benchmarks.md
	@$(BIN)/python benchmarks/run.py

lab: setup ## open JupyterLab with the project's kernel
	@$(BIN)/python -m ipykernel install --sys-prefix --name python3 --display-name "Python 3 (ipykernel)" >/dev/null
	@$(BIN)/jupyter lab --notebook-dir . $(ARGS)

accept: setup ## run the notebooks and keep their outputs in git
	@$(BIN)/python scripts/accept_notebooks.py

docs: setup ## write the generated pages: the cards' resources, the data guide, the manifest's schema
	@$(BIN)/python scripts/write_resources.py
	@$(BIN)/python scripts/write_docs.py

lock: ## pin the packages of pyproject.toml again
	@uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --group dev pyproject.toml -o requirements.lock

format: setup ## put the code in order
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

clean: ## remove what can be made again
	@rm -rf outputs build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
