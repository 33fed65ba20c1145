"""Slow plain-Python twins of the kernels, written from the rules, sharing no code with them."""
