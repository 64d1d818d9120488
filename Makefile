# The only way in: `make` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
FUZZ_MINUTES ?= 30
MUTANTS ?=
CASES ?= tests/cases/funded.yaml
APT := $(shell command -v apt-get 2>/dev/null)
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

.PHONY: help setup run test soak load lint browser office postgres lock messages schema screenshots report bench fuzz learn evaluate attack access audit sbom wheel wheel-check nginx shape mutate

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.installed  ## make .venv and install the app into it

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tested: .venv/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

browser:  ## install Debian's Chromium where apt-get is there and no Chromium is
	@if ! command -v chromium >/dev/null && [ -n "$(APT)" ]; then \
	  $(SUDO) apt-get update -qq && $(SUDO) DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null \
	  || echo "Chromium could not be installed: the browser tests will be skipped" >&2; fi

office:  ## install LibreOffice's calculator and writer where apt-get is there and they are not
	@if ! command -v soffice >/dev/null && [ -n "$(APT)" ]; then \
	  $(SUDO) apt-get update -qq && $(SUDO) DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    libreoffice-calc-nogui libreoffice-writer-nogui >/dev/null \
	  || echo "LibreOffice could not be installed: the tests that recalculate workbooks will be skipped" >&2; fi

postgres:  ## install PostgreSQL where apt-get is there and it is not
	@if [ ! -d /usr/lib/postgresql ] && ! command -v postgres >/dev/null && [ -n "$(APT)" ]; then \
	  $(SUDO) apt-get update -qq && $(SUDO) DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    postgresql >/dev/null \
	  || echo "PostgreSQL could not be installed: the tests of the workspace run on SQLite only" >&2; fi

nginx:  ## install nginx and systemd-analyze where apt-get is there and they are not
	@if ! { [ -x /usr/sbin/nginx ] && command -v systemd-analyze >/dev/null; } && [ -n "$(APT)" ]; then \
	  $(SUDO) apt-get update -qq && $(SUDO) DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    nginx-light systemd >/dev/null \
	  || echo "nginx and systemd could not be installed: the tests of what is deployed will be skipped" >&2; fi

shape: .venv/.tested postgres  ## keep a workspace of today's shape as SQL, for later versions to bring up to date: before a tag
	$(BIN)/python -m tests.workspace.keep_shape

run: setup  ## open the app in the browser, on the real catalogue
	$(BIN)/matcher app

test: .venv/.tested browser office postgres nginx  ## run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/matcher catalogue check
	# three at a time on two cores: tests of pages mostly wait for a browser
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

soak: .venv/.tested postgres  ## twenty writers on the same client files for a minute, on both databases
	MATCHER_SOAK_SECONDS=60 $(BIN)/python -m pytest -q tests/workspace/test_together.py

attack: .venv/.tested  ## attack the HTTP API from its description for some minutes
	MATCHER_API_EXAMPLES=500 $(BIN)/python -m pytest -q -n 0 tests/api/test_description_attacked.py

load: .venv/.tested postgres  ## how many visitors the app holds, its memory over twenty minutes, and one of two processes killed (half an hour)
	$(BIN)/python -m benchmarks.load capacity
	$(BIN)/python -m benchmarks.load soak 20
	$(BIN)/python -m benchmarks.failover 90

lint: .venv/.tested  ## check style, types and layers only
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

lock:  ## choose the newest versions again and pin them with hashes
	uv pip compile pyproject.toml --group build --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements.lock
	uv pip compile pyproject.toml --group build --extra api --extra login --extra operation --extra postgresql -c requirements.lock --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o deploy/requirements.lock
	uv pip compile --group dev -c requirements.lock --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements-dev.lock

messages: .venv/.tested  ## bring new sentences into matcher/locale/fr.po, to be translated
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k translate -k translate_count:1 -k translate_count:2 --no-location --sort-output -o .venv/messages.pot matcher app.py
	$(BIN)/pybabel -q update -i .venv/messages.pot -o matcher/locale/fr.po -l fr_CA -w 120 --no-fuzzy-matching --ignore-obsolete
	@sed -i -E '/^"(Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):/d' matcher/locale/fr.po

schema: setup  ## write programs/program.schema.json for editors
	$(BIN)/matcher catalogue schema > programs/program.schema.json

access: .venv/.tested browser  ## look at every page with axe-core in both languages, both themes, on a phone and a desktop
	MATCHER_ACCESS=1 $(BIN)/python -m pytest -q tests/ui/test_accessible.py

screenshots: .venv/.tested browser  ## take the pictures of the documentation from the real app
	$(BIN)/python scripts/screenshots.py

learn: setup  ## learn the weights of the fit anew, from tests/cases/funded.yaml or the files that CASES names
	$(BIN)/python scripts/learn_weights.py $(CASES)

evaluate: setup  ## measure rules and ranking on real funded cases anew, for the page that shows the figures
	$(BIN)/matcher evaluate tests/cases/funded.yaml --format json > .venv/evaluation.json
	mv .venv/evaluation.json matcher/evaluation.json

report: setup  ## write the pages on what the catalogue covers anew
	$(BIN)/matcher catalogue report --format markdown --lang en > docs/catalogue/coverage.md
	$(BIN)/matcher catalogue report --format markdown --lang fr > docs/catalogue/couverture.md

wheel: setup  ## build the wheel into dist/, twice, and keep it if both are the same bytes and nothing lacks
	$(BIN)/python scripts/check_wheel.py dist

wheel-check: setup  ## the same without keeping it
	$(BIN)/python scripts/check_wheel.py $$(mktemp -d)

.venv/audit: pyproject.toml
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --group audit
	@touch $@

audit: .venv/audit  ## ask PyPI whether a pinned package has a known weakness; fails too where that cannot be asked
	.venv/audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock -r requirements-dev.lock

sbom: .venv/audit  ## write dist/sbom.json, a CycloneDX list of what is pinned, checked against its schema
	@mkdir -p dist
	.venv/audit/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --validate --of JSON -o dist/sbom.json requirements.lock

.venv/.measured: .venv/.tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[bench]'
	@touch $@

.venv/.fuzzed: .venv/.tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[fuzz]'
	@touch $@

fuzz: .venv/.fuzzed  ## give every reader bad input for FUZZ_MINUTES each, FUZZ_TARGETS only if named; fuzz/results.md keeps the table
	nice -n 19 $(BIN)/python -m fuzz $(FUZZ_MINUTES) $(FUZZ_TARGETS)

.venv/.mutated: .venv/.tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[mutation]'
	@touch $@

mutate: .venv/.mutated  ## change the rules, plans and ranking a little at each place and count what no test sees, MUTANTS only if named
	CI=true nice -n 19 $(BIN)/python scripts/mutate.py $(MUTANTS)
	$(BIN)/python scripts/mutation_table.py

bench: .venv/.measured  ## measure what docs/performance.md shows, the quick tables, next to what people would take instead
	$(BIN)/python benchmarks/load_catalogue.py
	$(BIN)/python benchmarks/match_programs.py
	$(BIN)/python -m benchmarks.answer_profiles
	$(BIN)/python -m benchmarks.reload
	$(BIN)/python benchmarks/solve_plans.py
	$(BIN)/python benchmarks/list_client_files.py
	$(BIN)/python -m benchmarks.workspace_pages
	$(BIN)/python benchmarks/serve_matches.py
	$(BIN)/python -m benchmarks.app_latency
	$(BIN)/python benchmarks/text_similarity.py
	$(BIN)/python -m benchmarks.verdicts --sizes 583 10000
	$(BIN)/python -m benchmarks.batch --rows 11360
