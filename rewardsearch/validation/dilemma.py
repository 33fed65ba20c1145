"""Where V8 and V10 are lived: pairs learn a repeated prisoner's dilemma from birth."""

from typing import Any

from rewardsearch.evolution.settings import EvolveSettings
from rewardsearch.settings import experiment_from_data


def dilemma(steps: int, seed: int = 0, evolution: dict[str, Any] | None = None) -> EvolveSettings:
    """Settings of a life of so many steps, a quarter of them grown up, that nobody watches."""
    grown = steps // 4
    unwatched = {"oversight": {"share": 0.0}}
    data = {
        "seed": seed,
        "world": {"name": "matrix", "game": "prisoners_dilemma", "n_agents": 2},
        "life": {
            "phases": [
                {"name": "childhood", "steps": steps - grown, **unwatched},
                {"name": "adulthood", "steps": grown, **unwatched},
            ]
        },
        "evolution": evolution or {},
    }
    return experiment_from_data(EvolveSettings, data, "validation")
