# Every command of the project. `make` alone lists them.
#
# Each builds .venv from requirements.lock if it is not there. To use an environment that is
# active already: PYTHON=python make report. To use another record: make report DATA=folder.

.DEFAULT_GOAL := help
SHELL := /bin/bash

# What the main job needs is requirements.lock; lab, browser, cluster and test add their own.
ifdef PYTHON
RUN := $(PYTHON)
else
RUN     := .venv/bin/python
READY   := .venv/.complete
LAB     := .venv/.lab
BROWSER := .venv/.browser
TEST    := .venv/.test
endif
UV      := $(shell command -v uv)
INSTALL := $(if $(UV),uv pip install --python .venv/bin/python,.venv/bin/python -m pip install --disable-pip-version-check) --quiet
LOCKED  := $(INSTALL) --no-deps --require-hashes --requirement
PARLEY := $(RUN) -m parley.cli
RECORD := $(if $(DATA),--data $(DATA))

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

report: $(READY) ## render what is stale and publish build/site/index.html
	$(PARLEY) build $(RECORD) $(ARGS)

check: $(READY) ## check the record in data/
	$(PARLEY) check $(RECORD)

lab: $(LAB) ## open the notebooks in JupyterLab
	$(PARLEY) lab $(ARGS)

test: $(TEST) axe ## run every test
	$(RUN) -m pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

torture: $(TEST) ## every test, whole: kills, faults at every step, full disks, damaged files, planted faults: three hours; writes docs/reliability.md
	PARLEY_TORTURE=1 $(RUN) -m pytest -q -s --basetemp "$$(mktemp -d)/t" tests
	$(RUN) -m tests.torture.mutants
	$(RUN) -m tests.torture.report

bench: $(TEST) axe ## measure builds against papermill and nbconvert; writes build/bench.json
	$(RUN) benchmarks/bench.py $(ARGS)
	$(RUN) benchmarks/scale.py

# Each test that needs no build, no browser and no record of its own: what a change breaks first.
QUICK := pressroom parley tests/test_layers.py tests/test_notebooks.py tests/test_sources.py tests/parley/tables \
	tests/parley/charts tests/parley/record tests/pressroom/figures tests/pressroom/test_findings.py \
	tests/pressroom/test_wording.py tests/pressroom/test_matrix.py tests/pressroom/test_parameters.py

quick: $(TEST) ## the tests of rules, tables, charts and doors: under a minute on two free cores
	$(RUN) -m pytest -q --numprocesses auto --maxprocesses 4 -m "not browser and not slow" --ignore tests/parley/record/test_mutations.py $(QUICK) $(ARGS)

lowest: $(TEST) ## the same, builds and notebooks, with the lowest versions that pyproject.toml allows
	$(RUN) -m uv venv --quiet --clear build/lowest/.venv
	$(RUN) -m uv pip install --quiet --python build/lowest/.venv/bin/python --resolution lowest-direct --editable '.[lab,browser,tables,coding]' --group test pip
	build/lowest/.venv/bin/python -m pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile -m "not browser and not slow" \
		$(QUICK) tests/parley/analysis tests/test_notebook_runs.py tests/test_generated.py tests/pressroom/build/test_build.py $(ARGS)

lint: $(TEST) ## ruff over code and notebooks, types of the press, and generated files current
	$(RUN) -m ruff format --check . || { echo "$(PARLEY) tidy NOTEBOOK mends a notebook, $(RUN) -m ruff format . lays out all"; exit 1; }
	$(RUN) -m ruff check . || { echo "$(RUN) -m ruff check --fix . mends what is fixable"; exit 1; }
	$(RUN) -m ty check --quiet
	$(PARLEY) generate --check

gate: $(BROWSER) axe ## hold build/site to every target, in Chromium too
	$(PARLEY) gate $(ARGS)

publish: $(BROWSER) axe ## freeze EDITION=2026-11 and put it in front, at editions/site
	$(PARLEY) publish --edition $(or $(EDITION),$(error say which: make publish EDITION=YYYY-MM)) $(RECORD) $(ARGS)

verify: $(READY) ## recompute what is published from the record, number by number
	$(PARLEY) verify $(RECORD) $(ARGS)

pages-diff: $(READY) ## the text of every page before and after: make pages-diff OLD=revision [NEW=revision]
	$(PARLEY) pages-diff $(or $(OLD),HEAD) $(NEW) --html build/pages-diff.html $(ARGS)

generated: $(READY) ## write dictionary, environment.yml and the other generated files
	$(PARLEY) generate

dictionary: generated ## the same as generated

env: $(READY) ## build .venv from requirements.lock; make lab, test, publish add theirs

env-lab: $(LAB) ## the same, with JupyterLab

.venv/.complete: requirements.lock pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Parley needs Python 3.11 or newer as python3"; exit 2; }
	python3 -m venv $(if $(wildcard .venv/.complete),,--clear) .venv # a whole one is brought up to date, with what was added
	$(LOCKED) requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: .venv/.coding # what the coder reads saved pages with is tested too

.venv/.%: requirements-%.lock .venv/.complete
	$(LOCKED) $<
	@touch $@

# axe-core judges the pages' accessibility in the browser tests. Without npm they are skipped, aloud.
axe:
	@if command -v npm >/dev/null && [ -f tests/package-lock.json ] && [ ! -f tests/node_modules/axe-core/axe.min.js ]; then \
		npm ci --prefix tests --ignore-scripts --no-audit --no-fund --silent; fi

# One resolution of everything; the base is cut from it, and each further lock holds what it adds:
# also what the base has for one platform only, such as colorama, which nbdime needs on all.
COMPILE := $(RUN) -m uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --quiet \
	--custom-compile-command "make lock"
BASE    = $(shell sed -nE '/(sys_platform|os_name|implementation_name) == /d; s/^([a-z0-9._-]+)==.*/--no-emit-package \1/p' \
	requirements.lock)

lock: $(TEST) ## resolve pyproject.toml into requirements.lock and the locks of lab, browser, cluster, coding, test
	@mkdir -p build
	$(COMPILE) $(ARGS) --all-extras --group test --output-file build/whole.lock
	$(COMPILE) --constraint build/whole.lock --output-file requirements.lock
	$(MAKE) --no-print-directory further-locks

further-locks:
	for each in lab browser cluster coding; do \
		$(COMPILE) --constraint build/whole.lock --extra $$each $(BASE) --output-file requirements-$$each.lock; done
	$(COMPILE) --constraint build/whole.lock $(addprefix --extra ,lab browser cluster tables) --group test $(BASE) --output-file requirements-test.lock
	sed -i '/^# The following packages were excluded/,$$d' requirements-*.lock

clean: ## remove what can be made again; editions/ stay
	rm -rf build figures/*/ .pytest_cache .ruff_cache .hypothesis

.PHONY: help report check lab test quick lowest torture bench lint gate publish verify pages-diff generated dictionary env env-lab axe lock further-locks clean
