# make help           show this list
# make venv           create .venv, the pinned environment of all targets
#
# For each change:
# make unit           run the fast unit tests: few examples and cases, one world and one process, less than a minute on two cores
# make quick          run the unit tests and the checks of the code, in less than three minutes
# make generate       write the module files, meta/runtime.yml, docs/resources.md, docs/errors.md, docs/migration.md and the
#                     table of modules
# make lint           run ruff, mypy, reuse, ansible-lint, yamllint and zizmor
# make integration    run the tests with Ansible processes
# make coverage       run the tests of modules, and show the operations of the API that they reach
# make demo           play the story of a team on a simulated account (DEMO_ARGS="--until 3")
# make clean          remove everything that make has created
#
# Before a release:
# make test           run all checks and all tests, and show the seconds of each part
# make matrix         run the smoke test of the built archive on every ansible-core and every Python of this machine
# make rulebooks      run the event sources and the sample rulebook with ansible-rulebook (needs Java 17)
# make molecule       run the scenarios of extensions/molecule on simulated accounts, two at a time (SCENARIOS="stack web_cluster")
# make sanity         run ansible-test sanity with the oldest and the newest ansible-core
# make ansible-test   run ansible-test integration, and ansible-test units with some files, in a collection tree
# make build          build the archive of the collection in build/; the same commit gives the same bytes
# make importer       check the archive with galaxy-importer, as Ansible Galaxy does
# make execution-environment
#                     create the context of the execution environment of docs/awx.md, and run the smoke test in an
#                     environment with the Python packages that it would install
# make release        check the repository, write the version and the list of changes, build the archive, and tag
#                     the commit (VERSION=1.0.0; RELEASE_ARGS=--dry-run does so in a temporary clone)
#
# Campaigns:
# make fuzz           run modules, inventory and simulator with mutated answers, options, shared files,
#                     sources and requests (FUZZ_ARGS="--seed 1 --only options --options 20000")
# make faults         run every writing operation with every fault of the API, and write the table of
#                     docs/reliability.md (FAULTS_ARGS="--sample 1000" for a part)
# make leaks          search all traces of Ansible runs for secrets (LEAKS_ARGS="--only shown")
# make soak           run random plays with kills and faults in simulated time, and real processes with
#                     real signals (SOAK_ARGS="--seed 1 --minutes 10")
# make mutants        run the tests with small changes of the engine, and show the changes that no test notices
#                     (MUTANTS_ARGS="--only rate_limiter --sample 50 --seed 1")
# make bench          run the benchmark: requests, time and memory (about a quarter of an hour)
#
# Files of the repository:
# make lock           pin the newest versions of the tools
# make matrix-update  pin the newest versions for the matrix
# make migration      run the old tasks of docs/migration.md with community.general, and record what they do
# make awx-specs      write the argument specs of the modules of awx.awx that extensions/awx uses
# make role-requests  run the roles on simulated accounts, and write the number of their requests into docs/roles.md
# make docs           make the documentation site in build/docs/html, without warnings and without network access
# make pictures       make the pictures of the role account_report and of the documentation site in docs
#                     (needs Chromium, ImageMagick, and the site that make docs builds)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SEEN := $(CURDIR)/build/requests.jsonl
MESSAGES := $(CURDIR)/build/messages.jsonl
STAMP := $(VENV)/.made-from-requirements-dev
BENCH := .venv-bench
BENCH_STAMP := $(BENCH)/.made-from-requirements-bench
EDA := .venv-eda
EDA_STAMP := $(EDA)/.made-from-requirements-eda
RELEASE := .venv-release
RELEASE_STAMP := $(RELEASE)/.made-from-requirements-release
DOCS := .venv-docs
DOCS_STAMP := $(DOCS)/.made-from-requirements-docs
export PATH := $(CURDIR)/$(BIN):$(PATH)
export ANSIBLE_HOME := $(CURDIR)/.ansible
# Without bytecode files, each program compiles its modules at each start.
unexport PYTHONDONTWRITEBYTECODE

# Targets that the list shows, and parts of them.
.PHONY: help venv unit quick generate lint integration coverage demo clean test matrix molecule sanity \
	ansible-test build importer release rulebooks execution-environment fuzz faults mutants leaks soak bench lock \
	matrix-update awx-specs migration role-requests \
	docs pictures
.PHONY: code-lint yaml-lint changelog-lint docs-lint smoke molecule-few pytest

help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile

venv: $(STAMP)

# $(call link,PYTHON): make this checkout importable as the collection for a Python
define link
	mkdir -p "$$($(1) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/ansible_collections/ionos"
	ln -sfn "$(CURDIR)" "$$($(1) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/ansible_collections/ionos/cloudpanel"
endef

$(STAMP): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	$(PYTHON) -m venv --clear $(VENV)
	sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/requirements-uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/requirements-uv.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	$(call link,$(BIN)/python)
	touch $@

$(BENCH_STAMP): requirements-bench.txt | venv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(BENCH)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BENCH)/bin/python --require-hashes -r requirements-bench.txt
	$(call link,$(BENCH)/bin/python)
	touch $@

$(DOCS_STAMP): requirements-docs.txt | venv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(DOCS)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(DOCS)/bin/python --require-hashes -r requirements-docs.txt
	$(call link,$(DOCS)/bin/python)
	touch $@

$(EDA_STAMP): requirements-eda.txt | venv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(EDA)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(EDA)/bin/python --require-hashes -r requirements-eda.txt
	touch $@

$(RELEASE_STAMP): requirements-release.txt | venv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(RELEASE)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(RELEASE)/bin/python --require-hashes -r requirements-release.txt
	touch $@

