"""Settings of the neural learner."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from inner_rl.learners import ActorCritic
from kernels.checks import require_range
from kernels.errors import InvalidInput

_DEVICES = ("cpu", "cuda")


@dataclass(frozen=True)
class NeuralActorCritic:
    """Proximal policy optimisation with a small neural network of its own for every learner.

    Schulman et al. (2017); equations in ``inner_rl.neural.ppo``, networks in
    ``inner_rl.neural.network``.  Each epoch is one step of Adam on a whole rollout.  The defaults
    were chosen as those of the linear learner were: on ``coins``, for the sociopath and for the
    harmless twin.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    name: Literal["neural"] = "neural"
    hidden: int = 32
    """Units of the hidden layer, and of the recurrent layer."""
    recurrent: bool = False
    """Whether a gated recurrent unit (Cho et al. 2014) follows the hidden layer, so that an agent
    remembers; trained by backpropagation through the steps of a rollout (Williams & Peng 1990)."""
    rollout: int = 128
    """Steps between updates: T of Schulman et al. (2017), algorithm 1."""
    learning_rate: float = 0.02
    """Step size alpha of Adam (Kingma & Ba 2015)."""
    discount: float = 0.9
    """Weight gamma of a reward one step later (Sutton & Barto 2018, equation 3.8)."""
    gae_lambda: float = 0.5
    """Lambda of generalised advantage estimation (Schulman et al. 2016, equation 16)."""
    entropy: float = 0.03
    """Weight c2 of the entropy bonus (Schulman et al. 2017, equation 9)."""
    epochs: int = 3
    """Epochs K over each rollout (Schulman et al. 2017, algorithm 1)."""
    clip: float = 0.2
    """Clipping range epsilon of the probability ratio (Schulman et al. 2017, equation 7)."""
    max_gradient: float = 0.5
    """Largest norm of one network's gradient (Pascanu, Mikolov & Bengio 2013, algorithm 1)."""
    belief_rate: float = 0.05
    """Learning rate of the heads that believe, as of the linear learner."""
    device: Literal["cpu", "cuda"] = "cpu"
    """Where the networks compute; worlds are always stepped on the processor."""

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range("learner.hidden", self.hidden, 1, 4096)
        require_range("learner.rollout", self.rollout, 2, 65_536)
        require_range("learner.learning_rate", self.learning_rate, 0.0, 1.0)
        require_range("learner.discount", self.discount, 0.0, 0.9999)
        require_range("learner.gae_lambda", self.gae_lambda, 0.0, 1.0)
        require_range("learner.entropy", self.entropy, 0.0, 10.0)
        require_range("learner.epochs", self.epochs, 1, 1000)
        require_range("learner.clip", self.clip, 1e-6, 1.0)
        require_range("learner.max_gradient", self.max_gradient, 1e-6, 1e6)
        require_range("learner.belief_rate", self.belief_rate, 0.0, 1.0)
        if self.device not in _DEVICES:
            raise InvalidInput(
                f"learner.device must be one of {', '.join(_DEVICES)}, got {self.device!r}"
            )

    def body(self) -> ActorCritic:
        """What a body needs to know of its learner, as the kernels' own learner tells it."""
        return ActorCritic(discount=self.discount, belief_rate=self.belief_rate)
