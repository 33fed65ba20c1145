"""A reward in MLflow's model registry."""

import re
import warnings
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from inner_rl import InvalidInput, Reward
from inner_rl.drives import INPUTS
from inner_rl.rewards.probes import probe_inputs
from rewardsearch.export.describing import inputs_in_order
from rewardsearch.export.mlflow_source import mlflow_source
from rewardsearch.settings import NAME_PATTERN
from rewardsearch.tracking_store import EXPERIMENT, Store, first_line

_REQUIREMENTS = ("mlflow", "numpy", "pandas")
_EXAMPLE_STEPS = 3


@dataclass(frozen=True)
class Registered:
    """A model of a reward, where it can be loaded from."""

    uri: str
    """``models:/NAME/VERSION``."""
    store: str
    """Address of the store that knows it."""


def model_name(reward: Reward) -> str:
    """A name for the registry: the reward's own, as far as it may be one."""
    words = re.sub("[^A-Za-z0-9_]+", "-", reward.name).strip("-_")[:64]
    return words or "reward"


def register(reward: Reward, name: str, uri: str, base: Path) -> Registered:
    """Log a reward as a pyfunc model, with signature and example, and register it.

    Args:
        reward: it becomes plain code that MLflow loads.
        name: in the registry; a name that is there gets another version.
        uri: of the store.
        base: folder of a local store, for the model's files.

    Raises:
        InvalidInput: the name cannot be one, the reward uses no input, or the store cannot be used.

    """
    if not re.fullmatch(NAME_PATTERN, name):
        raise InvalidInput(
            f"--name must be 1 to 64 letters, digits, - and _, and begin with a letter or digit, "
            f"got {name!r}"
        )
    if not reward.inputs_used():
        raise InvalidInput("this reward uses no input, so there is nothing that a model could read")
    Store(uri, base).connect()
    import mlflow

    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(uri)
    try:
        with warnings.catch_warnings():
            # Of its own signature, checked with its own example.
            warnings.simplefilter("ignore")
            model_version = _logged(reward, name)
    except mlflow.MlflowException as error:
        raise InvalidInput(
            f"{uri} cannot register the model: {first_line(error)}; is the store writable?"
        ) from None
    finally:
        mlflow.set_tracking_uri(before)
    return Registered(f"models:/{name}/{model_version}", uri)


def _logged(reward: Reward, name: str) -> int:
    """Log and register in the current store; returns the version."""
    import mlflow
    import pandas as pd

    names = inputs_in_order(reward)
    columns = [INPUTS[name] for name in names]
    example = pd.DataFrame(probe_inputs()[:_EXAMPLE_STEPS, columns].astype(float), columns=names)
    mlflow.set_experiment(EXPERIMENT)
    with TemporaryDirectory() as folder, mlflow.start_run(run_name=f"export of {name}"):
        code = Path(folder, "reward_model.py")
        code.write_text(mlflow_source(reward), encoding="utf-8")
        logged = mlflow.pyfunc.log_model(
            name="reward",
            python_model=str(code),
            signature=_signature(names),
            input_example=example,
            pip_requirements=[f"{library}=={version(library)}" for library in _REQUIREMENTS],
            registered_model_name=name,
            metadata={"formula": reward.formula(), "language": reward.language},
        )
    return int(logged.registered_model_version)


def _signature(names: tuple[str, ...]) -> Any:
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    felt = Schema([ColSpec("double")])
    return ModelSignature(Schema([ColSpec("double", name) for name in names]), felt)
