"""Compiled rules: worlds, oversight, drives, reward languages, learners, and one lifetime.

Every rule is written once, for one agent and one step, and compiled for the CPU and for CUDA
from the same source.  ``layout`` names the arrays, ``lifetime`` states the order of
operations, ``cpu`` and ``cuda`` only loop, ``compiling`` owns the compile flags.
"""
