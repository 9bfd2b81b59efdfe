# The commands of this project. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= 2
SANDBOX := var/sandbox
CODE := config integrations plugin tasks sandbox tests

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  \033[1mmake %-8s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: env ## try Afterview with a pretend ATS and a mailbox; `make run ARGS='--port 8123'` elsewhere
	@$(BIN)/python -m sandbox $(ARGS)

.PHONY: cli
cli: env ## run a command on what `make run` shows: `make cli ARGS=doctor`
	@test -f $(SANDBOX)/environment || { echo "Nothing has been run here yet: make run"; exit 1; }
	@set -a && . $(SANDBOX)/environment && $(BIN)/afterview $(ARGS)

.PHONY: env
env: .venv/stamp ## install what it needs into .venv, every file checked by its hash
	@:

.PHONY: test
test: .venv/stamp-dev ## run the tests; `make test ARGS='tests/journeys -x'` runs some
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -q $(ARGS)

.PHONY: check
check: .venv/stamp-dev ## format, lint, types, import rules, dependencies, dead code
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry --no-ansi .
	$(BIN)/vulture

.PHONY: format
format: .venv/stamp-dev ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix-only $(CODE)
	@$(BIN)/ruff format $(CODE)

.PHONY: bench
bench: .venv/stamp-dev ## measure it on this machine, beside a naive build of the same
	@$(BIN)/python -m tests.benchmarks $(ARGS)

.PHONY: train
train: .venv/stamp-train ## train the reading anew on config/reading/texts
	@$(BIN)/python -m tests.training $(ARGS)

.PHONY: evaluate
evaluate: .venv/stamp-dev ## measure the coaching, and whether it keeps its rules whatever is answered
	@$(BIN)/python -m tests.evaluation $(ARGS)

.PHONY: messages
messages: .venv/stamp-dev ## bring the catalogues in config/locales into step with the code; `ARGS=de` begins one
	@$(BIN)/python -m tests.messages $(ARGS)

# uv writes the lock files; installing from them needs only pip.
LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 --all-extras --group build --quiet pyproject.toml

.PHONY: lock
lock: ## choose versions anew within pyproject.toml's bounds, or `make lock ARGS=--upgrade` the newest
	$(LOCK) -o requirements.lock $(ARGS)
	$(LOCK) --group test --group check -c requirements.lock -o requirements-dev.lock $(ARGS)

.PHONY: clean
clean: ## remove .venv, caches and what `make run` keeps; any other database stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis $(SANDBOX) build dist *.egg-info
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Afterview needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
		echo "If you have a newer one: make env PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { \
		echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

.venv/stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Afterview into .venv (a minute, the first time) ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/stamp-dev: requirements-dev.lock .venv/stamp
	@echo "Installing the tools for tests and checks into .venv ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

.venv/stamp-train: pyproject.toml .venv/stamp-dev
	@echo "Installing what trains the reading into .venv (a large download) ..."
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["train"])' \
		| xargs $(PIP) install --only-binary :all:
	@touch $@
