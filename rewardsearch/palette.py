"""Colours of every picture.

Okabe & Ito (2008): they are told apart with every common form of colour blindness.
"""

BLUE, RED, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, BLACK = "#E69F00", "#56B4E9", "#000000"
GREY = "#777777"
PALE = "#999999"
LINES = (BLUE, RED, GREEN, PURPLE, ORANGE, SKY, BLACK)
"""In the order in which lines of a picture take them."""
