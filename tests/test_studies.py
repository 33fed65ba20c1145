"""The committed studies, run again in small; slow, so only on demand: pytest -m slow."""

import runpy
from pathlib import Path

import pytest

EXPERIMENTS = Path(__file__).parents[1] / "experiments"


@pytest.mark.slow
def test_minding_thirst_pays_in_short_lives_only_and_literal_fitness_never():
    study = runpy.run_path(str(EXPERIMENTS / "hungry_thirsty" / "run.py"))
    short = study["compare"](5_000, 400, 0.1)
    long = study["compare"](75_000, 24, 0.1)
    assert short["thirst_over_hunger"]["low"] > 1.2
    assert 0.9 < long["thirst_over_hunger"]["value"] < 1.1
    assert long["worst_mild_cost_over_literal"]["low"] > 3
