"""Faults that are really injected, and what is promised for each.

``python -m tests.faults.soak`` (``make soak``) injects many more of them and prints what came of it.
"""
