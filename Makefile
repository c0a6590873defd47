# Two commands: `make demo` shows what the package does, `make test` proves it. Both need Python 3.11+ and pip only.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARTICLE := annotations/texts/zh/zh-cold-chain.txt

.PHONY: demo test lint clean

demo: $(BIN)/pipeline
	$(BIN)/pipeline analyze $(ARTICLE) --out demo

test: $(VENV)/dev
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(BIN)/pipeline: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet .

$(VENV)/dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) demo build dist