lock:
	for name in dev bench docs eda release; do $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url requirements-$$name.in -o requirements-$$name.txt || exit 1; done

pictures: venv
	$(BIN)/python tests/tools/report_pictures.py
	$(BIN)/python tests/tools/site_pictures.py

docs: $(DOCS_STAMP)
	@$(DOCS)/bin/python tools/build_docs.py

demo: venv
	@$(BIN)/python tests/demo $(DEMO_ARGS)

fuzz: venv
	@$(BIN)/python tests/fuzz $(FUZZ_ARGS)

faults: venv
	@$(BIN)/python tests/faults $(FAULTS_ARGS)

leaks: venv
	@$(BIN)/python tests/leaks $(LEAKS_ARGS)

soak: venv
	@$(BIN)/python tests/soak $(SOAK_ARGS)

mutants: venv
	@$(BIN)/python tests/mutation $(MUTANTS_ARGS)

bench: $(BENCH_STAMP)
	@$(BENCH)/bin/python tests/benchmark $(BENCH_ARGS)

PARTS := @$(BIN)/python tests/tools/parts.py
GATES := sanity-oldest sanity-newest molecule-few ansible-test code-lint yaml-lint smoke docs-lint changelog-lint build
test: venv
	$(PARTS) $(GATES) --then pytest

quick: venv
	$(PARTS) code-lint --then unit

# The scenarios that "make test" runs: all the others use the same playbooks of extensions/molecule/shared.
molecule-few: SCENARIOS := stack web_cluster
molecule molecule-few: venv
	@$(BIN)/python tests/tools/run_molecule.py $(SCENARIOS)

rulebooks: $(EDA_STAMP)
	$(BIN)/python -m pytest tests/rulebooks $(PYTEST_ARGS)

role-requests: venv
	CLOUDPANEL_WRITE_REQUESTS=1 $(BIN)/python -m pytest tests/integration -k the_life

awx-specs: $(BENCH_STAMP)
	$(BENCH)/bin/python tests/tools/awx_specs.py

# All tests, with tables of the operations that they reach and of the messages that they provoke.
pytest: TESTS := tests/unit tests/integration
coverage: TESTS := tests/unit/tasks tests/integration
pytest coverage: venv
	@mkdir -p build && rm -f $(SEEN) $(MESSAGES)
	HYPOTHESIS_PROFILE=ci CLOUDPANEL_SIMULATOR_LOG=$(SEEN) CLOUDPANEL_MESSAGE_LOG=$(MESSAGES) \
		$(BIN)/python -m pytest $(TESTS) -n 2 --dist loadfile $(PYTEST_ARGS)

# A fast run for development: few examples of each property, one world, and no other processes.
# A worker that has run its tests takes over those of the other one.
unit: venv
	$(if $(wildcard /dev/shm/.),TMPDIR=/dev/shm) HYPOTHESIS_PROFILE=dev $(BIN)/python -m pytest tests/unit \
		-m "not exhaustive" -n 2 --dist worksteal -o tmp_path_retention_policy=failed $(PYTEST_ARGS)

integration: venv
	$(BIN)/python -m pytest tests/integration -n 2 --dist loadfile $(PYTEST_ARGS)

migration: $(BENCH_STAMP)
	@$(BENCH)/bin/python tests/migration
	@$(BIN)/python tools/generate.py

generate: venv
	$(BIN)/python tools/generate.py

lint: code-lint yaml-lint

code-lint: venv
	$(BIN)/python tools/generate.py --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/reuse lint --quiet

yaml-lint: venv
	$(BIN)/ansible-lint --offline
	$(BIN)/yamllint --strict .
	$(BIN)/zizmor --offline --quiet .github

changelog-lint: venv
	$(BIN)/antsibull-changelog lint

docs-lint: venv
	$(BIN)/python tests/tools/in_collection_tree.py $(CURDIR)/$(BIN)/antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self --skip-rstcheck .

# ansible-test sanity with the oldest and the newest ansible-core.
sanity: sanity-oldest sanity-newest

sanity-%: venv
	bin=$$($(BIN)/python tests/tools/matrix.py ansible $*) \
		&& $(BIN)/python tests/tools/in_collection_tree.py bash tests/tools/ansible_test.sh $$bin sanity

# The tests in the layout of ansible-test, which reads neither pyproject.toml nor links.
ANSIBLE_TEST = $(BIN)/python tests/tools/in_collection_tree.py bash tests/tools/ansible_test.sh $(CURDIR)/$(BIN)
ansible-test: UNITS := tests/unit/plugins/test_rate_limiter.py tests/unit/tasks/test_search_keys.py
ansible-test: venv
	$(ANSIBLE_TEST) integration
	$(ANSIBLE_TEST) units $(UNITS)

# The oldest and newest ansible-core, and the pre-release. Other targets use the default one.
smoke: venv
	@$(BIN)/python tests/tools/matrix.py run --few

matrix: venv
	@$(BIN)/python tests/tools/matrix.py run

matrix-update: venv
	$(BIN)/python tests/tools/matrix.py update

build: venv
	@$(BIN)/python tests/tools/artifact.py build

importer: build $(RELEASE_STAMP)
	@$(BIN)/python tests/tools/importer.py $(RELEASE)/bin build

execution-environment: venv
	@$(BIN)/python tests/tools/execution_environment.py build/execution-environment

release: venv
	@$(BIN)/python tests/tools/release.py "$(VERSION)" $(RELEASE_ARGS)

clean:
	rm -rf $(VENV) $(BENCH) $(DOCS) $(EDA) $(RELEASE) .matrix .ansible build .hypothesis .pytest_cache
