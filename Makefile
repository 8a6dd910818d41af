# Variables given on the command line (`make demo VIDEO_PROVIDER=animatic`) reach the programs: make exports them.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
ARGS ?=
# Checks the studio's scripts and styles; nothing of it runs with them.
DENO := DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 $(abspath $(VENV))/bin/deno

RUNTIME := $(VENV)/.runtime-is-complete
DEV := $(VENV)/.dev-is-complete
BENCH := $(VENV)/.bench-is-complete
UNFINISHED := $(VENV)/.unfinished

# Otherwise every process of a stack compiles what it imports again: seconds of a core.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.PHONY: help demo up down test chaos lint bench bench-quick histories clean s3-server browser tests

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile
	@echo "  ARGS=... is passed on to demo, up, test, chaos, bench and histories."

demo: $(RUNTIME) ## From a sample brief to a film, in front of you
	@$(RUN) -m cli demo $(ARGS)

up: $(RUNTIME) ## Temporal, Postgres, worker and API, until Ctrl-C
	@$(RUN) -m runtime.devstack up $(ARGS)

down: $(RUNTIME) ## Stop what `make up` or `make demo` left running
	@$(RUN) -m runtime.devstack down

test: s3-server browser $(DEV) ## Lint, types, import contracts, all tests
	@$(MAKE) --no-print-directory -j2 lint tests

tests: $(DEV)
	@$(RUN) -m pytest -n 2 --dist worksteal -m "not thorough" $(ARGS)

chaos: s3-server $(DEV) ## Kills, resets, faults of vendors, damaged files: all of them
	@$(RUN) -m pytest -n 2 --dist worksteal tests/chaos tests/stack/vendor_jobs $(ARGS)

# Built in the background, once for each user: pytest waits for it where it is used, and reports what is wrong.
s3-server:
	@$(PYTHON) -m tests.harness.servers.s3_server_build >/dev/null 2>&1 &

# Installed in the background, where there is none: pytest waits for it where it is used, and reports what is wrong.
browser: $(DEV)
	@$(RUN) -m tests.harness.servers.chromium >/dev/null 2>&1 &

lint: $(DEV) ## Form, lint, types, import contracts, the studio's too
	@$(RUN) -m ruff format --check --quiet .
	@$(RUN) -m ruff check --quiet .
	@$(RUN) -m mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo 2>/dev/null >$(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@cd studio && $(DENO) fmt --check --quiet && $(DENO) lint --quiet && $(DENO) check --quiet .
	@echo "Form, lint, types and import contracts are clean."

bench: $(BENCH) ## What it costs and how fast it is, beside its goals: a quarter of an hour
	@$(RUN) -m benchmarks $(or $(ARGS),all)

bench-quick: $(BENCH) ## The engine alone, beside a bare Temporal and DBOS: a minute
	@$(RUN) -m benchmarks quick

histories: $(DEV) ## Record the workflow histories that the replay tests use
	@$(RUN) -m tests.stack.workflows.record_histories $(ARGS)

clean: ## Remove .venv and caches; .greenlight, with your films, stays
	@if [ -e $(RUNTIME) ]; then $(RUN) -m runtime.devstack down; fi
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): pyproject.toml
	@$(call install,.)

$(DEV): pyproject.toml
	@$(call install,.[dev])
	@touch $(RUNTIME) $@

$(BENCH): pyproject.toml
	@$(call install,.[bench])
	@touch $(RUNTIME) $@

# A virtual environment whose creation was interrupted is created again; a complete one is only updated.
# uv installs in a seventh of pip's time, but ignores an index that only pip is configured for.
define install
	set -e; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Greenlight needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) -V 2>&1 || true): name another, as in make PYTHON=python3.12." >&2; \
		exit 1; }; \
	if [ -e $(UNFINISHED) ] || ! $(RUN) -c 'import pip' 2>/dev/null; then \
		echo "Making a virtual environment in $(VENV)"; \
		rm -rf $(VENV); mkdir $(VENV); touch $(UNFINISHED); \
		$(PYTHON) -m venv $(VENV); \
	fi; \
	touch $(UNFINISHED); \
	echo "Installing packages"; \
	{ ! $(RUN) -m pip config list | grep -q index \
		&& $(RUN) -m pip install --quiet --no-compile 'uv==0.13.*' \
		&& $(RUN) -m uv pip install --quiet --system-certs --python $(RUN) --editable '$(1)'; } \
	|| $(RUN) -m pip install --quiet --no-compile --editable '$(1)'; \
	rm $(UNFINISHED); \
	touch $(RUNTIME)
endef
