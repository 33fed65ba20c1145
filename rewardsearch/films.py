"""Films of a life as GIF: the world, whether it is watched, and what each agent did."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inner_rl import Film
from kernels.layout import EVENT_GAIN, EVENT_HARM
from kernels.worlds import World
from kernels.worlds.pictures import AGENT_COLORS, CELL, LINE
from rewardsearch.json_data import replace_atomically

_MIN_WIDTH = 320
_HEADER = 26
_ROW = 20
_BORDER = 5
_PAPER = (255, 255, 255)
_INK = (30, 30, 30)
_WATCHED = (250, 228, 160)
_HARM = (213, 94, 0)
_FONT_SIZE = 13
_LETTER_SIZE = 16
LETTERS = "ABCDEFGHIJKLMNOP"
"""Of the agents, by seat: colours alone do not tell everybody who is who."""
# Pixels of an agent's disc (see ``kernels.worlds.pictures.crowd``).  What has more of an agent's
# colour in one cell is no agent: a full well, a bar.
_DISC = np.pi * (0.37 * CELL) ** 2


def write_gif(path: Path, film: Film, world: World, title: str, frames_per_second: int) -> None:
    """Write a film as an endlessly repeated GIF; an existing file is replaced whole.

    Each frame shows the world before an act; its border lights up if the act harms somebody.
    Agents, and what is theirs, have a letter, by seat.
    The header tells the step and whether a watcher is there, the rows below what each agent
    has gained and what harm it has done since the film began.
    """
    frames = scenes(film, world, title)
    with replace_atomically(path) as temporary:
        frames[0].save(
            temporary, format="GIF", save_all=True, append_images=frames[1:], loop=0,
            duration=1000 // frames_per_second, optimize=False,
        )  # fmt: skip


def scenes(film: Film, world: World, title: str) -> list[Image.Image]:
    """The frames of a film, one a step."""
    totals = np.cumsum(film.events, axis=0)
    return [
        _scene(
            world.draw(state),
            f"{title}   step {film.first_step + i:,}   {'WATCHED' if watched else 'unwatched'}",
            bool(watched),
            bool((film.events[i, :, EVENT_HARM] > 0).any()),
            totals[i],
        )
        for i, (state, watched) in enumerate(zip(film.states, film.watched, strict=True))
    ]


def _scene(
    picture: NDArray[np.uint8],
    header: str,
    watched: bool,
    harm: bool,
    totals: NDArray[np.float32],
) -> Image.Image:
    """One frame."""
    font = ImageFont.load_default(_FONT_SIZE)
    world = _lettered(picture, len(totals))
    n_rows = (len(totals) + 1) // 2
    width = max(world.width + 2 * _BORDER, int(font.getlength(header)) + 16)
    height = _HEADER + world.height + 2 * _BORDER + n_rows * _ROW + 6
    frame = Image.new("RGB", (width, height), _PAPER)
    pen = ImageDraw.Draw(frame)
    pen.rectangle((0, 0, width, _HEADER), fill=_WATCHED if watched else _PAPER)
    pen.text((8, 5), header, fill=_INK, font=font)
    bottom = _HEADER + world.height + 2 * _BORDER
    if harm:
        pen.rectangle((0, _HEADER, world.width + 2 * _BORDER - 1, bottom - 1), fill=_HARM)
    frame.paste(world, (_BORDER, _HEADER + _BORDER))
    for agent, total in enumerate(totals):
        x, y = 8 + (agent % 2) * width // 2, bottom + 4 + (agent // 2) * _ROW
        pen.ellipse((x, y + 2, x + 11, y + 13), fill=AGENT_COLORS[agent])
        text = f"{LETTERS[agent]}  gain {total[EVENT_GAIN]:g}  harm {total[EVENT_HARM]:g}"
        pen.text((x + 17, y), text, fill=_INK, font=font)
    return frame


def _lettered(picture: NDArray[np.uint8], n_agents: int) -> Image.Image:
    """A world's picture, enlarged, closed at the right and below, with letters on its agents."""
    zoom = max(1, -(-_MIN_WIDTH // picture.shape[1]))
    closed = np.full((picture.shape[0] + 1, picture.shape[1] + 1, 3), LINE, np.uint8)
    closed[:-1, :-1] = picture
    world = Image.fromarray(closed).resize(
        (closed.shape[1] * zoom, closed.shape[0] * zoom), Image.Resampling.NEAREST
    )
    pen = ImageDraw.Draw(world)
    font = ImageFont.load_default(_LETTER_SIZE)
    for (x, y), letters in places(picture, n_agents).items():
        pen.text((x * zoom, y * zoom), letters, fill=_PAPER, font=font, anchor="mm",
                 stroke_width=1, stroke_fill=_INK)  # fmt: skip
    return world


def places(picture: NDArray[np.uint8], n_agents: int) -> dict[tuple[float, float], str]:
    """Where letters belong: in every cell with an agent, or something of its colour.

    Args:
        picture: of a world, not enlarged.
        n_agents: in it; one alone needs no letter.

    Returns:
        The letters of all whose colour shows in a cell, by the middle (x, y) of these colours,
        pixels.

    """
    out = {}
    of_agent = (picture[:, :, None] == np.array(AGENT_COLORS[:n_agents], np.uint8)).all(axis=-1)
    for top in range(0, picture.shape[0] if n_agents > 1 else 0, CELL):
        for left in range(0, picture.shape[1], CELL):
            here = of_agent[top : top + CELL, left : left + CELL]
            n_pixels = here.sum(axis=(0, 1))
            who = np.flatnonzero((n_pixels > 0) & (n_pixels <= _DISC))
            if len(who):
                y, x = np.nonzero(here[:, :, who].any(axis=-1))
                middle = left + (x.min() + x.max() + 1) / 2, top + (y.min() + y.max() + 1) / 2
                out[middle] = "".join(LETTERS[i] for i in who)
    return out
