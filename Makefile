# Everything a newcomer needs: `make run` and `make test` each set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# `make photos` once, and every `make run` after it reads photos of slips too.
.PHONY: run demo photos test check bench fuzz year words pin docs clean
.DEFAULT_GOAL := run

run: $(VENV)/run.done
	@$(BIN)/green-channel run

# to look around: made-up cases in a folder of their own, beside whatever there is
LOOK := GC_DATA=demo GC_DATABASE=sqlite:///demo/green-channel.db
demo: $(VENV)/run.done
	@test -f demo/green-channel.db || $(LOOK) $(BIN)/green-channel demo
	@$(LOOK) $(BIN)/green-channel run

photos: $(VENV)/photos.done

test: $(VENV)/tests.done
	@$(BIN)/python -m tests

check: $(VENV)/tests.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/tests.done
	@$(BIN)/python -m benchmarks

# an hour of whatever nobody thinks of, at every door; `make fuzz MINUTES=5 SEED=7` for less, or again
MINUTES ?= 60
fuzz: $(VENV)/tests.done
	@$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

# whether every promise of a simulated year was kept; `make year CASES=200 SEED=8` for another
CASES ?= 2000
year: $(VENV)/tests.done
	@$(BIN)/python -m tests.year --cases $(CASES) $(if $(SEED),--seed $(SEED))

words: $(VENV)/tests.done
	$(BIN)/python -m templates.catalogue

docs: $(VENV)/tests.done
	$(BIN)/python -m cases.law.drawing > docs/tracks.md

# requirements*.txt are pinned with hashes and good for every Python from 3.11 on; needs `pip install uv`
PIN := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
pin:
	$(PIN) pyproject.toml -o requirements.txt
	$(PIN) --extra photos pyproject.toml -o requirements-photos.txt
	$(PIN) --extra tests --extra benchmarks pyproject.toml -o requirements-tests.txt

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Green Channel needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements.txt pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/photos.done: requirements-photos.txt pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-photos.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.done

$(VENV)/tests.done: requirements-tests.txt pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-tests.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.done
