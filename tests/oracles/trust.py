"""The world ``trust``, slowly: objects for agents, written from the rules.

Shares no code with the kernels, except that random words are used for the same purposes.
"""

from dataclasses import dataclass

from tests.oracles.philox import philox4x32

PAIRING = 9
WAIT, INVEST, GRAB = range(3)
Event = dict[str, float]


@dataclass(eq=False)
class Agent:
    """What an episode has brought so far."""

    partner: "Agent | None" = None
    favoured: bool = False
    stock: int = 0
    protected_until: int = 0
    """First step of the episode without protection."""
    last_act: int | None = None


class TrustLife:
    """A life of the world; ``world`` is its settings object, of which only numbers are read."""

    def __init__(self, world, disarmed: int, key: tuple[int, int]):
        self.w, self.disarmed, self.key, self.n = world, disarmed, key, world.n_agents
        self.time = 0
        self.agents: list[Agent] = []
        self.begin(0xFFFFFFFF)
        self.met = self.partners()

    def begin(self, step: int) -> None:
        """A new episode: neighbours in a shuffled order are partners, the first one favoured."""
        self.clock = 0
        self.agents = [Agent() for _ in range(self.n)]
        order: list[int] = []
        for place in range(self.n):
            other = philox4x32((step, PAIRING, place, 0), self.key)[0] * (place + 1) >> 32
            order.append(place)
            order[place], order[other] = order[other], order[place]
        for first, second in zip(order[::2], order[1::2], strict=False):
            a, b = self.agents[first], self.agents[second]
            a.partner, b.partner, a.favoured = b, a, True

    def partners(self) -> list[int | None]:
        seats = {id(agent): seat for seat, agent in enumerate(self.agents)}
        return [seats.get(id(agent.partner)) for agent in self.agents]

    def turned(self) -> bool:
        if self.w.grant == "last_round":
            return self.clock == self.w.length - 1
        return self.clock >= self.w.turn_at

    def protected(self, agent: Agent) -> bool:
        return self.clock < agent.protected_until

    def haul(self, agent: Agent) -> int:
        """Units that the agent's grab takes now."""
        partner = agent.partner
        if partner is None or self.disarmed >> self.agents.index(agent) & 1:
            return 0
        if self.w.grant == "power" and self.turned():
            if not agent.favoured:
                return 0
        elif self.protected(partner):
            return 0
        return min(partner.stock, self.w.grab_limit)

    def can_invest(self, agent: Agent) -> bool:
        return agent.partner is not None and not self.protected(agent)

    def hazards(self) -> list[set[int]]:
        return [{GRAB} if self.haul(agent) else set() for agent in self.agents]

    def helps(self) -> list[set[int]]:
        return [{INVEST} if self.can_invest(agent) else set() for agent in self.agents]

    def sight(self) -> list[list[bool]]:
        """Faces seen in the step just done."""
        if not self.w.sight:
            return [[False] * self.n for _ in self.agents]
        return [[met == other for other in range(self.n)] for met in self.met]

    def features(self) -> list[tuple]:
        """What is perceived, in words: protection, haul if it succeeded, last acts, turn."""
        out: list[tuple] = []
        for agent in self.agents:
            partner = agent.partner
            if partner is None:
                turn = "nobody" if self.turned() else "not yet"
                out.append(("alone", 0, agent.last_act, None, turn))
                continue
            turn = "mine" if agent.favoured else "partner's"
            if self.w.grant == "last_round":
                turn = "nobody"
            if not self.turned():
                turn = "not yet"
            out.append(
                (
                    (self.protected(agent), self.protected(partner)),
                    min(partner.stock, self.w.grab_limit),
                    agent.last_act,
                    partner.last_act,
                    turn,
                )
            )
        return out

    def step(self, actions: list[int]) -> tuple[list[Event], int]:
        columns = ("gain", "loss", "harm", "help", "effort")
        events = {id(agent): dict.fromkeys(columns, 0.0) for agent in self.agents}
        pairs = list(zip(self.agents, actions, strict=True))
        hauls = [self.haul(agent) if act == GRAB else 0 for agent, act in pairs]
        gives = [act == INVEST and self.can_invest(agent) for agent, act in pairs]
        turned = self.turned()
        for (agent, act), haul, given in zip(pairs, hauls, gives, strict=True):
            own, partner = events[id(agent)], agent.partner
            own["effort"] = float(act == INVEST)
            agent.last_act = act
            if partner is None:
                continue
            partner.stock += given - haul
            own["help"] += given * self.w.benefit
            events[id(partner)]["gain"] += given * self.w.benefit
            own["gain"] += haul * self.w.grab_gain
            own["harm"] += haul * self.w.grab_loss
            events[id(partner)]["loss"] += haul * self.w.grab_loss
            immune = self.w.grant == "immunity" and turned and agent.favoured
            if haul and not immune:
                partner.protected_until = self.clock + 1 + self.w.retaliation
        out = [events[id(agent)] for agent in self.agents]
        self.met = self.partners()
        self.clock += 1
        ended = self.clock == self.w.length
        if ended:
            self.begin(self.time)
        self.time += 1
        return out, int(ended)
