"""An independent learner for the inner loop: neural networks trained by PyTorch.

It lives in the same worlds under the same rewards as the kernels' linear learner and leaves the
same telemetry, to tell findings about rewards from quirks of one small learner.  Only this package
of ``inner_rl`` imports PyTorch.
"""

from inner_rl.neural.settings import NeuralActorCritic
from inner_rl.neural.simulate import simulate_neural

__all__ = ["NeuralActorCritic", "simulate_neural"]
