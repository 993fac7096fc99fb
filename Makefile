# A thin front door: people, hooks and CI run the same recipes. `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PYTHON_BIN := $(BIN)/python
export PYTHON
unexport PYTHONDONTWRITEBYTECODE # what is compiled is kept: pytest takes seconds to rewrite every test

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install everything into .venv (the others do it by themselves; PYTHON=… picks a Python)
	@sh tools/setup.sh

.PHONY: demo
demo: setup ## The same orders through both designs, narrated; pictures in build/demo
	@$(BIN)/ripple demo --out build/demo

.PHONY: graphs
graphs: setup ## Both designs' dependency graphs, in every view, reading and format, in build/graphs
	@for view in resources services teams; do for reading in flow dependency; do \
	  name=build/graphs/$$view-$$reading; \
	  $(BIN)/ripple graph both --view $$view --reading $$reading --out $$name.png --out $$name.svg \
	    --out $$name.html --out $$name.json --out $$name.graphml --out $$name.dot --out $$name.mmd \
	    || exit 1; \
	done; done

.PHONY: compare
compare: setup ## Both designs over every measure and every change; tables, pictures and JSON in build/compare
	@$(BIN)/ripple compare --out build/compare

.PHONY: changes
changes: setup ## Every real change, applied to both designs and measured; the page and every figure in build/changes
	@$(BIN)/ripple change run --all --progress --out build/changes --against changes/results.json

.PHONY: test
test: setup ## The tests, the embedded engine included
	@$(PYTHON_BIN) -m pytest -m "not seldom" -n 2 --dist loadscope

.PHONY: test-fast
test-fast: setup ## The tests of what is pure, in seconds: no engine, no browser, no commands
	@$(PYTHON_BIN) -m pytest -m "not engine and not slow" --hypothesis-profile fast -n 2 --dist worksteal

.PHONY: test-seldom
test-seldom: setup ## The rest of the tests: what takes longest and breaks seldom, as CI runs it too
	@$(PYTHON_BIN) -m pytest -m seldom -n 2 --dist loadscope

.PHONY: fuzz
fuzz: setup ## Inputs changed at random for every reader, none of which may end in a traceback (COUNT=100000)
	@$(PYTHON_BIN) tools/fuzz.py --count $(or $(COUNT),100000)

.PHONY: stress
stress: setup ## Every change's own stories five times on a busy machine (ONLY="--times 5 --busy 4 --old")
	@$(PYTHON_BIN) tools/stress.py $(ONLY)

.PHONY: check
check: setup ## Style, types, import rules, templates, everything generated is fresh (ONLY="style types")
	@$(PYTHON_BIN) tools/check.py $(ONLY)

.PHONY: format
format: setup ## Put the code in its one layout, and mend what can be mended
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

.PHONY: notebooks
notebooks: setup ## Run every notebook and export it to build/notebooks
	@$(PYTHON_BIN) tools/notebooks.py --out build/notebooks

.PHONY: lab
lab: setup ## Open JupyterLab on the notebooks
	@$(BIN)/jupyter lab --notebook-dir notebooks

.PHONY: bench
bench: setup ## The figures to reach, measured here, as ratios in one run (ONLY="…" picks some)
	@$(PYTHON_BIN) -m bench $(ONLY)

.PHONY: mutants
mutants: setup ## Break the code in random places, and list the breaks that no test notices (ONLY="--count 60 --seed 1")
	@$(PYTHON_BIN) tools/mutants.py $(ONLY)

.PHONY: package
package: setup ## Folders that `sam deploy` takes as they are, in build/package
	@for design in choreography orchestration; do $(BIN)/ripple package $$design --out build/package/$$design || exit 1; done

.PHONY: docs
docs: setup ## Write what is generated: commands, state machine, index of decisions, predictions, findings, pictures
	@$(PYTHON_BIN) tools/commands_page.py
	@$(PYTHON_BIN) tools/decisions_index.py
	@$(PYTHON_BIN) tools/predictions.py
	@$(PYTHON_BIN) tools/findings.py
	@$(PYTHON_BIN) tools/pictures.py
	@$(PYTHON_BIN) -m orchestration.workflow

.PHONY: lock
lock: setup ## Write requirements.lock from pyproject.toml (UPGRADE=1 takes newer versions)
	@$(PYTHON_BIN) tools/lock.py

.PHONY: clean
clean: ## Remove what was built, and .venv
	@rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
