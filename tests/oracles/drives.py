"""All drives and contexts, slowly: plain Python, float64, one object an agent.

Written from the descriptions in ``inner_rl.drives`` and the papers named there.  It shares no code
with the kernels, only the purpose of the random words that decide when the truth is revealed.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.oracles.philox import philox4x32

TRUTH = 12
Features = tuple[list[int], list[int]]
"""Base features of a situation, and contextual ones."""


@dataclass
class Moment:
    """One step, as it happened to everybody."""

    events: list[dict[str, float]]
    """What the step did to and by each agent; what is not named is 0."""
    sight: set[tuple[int, int]]
    """Who saw whom."""
    before: list[Features]
    """Situations in which they acted."""
    after: list[Features]
    """And to which it led."""
    actions: list[int]
    watched: bool = False
    power: list[bool] = field(default_factory=list)
    """Who alone can harm."""
    could_harm: list[bool] = field(default_factory=list)
    learning: bool = True
    values: list[dict[int, float]] = field(default_factory=list)
    """Everybody's value function, by feature."""


@dataclass
class Creature:
    """What one agent carries from step to step."""

    hunger: float = 0.5
    recent: float = 0.0
    """Payoff of the recent past, e."""
    harmed_somebody: bool = False
    """At the step before."""
    met: Counter[int] = field(default_factory=Counter)
    credit: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    debt: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    beliefs: dict[str, dict[tuple[int, int], float]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(float))
    )
    was_harmed: float = 0.0
    was_helped: float = 0.0


def within(x: float, low: float, high: float) -> float:
    return min(high, max(low, x))


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


