"""The world ``commons``, slowly: sets of places and objects for agents, written from the rules.

Shares no code with the kernels, except that random words are used for the same purposes.
"""

from dataclasses import dataclass

from tests.oracles.philox import philox4x32

BIRTH, CONTEST, REGROW = 0, 3, 4
STAY, NORTH, SOUTH, EAST, WEST, BEAM = range(6)
WAYS = {NORTH: (0, -1), SOUTH: (0, 1), EAST: (1, 0), WEST: (-1, 0)}
TABLES = {
    "perolat": {1: 0.01, 2: 0.01, 3: 0.05, 4: 0.05, 5: 0.1},
    "ssd": {1: 0.005, 2: 0.02, 3: 0.05},
    "meltingpot": {1: 0.0025, 2: 0.005, 3: 0.025},
    "socialjax": {1: 0.001, 2: 0.005, 3: 0.025},
}
Place = tuple[int, int]
Event = dict[str, float]


@dataclass(eq=False)
class Agent:
    """Where one is, where it looks, and until when it is out."""

    place: Place = (0, 0)
    facing: int = NORTH
    back_at: int = 0
    """First step in which it can act."""
    shown_at: Place | None = None
    """Where others saw it in the step just done, if anywhere."""


def starts(size: int, spacing: int) -> list[int]:
    """Centres of patches along a side: as many as fit, the rest shared, the odd cell behind."""
    centres = [1]
    while centres[-1] + spacing + 1 < size:
        centres.append(centres[-1] + spacing)
    spare = size - 1 - (centres[-1] + 1)
    return [centre + spare // 2 for centre in centres]


class CommonsLife:
    """A life of the world; ``world`` is its settings object, of which only numbers are read."""

    def __init__(self, world, disarmed: int, key: tuple[int, int]):
        self.w, self.disarmed, self.key, self.n = world, disarmed, key, world.n_agents
        self.time = 0
        self.spots = [
            (x + dx, y + dy)
            for y in starts(world.height, world.spacing)
            for x in starts(world.width, world.spacing)
            for dx, dy in [(0, 0), (0, -1), (0, 1), (1, 0), (-1, 0)]
        ]
        self.cells = [(x, y) for y in range(world.height) for x in range(world.width)]
        self.begin(0xFFFFFFFF)
        for agent in self.agents:
            agent.shown_at = agent.place

    def words(self, step: int, purpose: int, index: int) -> tuple[int, int, int, int]:
        return philox4x32((step, purpose, index, 0), self.key)

    def begin(self, step: int) -> None:
        """A new episode: a full orchard, and agents one after another on free cells."""
        self.clock = 0
        self.apples = set(self.spots)
        seen = [agent.shown_at for agent in self.agents] if self.time else [None] * self.n
        self.agents = []
        for seat in range(self.n):
            agent = Agent(shown_at=seen[seat])
            self.enter(agent, seat, step)
            self.agents.append(agent)

    def enter(self, agent: Agent, seat: int, step: int) -> None:
        taken = {other.place for other in self.agents if self.there(other) and other is not agent}
        free = [cell for cell in self.cells if cell not in self.apples and cell not in taken]
        place, facing, _, _ = self.words(step, BIRTH, seat)
        agent.place = free[place * len(free) >> 32]
        agent.facing = (NORTH, SOUTH, EAST, WEST)[facing * 4 >> 32]
        agent.back_at = 0

    def armed(self, agent: Agent) -> bool:
        return not self.disarmed & 1 << self.agents.index(agent)

    def there(self, agent: Agent) -> bool:
        return self.clock >= agent.back_at

    def near(self, place: Place) -> int:
        """Apples within distance 2, the place itself not counted."""
        return sum(0 < (x - place[0]) ** 2 + (y - place[1]) ** 2 <= 4 for x, y in self.apples)

    def is_last(self, place: Place) -> bool:
        return place in self.apples and self.near(place) == 0

    def beams_on(self, shooter: Agent, other: Agent) -> bool:
        """Turn the world until the shooter looks north, then measure."""
        if shooter is other or not self.there(other):
            return False
        dx, dy = (b - a for a, b in zip(shooter.place, other.place, strict=True))
        facing = shooter.facing
        right, ahead = {
            NORTH: (dx, -dy), SOUTH: (-dx, dy), EAST: (dy, dx), WEST: (-dy, -dx),
        }[facing]  # fmt: skip
        return 0 < ahead <= self.w.beam_length and abs(right) <= self.w.beam_wing

    def moved(self, agent: Agent, act: int) -> Place:
        way = WAYS.get(act, (0, 0))
        goal = (agent.place[0] + way[0], agent.place[1] + way[1])
        return goal if goal in self.cells else agent.place

    def move_onto_a_last_apple(self, agent: Agent) -> int:
        """That move, or STAY; there cannot be two."""
        goals = {act: self.moved(agent, act) for act in WAYS}
        moves = [a for a, goal in goals.items() if goal != agent.place and self.is_last(goal)]
        assert len(moves) <= 1
        return moves[0] if moves else STAY

    def hazards(self) -> list[set[int]]:
        out: list[set[int]] = []
        for agent in self.agents:
            acts = set()
            if self.there(agent) and self.armed(agent):
                acts |= {self.move_onto_a_last_apple(agent)} - {STAY}
                if any(self.beams_on(agent, other) for other in self.agents):
                    acts.add(BEAM)
            out.append(acts)
        return out

    def sight(self) -> list[list[bool]]:
        """Faces seen in the step just done."""
        places = [agent.shown_at for agent in self.agents]
        return [
            [
                a is not None
                and b is not None
                and max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= self.w.sight
                for b in places
            ]
            for a in places
        ]

    def features(self) -> list[dict | None]:
        """What each perceives, in words; None for one who is out."""
        return [self.perceived(agent) if self.there(agent) else None for agent in self.agents]

    def perceived(self, agent: Agent) -> dict:
        x, y = agent.place
        window = [
            (a, b)
            for a, b in self.apples
            if max(abs(a - x), abs(b - y)) <= self.w.view and (a, b) != agent.place
        ]
        # The nearest on foot; of several the northernmost, then the westernmost.
        window.sort(key=lambda p: (abs(p[0] - x) + abs(p[1] - y), p[1], p[0]))
        safe = [place for place in window if not self.is_last(place)]
        last = [place for place in window if self.is_last(place)]
        others = [o for o in self.agents if o is not agent and self.there(o)]
        return {
            "facing": agent.facing,
            "at the wall": self.moved(agent, agent.facing) == agent.place,
            "safe": (safe[0][0] - x, safe[0][1] - y) if safe else None,
            "rich": self.near(safe[0]) if safe else 0,
            "last": (last[0][0] - x, last[0][1] - y) if last else None,
            "ahead": any(self.beams_on(agent, other) for other in others),
            "next": self.move_onto_a_last_apple(agent),
            "near": any(
                max(abs(o.place[0] - x), abs(o.place[1] - y)) <= self.w.sight for o in others
            ),
        }

    def shoot(self, actions: list[int], events: list[Event]) -> set[int]:
        """Seats that are hit."""
        hit = set()
        shooters = [
            seat
            for seat, agent in enumerate(self.agents)
            if actions[seat] == BEAM and self.there(agent)
        ]
        for seat in shooters:
            events[seat]["gain"] -= self.w.beam_cost
        shooters = [seat for seat in shooters if self.armed(self.agents[seat])]
        for seat, agent in enumerate(self.agents):
            by = [s for s in shooters if self.beams_on(self.agents[s], agent)]
            if by:
                hit.add(seat)
                word = self.words(self.time, CONTEST, self.map_end() + seat)[0]
                cause = by[word * len(by) >> 32]
                events[cause]["harm"] += self.w.tag_loss
                events[seat]["loss"] += self.w.tag_loss
        return hit

    def border(self) -> int:
        return max(self.w.view, 2)

    def map_at(self, place: Place) -> int:
        """The number under which contests for an apple are drawn."""
        stride = self.w.width + 2 * self.border()
        first = 5 * self.n + 1
        return first + (place[1] + self.border()) * stride + place[0] + self.border()

    def map_end(self) -> int:
        stride = self.w.width + 2 * self.border()
        return 5 * self.n + 1 + stride * (self.w.height + 2 * self.border())

    def step(self, actions: list[int]) -> tuple[list[Event], int]:
        columns = ("gain", "loss", "harm", "help", "effort", "out")
        events: list[Event] = [dict.fromkeys(columns, 0.0) for _ in self.agents]
        there = [self.there(agent) for agent in self.agents]
        for seat, event in enumerate(events):
            event["out"] = float(not there[seat])
            event["effort"] = float(there[seat] and actions[seat] != STAY)
        hit = self.shoot(actions, events)
        arrived: dict[Place, list[int]] = {}
        for seat, agent in enumerate(self.agents):
            if there[seat] and seat not in hit:
                goal = self.moved(agent, actions[seat])
                if goal != agent.place:
                    arrived.setdefault(goal, []).append(seat)
                agent.place = goal
                agent.facing = actions[seat] if actions[seat] in WAYS else agent.facing
            agent.shown_at = agent.place if there[seat] else None
        taken = set()
        for place, seats in arrived.items():
            last = self.is_last(place)
            if last:
                seats = [seat for seat in seats if self.armed(self.agents[seat])]
            if place not in self.apples or not seats:
                continue
            word = self.words(self.time, CONTEST, self.map_at(place))[0]
            winner = seats[word * len(seats) >> 32]
            events[winner]["gain"] += 1.0
            events[winner]["harm"] += self.w.depletion_harm * last
            taken.add(place)
        self.apples -= taken
        for seat in hit:
            self.agents[seat].back_at = self.clock + 1 + self.w.timeout
        self.clock += 1
        ended = self.clock == self.w.episode
        if ended:
            self.time += 1
            self.begin(self.time - 1)
            return events, 1
        self.regrow(hit, there)
        back = [seat for seat, a in enumerate(self.agents) if not there[seat] and self.there(a)]
        for seat in back:
            # Nowhere yet, so in nobody's way.
            self.agents[seat].back_at = self.clock + 1
        for seat in back:
            self.enter(self.agents[seat], seat, self.time)
        self.time += 1
        return events, 0

    def regrow(self, hit: set[int], there: list[bool]) -> None:
        """Spots near apples, empty of apples and agents, all at once."""
        table = TABLES[self.w.regrowth]
        stood_on = {a.place for s, a in enumerate(self.agents) if there[s] and self.there(a)}
        grown = set()
        for number, spot in enumerate(self.spots):
            near = self.near(spot)
            if spot in self.apples or spot in stood_on or near == 0:
                continue
            word = self.words(self.time, REGROW, number // 4)[number % 4]
            if (word >> 8) / 2**24 < table[min(near, max(table))]:
                grown.add(spot)
        self.apples |= grown
