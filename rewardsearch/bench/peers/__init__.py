"""What one would use instead, timed beside the kernels on one core, in turns."""

from rewardsearch.bench.peers.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
