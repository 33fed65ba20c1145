"""``rewardsearch show``."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from inner_rl import Reward
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.library import LIBRARY
from rewardsearch.console import aligned
from rewardsearch.export.labels import InputRow, InputTable, behaviourist_only, input_table
from rewardsearch.json_data import read_reward


def run(args: argparse.Namespace) -> int:
    """Explain a reward."""
    reward, _ = read_reward(args.reward, args.rank)
    table = input_table(reward)
    if args.json:
        print(json.dumps(_data(reward, table)))
        return 0
    print(reward.name or "(without a name)")
    print("\n".join(aligned(_summary(reward))))
    if table.rows:
        print()
        print("\n".join(aligned(_table(table))))
        print("\nWhat the inputs are, and their sources")
        rows = [(f"  {row.name}", f"{row.formula}. {row.source}") for row in table.rows]
        print("\n".join(aligned(rows)))
    return 0


def _summary(reward: Reward) -> list[tuple[str, str]]:
    from rewardsearch.export.symbolic import simplified

    oracle = "yes: an upper bound, not something a body could feel"
    plain = "yes: an onlooker could work out every drive in it"
    rows = [
        ("  language", f"{reward.language}: {LANGUAGES[reward.language].about}"),
        ("  in words", reward.formula()),
        ("  simplified", simplified(reward)),
        ("  uses an oracle", oracle if reward.uses_oracle() else "no"),
        ("  behaviourist only", plain if behaviourist_only(reward) else "no"),
    ]
    entry = LIBRARY.get(reward.name)
    if entry is not None and entry.reward == reward:
        rows += [("  for", entry.purpose), ("  source", entry.source)]
    return rows


def _table(table: InputTable) -> list[tuple[str, ...]]:
    header = (
        "input", *table.columns, "tier", "behaviourist", "about", "only watched",
        "only within sight", "unit",
    )  # fmt: skip
    rows = [_cells(row, len(table.columns)) for row in table.rows]
    blank = ("",) * 6
    rows += [(what, *map(_number, numbers), *blank) for what, numbers in table.extra.items()]
    return [header, *rows]


def _cells(row: InputRow, n_weights: int) -> tuple[str, ...]:
    # A context of a gated reward has a column, and no weights of its own.
    weights = [_number(weight) for weight in row.weights] or [""] * n_weights
    return (
        row.name,
        *weights,
        row.tier,
        _word(row.behaviourist),
        row.about or "-",
        _word(row.watched_only),
        _word(row.within_sight),
        row.unit or "-",
    )


def _number(weight: float) -> str:
    return f"{weight:+.3f}" if weight else "0"


def _word(label: bool | None) -> str:
    return "-" if label is None else "yes" if label else "no"


def _data(reward: Reward, table: InputTable) -> dict[str, Any]:
    from rewardsearch.export.symbolic import latex, simplified

    return {
        "name": reward.name,
        "language": reward.language,
        "formula": reward.formula(),
        "simplified": simplified(reward),
        "latex": latex(reward),
        "uses_oracle": reward.uses_oracle(),
        "behaviourist_only": behaviourist_only(reward),
        "columns": table.columns,
        "inputs": [asdict(row) for row in table.rows],
        "extra": table.extra,
        "reward": reward.to_data(),
    }
