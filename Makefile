# Two commands: `make run` starts the market, `make test` passes all tests. Both set up what they need first.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
SOUK = @$(PYTHON) -I server/local/bootstrap.py
T ?=

.PHONY: help run dev test check format bench contract lock

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: ## Start everything on this machine, with demo data
	$(SOUK) --build -- python -m server up

dev: ## The same, reloading the server and the pages as sources change
	$(SOUK) --node -- python -m server up --dev

test: ## Pass all tests; `make test T=tests/journeys` or `T=frontend/src/wire` some of them
	$(SOUK) --build --chromium -- bash .ci/test $(T)

check: ## Style, types, import directions, freshness of what is generated
	$(SOUK) --node -- bash .ci/check

format: ## Write the sources as `make check` wants them
	$(SOUK) -- ruff check --fix --quiet
	$(SOUK) -- ruff format

bench: ## Measure beside the peers, in the same run
	$(SOUK) --node -- python -m tests.bench

contract: ## Write what is generated from the code
	$(SOUK) -- python -m server contract

lock: ## Pin the requirements anew, within the bounds of pyproject.toml
	$(SOUK) -- bash deploy/lock
