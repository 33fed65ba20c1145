"""What both kinds of environment share: a game, its rewards and its pictures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import Game, InvalidInput, Oversight, stream_keys
from kernels.checks import did_you_mean
from kernels.layout import (
    EVENT_BLAME,
    EVENT_EFFORT,
    EVENT_FINE,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    EVENT_OUT,
)
from kernels.types import F32Array
from kernels.worlds import WORLDS, World

RENDER_MODES = ("rgb_array", "human")
METADATA: dict[str, Any] = {"render_modes": list(RENDER_MODES), "render_fps": 6}

EVENT_NAMES = {
    "gain": EVENT_GAIN,
    "loss": EVENT_LOSS,
    "harm": EVENT_HARM,
    "help": EVENT_HELP,
    "effort": EVENT_EFFORT,
    "fine": EVENT_FINE,
    "blame": EVENT_BLAME,
    "timed_out": EVENT_OUT,
}


def world_named(name: str, settings: dict[str, Any]) -> World:
    """A world by name; raises InvalidInput for an unknown name or setting."""
    if name not in WORLDS:
        raise InvalidInput(f"unknown world {name!r}{did_you_mean(name, WORLDS)}")
    try:
        return WORLDS[name](**settings)
    except TypeError as error:
        raise InvalidInput(f"world {name}: {error}") from None


def check_render_mode(mode: str | None) -> None:
    """Raise InvalidInput for a mode that does not exist."""
    if mode is not None and mode not in RENDER_MODES:
        raise InvalidInput(f"unknown render_mode {mode!r}{did_you_mean(mode, RENDER_MODES)}")


class Table:
    """A world set up to be played: new random streams at each reset, payoffs, pictures."""

    def __init__(self, world: World, oversight: Oversight, harmless: bool) -> None:
        self.world = world
        self._oversight, self._harmless = oversight, harmless
        self._rng = np.random.default_rng()
        self.game = self._deal()
        self._window: Any = None

    def _deal(self) -> Game:
        key = stream_keys(int(self._rng.integers(2**32)), (0,), 1)[0]
        return Game(self.world, key, self._oversight, harmless=self._harmless)

    def reset(self, seed: int | None) -> None:
        """Begin another life; a seed makes this and all that follow repeatable."""
        if seed is not None:
            self._rng = np.random.default_rng(seed)
        self.game = self._deal()

    def infos(self, events: F32Array | None) -> list[dict[str, Any]]:
        """For every seat: what happened; for the act to come: who watches, what could harm."""
        chances = self.game.chances()
        return [
            {
                "watched": self.game.watched,
                "episode_ended": self.game.ended,
                "could_harm": _acts(chances[seat, 0]),
                "could_help": _acts(chances[seat, 1]),
                "events": {}
                if events is None
                else {name: float(events[seat, i]) for name, i in EVENT_NAMES.items()},
            }
            for seat in range(self.world.n_agents)
        ]

    def draw(self, mode: str | None) -> NDArray[np.uint8] | None:
        """The picture of the state: returned, shown in a window, or neither."""
        if mode is None:
            return None
        picture = self.world.draw(self.game.state)
        if mode == "rgb_array":
            return picture
        self._show(picture)
        return None

    def _show(self, picture: NDArray[np.uint8]) -> None:
        from matplotlib import pyplot as plt

        if self._window is None:
            figure, axes = plt.subplots(num=f"rewardsearch: {self.world.name}")
            axes.set_axis_off()
            self._window = figure, axes.imshow(picture)
        self._window[1].set_data(picture)
        self._window[0].canvas.draw_idle()
        self._window[0].canvas.flush_events()

    def close(self) -> None:
        """Close the window, if there is one."""
        if self._window is not None:
            from matplotlib import pyplot as plt

            plt.close(self._window[0])
            self._window = None


def payoffs(events: F32Array) -> NDArray[np.float64]:
    """Material payoff of every seat [n_agents]: gain - loss - fine."""
    net = events[:, EVENT_GAIN] - events[:, EVENT_LOSS] - events[:, EVENT_FINE]
    return np.asarray(net, np.float64)


def _acts(mask: int) -> list[int]:
    return [act for act in range(int(mask).bit_length()) if mask >> act & 1]
