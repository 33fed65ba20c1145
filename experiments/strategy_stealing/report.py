"""The rows of the README's tables, from result.json; a test keeps both in step."""

from typing import Any

ABOUT = {
    "kin": "control: clone that feels what residents feel",
    "newborn": "control: born among residents, feels what they feel",
    "scratch": "born among residents",
    "clone": "wakes up with a grown resident's brain",
    "imitator": "does as others do, then learns",
    "planner": "born among residents, plans ahead",
    "searched": "born among residents, feels what a search found to pay",
}


def number(told: dict[str, float], sign: str = "") -> str:
    """'0.14 [0.11, 0.18]'."""
    return "{value:{s}.2f} [{low:{s}.2f}, {high:{s}.2f}]".format(s=sign, **told)


def attack_rows(attack: dict[str, Any]) -> list[str]:
    """One row a newcomer."""
    rows = []
    for one in attack["thieves"]:
        earned = " / ".join(f"{one['welfare'][k]:.2f}" for k in (0, 1, -1))
        rare, told = number(one["at_rarity"], "+"), one["fixation_times_n"]
        rows.append(
            f"| `{one['thief']}` | {ABOUT[one['thief']]} | {rare} | {number(told)} | "
            f"{one['harm_rate'][1]:.2f} | {earned} | {one['verdict']} |"
        )
    return rows


def border_rows(border: dict[str, Any]) -> list[str]:
    """One row an upbringing."""
    rows = []
    for name, told in border.items():
        counts = {v: sum(c["verdict"] == v for c in told["cells"]) for v in ("holds", "defeated")}
        rest = len(told["cells"]) - sum(counts.values())
        agrees = "agrees" if told["agrees"] else "does not agree"
        rows.append(
            f"| {name} | {counts['holds']} | {counts['defeated']} | {rest} | "
            f"{told['right']} of {told['judged']} | {agrees} |"
        )
    return rows
