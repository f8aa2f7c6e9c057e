# make demo   the collection at work on a simulated account, from nothing to nothing
# make test   every gate; its last line tells how many tests passed
# make matrix the smoke test on every ansible-core and every Python of this machine, and a table
# make matrix-update   pin the newest versions for the matrix
# make unit   the unit tests, without the exhaustive ones: in less than a minute on two cores
# make lint   ruff, mypy, ansible-lint and yamllint
# make coverage   the operations of the API that the tests of modules reach, and the modules that reach them
# make fuzz-answers   5,000 mutated answers of the API, and what modules and inventory make of them (FUZZ_ARGS="--seed 1 --count 20000")
# make bench  the benchmark: requests, time and memory, beside other ways (about a quarter of an hour)
# make venv   the pinned environment that demo and test use, in .venv

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SEEN := $(CURDIR)/build/requests.jsonl
MESSAGES := $(CURDIR)/build/messages.jsonl
STAMP := $(VENV)/.made-from-requirements-dev
BENCH := .venv-bench
BENCH_STAMP := $(BENCH)/.made-from-requirements-bench
export PATH := $(CURDIR)/$(BIN):$(PATH)
export ANSIBLE_HOME := $(CURDIR)/.ansible
# Without the code that Python keeps, each program compiles itself again at each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: venv demo fuzz-answers bench test pytest coverage unit integration lint sanity smoke matrix matrix-update build changelog-lint docs-lint lock clean

venv: $(STAMP)

# $(call link,PYTHON): let that Python's Ansible find the collection in this checkout
define link
	mkdir -p "$$($(1) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/ansible_collections/ionos"
	ln -sfn "$(CURDIR)" "$$($(1) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/ansible_collections/ionos/cloudpanel"
endef

$(STAMP): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements-dev.txt)"
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements-dev.txt
	$(call link,$(BIN)/python)
	touch $@

$(BENCH_STAMP): requirements-bench.txt | venv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(BENCH)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BENCH)/bin/python -r requirements-bench.txt
	$(call link,$(BENCH)/bin/python)
	touch $@

lock:
	for name in dev bench; do $(BIN)/uv pip compile --quiet --python-version 3.11 --no-annotate --no-header --no-emit-index-url requirements-$$name.in -o requirements-$$name.txt || exit 1; done

demo: venv
	@$(BIN)/python tests/demo/demo.py $(DEMO_ARGS)

fuzz-answers: venv
	@$(BIN)/python tests/fuzz $(FUZZ_ARGS)

bench: $(BENCH_STAMP)
	@$(BENCH)/bin/python tests/benchmark $(BENCH_ARGS)

# The gates come first, two at a time, and the tests last, so that the run ends with pytest's own count.
GATES := sanity-oldest sanity-newest lint smoke docs-lint changelog-lint build
test: venv
	@$(MAKE) --jobs 2 --output-sync=target $(GATES)
	@$(MAKE) pytest

# All tests, and the table of the operations that they have reached.
pytest: TESTS := tests/unit tests/integration
coverage: TESTS := tests/unit/tasks tests/integration
pytest coverage: venv
	@mkdir -p build && rm -f $(SEEN) $(MESSAGES)
	HYPOTHESIS_PROFILE=ci CLOUDPANEL_SIMULATOR_LOG=$(SEEN) CLOUDPANEL_MESSAGE_LOG=$(MESSAGES) \
		$(BIN)/python -m pytest $(TESTS) -n 2 --dist loadfile $(PYTEST_ARGS)

# A quick run for development: few examples of each property, and few worlds of readings.
unit: venv
	HYPOTHESIS_PROFILE=dev $(BIN)/python -m pytest tests/unit -m "not exhaustive" -n 2 --dist loadfile $(PYTEST_ARGS)

integration: venv
	$(BIN)/python -m pytest tests/integration -n 2 --dist loadfile $(PYTEST_ARGS)

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/ansible-lint --offline
	$(BIN)/yamllint --strict .

changelog-lint: venv
	$(BIN)/antsibull-changelog lint

docs-lint: venv
	$(BIN)/python tests/tools/in_collection_tree.py $(CURDIR)/$(BIN)/antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self --skip-rstcheck .

# With the oldest and with the newest ansible-core.
sanity: sanity-oldest sanity-newest

sanity-%: venv
	bin=$$($(BIN)/python tests/tools/matrix.py ansible $*) \
		&& $(BIN)/python tests/tools/in_collection_tree.py bash tests/tools/sanity.sh $$bin

# The oldest and the newest ansible-core, and the pre-release. Everything else runs on the default one.
smoke: venv
	@$(BIN)/python tests/tools/matrix.py run --few

matrix: venv
	@$(BIN)/python tests/tools/matrix.py run

matrix-update: venv
	$(BIN)/python tests/tools/matrix.py update

build: venv
	$(BIN)/ansible-galaxy collection build --force --output-path build

clean:
	rm -rf $(VENV) $(BENCH) .matrix .ansible build .hypothesis .pytest_cache
