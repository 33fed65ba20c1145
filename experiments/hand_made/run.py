"""How well rewards restrain that one would write by hand, and at what price.

    python experiments/hand_made/run.py

Every reward file in ``experiments/rewards`` under the quickstart's world, life and learner, on
64 fresh lifetimes of four agents, in common random numbers.  Writes ``result.json``.
"""

import json
from pathlib import Path

from rewardsearch.console import score_table
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.json_data import read_reward
from rewardsearch.settings import load_settings

HERE = Path(__file__).parent
LIFETIMES = 64


def main() -> None:
    """Score all files, print the table, write the result."""
    settings = load_settings(HERE.parent / "quickstart.yaml")
    evaluator = Evaluator(settings)
    files = sorted((HERE.parent / "rewards").glob("*.json"))
    rewards = [read_reward(file)[0] for file in files]
    keys = evaluator.keys(Stage.EVALUATE, 0, LIFETIMES)
    rows, references = evaluator.report(rewards, keys, settings.seed)
    print(score_table(rows, references))
    result = {
        "lifetimes": LIFETIMES,
        "rewards": {
            f.stem: {"formula": row.formula, "scores": row.scores}
            for f, row in zip(files, rows, strict=True)
        },
        "references": {row.name: row.scores for row in references},
    }
    (HERE / "result.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
