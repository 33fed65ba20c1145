"""Drawing worlds: cells and discs on a canvas, in colours that most eyes can tell apart."""

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Color = tuple[int, int, int]

CELL = 32
"""Pixels of one cell's side."""

GROUND: Color = (244, 243, 238)
LINE: Color = (222, 220, 212)
DARK: Color = (60, 60, 60)
# Okabe & Ito (2008), then the same again darker: sixteen agents are told apart.
_BASE: tuple[Color, ...] = (
    (0, 114, 178),
    (213, 94, 0),
    (0, 158, 115),
    (204, 121, 167),
    (230, 159, 0),
    (86, 180, 233),
    (148, 103, 60),
    (110, 110, 110),
)
AGENT_COLORS: tuple[Color, ...] = _BASE + tuple(
    (r * 3 // 5, g * 3 // 5, b * 3 // 5) for r, g, b in _BASE
)


def canvas(height: int, width: int) -> Image:
    """Empty grid of cells with lines between them."""
    image = np.full((height * CELL, width * CELL, 3), GROUND, np.uint8)
    image[::CELL] = LINE
    image[:, ::CELL] = LINE
    return image


def fill(image: Image, x: int, y: int, color: Color, margin: int = 1) -> None:
    """Fill one cell but for a margin, pixels."""
    rows = slice(y * CELL + margin, (y + 1) * CELL - margin + 1)
    columns = slice(x * CELL + margin, (x + 1) * CELL - margin + 1)
    image[rows, columns] = color


def disc(image: Image, x: float, y: float, color: Color, radius: float = 0.36) -> None:
    """A disc centred in a cell (fractions of a cell shift it), radius in cells."""
    rows, columns = np.ogrid[: image.shape[0], : image.shape[1]]
    centre_x, centre_y = (x + 0.5) * CELL, (y + 0.5) * CELL
    inside = (columns - centre_x) ** 2 + (rows - centre_y) ** 2 <= (radius * CELL) ** 2
    image[inside] = color


def crowd(image: Image, places: list[tuple[int, int]]) -> None:
    """Draw agents as discs; those that share a cell stand beside each other."""
    here: dict[tuple[int, int], int] = {}
    for agent, (x, y) in enumerate(places):
        rank = here.get((x, y), 0)
        here[(x, y)] = rank + 1
        disc(image, x, y, DARK, 0.40 - 0.09 * rank)
        disc(image, x, y, AGENT_COLORS[agent], 0.36 - 0.09 * rank)
