# Every target sets up what it needs. `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PYTEST := $(BIN)/python -m pytest
# A file's tests share what they read, so they stay together; nbval takes a second to load in every process.
APART := -n auto --dist loadfile -p no:nbval
ROOMS := $(addprefix tests/record/,adapters analysis charts ledger report)
LOW := tests/unit $(ROOMS) $(addprefix tests/hard/test_,field.py adding.py export_folders.py scan.py scan_engines.py consoles.py method.py another_war.py)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with make PYTHON=…"; exit 1; }
	@echo "Setting up .venv (once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
	@touch $@

.PHONY: notebooks
notebooks: $(READY) ## re-execute every notebook from data/ and write it back with its outputs
	@$(BIN)/python tools/render.py

.PHONY: test
test: $(READY) style ## lint, types, layers, all tests, the data's own check, strict nbval, JupyterLab and the site in a browser
	$(PYTEST) $(APART)
	$(BIN)/python -m op1027 check
	$(PYTEST) --nbval --nbval-current-env notebooks
	$(PYTEST) -m browser

.PHONY: style
style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports --no-logo

.PHONY: quick
quick: style ## lint, types, layers and the tests of each room: a minute
	$(PYTEST) $(APART) --hypothesis-profile quick tests/unit

.venv-lowest/ready: pyproject.toml
	@echo "Setting up .venv-lowest (once)"
	@$(PYTHON) -m venv --clear .venv-lowest
	@.venv-lowest/bin/python -m pip install -qq --disable-pip-version-check uv
	@.venv-lowest/bin/uv pip install -q --python .venv-lowest/bin/python --resolution lowest-direct --editable '.[notebooks,export,scan,test]'
	@touch $@

.PHONY: test-lowest
test-lowest: .venv-lowest/ready ## the tests of each room with the lowest version of everything that pyproject.toml allows
	.venv-lowest/bin/python -m pytest $(APART) $(LOW)

.PHONY: browser
browser: $(READY) ## only the tests in a browser; screenshots go to build/screens/ (needs Chrome or Chromium)
	$(PYTEST) -m browser

.PHONY: check
check: $(READY) ## check the data folder: every fault with file, line, column, value, rule and cure
	@$(BIN)/python -m op1027 check

.PHONY: lab
lab: $(READY) ## open the first notebook in JupyterLab
	@$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/01_the_offensive_at_a_glance.ipynb

.PHONY: brief
brief: $(READY) ## write an analyst's note to build/brief/: make brief FRONT=karen SINCE=2026-01-01 [UNTIL=…]
	@$(BIN)/python tools/brief.py $(or $(FRONT),$(error say which front and since when: make brief FRONT=karen SINCE=2026-01-01)) \
		$(or $(SINCE),$(error say since when: make brief FRONT=$(FRONT) SINCE=2026-01-01)) $(UNTIL)

.PHONY: mended
mended: $(READY) ## after a change to data/: what changed since the last commit, then all that shows it made anew
	@$(BIN)/python -m op1027 check
	@rm -rf build/before && mkdir -p build/before && git archive HEAD data | tar -x -C build/before
	@$(BIN)/python -m op1027 changes build/before/data
	@$(BIN)/python tools/codebook.py
	@$(BIN)/python tools/coverage.py
	@$(BIN)/python tools/render.py
	@$(BIN)/python tools/picture.py || echo "The pictures were left as they were."

.PHONY: site
site: $(READY) ## build build/site/: every notebook, events, claims and documents as pages that open without internet
	@$(BIN)/python tools/site/build.py $(if $(URL),--base $(URL))

.PHONY: release
release: $(READY) ## make build/release/ of what is committed: data, wheel, sdist, site, sums, notes (OLD=… the release before)
	@$(BIN)/python tools/release.py $(if $(REV),--revision $(REV)) $(if $(OLD),--old $(OLD))

.PHONY: docs
docs: $(READY) ## write docs/codebook.md and docs/coverage.md anew from data/
	@$(BIN)/python tools/codebook.py
	@$(BIN)/python tools/coverage.py

.PHONY: picture
picture: $(READY) ## draw docs/pictures/, one PNG a chart (needs Chrome or Chromium)
	@$(BIN)/python tools/picture.py

.PHONY: bench
bench: $(READY) ## measure what users wait for, beside what else they would do (a quarter of an hour; FIGURES="load site" for some)
	@$(BIN)/python -m benchmarks $(FIGURES)

.PHONY: scale
scale: $(READY) ## count a table larger than memory, and count it on Spark (installs Spark; needs Java 17)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --editable '.[scan,spark]'
	$(PYTEST) -m slow -s tests/hard/test_scan_large.py

.PHONY: lock
lock: ## pin anew all that pyproject.toml asks for (needs uv)
	uv pip compile --quiet --universal --no-emit-index-url --no-header \
		--python-version 3.11 --extra notebooks --extra export --extra scan --extra test pyproject.toml --output-file requirements.lock --upgrade

.PHONY: clean
clean: ## remove .venv, build/ and caches
	rm -rf .venv .venv-lowest build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
