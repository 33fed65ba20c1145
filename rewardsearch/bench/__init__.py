"""Benchmark of the whole project: ``inner_rl.bench``, the environments, and peers beside it."""
