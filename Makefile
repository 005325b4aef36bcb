# make demo    the sample city, audited: flags, goal figure and offline maps in out/
# make test    the whole test suite
# Both make .venv and install into it when requirements.lock or pyproject.toml
# changed. Nothing is installed outside this folder. Windows: see README.md.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed
OUT    ?= out
JOBS   ?= auto

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench sample docs pictures lock clean

help:
	@echo "make demo     audit the sample city into $(OUT)/ and say where the pages are"
	@echo "make test     run the whole test suite, a process a core (ARGS=... goes to pytest)"
	@echo "make lint     ruff, mypy and the import contracts"
	@echo "make bench    time the main steps on generated parcels"
	@echo "make sample   make the sample city again from its script"
	@echo "make docs     make docs/glossary.md, issues.md, limits.md and rules.md again"
	@echo "make pictures take the pictures of the README again (needs Chromium)"
	@echo "make lock     resolve requirements.lock again (needs a package index)"
	@echo "make clean    remove outputs and caches; .venv stays"

demo: $(READY)
	@$(BIN)/landuse demo $(OUT) --overwrite

test: $(READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks $(ARGS)

sample: $(READY)
	$(BIN)/python sample_data/generate.py

docs: $(READY)
	$(BIN)/python docs/make_glossary.py
	$(BIN)/python docs/make_issues.py
	$(BIN)/python docs/make_limits.py
	$(BIN)/python docs/make_rules.py

pictures: $(READY)
	$(BIN)/python docs/make_pictures.py

# One lock for Python 3.11 and later on Linux, macOS and Windows: every file of
# a release is listed by hash, and what only one system needs has a marker.
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	@echo "# Made by 'make lock' from pyproject.toml. Install: README.md." > $(VENV)/lock
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile pyproject.toml - --quiet \
	  --extra test --extra dev --no-emit-package pip-tools --no-emit-package pip \
	  --no-emit-package setuptools --no-emit-package wheel \
	  --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  >> $(VENV)/lock
	mv $(VENV)/lock requirements.lock

clean:
	rm -rf $(OUT) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -not -path "./$(VENV)/*" -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "No '$(PYTHON)' found: \
	install Python 3.11 or later, or name one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	"'$(PYTHON)' is older than Python 3.11: install a later one, or name one: \
	make PYTHON=python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
	"'$(PYTHON)' has no venv or ensurepip: on Debian and Ubuntu install python3-venv" \
	>&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a few minutes the first time) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation -e .
	@touch $@
