# Everything a newcomer or CI needs; each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo test check bench format lock clean

$(VENV)/.ready: requirements.lock requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(VENV)/.ready

demo: setup
	$(BIN)/thrice demo

test: setup
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/architecture

bench: setup
	$(BIN)/python -m tests.bench

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs uv (pip install uv); the locks it writes are plain pip requirement files.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -o requirements-dev.lock --group dev pyproject.toml -c requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -o requirements-build.lock requirements-build.in

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
