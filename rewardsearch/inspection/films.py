"""The same life under two rewards, beside each other: what agents do, and what they feel of it."""

from base64 import b64encode
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inner_rl import Reward
from inner_rl.drives import INPUTS, PHRASES
from inner_rl.film import Film
from kernels.worlds import World
from kernels.worlds.pictures import AGENT_COLORS
from rewardsearch.films import LETTERS, scenes
from rewardsearch.inspection.feelings import contributions

_PAPER, _INK, _FAINT = (255, 255, 255), (30, 30, 30), (110, 110, 110)
_GAP, _LINE, _FONT_SIZE = 14, 17, 13
_COLORS = 32
_TERMS = 2
"""Inputs named beside what is felt: those that add or take most."""
_PAUSE = 2_000
"""Milliseconds for which the last frame stays."""


def film_beside_film(
    films: dict[str, tuple[Reward, Film]], world: World, frames_per_second: int
) -> bytes:
    """GIF of all films side by side, with the reward's terms below the world; pauses at the end.

    Args:
        films: by name; equally long.
        world: of all of them.
        frames_per_second: of the GIF.

    """
    strips = [_strip(name, reward, film, world) for name, (reward, film) in films.items()]
    frames = [_joined(frame).convert("P", palette=Image.Palette.ADAPTIVE, colors=_COLORS)
              for frame in zip(*strips, strict=True)]  # fmt: skip
    out = BytesIO()
    durations = [1000 // frames_per_second] * (len(frames) - 1) + [_PAUSE]
    frames[0].save(out, format="GIF", save_all=True, append_images=frames[1:], loop=0,
                   duration=durations, optimize=True)  # fmt: skip
    return out.getvalue()


def data_uri(gif: bytes) -> str:
    """A GIF as an address that holds it."""
    return "data:image/gif;base64," + b64encode(gif).decode()


def _strip(name: str, reward: Reward, film: Film, world: World) -> list[Image.Image]:
    """Every frame of one film, with what is felt below."""
    used = tuple(key for key in INPUTS if key in reward.inputs_used())
    felt = contributions(reward, used, film.inputs)
    return [_annotated(scene, felt[i], used) for i, scene in enumerate(scenes(film, world, name))]


def _annotated(scene: Image.Image, felt: NDArray[np.float64], used: tuple[str, ...]) -> Image.Image:
    """A frame with a line for each agent: what it feels, and of what."""
    font = ImageFont.load_default(_FONT_SIZE)
    lines = [f"{LETTERS[i]}  {_words(row, used)}" for i, row in enumerate(felt)]
    width = max(scene.width, *(int(font.getlength(line)) + 32 for line in lines))
    out = Image.new("RGB", (width, scene.height + _LINE * len(lines) + 6), _PAPER)
    out.paste(scene, (0, 0))
    pen = ImageDraw.Draw(out)
    for i, line in enumerate(lines):
        ink = _INK if abs(felt[i, 0]) > 1e-3 else _FAINT
        top = scene.height + _LINE * i
        pen.ellipse((8, top + 2, 18, top + 12), fill=AGENT_COLORS[i])
        pen.text((24, top), line, fill=ink, font=font)
    return out


def _words(felt: NDArray[np.float64], used: tuple[str, ...]) -> str:
    order = np.argsort(-np.abs(felt[1:]))[:_TERMS]
    terms = [f"{PHRASES[used[i]]} {felt[1 + i]:+.2f}" for i in order if abs(felt[1 + i]) > 5e-3]
    return f"feels {felt[0]:+.2f}" + (f": {', '.join(terms)}" if terms else "")


def _joined(frames: tuple[Image.Image, ...]) -> Image.Image:
    width = sum(frame.width for frame in frames) + _GAP * (len(frames) - 1)
    out = Image.new("RGB", (width, max(frame.height for frame in frames)), _PAPER)
    left = 0
    for frame in frames:
        out.paste(frame, (left, 0))
        left += frame.width + _GAP
    return out
