# `make` alone lists what there is.
PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
DATA   ?= data
BIN    := .venv/bin
VENDOR := abp_lms/static/vendor
BUNDLE := node_modules/.bin/esbuild --bundle --minify --format=esm --log-level=error
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help install run test test-long lighthouse check bench lock install-test clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

install: .install/run ## set up what `make run` needs, and nothing else

run: .install/run ## serve the demo: make run PORT=8000 HOST=127.0.0.1 DATA=data
	@$(BIN)/python wsgi.py --host "$(or $(HOST),127.0.0.1)" --port "$(or $(PORT),8000)" --data "$(or $(DATA),data)"

install-test: .install/test

test: .install/test ## linter, types, floors, unit, LRS and browser tests
	@bash tests/system_packages.sh
	@$(MAKE) --no-print-directory check
	@bash tests/run.sh

test-long: .install/test .install/lighthouse ## what takes longer than ten minutes may allow
	@bash tests/system_packages.sh
	@$(BIN)/python -m pytest -m long -n auto --dist worksteal --ignore=tests/journeys/test_lighthouse.py
	@ABP_TEST_DATABASE=postgresql $(BIN)/python -m pytest -m "not journey and not long" -n auto --dist loadfile --ignore=tests/lrs
	@$(MAKE) --no-print-directory lighthouse

lighthouse: .install/test .install/lighthouse ## how quick the ten most used pages are, on a quiet machine
	@$(BIN)/python -m pytest tests/journeys/test_lighthouse.py -m long -s

check: .install/test ## linter, types and import floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .install/test ## loads and measures, as ratios in one run
	@$(BIN)/python -m bench

lock: ## pin requirements*.in and package.json anew (needs uv in .venv)
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile requirements-test.in -o requirements-test.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q
	$(BIN)/uv pip compile requirements.in -c requirements-test.txt -o requirements.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q
	npm install --package-lock-only --omit=optional
	npm install --package-lock-only --omit=optional --prefix tests/lighthouse

clean: ## remove what was set up (never the data)
	rm -rf .venv .install node_modules tests/lighthouse/node_modules $(VENDOR)

.install/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another one: make run PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@mkdir -p .install && touch $@

.install/run: .install/venv .install/front-end requirements.txt setup.cfg pyproject.toml
	@echo "Setting up Python packages …"
	@$(BIN)/pip install -q --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.install/test: .install/run requirements-test.txt
	@echo "Setting up test packages …"
	@$(BIN)/pip install -q --require-hashes -r requirements-test.txt
	@touch $@

.install/lighthouse: .install/venv tests/lighthouse/package.json tests/lighthouse/package-lock.json
	@echo "Setting up Lighthouse …"
	@npm ci --silent --ignore-scripts --prefix tests/lighthouse
	@touch $@

.install/front-end: package.json package-lock.json Makefile
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' \
	  || { echo "Node 20 or newer is needed to set up the front-end packages."; exit 2; }
	@echo "Setting up front-end packages …"
	@npm ci --silent --ignore-scripts
	@rm -rf $(VENDOR) && mkdir -p $(VENDOR)
	@# Without its @font-face rules: Frutiger would be asked for at another host.
	@sed -E 's/@font-face\{[^}]*\}//g' node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css > $(VENDOR)/nhsuk-frontend.min.css
	@cp -R node_modules/nhsuk-frontend/dist/nhsuk/assets $(VENDOR)/
	@# Of each only what our own modules import: a page is opened on a bad line.
	@echo 'export { Button, Checkboxes, createAll, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink } from "nhsuk-frontend"' \
	  | $(BUNDLE) > $(VENDOR)/nhsuk-frontend.min.js
	@echo 'export { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair, importJWK } from "jose"' \
	  | $(BUNDLE) > $(VENDOR)/jose.js
	@echo 'export { openDB } from "idb"' | $(BUNDLE) > $(VENDOR)/idb.js
	@mkdir -p .install && touch $@
