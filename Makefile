# Everything that people and machines do with the planner; `make` alone lists it.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# What $(PYTHON) is: "3.12", "old", "bare" (it cannot make a virtual environment) or nothing at all.
version := $(shell $(PYTHON) -c 'import sys, importlib.util as i; \
	print("old" if sys.version_info < (3, 11) else "bare" if not i.find_spec("ensurepip") \
	else "%d.%d" % sys.version_info[:2])' 2>/dev/null)
trouble_old = The planner needs Python 3.11 or newer, and "$(PYTHON)" is older. \
	With a newer one installed: make $(MAKECMDGOALS) PYTHON=python3.12
trouble_bare = This Python cannot make virtual environments. \
	On Debian and Ubuntu, as root: apt install python3-venv
trouble_ = The planner needs Python 3.11 or newer, and "$(PYTHON)" does not run here. \
	On Debian and Ubuntu, as root: apt install python3-venv

venv := .venv/made-with-$(version)
python := .venv/bin/python
install := $(python) -m pip install -qq --require-hashes --no-deps --only-binary :all:
coverage := $(python) -m coverage
compile = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' $(UPGRADE)

.PHONY: help run test check check-faults mutants pythons bench audit lock lint
.NOTPARALLEL:

help:
	@echo 'make run     start the planner on http://127.0.0.1:8000; HOST=... and PORT=... override'
	@echo 'make test    style, types, import contracts and all tests, those in a browser included'
	@echo 'make check   the fast part of it: no browser, no PostgreSQL, no server of its own'
	@echo 'make check-faults  kill, lock, fill and fuzz a planner, for half an hour; print a table'
	@echo 'make mutants try mistakes in the rules, and list those that no test notices'
	@echo 'make pythons the fast part on every Python from 3.11 on that this machine has'
	@echo 'make bench   measure the pages and the feed, print tables'
	@echo 'make audit   ask whether what is installed has known faults; 2: it could not ask'
	@echo 'make lock    write the lock files anew; UPGRADE=--upgrade takes newer versions'

run: .venv/running
	@exec $(python) -m planner run

test: .venv/testing lint
	@$(python) -m tests.browser.chromium || true
	@$(python) -m tests.calendar_engines || true
	@$(coverage) erase
	@$(coverage) run -m pytest -n 3 --dist loadscope --no-loadscope-reorder
	@$(coverage) combine --quiet
	@echo 'Branch coverage, of which setup.cfg demands some:' && $(coverage) report --format total

check: .venv/testing lint
	@$(python) -m tests.calendar_engines || true
	@$(python) -m pytest -n 3 --dist loadscope --no-loadscope-reorder -m 'not browser and not postgres and not served'

check-faults: .venv/testing
	@$(python) -m faults $(FAULTS)

mutants: .venv/testing
	@$(python) -m tests.house.mutants

lint: .venv/testing
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/lint-imports --no-logo
	@.venv/bin/mypy
	@$(python) -m tests.house.template_lines

pythons: .venv/testing
	@$(python) -m tests.house.pythons

bench: .venv/benching
	@$(python) -m benchmarks

# ends with 1 if there are faults, with 2 if no advisories can be reached
audit: .venv/auditing
	@$(python) -m tests.house.audit

lock: .venv/testing
	$(compile) setup.cfg --output-file requirements.txt
	$(compile) setup.cfg --extra test --constraint requirements.txt --output-file requirements-test.txt
	$(python) -c 'import tomllib; \
		print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| $(compile) --no-annotate - --output-file requirements-build.txt
	$(compile) setup.cfg --extra bench --constraint requirements-test.txt --output-file requirements-bench.txt
	$(compile) setup.cfg --extra audit --constraint requirements-test.txt --output-file requirements-audit.txt
	.venv/bin/npm install --package-lock-only

$(venv):
	$(if $(filter 3.%,$(version)),,$(error $(trouble_$(version))))
	@echo 'Making a virtual environment in .venv ...'
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/building: requirements-build.txt $(venv)
	@$(install) -r $<
	@touch $@

.venv/running: requirements.txt .venv/building
	@echo 'Installing what the planner needs ...'
	@$(install) -r $<
	@touch $@

.venv/testing: requirements-test.txt .venv/building
	@echo 'Installing what the tests need ...'
	@$(install) -r $<
	@touch $@

.venv/benching: requirements-bench.txt .venv/testing
	@echo 'Installing what the papers of the planner are compared with ...'
	@$(install) -r $<
	@touch $@

.venv/auditing: requirements-audit.txt .venv/testing
	@echo 'Installing what asks for known faults ...'
	@$(install) $(from_source) -r $<
	@touch $@
