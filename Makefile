# Everything a person or a machine runs here; `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help run install test test-fast check format lint types imports templates model-drift texts \
        migrations messages requirements bench backup
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
MANAGE := $(BIN)/python manage.py
COMPILE := $(BIN)/uv pip compile --quiet pyproject.toml --universal --generate-hashes --no-annotate \
           --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Setting up ---------------------------------------------------------------------------------------
.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 15) or sys.exit("Case Tracker needs Python 3.11 to \
	3.14, this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 …")'
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
	$(BIN)/python -m casetracker.embedded --folder var/bench -- $(MANAGE) bench

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
	$(BIN)/djlint --quiet --check --lint templates

model-drift: install
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -W ignore manage.py makemigrations --check --dry-run

texts: install
	DJANGO_SETTINGS_MODULE=tests.settings $(MANAGE) messages --check

# Changing -----------------------------------------------------------------------------------------
format: install ## put code and templates into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat templates

migrations: install ## write the first migration anew after a change of models (until the first release)
	@mkdir -p var && mv cases/migrations/0002_*.py var/ && mv cases/migrations/0001_initial.py var/0001_initial.old
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -W ignore manage.py makemigrations cases || \
	mv var/0001_initial.old cases/migrations/0001_initial.py; mv var/0002_*.py cases/migrations/

messages: install ## collect new texts for the translators
	DJANGO_SETTINGS_MODULE=tests.settings $(MANAGE) messages

requirements: .venv/pyvenv.cfg ## pin again what pyproject.toml asks for, at today's versions
	$(COMPILE) --upgrade --output-file requirements.txt
	$(COMPILE) --constraint requirements.txt --group embedded --output-file requirements-embedded.txt
	$(COMPILE) --constraint requirements.txt --group dev --output-file requirements-dev.txt
