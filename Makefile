# Everything a person does with this repository; `make` alone lists it.
# A machine needs Python 3.11 or newer and make, nothing else.
#   make run PYTHON=/usr/bin/python3        another Python
#   make run ARGS="--port 9000 --no-demo"   options of `sahut up`
#   make test ARGS="tests/unit -x"          options of pytest

PYTHON ?= python3
JOBS ?= 3
ARGS ?=

# Paths stay relative, so that a folder with a blank in its name works.
VENV := .venv
PIP := $(VENV)/bin/python -m pip -qq --disable-pip-version-check --no-input
LOCK := $(VENV)/bin/python -m uv --no-config pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test check bench pictures assets lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: assets ## start a whole helpdesk on this machine; Ctrl-C stops it
	@exec $(VENV)/bin/sahut up $(ARGS)

# A run of the tests starts some forty programs of ours: what Python compiled once is kept, whatever the shell says.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.installed-test assets ## run the tests, without drills and measurements
	@$(VENV)/bin/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not drill and not bench" $(ARGS)

check: $(VENV)/.installed-test ## lint, formatting, types, and the shape of the house
	@$(VENV)/bin/python -m ruff check .
	@$(VENV)/bin/python -m ruff format --check .
	@$(VENV)/bin/python -m mypy
	@$(VENV)/bin/python -m pytest -q tests/architecture

bench: assets ## measure; needs a quiet machine
	@exec $(VENV)/bin/sahut bench $(ARGS)

pictures: $(VENV)/.installed-test assets ## make the pictures of the README anew
	@PYTHONPATH=.:platform:tests $(VENV)/bin/python -m support.pictures

assets: $(VENV)/.installed ## fetch and build the front-end files
	@$(VENV)/bin/python -m ui.build

lock: $(VENV)/bin/pip ## resolve pyproject.toml anew into the two lock files
	@$(PIP) install uv
	@$(LOCK) --upgrade --extra build --output-file requirements.lock pyproject.toml
	@$(LOCK) --upgrade --extra build --extra test --constraint requirements.lock \
		--output-file requirements-test.lock pyproject.toml

clean: ## remove what the targets above made; the data folder stays
	@rm -rf $(VENV) node_modules platform/ui/static/vendor dist build tests/.pictures \
		.mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find platform tenants integrations admin tests -type d -name __pycache__ -prune -exec rm -rf {} +

# The stamps below make a second call quick; pip is the last thing that venv writes.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Sahut needs Python 3.11 or newer as $(PYTHON); name another one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py | $(VENV)/bin/pip
	@echo "Installing what requirements.lock names (a minute or two the first time)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	@echo "Installing what requirements-test.lock adds"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@
