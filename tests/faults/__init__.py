"""Faults that are really injected, and what is promised for each.

``make soak`` injects many more of them and prints what came of it.
"""
