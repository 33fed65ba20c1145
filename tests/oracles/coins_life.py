"""A whole lifetime in ``coins``, slowly: plain Python, float64, objects instead of arrays.

Written from the rules (see the docstrings of the world, of oversight and of the learner) and
sharing no code with the kernels, except that the random words are used for the same purposes
in the same order.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.oracles.philox import philox4x32

MOVES = {0: (0, 0), 1: (0, -1), 2: (0, 1), 3: (1, 0), 4: (-1, 0)}
DRIVES = (
    "own_gain", "own_pain", "effort", "distress_seen", "joy_seen", "blame", "guilt", "sympathy",
    "true_harm", "others_payoff",
)  # fmt: skip
BIRTH, WATCHER, ACT, CONTEST, RESPAWN, NOTICE = range(6)
Cell = tuple[int, int]


@dataclass
class Phase:
    """Conditions of one stretch of life."""

    steps: int
    learning: bool = True
    arrival: float = 0.05
    departure: float = 0.05
    detection: float = 1.0
    fine: float = 3.0
    share: float = 0.5
    cue: bool = True


@dataclass
class Settings:
    """World, learner and phases."""

    phases: list[Phase]
    height: int = 5
    width: int = 5
    view: int = 2
    sight: int = 1
    harmless: bool = False
    coin_value: float = 1.0
    theft_cost: float = 2.0
    actor_rate: float = 0.2
    critic_rate: float = 0.02
    discount: float = 0.9
    belief_rate: float = 0.05


@dataclass
class Brain:
    """Weights by feature; anything never learned is 0."""

    critic: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    policy: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    belief: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    last: "Choice | None" = None
    drives: dict[str, float] = field(default_factory=lambda: dict.fromkeys(DRIVES, 0.0))


@dataclass
class Choice:
    """What a brain remembers of its last act."""

    features: list[int]
    probabilities: list[float]
    action: int
    value: float


class Life:
    """One lifetime; ``live`` runs it and fills ``counts[phase][watched][agent]``."""

    def __init__(
        self, s: Settings, key: tuple[int, int], genomes: list[list[float]], minds: list[str]
    ):
        self.s, self.key, self.minds = s, key, minds
        self.n = len(genomes)
        self.weights = [dict(zip(DRIVES, genome, strict=True)) for genome in genomes]
        self.brains = [Brain() for _ in genomes]
        self.counts = [[[Counter() for _ in genomes] for _ in range(2)] for _ in s.phases]  # type: list[list[list[Counter[str]]]]
        self.agents: list[Cell] = []
        self.coins: dict[int, Cell] = {}

    # Randomness

    def words(self, step: int, purpose: int, index: int) -> tuple[int, int, int, int]:
        return philox4x32((step % 2**32, purpose, index, 0), self.key)

    @staticmethod
    def uniform(word: int) -> float:
        return (word >> 8) / 2**24

    # World

    def birth(self) -> None:
        for agent in range(self.n):
            x, y, *_ = self.words(0, BIRTH, agent)
            self.agents.append((x * self.s.width >> 32, y * self.s.height >> 32))
        for coin in range(self.n):
            self.place(coin, 0xFFFFFFFF)

    def place(self, coin: int, step: int) -> None:
        taken = set(self.coins.values()) | set(self.agents)
        for block in range(8):
            for word in self.words(step, RESPAWN, coin * 8 + block):
                cell = word * self.s.width * self.s.height >> 32
                spot = (cell % self.s.width, cell // self.s.width)
                if spot not in taken:
                    self.coins[coin] = spot
                    return
        raise AssertionError("32 draws found no free cell: practically impossible")

    def offset(self, origin: Cell, target: Cell) -> tuple[int, int]:
        """Shortest way on the torus; the longer half of an even circle counts as positive."""
        out = []
        for a, b, size in zip(origin, target, (self.s.width, self.s.height), strict=True):
            ways = [b - a + turn * size for turn in (-1, 0, 1)]
            out.append(min(ways, key=lambda d: (abs(d), -d)))
        return out[0], out[1]

    def towards(self, agent: int, action: int) -> Cell:
        (x, y), (dx, dy) = self.agents[agent], MOVES[action]
        return (x + dx) % self.s.width, (y + dy) % self.s.height

    def sees_face(self, agent: int, other: int) -> bool:
        return max(map(abs, self.offset(self.agents[agent], self.agents[other]))) <= self.s.sight

    def hazardous(self, agent: int, action: int) -> bool:
        if self.s.harmless or action == 0:
            return False
        target = self.towards(agent, action)
        return any(cell == target for coin, cell in self.coins.items() if coin != agent)

    def features(self, agent: int, cue: int) -> tuple[list[int], list[int]]:
        """Base features and contextual ones."""
        side = 2 * self.s.view + 1
        places = side * side

        def place(coin: int) -> int | None:
            dx, dy = self.offset(self.agents[agent], self.coins[coin])
            if max(abs(dx), abs(dy)) > self.s.view:
                return None
            return (dy + self.s.view) * side + dx + self.s.view

        own = place(agent)
        base = [0, 1 + (places if own is None else own)]
        context = []
        for other in range(self.n):
            where = place(other) if other != agent else None
            if where is not None:
                base.append(2 + places + where)
                seen = int(self.sees_face(agent, other))
                context.append(2 + 2 * places + (2 * cue + seen) * places + where)
        return base, context

    def act(self, actions: list[int], step: int) -> list[Counter[str]]:
        """Everybody moves; coins are taken, contested, and reappear."""
        events: list[Counter[str]] = [Counter() for _ in actions]
        self.agents = [self.towards(agent, action) for agent, action in enumerate(actions)]
        taken = []
        for coin, cell in sorted(self.coins.items()):
            here = [agent for agent in range(self.n) if self.agents[agent] == cell]
            if self.s.harmless:
                here = [agent for agent in here if agent == coin]
            if not here:
                continue
            pick = self.words(step, CONTEST, coin)[0] * len(here) >> 32 if len(here) > 1 else 0
            taker = here[pick]
            taken.append(coin)
            events[taker]["gain"] += self.s.coin_value
            if taker != coin:
                events[taker]["harm"] += self.s.theft_cost
                events[coin]["loss"] += self.s.theft_cost
        for coin in taken:
            del self.coins[coin]
        for coin in taken:
            self.place(coin, step)
        return events

    # Minds

    def kind(self, agent: int) -> int:
        dx, dy = self.offset(self.agents[agent], self.coins[agent])
        wishes = ([3 if dx > 0 else 4] if dx else []) + ([2 if dy > 0 else 1] if dy else [])
        for action in [*wishes, 1, 2, 3, 4]:
            if not self.hazardous(agent, action):
                return action
        return 0

    def choose(self, agent: int, seen: list[int], step: int) -> int:
        if self.minds[agent] != "learner":
            return self.kind(agent) if self.minds[agent] == "kind" else 0
        brain = self.brains[agent]
        logits = [sum(brain.policy[f, a] for f in seen) for a in range(5)]
        weights = [math.exp(z - max(logits)) for z in logits]
        probabilities = [w / sum(weights) for w in weights]
        u = self.uniform(self.words(step, ACT, agent // 4)[agent % 4])
        sums = [sum(probabilities[: a + 1]) for a in range(4)]
        action = next((a for a in range(4) if u < sums[a]), 4)
        brain.last = Choice(seen, probabilities, action, sum(brain.critic[f] for f in seen))
        return action

    def learn(self, agent: int, seen: list[list[int]], learning: bool) -> float:
        """One actor-critic update for the last act, if learning; returns the reward felt for it."""
        brain, s = self.brains[agent], self.s
        last = brain.last
        assert last is not None

        def worth(features: list[int]) -> float:
            return sum(brain.critic[f] for f in features)

        if self.weights[agent]["sympathy"]:
            others = [worth(seen[j]) for j in range(self.n) if j != agent]
            prospects = (1 - s.discount) * sum(others) / len(others)
            brain.drives["sympathy"] = min(2.0, max(-2.0, prospects))
        reward = sum(self.weights[agent][d] * brain.drives[d] for d in DRIVES)
        delta = reward + s.discount * worth(seen[agent]) - last.value
        for f in last.features if learning else []:
            brain.critic[f] += s.critic_rate * delta
            for a in range(5):
                chosen = 1.0 if a == last.action else 0.0
                brain.policy[f, a] += s.actor_rate * delta * (chosen - last.probabilities[a])
        return reward

    def feel(self, agent: int, events: list[Counter[str]], base: list[int], learning: bool) -> None:
        brain, own = self.brains[agent], events[agent]
        others = [j for j in range(self.n) if j != agent]
        faces = [j for j in others if self.sees_face(agent, j)]
        distress = sum(events[j]["loss"] + events[j]["fine"] for j in faces)
        brain.drives.update(
            own_gain=own["gain"],
            own_pain=own["loss"] + own["fine"],
            effort=own["effort"],
            distress_seen=distress,
            joy_seen=sum(events[j]["gain"] for j in faces),
            blame=own["blame"],
            true_harm=own["harm"],
            others_payoff=sum(
                events[j]["gain"] - events[j]["loss"] - events[j]["fine"] for j in others
            ),
        )
        if self.weights[agent]["guilt"]:
            assert brain.last is not None
            action = brain.last.action
            believed = min(8.0, max(0.0, sum(brain.belief[f, action] for f in base)))
            brain.drives["guilt"] = believed
            if learning and faces:
                for f in base:
                    brain.belief[f, action] += self.s.belief_rate * (distress - believed)

    # The lifetime

    def live(self) -> "Life":
        polarity_word, first_word, *_ = self.words(0, BIRTH, 0xFFFF)
        polarity = polarity_word & 1
        watched = int(self.uniform(first_word) < self.s.phases[0].share)
        self.birth()
        step = 0
        for index, phase in enumerate(self.s.phases):
            for _ in range(phase.steps):
                before = watched
                u = self.uniform(self.words(step // 4, WATCHER, 0)[step % 4])
                watched = int(u >= phase.departure if watched else u < phase.arrival)
                cue = watched ^ polarity if phase.cue else 0
                self.one_step(step, phase, self.counts[index], before, watched, cue)
                step += 1
        return self

    def one_step(
        self,
        step: int,
        phase: Phase,
        counts: list[list[Counter[str]]],
        before: int,
        watched: int,
        cue: int,
    ) -> None:
        looks = [self.features(agent, cue) for agent in range(self.n)]
        seen = [base + context for base, context in looks]
        learners = [agent for agent in range(self.n) if self.minds[agent] == "learner"]
        if step > 0:
            for agent in learners:
                counts[before][agent]["felt"] += self.learn(agent, seen, phase.learning)
        actions = [self.choose(agent, seen[agent], step) for agent in range(self.n)]
        chances = [any(self.hazardous(agent, a) for a in MOVES) for agent in range(self.n)]
        events = self.act(actions, step)
        for agent, event in enumerate(events):
            event["effort"] = float(actions[agent] != 0)
            luck = self.uniform(self.words(step, NOTICE, agent)[0])
            if watched and event["harm"] > 0 and luck < phase.detection:
                event["fine"], event["blame"] = phase.fine, 1.0
        for agent in learners:
            self.feel(agent, events, looks[agent][0], phase.learning)
        for agent, event in enumerate(events):
            tally = counts[watched][agent]
            tally.update(event)
            tally["harms"] += event["harm"] > 0
            tally["chances"] += chances[agent]
            tally["steps"] += 1
