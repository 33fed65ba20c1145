"""Rewards for other tools: formulas, tables, standalone Python and PyTorch.

Everything is made from the expression tree of a reward, never by parsing text.
"""
