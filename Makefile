# Needs python3 (3.11 or newer), git and make; everything else comes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: demo test lint types docs bench fuzz corpus clean

# What a user gets: install, check the example connector, which has interesting faults, then the whole journey on an
# offline GitHub, told step by step. Needs git 2.38 or newer.
demo: $(VENV)/run
	@echo '$$ ippub check "examples/Contoso Widgets"'
	@$(BIN)/ippub check --exit-zero "examples/Contoso Widgets"
	@echo
	@echo '$$ ippub rehearse'
	@$(BIN)/ippub rehearse

test: $(VENV)/dev
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

# Fails when a page under docs/ is not what the code generates or prints today; `make docs WRITE=1` writes them.
docs: $(VENV)/dev
	$(BIN)/python scripts/generate_docs.py $(if $(WRITE),,--check)
	$(BIN)/python scripts/write_guide.py $(if $(WRITE),,--check)
	$(BIN)/python scripts/write_package_parity.py $(if $(WRITE),,--check)
	$(BIN)/python scripts/write_package_guide.py $(if $(WRITE),,--check)

# Ratios against other linters on the connectors of IPPUB_CORPUS; see docs/performance.md.
bench: $(VENV)/dev
	$(BIN)/python benchmarks/bench.py

# 100,000 mutants of the connectors of IPPUB_CORPUS.
fuzz: $(VENV)/dev
	$(BIN)/python -m pytest tests/corpus/test_mutants.py --mutants 100000 -n auto

# The figures of docs/accuracy.md from the connectors of IPPUB_CORPUS.
corpus: $(VENV)/dev
	$(BIN)/python scripts/accuracy.py

# Bytecode is made here because a start without it takes three times as long, and some machines switch it off.
$(VENV)/run: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ippub needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q $(VENV)/lib src || true
	@touch $@

$(VENV)/dev: $(VENV)/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	$(BIN)/python -m compileall -q $(VENV)/lib src || true
	@touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
