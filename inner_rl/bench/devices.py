"""Where lives can be lived, by the names that ``Hardware`` knows."""

CPU = "cpu"
CUDA = "cuda"
