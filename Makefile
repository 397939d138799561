.DEFAULT_GOAL := help
BIN := .venv/bin
PORT ?= 8000
CODE := board benchmarks migrations tests tools wsgi.py

help:       ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

setup:      ## Install everything this checkout needs, system libraries included
	@python3 tools/setup.py

run: setup  ## Serve the board with an invented demo at http://127.0.0.1:8000
	@BOARD_SYNTHETIC=1 BOARD_PUBLIC_ADDRESS=http://127.0.0.1:$(PORT) exec $(BIN)/board serve --demo --port $(PORT)

test: setup ## Run the tests; those in a browser when there is a Chromium
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

lint: setup ## Format, lint, types, and who may import whom
	@$(BIN)/ruff format --quiet --check $(CODE)
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

check: lint test ## All that has to hold before a commit

bench: setup ## Measure what has to be fast, as ratios in one run
	@$(BIN)/python -m benchmarks
	@$(BIN)/board bench live --clients 500

rules: setup ## Write docs/rules.md anew from the rule files
	@$(BIN)/python -m tools.rules_page

lock: setup ## Pin what pyproject.toml asks for into requirements.txt
	@.tools/bin/uv pip compile pyproject.toml --group dev --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements.txt

.PHONY: help setup run test lint check bench rules lock
