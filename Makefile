# Every target makes its own set-up from nothing: python3 with venv, and make, are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test lint bench train clean
.DELETE_ON_ERROR:

help:
	@echo "make demo   a whole rehearsal on this machine, nothing leaves it"
	@echo "make test   every gate: ruff, mypy, import-linter, pytest"
	@echo "make lint   the gates without the tests"
	@echo "make bench  what sending and importing cost, as ratios to the bare libraries"
	@echo "make train  the weights of the reader, from the labelled mails; prints what an unseen writer gets"
	@echo "make clean  remove what these targets made"

# A stamp for each set of packages, older than pyproject.toml when that changed: the second call is immediate.
$(VENV)/demo.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[demo]'
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/demo.stamp

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("relance demande Python 3.11 ou plus récent" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

demo: $(VENV)/demo.stamp
	$(BIN)/relance demo

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest

bench: $(VENV)/dev.stamp
	$(BIN)/python tests/benchmarks/bench_outbox.py
	$(BIN)/python tests/benchmarks/bench_import.py
	$(BIN)/python tests/benchmarks/bench_matching.py

$(VENV)/train.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	@touch $@

train: $(VENV)/train.stamp
	$(BIN)/python tests/training/train.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
	find daemon tests -name __pycache__ -type d -prune -exec rm -rf {} +