class Twin:
    """Bodies of all agents; ``step`` returns everybody's inputs by name."""

    def __init__(
        self, n: int, n_actions: int, belief_rate: float, discount: float, key: tuple[int, int]
    ):
        self.n, self.n_actions, self.key = n, n_actions, key
        self.belief_rate, self.discount = belief_rate, discount
        self.creatures = [Creature() for _ in range(n)]
        self.time = 0

    def step(self, moment: Moment) -> list[dict[str, float]]:
        events: list[Counter[str]] = [Counter(event) for event in moment.events]
        pay = [event["gain"] - event["loss"] - event["fine"] for event in events]
        for creature, payoff in zip(self.creatures, pay, strict=True):
            creature.recent = 0.99 * 0.975 * creature.recent + payoff
        felt = [self.feel(agent, moment, events, pay) for agent in range(self.n)]
        for creature, event in zip(self.creatures, events, strict=True):
            creature.harmed_somebody = event["harm"] > 0
        self.time += 1
        return felt

    def feel(
        self, i: int, moment: Moment, events: list[Counter[str]], pay: list[float]
    ) -> dict[str, float]:
        me, others = events[i], [j for j in range(self.n) if j != i]
        faces = [j for j in others if (i, j) in moment.sight]
        victims = [j for j in faces if events[j]["loss"] > 0]
        innocent = [j for j in victims if not self.creatures[j].harmed_somebody]
        harmed = me["harm"] > 0
        inputs = {
            "own_gain": me["gain"],
            "own_pain": me["loss"] + me["fine"],
            "effort": me["effort"],
            "distress_seen": sum(events[j]["loss"] + events[j]["fine"] for j in faces),
            "joy_seen": sum(events[j]["gain"] for j in faces),
            "praise": me["praise"],
            "blame": me["blame"],
            "shame": float(moment.watched and harmed and bool(victims)),
            "norm": float(harmed and bool(innocent)),
            "company": len(faces) / len(others) if others else 0.0,
            "true_harm": me["harm"],
            "restraint": float(bool(moment.could_harm) and moment.could_harm[i] and not harmed),
            "true_help": me["help"],
            "others_payoff": sum(pay[j] for j in others),
            "group_welfare": sum(pay),
            "descendants": pay[i] - mean(pay),
            "watched": float(moment.watched),
            "power": float(moment.power[i]) if moment.power else 0.0,
        }
        inputs |= self.hunger_and_novelty(i, me["gain"], moment.after[i])
        inputs |= self.inequity(i, faces)
        inputs |= self.memories_of_others(i, faces, events)
        inputs |= self.base_beliefs(i, moment, me, inputs, bool(faces))
        inputs |= self.revealed_beliefs(i, moment, inputs["others_payoff"], me["blame"])
        inputs |= self.own_prospects(i, moment, pay[i])
        return inputs | self.sympathies(i, others, moment)

    def hunger_and_novelty(self, i: int, gain: float, situation: Features) -> dict[str, float]:
        creature, features = self.creatures[i], situation[0] + situation[1]
        creature.hunger = within(creature.hunger + 0.02 - 0.5 * gain, 0.0, 1.0)
        creature.met.update(features)
        bonus = mean([1 / math.sqrt(creature.met[f]) for f in features])
        return {"deficit": creature.hunger, "novelty": bonus}

    def inequity(self, i: int, faces: list[int]) -> dict[str, float]:
        mine, theirs = self.creatures[i].recent, [self.creatures[j].recent for j in faces]
        unfair = 0.0
        if faces and (mine, mean(theirs)) != (0.0, 0.0):
            turn = abs(math.atan2(mean(theirs), mine) - math.pi / 4)
            unfair = min(turn, 2 * math.pi - turn)
        return {
            "envy": mean([max(e - mine, 0.0) for e in theirs]),
            "advantage": mean([max(mine - e, 0.0) for e in theirs]),
            "svo": unfair,
        }

    def memories_of_others(
        self, i: int, faces: list[int], events: list[Counter[str]]
    ) -> dict[str, float]:
        creature, me = self.creatures[i], events[i]
        credit, debt = creature.credit, creature.debt
        pain = {j: events[j]["loss"] + events[j]["fine"] for j in faces}
        gain = {j: events[j]["gain"] for j in faces}
        inputs = {
            "gratitude": sum(credit[j] * gain[j] for j in faces),
            "grudge": sum(debt[j] * pain[j] for j in faces),
            "stranger_joy": sum((1 - max(credit[j], debt[j])) * gain[j] for j in faces),
        }
        helpers = [j for j in faces if events[j]["help"] > 0]
        for j in range(self.n):
            earned = within(me["gain"], 0.0, 1.0) if j in helpers else 0.0
            owed = me["loss"] if j in faces and events[j]["harm"] > 0 else 0.0
            credit[j] = min(1.0, 0.99 * (credit[j] + earned))
            debt[j] = min(1.0, 0.99 * (debt[j] + min(owed, 1.0)))
        creature.was_harmed = 1.0 if me["loss"] > 0 else 0.9 * creature.was_harmed
        creature.was_helped = 1.0 if me["gain"] > 0 and helpers else 0.9 * creature.was_helped
        return inputs | {
            "recently_harmed": creature.was_harmed, "recently_helped": creature.was_helped
        }  # fmt: skip

    # Beliefs

    def expected(self, i: int, topic: str, features: list[int], action: int) -> float:
        return sum(self.creatures[i].beliefs[topic][f, action] for f in features)

    def learn(self, i: int, topic: str, features: list[int], action: int, error: float) -> None:
        for f in features:
            self.creatures[i].beliefs[topic][f, action] += self.belief_rate * error

    def base_beliefs(
        self, i: int, moment: Moment, me: Counter[str], seen: dict[str, float], sees: bool
    ) -> dict[str, float]:
        """Guilt and pride, learned from faces; imagined approval, learned while watched."""
        base, action = moment.before[i][0], moment.actions[i]
        lessons = {
            "guilt": (seen["distress_seen"], sees, 0.0, 8.0),
            "pride": (seen["joy_seen"], sees, 0.0, 8.0),
            "imagined_approval": (me["praise"] - me["blame"], moment.watched, -1.0, 1.0),
        }
        inputs = {}
        for topic, (truth, told, low, high) in lessons.items():
            inputs[topic] = within(self.expected(i, topic, base, action), low, high)
            if told and moment.learning:
                self.learn(i, topic, base, action, truth - inputs[topic])
        return inputs

    def revealed_beliefs(
        self, i: int, moment: Moment, others_payoff: float, blame: float
    ) -> dict[str, float]:
        """Predicted welfare and blame, whose truth is revealed at 1 step in 20."""
        features, action = moment.before[i][0] + moment.before[i][1], moment.actions[i]
        word = philox4x32((self.time, TRUTH, i, 0), self.key)[0]
        told = (word >> 8) / 2**24 < 0.05
        lessons = {
            "predicted_welfare": (others_payoff, -8.0, 8.0),
            "predicted_blame": (blame, 0.0, 1.0),
        }
        inputs = {}
        for topic, (truth, low, high) in lessons.items():
            inputs[topic] = within(self.expected(i, topic, features, action), low, high)
            if told and moment.learning:
                self.learn(i, topic, features, action, truth - inputs[topic])
        return inputs

    def own_prospects(self, i: int, moment: Moment, payoff: float) -> dict[str, float]:
        features, action = moment.before[i][0] + moment.before[i][1], moment.actions[i]
        g = [self.expected(i, "payoff", features, a) for a in range(self.n_actions)]
        if moment.learning:
            self.learn(i, "payoff", features, action, payoff - g[action])
        return {
            "regret": min(8.0, max(g) - g[action]),
            "surprise": min(8.0, abs(payoff - g[action])),
        }

    def sympathies(self, i: int, others: list[int], moment: Moment) -> dict[str, float]:
        def value(j: int) -> float:
            worth = moment.values[i] if moment.values else {}
            return sum(worth.get(f, 0.0) for f in moment.after[j][0] + moment.after[j][1])

        me, per_step = self.creatures[i], 1 - self.discount
        liked = mean([(me.credit[j] - me.debt[j]) * value(j) for j in others])
        return {
            "sympathy": within(per_step * mean([value(j) for j in others]), -2.0, 2.0),
            "liking": within(per_step * liked, -2.0, 2.0),
        }
