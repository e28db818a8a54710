# Every target prepares its own environment in .venv and works on a clean clone, as often as you like.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHARED ?= ../shared
DEMO := build/demo-store

.PHONY: demo test search test-servers test-browser check bench eval docs lock wheel clean pictures

$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("conflict-kg needs Python 3.11 or newer; say which with: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25"
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)            ## build a graph from the sample reports and ask it the headline question
	@rm -rf $(DEMO) && mkdir -p build
	$(BIN)/kg build data/articles --store $(DEMO)
	@echo
	$(BIN)/kg ask attacks-inside-deescalation-zones-after-ceasefire --store $(DEMO)
	@echo
	@echo "Next:  $(BIN)/kg ask --store $(DEMO)                          lists the questions"
	@echo "       $(BIN)/kg ask disputed-figures --store $(DEMO)         shows where the two sources differ"
	@echo "       $(BIN)/kg build FOLDER --store my-store                  builds a graph of your own reports"

test: $(READY)            ## run the tests
	$(BIN)/python -m pytest -q

search: $(READY)          ## the property tests five times, each time with examples never tried before
	@for turn in 1 2 3 4 5; do \
	  $(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=search tests || exit 1; done

test-servers: $(READY)    ## the graph in every database: real servers, fetched, started, loaded, asked
	$(BIN)/python -m pytest -q tests/servers

check: $(READY)           ## style, types, and documentation that is made from the code
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python docs/make.py --check

bench: $(READY)           ## speed and memory, as ratios taken in one run
	@for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

eval: $(READY)            ## accuracy on the evaluation sets beside the checkout; writes tests/benchmarks/ACCURACY.md
	$(BIN)/python tests/benchmarks/evaluate.py --shared $(SHARED)

test-browser: $(READY)    ## run the tests in a browser alone; installs Chromium where it may
	.ci/chromium
	$(BIN)/python -m pytest -q tests/browser

pictures: $(READY)        ## make the pictures of the README again
	.ci/chromium
	$(BIN)/python -m tests.browser.pictures

docs: $(READY)            ## make the pages again that are made from the code
	$(BIN)/python docs/make.py

wheel: $(READY)           ## build the distribution
	rm -rf dist && $(BIN)/python -m hatchling build -t wheel

lock: $(READY)            ## pin every dependency again, by hash
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra all --group dev --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" --universal --python-version 3.11 --quiet --upgrade --output-file constraints.txt

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache kg-store
