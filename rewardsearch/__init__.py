"""Search for innate reward functions that make agents competent and not ruthless.

Settings, the outer loop, the archive, run directories, tracking, figures and the command
line.  Everything that touches files, clocks or the terminal lives here; worlds and learning
are in ``inner_rl`` and ``kernels``, judgement is in ``fitness``.
"""
