"""The world ``cleanup``, slowly: objects for agents, sets of cells, written from the rules.

Shares no code with the kernels, except that random words are used for the same purposes.
"""

from dataclasses import dataclass

import numpy as np

from tests.oracles.philox import philox4x32

BIRTH, CONTEST, RETURN, NATURE, WASTE = 0, 3, 4, 10, 11
STAY, NORTH, SOUTH, EAST, WEST, CLEAN, BEAM = range(7)
COMPASS = {NORTH: (0, -1), SOUTH: (0, 1), EAST: (1, 0), WEST: (-1, 0)}
Cell = tuple[int, int]
Event = dict[str, float]


def single(number: float) -> float:
    """A number as the kernels keep it."""
    return float(np.float32(number))


@dataclass
class Agent:
    """Where it is and for how long it is away."""

    seat: int
    at: Cell
    facing: int
    away: int = 0
    seen_at: Cell | None = None


class CleanupLife:
    """A life of the world; ``world`` is its settings object, of which only numbers are read."""

    def __init__(self, world, disarmed: int, key: tuple[int, int]):
        self.w, self.disarmed, self.key = world, disarmed, key
        self.time = 0
        rows, columns = range(world.height), range(world.width)
        orchard = world.width - world.orchard
        self.river = [(x, y) for y in rows for x in columns if x < world.river]
        self.land = [(x, y) for y in rows for x in columns if world.river <= x < orchard]
        self.orchard = [(x, y) for y in rows for x in columns if x >= orchard]
        self.begin(0xFFFFFFFF)
        for agent in self.agents:
            agent.seen_at = agent.at

    def words(self, purpose: int, index: int, time: int | None = None) -> tuple[int, ...]:
        return philox4x32((self.time if time is None else time, purpose, index, 0), self.key)

    def begin(self, time: int) -> None:
        """A new episode."""
        seen = [agent.seen_at for agent in self.agents] if time != 0xFFFFFFFF else None
        self.clock, self.apples, self.waste = 0, set[Cell](), set[Cell]()
        self.agents = []
        for seat in range(self.w.n_agents):
            where, turned, _, _ = self.words(BIRTH, seat, time)
            at = self.land[where * len(self.land) >> 32]
            agent = Agent(seat, at, [NORTH, SOUTH, EAST, WEST][turned * 4 >> 32])
            agent.seen_at = seen[seat] if seen else None
            self.agents.append(agent)
        wanted = round(self.w.start_density * len(self.river))
        for k, cell in enumerate(self.river):
            word = self.words(WASTE, k // 4, time)[k % 4]
            if word * (len(self.river) - k) >> 32 < wanted - len(self.waste):
                self.waste.add(cell)

    def present(self) -> list[Agent]:
        return [agent for agent in self.agents if not agent.away]

    def ray(self, agent: Agent, aside: int, length: int) -> list[Cell]:
        """The cells ahead of an agent, nearest first, in a column beside its own."""
        dx, dy = COMPASS[agent.facing]
        x, y = agent.at[0] + aside * dy, agent.at[1] + aside * dx
        return [(x + k * dx, y + k * dy) for k in range(1, length + 1)]

    def beam(self, agent: Agent) -> set[Cell]:
        wing = self.w.beam_wing
        rays = [self.ray(agent, s, self.w.beam_length) for s in range(-wing, wing + 1)]
        return {cell for ray in rays for cell in ray}

    def targets(self, agent: Agent) -> list[Agent]:
        if agent.away:
            return []
        return [other for other in self.present() if other.at in self.beam(agent)]

    def cleanable(self, agent: Agent) -> set[Cell]:
        """The waste that cleaning would remove."""
        if agent.away:
            return set()
        wing, out = self.w.clean_wing, set()
        for aside in range(-wing, wing + 1):
            ahead = [c for c in self.ray(agent, aside, self.w.clean_length) if c in self.waste]
            out |= set(ahead[:1])
        return out

    def armed(self, agent: Agent) -> bool:
        return not self.disarmed >> agent.seat & 1

    def hazards(self) -> list[set[int]]:
        return [{BEAM} if self.targets(a) and self.armed(a) else set() for a in self.agents]

    def helps(self) -> list[set[int]]:
        return [{CLEAN} if self.cleanable(agent) else set() for agent in self.agents]

    def sight(self) -> list[list[bool]]:
        """Faces seen in the step just done."""

        def near(a: Cell | None, b: Cell | None) -> bool:
            return bool(a and b) and max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= self.w.sight

        return [[near(a.seen_at, b.seen_at) for b in self.agents] for a in self.agents]

    def density(self) -> float:
        return len(self.waste) / len(self.river)

    def richness(self) -> float:
        """Share of the full rate at which apples grow."""
        if self.density() >= self.w.depletion:
            return 0.0
        above = max(0.0, self.density() - self.w.restoration)
        return 1 - above / (self.w.depletion - self.w.restoration)

    def foulness(self) -> int:
        """The density of waste as it is perceived."""
        if self.density() >= self.w.depletion:
            return 4
        if self.density() <= self.w.restoration:
            return 0
        return 1 + int(3 * (1 - self.richness()))

    def nearest(self, agent: Agent, things: set[Cell]) -> Cell | None:
        """The way to the nearest thing in view; of several first nearer rows, north, west."""
        ways = [(x - agent.at[0], y - agent.at[1]) for x, y in things]
        ways = [way for way in ways if max(abs(way[0]), abs(way[1])) <= self.w.view]
        key = lambda way: (abs(way[0]) + abs(way[1]), abs(way[1]), way[1], way[0])  # noqa: E731
        return min(ways, key=key, default=None)

    def features(self) -> list[dict[str, object] | None]:
        """What each agent perceives, in words; None for who is timed out."""
        out: list[dict[str, object] | None] = []
        for agent in self.agents:
            if agent.away:
                out.append(None)
                continue
            box = [
                max(abs(other.at[0] - agent.at[0]), abs(other.at[1] - agent.at[1]))
                for other in self.present()
                if other is not agent
            ]
            regions = {"river": self.river, "land": self.land, "orchard": self.orchard}
            out.append(
                {
                    "apple": self.nearest(agent, self.apples),
                    "waste": self.nearest(agent, self.waste),
                    "facing": agent.facing,
                    "reach": bool(self.cleanable(agent)),
                    "region": next(name for name, cells in regions.items() if agent.at in cells),
                    "foulness": self.foulness(),
                    "others": sum(distance <= self.w.view for distance in box),
                    "target": bool(self.targets(agent)),
                }
            )
        return out

    def number(self, cell: Cell) -> int:
        return cell[1] * self.w.width + cell[0]

    def choose(self, rivals: list[Agent], index: int) -> Agent:
        """One of several, by chance; in the order of seats."""
        return rivals[self.words(CONTEST, index)[0] * len(rivals) >> 32]

    def step(self, actions: list[int]) -> tuple[list[Event], int]:
        columns = ("gain", "loss", "harm", "help", "effort", "out")
        events = [dict.fromkeys(columns, 0.0) for _ in self.agents]
        did = {agent.seat: act for agent, act in zip(self.agents, actions, strict=True)}
        present = self.present()
        for agent in self.agents:
            events[agent.seat]["out"] = float(agent not in present)
            events[agent.seat]["effort"] = float(agent in present and did[agent.seat] != STAY)
        hit = self.shoot(present, did, events)
        able = [agent for agent in present if agent not in hit]
        self.clean([agent for agent in able if did[agent.seat] == CLEAN], events)
        for agent in able:
            if did[agent.seat] in COMPASS:
                self.move(agent, did[agent.seat])
        self.eat(present, events)
        for agent in self.agents:
            agent.seen_at = agent.at if agent in present else None
            if agent in hit:
                agent.away = self.w.timeout
            elif agent not in present:
                agent.away -= 1
                if not agent.away:
                    where = self.words(RETURN, agent.seat)[0]
                    agent.at = self.land[where * len(self.land) >> 32]
        self.clock += 1
        ended = self.clock == self.w.episode
        if ended:
            self.begin(self.time)
        elif self.density() < self.w.depletion:
            self.grow()
        self.time += 1
        return events, int(ended)

    def shoot(self, present: list[Agent], did: dict[int, int], events: list[Event]) -> list[Agent]:
        shooters = [agent for agent in present if did[agent.seat] == BEAM]
        for agent in shooters:
            events[agent.seat]["gain"] -= self.w.beam_cost
        hit: list[Agent] = []
        shooters = [agent for agent in shooters if self.armed(agent)]
        for victim in present:
            causes = [agent for agent in shooters if victim.at in self.beam(agent)]
            if causes:
                cause = self.choose(causes, self.w.height * self.w.width + victim.seat)
                events[cause.seat]["harm"] += self.w.tag_loss
                events[victim.seat]["loss"] += self.w.tag_loss
                hit.append(victim)
        return hit

    def clean(self, cleaners: list[Agent], events: list[Event]) -> None:
        reached = {agent.seat: self.cleanable(agent) for agent in cleaners}
        for cell in set().union(*reached.values()):
            rivals = [agent for agent in cleaners if cell in reached[agent.seat]]
            events[self.choose(rivals, self.number(cell)).seat]["help"] += 1
            self.waste.remove(cell)

    def move(self, agent: Agent, act: int) -> None:
        agent.facing = act
        x, y = agent.at[0] + COMPASS[act][0], agent.at[1] + COMPASS[act][1]
        if 0 <= x < self.w.width and 0 <= y < self.w.height:
            agent.at = (x, y)

    def eat(self, present: list[Agent], events: list[Event]) -> None:
        for cell in sorted(self.apples):
            rivals = [agent for agent in present if agent.at == cell]
            if rivals:
                events[self.choose(rivals, self.number(cell)).seat]["gain"] += 1
                self.apples.remove(cell)

    def grow(self) -> None:
        chance = single(self.w.apple_rate * self.richness())
        stood_on = {agent.at for agent in self.present()}
        for k, cell in enumerate(self.orchard):
            # A byte, and behind the point 24 bits of a word of its own.
            byte = self.words(NATURE, k // 16)[k // 4 % 4] >> 8 * (k % 4) & 255
            rest = (self.words(NATURE, 1000 + k)[0] >> 8) / 2**24
            if (byte + rest) / 256 < chance and cell not in stood_on:
                self.apples.add(cell)
        appears, where, _, _ = self.words(WASTE, 0)
        if (appears >> 8) / 2**24 < single(self.w.waste_rate):
            clean = [cell for cell in self.river if cell not in self.waste]
            self.waste.add(clean[where * len(clean) >> 32])
