# GNU make and Python 3.11 or newer are all a machine needs; everything else goes into .venv.
# HOST, PORT, WORKERS and every name in .env.example are honoured: `make run PORT=9000`.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test lint format bench lock runtime development database

PYTHON := .venv/bin/python

help: ## Say what can be made
	@echo "trendsite"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

run: runtime ## Install, migrate, import content/ into an empty database, and serve on http://127.0.0.1:8000
	@$(PYTHON) -m trendsite.dotenv
	@$(PYTHON) -m trendsite.serve --check
	@$(MAKE) --no-print-directory database
	@echo "==> Collecting static files"
	@$(PYTHON) manage.py collectstatic --no-input --verbosity 0
	@$(PYTHON) manage.py first_run
	@exec $(PYTHON) -m trendsite.serve

setup: runtime ## Only the environment (.venv, .env) and the migrations
	@$(PYTHON) -m trendsite.dotenv
	@$(MAKE) --no-print-directory database

test: development ## Lint, types and the whole suite, on SQLite and on PostgreSQL where one is reachable
	@$(PYTHON) tests/suite.py

lint: development ## Only linters, types and layers
	@$(PYTHON) tests/suite.py --only-lint

format: development ## Rewrite the code in the house's format
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format .

bench: development ## Run every benchmark in bench/ and print its tables
	@for bench in bench/*.py; do \
		[ -e "$$bench" ] || { echo "There is no bench/*.py yet."; exit 0; }; \
		echo "==> $$bench"; $(PYTHON) "$$bench" || exit 1; \
	done

lock: development ## Compile requirements*.in to hash-pinned requirements*.txt
	@for name in requirements requirements-dev; do \
		echo "==> $$name.txt"; \
		$(PYTHON) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-config --universal \
			--python-version 3.11 --custom-compile-command "make lock" $(LOCK_OPTIONS) $$name.in -o $$name.txt || exit 1; \
	done

runtime:
	@.ci/environment requirements.txt

development:
	@.ci/environment requirements.txt requirements-dev.txt

database:
	@echo "==> Migrating the database"
	@$(PYTHON) manage.py migrate --no-input --verbosity 0
