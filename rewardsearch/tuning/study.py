"""The search itself: Optuna proposes settings, keeps every trial on disk, and prunes."""

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from inner_rl import InvalidInput
from rewardsearch.tuning.objective import OBJECTIVE_VERSION, RUNGS, Objective, Rung
from rewardsearch.tuning.task import Task

if TYPE_CHECKING:
    import optuna

_RANDOM_TRIALS = 10
"""Trials before the sampler begins to model; the first of them are the defaults."""
_UNPRUNED_TRIALS = 5
"""Trials that must have finished before any is pruned."""
_IDENTITY = "task"
_RUNG = "rung"


@dataclass(frozen=True)
class Trial:
    """Settings that have been tried, and how far they got."""

    number: int
    """From 0, the defaults, in the order in which they finished."""
    state: str
    """*complete*, *pruned*: worse than the median of the others at a rung, or *diverged*."""
    score: float
    """At the last rung it reached."""
    lifetimes: int
    settings: dict[str, float]

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data."""
        return asdict(self)


def open_study(task: Task, path: Path) -> "optuna.Study":
    """Begin the study of a task in an SQLite file, or continue it.

    Raises:
        InvalidInput: the file cannot be used, or holds this study under other settings.

    """
    import optuna

    for name in ("optuna", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        study = optuna.create_study(
            study_name=f"{task.world.name}-{task.defaults.name}",
            storage=f"sqlite:///{path}",
            pruner=optuna.pruners.MedianPruner(n_startup_trials=_UNPRUNED_TRIALS),
            direction="maximize",
            load_if_exists=True,
        )
    except Exception as error:  # noqa: BLE001 - the database's own errors come through
        reason = str(error).splitlines()[0][:200]
        raise InvalidInput(
            f"cannot keep trials in {path}: {reason}; choose another file with --storage"
        ) from None
    _claim(study, _identity(task), path)
    return study


def _identity(task: Task) -> dict[str, Any]:
    """What must be equal for trials to be comparable."""
    return task.to_data() | {"rungs": list(RUNGS), "objective": OBJECTIVE_VERSION}


def _claim(study: "optuna.Study", identity: dict[str, Any], path: Path) -> None:
    """Note in a new study what it is of; refuse one that is of something else."""
    known = study.user_attrs.get(_IDENTITY)
    if known is None:
        study.set_user_attr(_IDENTITY, identity)
        return
    then, now = dict(_leaves(known)), dict(_leaves(identity))
    different = [key for key in {**then, **now} if then.get(key) != now.get(key)]
    if different:
        told = "; ".join(f"{key}: {then.get(key)} there, {now.get(key)} now" for key in different)
        raise InvalidInput(
            f"{path} holds trials made under other settings ({told}); their scores cannot be "
            "compared. Give the settings of then to continue it, or another --storage FILE.db"
        )


def _leaves(data: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted key and value of everything in nested data."""
    if isinstance(data, dict):
        pairs: list[tuple[Any, Any]] = list(data.items())
    elif isinstance(data, list | tuple):
        pairs = list(enumerate(data))
    else:
        yield prefix, data
        return
    for key, value in pairs:
        yield from _leaves(value, f"{prefix}.{key}".lstrip("."))


def run_trials(
    study: "optuna.Study",
    task: Task,
    objective: Objective,
    n_trials: int,
    told: Callable[[Sequence[Trial]], None] = lambda trials: None,
) -> list[Trial]:
    """Try settings until ``n_trials`` have been tried in all; returns all that finished.

    The sampler is made anew for every trial, from the seed and the number of finished trials.  So
    a study that was stopped and continued makes the same trials as one that was not.
    """
    while len(trials := finished(study)) < n_trials:
        study.sampler = _sampler(task.seed, len(trials))
        proposed = _propose(study, task, first=not trials)
        try:
            _try(proposed, study, task, objective)
        except BaseException:
            # Interrupted: the same number is tried again when the study goes on.
            _finish(study, proposed, "FAIL")
            raise
        told(finished(study))
    return trials


def _sampler(seed: int, n_finished: int) -> "optuna.samplers.BaseSampler":
    """Multivariate tree-structured Parzen estimator (Bergstra et al. 2011; Falkner et al. 2018)."""
    import optuna

    own_seed = int(np.random.SeedSequence([seed, n_finished]).generate_state(1)[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        return optuna.samplers.TPESampler(
            seed=own_seed, multivariate=True, n_startup_trials=_RANDOM_TRIALS
        )


def _propose(study: "optuna.Study", task: Task, first: bool) -> "optuna.Trial":
    """The next settings: first of all the defaults."""
    from optuna.distributions import FloatDistribution
    from optuna.trial import TrialState

    if first and not study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
        study.enqueue_trial(task.start)
    return study.ask(
        {
            setting: FloatDistribution(low, high, log=task.log_scale(setting))
            for setting, (low, high) in task.defaults.tuned.items()
        }
    )


def _try(proposed: "optuna.Trial", study: "optuna.Study", task: Task, objective: Objective) -> None:
    """Live the settings rung by rung, and tell the study how it went."""
    for rung in objective.climb(task.learner(proposed.params)):
        proposed.report(rung.score, rung.lifetimes)
        last = rung.failed or rung.lifetimes == RUNGS[-1]
        pruned = not last and proposed.should_prune()
        if last or pruned:
            proposed.set_user_attr(_RUNG, asdict(rung))
            _finish(study, proposed, "PRUNED" if pruned else "COMPLETE", rung)
            return


def _finish(
    study: "optuna.Study", proposed: "optuna.Trial", state: str, rung: Rung | None = None
) -> None:
    from optuna.trial import TrialState

    score = rung.score if rung is not None and state == "COMPLETE" else None
    study.tell(proposed, score, state=TrialState[state])


def finished(study: "optuna.Study") -> list[Trial]:
    """The trials that finished, in order; those that were interrupted are left out."""
    from optuna.trial import TrialState

    done = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))
    trials = []
    for number, found in enumerate(done):
        rung = Rung(**found.user_attrs[_RUNG])
        state = "diverged" if rung.failed else found.state.name.lower()
        trials.append(Trial(number, state, rung.score, rung.lifetimes, dict(found.params)))
    return trials


def best(trials: Sequence[Trial]) -> Trial:
    """The highest score of those that lived all lifetimes; among equals the earliest."""
    return max((trial for trial in trials if trial.state == "complete"), key=lambda t: t.score)
