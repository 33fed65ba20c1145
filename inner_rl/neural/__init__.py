"""An independent learner for the inner loop: neural networks trained by PyTorch.

It lives in the same worlds under the same rewards as the kernels' linear learner and leaves the
same telemetry, to tell findings about rewards from quirks of one small learner.  Only this package
of ``inner_rl`` imports PyTorch, which takes seconds: settings are free of it, so this table of
contents does not name ``inner_rl.neural.simulate.simulate_neural``.
"""

from inner_rl.neural.settings import NeuralActorCritic

__all__ = ["NeuralActorCritic"]
