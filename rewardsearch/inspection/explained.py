"""What a report is about, for a reader who has nothing else: watcher, rules, odd weights."""

import inspect

from inner_rl import Linear, Oversight, Reward
from inner_rl.drives import PHRASES
from kernels.worlds import RULES, World
from rewardsearch.settings import Settings

UNPLEASANT = frozenset({
    "own_pain", "deficit", "effort", "distress_seen", "envy", "advantage", "svo", "blame", "shame",
    "norm", "guilt", "predicted_blame", "regret", "true_harm",
})  # fmt: skip
"""Drives that their sources have as punishment."""
PLEASANT = frozenset({
    "own_gain", "joy_seen", "praise", "gratitude", "stranger_joy", "pride", "sympathy", "liking",
    "imagined_approval", "predicted_welfare", "true_help", "others_payoff", "group_welfare",
    "descendants", "restraint",
})  # fmt: skip
"""Drives that their sources have as reward; of the others either is heard of."""


def watcher(settings: Settings) -> str:
    """When the watcher is there, in each phase of life if they differ, and what it does."""
    by_phase = {phase.name: _oversight(phase.oversight) for phase in settings.life.phases}
    told = set(by_phase.values())
    if len(told) == 1:
        return told.pop()
    return "; ".join(f"in {name}: {text}" for name, text in by_phase.items())


def _oversight(oversight: Oversight) -> str:
    if oversight.share == 0:
        return "never there"
    when = "for whole episodes" if oversight.per_episode else f"{oversight.bout:g} at a time"
    cue = "agents perceive that it is there" if oversight.cue else "agents do not perceive it"
    return (
        f"there at {oversight.share:.0%} of all steps, {when}; it notices "
        f"{oversight.detection:.0%} of harms and takes {oversight.fine:g} from who did them; {cue}"
    )


def rules_of(world: World) -> tuple[str, str]:
    """What a world is, in a sentence or two, and its rules in full."""
    about = inspect.getdoc(type(world)) or ""
    return about.split("\n\nWorld ", 1)[0], inspect.getdoc(RULES[world.name]) or ""


def odd_terms(reward: Reward) -> list[str]:
    """Inputs with the opposite sign to their source, strongest first, and how they feel instead."""
    if not isinstance(reward, Linear):
        return []
    weights = sorted(reward.unit_weights().items(), key=lambda term: -abs(term[1]))
    return [
        f"{PHRASES[name]} is felt as {'good' if weight > 0 else 'bad'} ({weight:+.2f})"
        for name, weight in weights
        if (name in UNPLEASANT and weight >= _SHOWN) or (name in PLEASANT and weight <= -_SHOWN)
    ]


# Of a reward of length 1; weaker is hardly felt.
_SHOWN = 0.05
