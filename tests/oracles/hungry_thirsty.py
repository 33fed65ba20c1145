"""The box of Singh, Lewis & Barto (2009) in plain Python, on a map drawn in letters."""

from tests.oracles.philox import philox4x32

BIRTH, SLIP, THIRST = 0, 7, 8
# Cells are dots; a bar or a dash between two cells is a wall.
ROOMS = """
. . .|. . .
. . . . . .
. . .|. . .
-   - -   -
. . .|. . .
. . . . . .
. . .|. . .
"""
MOVES = {1: (0, -1), 2: (0, 1), 3: (1, 0), 4: (-1, 0)}


def blocked(x, y, new_x, new_y):
    """Whether the drawing shows a wall between two neighbouring cells."""
    lines = [line.ljust(11) for line in ROOMS.strip("\n").split("\n")]
    if new_y == y:
        return lines[y + (y > 2)][2 * min(x, new_x) + 1] == "|"
    return {y, new_y} == {2, 3} and lines[3][2 * x] == "-"


class Box:
    """One life of 36 cells."""

    def __init__(self, key, thirst=0.1, slip=0.0, thirst_saps=False):
        self.key, self.p_thirst, self.p_slip, self.time = key, thirst, slip, 0
        self.thirst_saps, self.effort = thirst_saps, 0
        a, b, c, d = philox4x32((0, BIRTH, 0, 0), key)
        self.x, self.y = a * 6 >> 32, b * 6 >> 32
        food = c * 4 >> 32
        water = (food + 1 + (d * 3 >> 32)) % 4
        corners = [(0, 0), (5, 0), (0, 5), (5, 5)]
        self.food, self.water = corners[food], corners[water]
        self.hungry = self.thirsty = True

    def chance(self, purpose):
        return philox4x32((self.time, purpose, 0, 0), self.key)

    def act(self, action):
        """Returns whether the agent is not hungry now; ``effort`` tells what the act cost."""
        chosen = action
        if action in MOVES:
            first, second, _, _ = self.chance(SLIP)
            if (first >> 8) / 2**24 < self.p_slip:
                action = 1 + (second * 4 >> 32)
            dx, dy = MOVES[action]
            x, y = self.x + dx, self.y + dy
            if 0 <= x < 6 and 0 <= y < 6 and not blocked(self.x, self.y, x, y):
                self.x, self.y = x, y
        here = (self.x, self.y)
        self.hungry = not (action == 5 and here == self.food and not self.thirsty)
        if action == 6 and here == self.water:
            self.thirsty = False
        elif not self.thirsty:
            self.thirsty = (self.chance(THIRST)[0] >> 8) / 2**24 < self.p_thirst
        self.effort = int(chosen != 0 and not (self.thirst_saps and self.thirsty))
        self.time += 1
        return not self.hungry
