# Everything a person does with this court, one word each. `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
export PORT

VENV := .venv
BIN := $(VENV)/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links

# uv is quick; where it does not run, pip does the same, slower.
define install
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes -r $(1) \
	  || $(BIN)/python -m pip install -q --no-deps --require-hashes -r $(1)
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . \
	  || $(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
endef

# What decides about people's rights and money: every branch of it is tested.
LAW := */policies.py,*/lifecycle.py,cases/fees.py,cases/interest.py,cases/interest_spans.py,cases/deadlines.py,$\
       cases/limits.py,cases/costs.py,$\
       hearings/rooms/deals.py,odr/money.py,odr/courtdays.py,odr/ledger.py,odr/checkpoints.py

.DEFAULT_GOAL := help
.PHONY: help run work migrate test check bench fmt migration docs lock

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

run: $(VENV)/.runtime ## Serve a small demo court at http://127.0.0.1:8000 (PORT=… changes it)
	@$(BIN)/odr run

work: $(VENV)/.runtime ## Do the court's waiting jobs: letters, deadlines, checkpoints
	@$(BIN)/odr work

migrate: $(VENV)/.runtime ## Bring the database named in ODR_DATABASE_URL to the newest shape
	@$(BIN)/odr migrate

test: $(VENV)/.dev ## Run every test on SQLite and on a PostgreSQL that it starts by itself
	@.ci/packages
	$(BIN)/pytest -q -n $(WORKERS) --cov --cov-report=term:skip-covered
	$(BIN)/coverage report --include='$(LAW)' --fail-under=100

check: $(VENV)/.dev ## Hold the house rules: format, lint, types, imports, ceilings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q -p no:randomly -p no:xdist tests/test_architecture.py

bench: $(VENV)/.dev ## Measure the court against its ceilings, on both databases (quarter of an hour)
	@$(BIN)/python -W ignore -m benchmarks.run

fmt: $(VENV)/.dev ## Format the code and put right what lint can put right itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migration: $(VENV)/.dev ## Write the next migration from the models: make migration m="Add offers"
	@test -n "$$m" || { echo 'Say what it does: make migration m="Add offers"' >&2; exit 2; }
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT \
	  && export ODR_DATABASE_URL="sqlite:///$$folder/court.db" \
	  && $(BIN)/alembic upgrade head && $(BIN)/alembic revision --autogenerate -m "$$m" \
	  && $(BIN)/ruff check -q --fix alembic && $(BIN)/ruff format -q alembic

docs: $(VENV)/.dev ## Write the pages of the manual that are made from the code
	$(BIN)/python -m tests.manual

lock: $(VENV)/.tools ## Write the lock files anew from pyproject.toml, with hashes and no address
	echo uv | $(LOCK) - -o requirements-uv.txt
	$(LOCK) pyproject.toml --group build -o requirements.txt
	$(LOCK) pyproject.toml --group build --group dev -o requirements-dev.txt
	@! grep -n '://' requirements*.txt

$(VENV)/.tools: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements-uv.txt
	@touch $@

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/.tools
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(VENV)/.tools
	$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.runtime
