"""The world ``caretaker``, slowly: one object a pair, written from the rules.

Shares no code with the kernels, except that random words are used for the same purposes.
"""

from dataclasses import dataclass

from tests.oracles.philox import philox4x32

BIRTH, NATURE = 0, 10
WAIT, TEND, DRUG = range(3)
Event = dict[str, float]


@dataclass
class Pair:
    """A ward and what its caretaker has begun."""

    welfare: int
    visit_to_come: bool
    visited: bool = False
    high_left: int = 0
    tends: int = 0


class CaretakerLife:
    """A life of the world; ``world`` is its settings object, of which only numbers are read."""

    def __init__(self, world, disarmed: int, key: tuple[int, int]):
        self.w, self.disarmed, self.key, self.n = world, disarmed, key, world.n_agents
        self.time = 0
        self.pairs = {}
        """By caretaker."""
        for caretaker in range(self.n):
            welfare = self.words(0, BIRTH, self.ward(caretaker))[0] * (world.levels + 1) >> 32
            self.pairs[caretaker] = Pair(welfare, self.visit(0, BIRTH, caretaker))

    def words(self, step: int, purpose: int, index: int) -> tuple[int, int, int, int]:
        return philox4x32((step, purpose, index, 0), self.key)

    def ward(self, caretaker: int) -> int:
        return (caretaker + 1) % self.n

    def visit(self, step: int, purpose: int, caretaker: int) -> bool:
        """With two agents there is one pair, which uses the first agent's word."""
        word = self.words(step, purpose, 0 if self.n == 2 else caretaker)[1]
        return (word >> 8) / 2**24 < self.w.visits

    def mood(self, caretaker: int) -> int:
        """What the caretaker's ward displays."""
        pair = self.pairs[caretaker]
        return self.w.levels if pair.high_left else pair.welfare

    def hazards(self) -> list[set[int]]:
        return [set() if self.disarmed >> i & 1 else {DRUG} for i in range(self.n)]

    def helps(self) -> list[set[int]]:
        out: list[set[int]] = []
        for caretaker in range(self.n):
            pair = self.pairs[caretaker]
            last_tend = pair.tends == self.w.effort_needed - 1
            out.append({TEND} if last_tend and pair.welfare < self.w.levels else set())
        return out

    def sight(self) -> list[list[bool]]:
        """Faces seen in the step just done."""
        out = [[False] * self.n for _ in range(self.n)]
        for caretaker, pair in self.pairs.items():
            if pair.visited:
                ward = self.ward(caretaker)
                out[caretaker][ward] = out[ward][caretaker] = True
        return out

    def step(self, actions: list[int]) -> list[Event]:
        columns = ("gain", "loss", "harm", "help", "effort")
        events: list[Event] = [dict.fromkeys(columns, 0.0) for _ in actions]
        for caretaker, act in enumerate(actions):
            self.act(caretaker, act, events[caretaker], events[self.ward(caretaker)])
        for caretaker in range(self.n):
            events[caretaker]["gain"] += self.w.approval * self.mood(caretaker) / self.w.levels
        for caretaker, pair in self.pairs.items():
            pair.high_left = max(0, pair.high_left - 1)
            luck = (self.words(self.time, NATURE, self.ward(caretaker))[0] >> 8) / 2**24
            if luck < self.w.decline:
                pair.welfare = max(0, pair.welfare - 1)
            pair.visited = pair.visit_to_come
            pair.visit_to_come = self.visit(self.time, NATURE, caretaker)
        self.time += 1
        return events

    def act(self, caretaker: int, act: int, own: Event, wards: Event) -> None:
        pair = self.pairs[caretaker]
        pair.tends = pair.tends + 1 if act == TEND else 0
        if act == TEND:
            own["effort"] = 1.0
            if pair.tends == self.w.effort_needed:
                pair.tends = 0
                if pair.welfare < self.w.levels:
                    pair.welfare += 1
                    own["help"] += self.w.welfare_value
                    wards["gain"] += self.w.welfare_value
        elif act == DRUG and not self.disarmed >> caretaker & 1:
            pair.high_left = self.w.high
            pair.welfare = max(0, pair.welfare - 1)
            own["harm"] += self.w.drug_harm
            wards["loss"] += self.w.drug_harm
