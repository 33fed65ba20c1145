"""``rewardsearch languages``."""

import argparse
import inspect
import json
from typing import Any

from inner_rl import Reward
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.gated import GATES
from inner_rl.rewards.library import LIBRARY
from inner_rl.rewards.program import OPCODES

EXAMPLES = {
    "linear": "norm_abiding",
    "gated": "guilt_when_watched",
    "network": "loss_averse_conscience",
    "program": "virtue_kindness",
}
"""For each language a reward of the library."""

WORDS = {"gated": GATES, "program": tuple(OPCODES)}
"""Gates and operations, where a language has them."""
_WHAT_WORDS = {"gated": "Gates", "program": "Operations"}


def run(args: argparse.Namespace) -> int:
    """Explain the languages."""
    data = [_data(name) for name in LANGUAGES]
    if args.json:
        print(json.dumps({"languages": data}))
        return 0
    for language in data:
        print(f"{language['name']}: {language['about']}\n")
        print(_indented(language["description"]))
        if language["words"]:
            print(f"\n    {_WHAT_WORDS[language['name']]}: {', '.join(language['words'])}")
        print(f"\n    For example {EXAMPLES[language['name']]}, {language['purpose']}:\n")
        print(f"    {json.dumps(language['example'])}\n")
        print(f"    felt: {language['formula']}\n")
    print("Weights and outputs are scaled to a typical size, so only their proportions matter.")
    return 0


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _data(name: str) -> dict[str, Any]:
    entry = LIBRARY[EXAMPLES[name]]
    reward: Reward = entry.reward
    return {
        "name": name,
        "about": LANGUAGES[name].about,
        "words": WORDS.get(name, ()),
        "description": _description(type(reward)),
        "example": reward.to_data(),
        "purpose": entry.purpose,
        "formula": reward.formula(),
    }


def _description(language: type[Reward]) -> str:
    """What the class says of its language, without saying its name again."""
    text = inspect.getdoc(language) or ""
    return text.split(f"``{language.language}``", 1)[-1].lstrip(":.\n ")
