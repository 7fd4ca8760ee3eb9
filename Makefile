# Everything a person or a machine runs here; `make` alone lists it.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes
DEVELOPER := DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -W ignore manage.py
COMPILE := $(BIN)/uv pip compile --quiet pyproject.toml --universal --generate-hashes --no-annotate \
           --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"
SUPPORTED := import sys; (3, 11) <= sys.version_info < (3, 15) or sys.exit("Case Tracker needs Python 3.11 to 3.14, \
             this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 …")
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Setting up ---------------------------------------------------------------------------------------
.venv/pyvenv.cfg:
	@$(PYTHON) -c '$(SUPPORTED)'
	$(PYTHON) -m venv .venv
.venv/run-installed: requirements-embedded.txt .venv/pyvenv.cfg
	$(PIP) -r $<
	@touch $@
.venv/dev-installed: requirements-dev.txt .venv/run-installed
	$(PIP) -r $<
	@touch $@
install: .venv/dev-installed ## .venv with every pinned package, tools for developers included

# Using --------------------------------------------------------------------------------------------
run: .venv/run-installed ## the demonstration: database, demo cases, application (PORT=8000)
	@exec $(BIN)/python -m casetracker.run --port $(PORT)
bench: install ## load synthetic teams and measure every page
	$(BIN)/python -m tests.bench
backup: ## one sealed backup now, on a server that runs docker-compose.yml
	docker compose exec backup backup once

# Checking -----------------------------------------------------------------------------------------
test: install check ## every check and every test, as CI runs them
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup
test-fast: install ## every test but the browser's
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m "not browser"
check: lint types imports templates model-drift texts ## every check that is not a test
lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml casetracker cases manage.py
types: install
	$(BIN)/mypy
imports: install
	$(BIN)/lint-imports
templates: install
	$(BIN)/djlint --quiet --lint templates
model-drift: install
	$(DEVELOPER) makemigrations --check --dry-run
texts: install
	$(DEVELOPER) messages --check

# Changing -----------------------------------------------------------------------------------------
format: install ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
migrations: install ## write a migration after a change of models (NAME=what_changes)
	$(DEVELOPER) makemigrations cases --name $(NAME)
	@$(BIN)/ruff format --quiet cases/migrations
messages: install ## collect new texts for the translators
	$(DEVELOPER) messages
requirements: install ## pin again what pyproject.toml asks for, at today's versions
	$(COMPILE) --upgrade --output-file requirements.txt
	$(COMPILE) --constraint requirements.txt --group embedded --output-file requirements-embedded.txt
	$(COMPILE) --constraint requirements.txt --group dev --output-file requirements-dev.txt
