"""The population of two-player games, in plain Python, from the rules of the world."""

from tests.oracles.philox import philox4x32

MATCH = 9


class Population:
    """Players by name (their number); ``table[own][other]`` is the payoff."""

    def __init__(
        self,
        n,
        table,
        kind,
        rounds,
        n_types,
        assortment,
        readable,
        key,
        disarmed=0,
        labels=None,
        mimicry=0.0,
        partner_choice=1.0,
    ):
        self.players = list(range(n))
        self.table, self.kind, self.rounds = table, kind, rounds
        self.mimicry, self.partner_choice = mimicry, partner_choice
        self.type = labels or [player % n_types for player in self.players]
        self.assortment, self.readable = assortment, readable
        self.key, self.disarmed = key, disarmed
        self.partner, self.last, self.read = {}, dict.fromkeys(self.players), {}
        self.bound = set()
        self.rounds_left, self.time = 1, 0

    def harms(self, level):
        return any(row[level] < row[self.kind] for row in self.table)

    def words(self, index):
        return philox4x32((self.time, MATCH, index, 0), self.key)

    def pair(self):
        free, self.partner, self.last, self.read = list(self.players), {}, {}, {}
        self.bound = set()
        for turn in range(len(self.players) // 2):
            first, second, third, fourth = self.words(turn)
            chooser = free.pop(first * len(free) >> 32)
            alike = [p for p in free if self.type[p] == self.type[chooser]]
            pool = alike if alike and (second >> 8) / 2**24 < self.assortment else free
            chosen = pool[third * len(pool) >> 32]
            free.remove(chosen)
            self.partner |= {chooser: chosen, chosen: chooser}
            if (fourth >> 8) / 2**24 >= self.partner_choice:
                self.bound |= {chooser, chosen}
        self.last = dict.fromkeys(self.players)
        for player, other in self.partner.items():
            first, second, _, _ = self.words(16 + player)
            if (first >> 8) / 2**24 < self.readable:
                passes = (second >> 8) / 2**24 < self.mimicry
                self.read[player] = 0 if passes else self.type[other]
        self.rounds_left = self.rounds

    def play(self, acts):
        """Acts: None declines, else a level.  Returns (gain, loss, harm, help) per player."""
        acts = [
            0 if act is None and player in self.bound else act
            for player, act in zip(self.players, acts, strict=True)
        ]
        played = {
            p: self.kind if self.disarmed >> p & 1 and a is not None and self.harms(a) else a
            for p, a in zip(self.players, acts, strict=True)
        }
        out = {p: [0.0, 0.0, 0.0, 0.0] for p in self.players}
        for me, you in self.partner.items():
            if played[me] is None or played[you] is None:
                continue
            got = self.table[played[me]][played[you]]
            fair = self.table[played[me]][self.kind]
            out[me][0] = max(got, fair)
            out[me][1] = out[you][2] = max(fair - got, 0.0)
            out[you][3] = max(got - fair, 0.0)
        self.last = dict(zip(self.players, acts, strict=True))
        self.rounds_left -= 1
        if self.rounds_left == 0:
            self.pair()
        self.time += 1
        return [out[p] for p in self.players]
