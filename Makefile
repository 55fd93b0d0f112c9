# Every command of the project. `make` alone lists them.
#
# Each builds .venv from requirements.lock if it is not there. To use an environment that is
# active already: PYTHON=python make report. To use another record: make report DATA=folder.

.DEFAULT_GOAL := help
SHELL := /bin/bash

ifdef PYTHON
RUN   := $(PYTHON)
READY :=
else
RUN   := .venv/bin/python
READY := .venv/.complete
endif
PARLEY := $(RUN) -m parley.cli
RECORD := $(if $(DATA),--data $(DATA))

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

report: $(READY) ## render what is stale and publish build/site/index.html
	$(PARLEY) build $(RECORD) $(ARGS)

check: $(READY) ## check the record in data/
	$(PARLEY) check $(RECORD)

lab: $(READY) ## open the notebooks in JupyterLab
	$(PARLEY) lab $(ARGS)

test: $(READY) axe ## run every test
	$(RUN) -m pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

torture: $(READY) ## two hundred kills, full disks, damaged files: up to twenty minutes; writes build/torture.json
	PARLEY_TORTURE=1 $(RUN) -m pytest -q -s tests/torture

bench: $(READY) ## measure builds against papermill and nbconvert; writes build/bench.json
	$(RUN) benchmarks/bench.py $(ARGS)
	$(RUN) benchmarks/scale.py

lint: $(READY) ## ruff over code and notebooks, and generated files current
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(PARLEY) generate --check

gate: $(READY) axe ## hold build/site to every target, in Chromium too
	$(PARLEY) gate $(ARGS)

publish: $(READY) axe ## freeze EDITION=2026-11 and put it in front, at editions/site
	$(PARLEY) publish --edition $(or $(EDITION),$(error say which: make publish EDITION=YYYY-MM)) $(RECORD) $(ARGS)

verify: $(READY) ## recompute what is published from the record, number by number
	$(PARLEY) verify $(RECORD) $(ARGS)

pages-diff: $(READY) ## the text of every page before and after: make pages-diff OLD=revision [NEW=revision]
	$(PARLEY) pages-diff $(or $(OLD),HEAD) $(NEW) --html build/pages-diff.html $(ARGS)

generated: $(READY) ## write dictionary, environment.yml and the other generated files
	$(PARLEY) generate

dictionary: generated ## the same as generated

env: $(READY) ## build .venv from requirements.lock

.venv/.complete: requirements.lock pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Parley needs Python 3.11 or newer as python3"; exit 2; }
	python3 -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# axe-core judges the pages' accessibility in the browser tests. Without npm they are skipped, aloud.
axe:
	@if command -v npm >/dev/null && [ -f tests/package-lock.json ] && [ ! -f tests/node_modules/axe-core/axe.min.js ]; then \
		npm ci --prefix tests --ignore-scripts --no-audit --no-fund --silent; fi

lock: ## resolve pyproject.toml into requirements.lock
	$(RUN) -m uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url \
		--quiet --custom-compile-command "make lock" --output-file requirements.lock

clean: ## remove what can be made again; editions/ stay
	rm -rf build figures/*/ .pytest_cache .ruff_cache .hypothesis

.PHONY: help report check lab test torture bench lint gate publish verify pages-diff generated dictionary env axe lock clean
