# Two commands for newcomers: make search, make test.  They need only Python, pip and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: search test soak docs setup lint study clean

search: setup
	$(BIN)/rewardsearch search experiments/quickstart.yaml

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# The documentation, into site/; any broken link fails.  Needs no network.
docs: setup
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -b html docs site

# The slow studies, minutes to hours; their results are committed in experiments/.
study: setup
	$(BIN)/pytest -m slow
	$(BIN)/python experiments/coverage/run.py
	$(BIN)/python experiments/hand_made/run.py
	$(BIN)/python experiments/hungry_thirsty/run.py
	$(BIN)/python experiments/hungry_thirsty/registered.py
	$(BIN)/python experiments/worlds/run.py
	$(BIN)/python experiments/languages/run.py
	$(BIN)/python experiments/tuning/run.py
	$(BIN)/python experiments/neural_check/run.py
	$(BIN)/python experiments/capability/run.py
	$(BIN)/python experiments/attack_the_score/run.py
	$(BIN)/python experiments/validation/run.py
	$(BIN)/python experiments/strategy_stealing/run.py
	$(BIN)/python experiments/natural_selection/run.py
	$(BIN)/python experiments/natural_selection/mimics.py
	$(BIN)/python experiments/search_vs_random/run.py
	$(BIN)/python experiments/planted/run.py
	$(BIN)/python experiments/felt_by_others/run.py
	$(BIN)/python experiments/claims/run.py

# Faults of every kind, really injected, many times: what is promised and what happened.
soak: setup
	$(BIN)/python -m tests.faults.soak

setup: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[cuda,dev,docs]'
	touch $@

clean:
	rm -rf .venv build dist site docs/repository *.egg-info
