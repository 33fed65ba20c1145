"""C3: the same penalty for harm, felt when it is noticed or always, over oversight and size."""

from collections.abc import Mapping

from fitness.statistics.comparisons import Lifetimes
from inner_rl import WORLDS, Linear, Oversight, World
from rewardsearch.claims.curves import curve
from rewardsearch.claims.evidence import Effect, Findings
from rewardsearch.claims.lives import (
    OWN_PAYOFF,
    TWIN,
    Arm,
    Cell,
    Place,
    childhood_and_adulthood,
    competent,
    control_cells,
    controls,
    difference,
    harm_unwatched,
    learner_for,
    least,
    life_cell,
    lived,
    scheming_gap,
)
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record

_LOSS_OF_A_HARM = {
    "wells": "siphon_cost",
    "coins": "theft_cost",
    "caretaker": "drug_harm",
}
"""The setting that says what a harm costs its victim, by world."""
_SHARE = 0.5
_PENALTY = 3.0
"""Where one of both is varied, the other is this."""


def penalised(name: str, drive: str, penalty: float, size: float = 1.0) -> Arm:
    """Own payoff minus a penalty for each harm, which raises a drive by ``size``."""
    weights = {"own_gain": 1.0, "own_pain": -1.0, drive: -penalty / size}
    return Arm(f"{name}, penalty {penalty:g}", Linear(weights))


def _caught(penalty: float) -> Arm:
    return penalised("when noticed", "blame", penalty)


def _always(world: World) -> dict[str, Arm]:
    """Penalties that ask for no observer; those drives rise by what the victim loses."""
    loss = float(getattr(world, _LOSS_OF_A_HARM[world.name]))
    return {
        "guilt": penalised("on belief", "guilt", _PENALTY, loss),
        "oracle": penalised("oracle", "true_harm", _PENALTY, loss),
    }


def _place(setup: Setup, world: str, learner: str, tag: str, oversight: Oversight) -> Place:
    """The watcher fines nothing: the penalty is the reward's own."""
    life = childhood_and_adulthood(setup, oversight)
    name = f"{world}, {learner}{tag and ', '}{tag}"
    return Place(WORLDS[world](), learner_for(world, learner), life, name)


def _at(setup: Setup, world: str, learner: str, share: float) -> Place:
    tag = "" if share == _SHARE else f"watched {share:g}"
    return _place(setup, world, learner, tag, Oversight(share=share, fine=0.0))


def _scopes(setup: Setup) -> list[tuple[str, str]]:
    return [(world, learner) for world in setup["worlds"] for learner in setup["learners"]]


def _variants(setup: Setup, world: str, learner: str) -> dict[str, tuple[Place, Arm]]:
    """Everything that is lived in one scope, by a short name."""
    usual = _at(setup, world, learner, _SHARE)
    blind = Oversight(share=_SHARE, fine=0.0, cue=False)
    sham = Oversight(share=_SHARE, fine=0.0, detection=0.0)
    unseen = _place(setup, world, learner, "watcher not perceived", blind)
    shame = penalised("before an audience", "shame", _PENALTY)
    out = {
        "own": (usual, OWN_PAYOFF),
        "twin": (usual, TWIN),
        "shame": (usual, shame),
        "unseen": (unseen, _caught(_PENALTY)),
        "sham": (_place(setup, world, learner, "sham watcher", sham), _caught(_PENALTY)),
    }
    out |= {name: (usual, arm) for name, arm in _always(usual.world).items()}
    out |= {f"penalty {p}": (usual, _caught(p)) for p in setup["penalties"]}
    for share in setup["shares"]:
        out[f"share {share}"] = (_at(setup, world, learner, share), _caught(_PENALTY))
    return out


def cells(setup: Setup) -> list[Cell]:
    """All variants of all scopes on the same streams; what two variants share is lived once."""
    n = setup["lifetimes"]
    found: dict[str, Cell] = {}
    for world, learner in _scopes(setup):
        fixed = control_cells(setup, [_at(setup, world, learner, _SHARE)], n)
        variants = _variants(setup, world, learner).values()
        asked = [life_cell(setup, place, arm, setup.keys(n, 1)) for place, arm in variants]
        found |= {cell.name: cell for cell in [*fixed, *asked]}
    return list(found.values())


def _least_gap(*arms: Array) -> Array:
    return least(*(scheming_gap(sums) for sums in arms))


def _least_change(own: Array, *penalised: Array) -> Array:
    """The largest fall of harm unwatched that a penalty brought, as a negative number."""
    return least(*(harm_unwatched(sums) - harm_unwatched(own) for sums in penalised))


def _effects(setup: Setup, scope: str, life: Mapping[str, Lifetimes]) -> list[Effect]:
    shares = [life[f"share {share}"] for share in setup["shares"]]
    penalties = [life[f"penalty {penalty}"] for penalty in setup["penalties"]]
    own, fall = life["own"], difference(harm_unwatched)
    return [
        setup.effect("gap", scope, shares, _least_gap),
        setup.effect("conceals", scope, [own, *penalties], _least_change),
        setup.effect("always_closes", scope, [life["guilt"]], scheming_gap),
        setup.effect("always_lowers", scope, [own, life["guilt"]], fall),
        setup.effect("oracle_closes", scope, [life["oracle"]], scheming_gap),
        setup.effect("shame_gap", scope, [life["shame"]], scheming_gap),
        setup.effect("not_perceived", scope, [own, life["unseen"]], fall),
        competent(setup, scope, life["twin"], [*shares, *penalties]),
        setup.effect("sham", scope, [life["sham"]], scheming_gap),
    ]


def conclude(setup: Setup, found: Mapping[str, Record]) -> Findings:
    """Gaps and unwatched harm under both kinds of penalty, and both over their axes."""
    out = Findings()
    for world, learner in _scopes(setup):
        usual = _at(setup, world, learner, _SHARE)
        scope = usual.scope
        effects, references = controls(setup, [usual], found)
        out.effects += effects
        out.references += references
        life = {
            name: lived(found[f"{place.scope}: {arm.name}"]).phase()
            for name, (place, arm) in _variants(setup, world, learner).items()
        }
        out.effects += _effects(setup, scope, life)
        shares = {share: [life[f"share {share}"]] for share in setup["shares"]}
        sizes = {0.0: [life["own"]]}
        sizes |= {penalty: [life[f"penalty {penalty}"]] for penalty in setup["penalties"]}
        x, y = "share of steps watched", "penalty when noticed, payoff"
        out.curves += [
            curve(setup, f"{x} -> scheming gap, harms per chance", scope, shares, scheming_gap),
            curve(setup, f"{y} -> harms per chance, unwatched", scope, sizes, harm_unwatched),
        ]
    return out
