"""Lives as Ray tasks: what a worker was at work on when it died is lived again elsewhere."""

import logging
import os
import signal
import socket
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from inner_rl import InvalidInput, Learner, Life, Reward, Roster, Telemetry
from inner_rl.hardware import available_threads
from inner_rl.simulation import check_input
from kernels.worlds import World
from rewardsearch.cluster.worker import Job, installed, live, part, prepare

# Agent-steps of a task, at most: some two seconds, beside which Ray's millisecond is nothing.
_TASK_AGENT_STEPS = 10_000_000
# Small work is cut finer, so that no worker waits long for the last one.
_TASKS_PER_WORKER = 4
# How often the lives of a task begin again after the death of the worker that lived them.
_RETRIES = 20
_POLL_SECONDS = 0.25
_CONNECT_SECONDS = 5.0


class RayCluster:
    """Where lives can be lived instead of on a ``Hardware``; no result depends on it, to a bit.

    Ray tasks without state: each lives some lifetimes of a roster in one thread.  Randomness is
    keyed by lifetime, so how they are cut, in which order they end and how often they are begun
    changes nothing.
    """

    device = "cpu"

    def __init__(
        self,
        address: str | None = None,
        threads: int | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Join a cluster, or start one.

        Args:
            address: "auto" for one that runs on this machine, HOST:PORT, or None to start one.
            threads: workers of a cluster started here; by default one a processor.
            warn: told in a line what the user should know.

        Raises:
            InvalidInput: Ray is not installed, or there is no cluster at the address.

        """
        self._warn = warn
        self._ray = _joined(address, threads, warn)
        retried = self._ray.remote(max_retries=_RETRIES)
        self._live, self._prepare = retried(live), retried(prepare)
        self._prepared: set[tuple[str, str]] = set()

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        self._ray.shutdown()

    @property
    def n_workers(self) -> int:
        """Processors of the cluster that are alive now."""
        return int(self._ray.cluster_resources().get("CPU", 0))

    def simulate(
        self,
        rewards: Sequence[Reward],
        roster: Roster,
        world: World,
        life: Life,
        learner: Learner,
        *,
        harmless: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Telemetry:
        """As ``inner_rl.simulate``, which tells the arguments.

        Raises:
            InvalidInput: the input does not fit, a machine of the cluster has another version,
                or workers died again and again.

        """
        check_input(rewards, roster, world, life)
        job = Job(rewards, world, life, learner, harmless)
        shared = self._ray.put(job)
        self._make_ready(job, shared, roster)
        n = len(roster.keys)
        size = lives_of_a_task(n, life.steps * world.n_agents, self.n_workers)
        parts = [part(roster, first, min(first + size, n)) for first in range(0, n, size)]
        tasks = [self._live.remote(shared, lifetimes) for lifetimes in parts]
        sizes = {task: len(lifetimes.keys) for task, lifetimes in zip(tasks, parts, strict=True)}
        try:
            self._wait(tasks, lambda task: progress(sizes[task]) if progress else None)
            return _joined_up(self._results(tasks))
        except BaseException:
            # Nothing goes on behind the back of who was interrupted.  Only then: cancelling tasks
            # that were retried and have ended can abort the whole process (Ray 2.60).
            for task in tasks:
                self._ray.cancel(task)
            raise

    def _make_ready(self, job: Job, shared: Any, roster: Roster) -> None:
        """Compile once a machine, not once a worker; refuse machines with other versions."""
        kind = (job.world.name, job.learner.name)
        if kind in self._prepared:
            return
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        one = part(roster, 0, 1)
        machines = [node for node in self._ray.nodes() if node["Alive"] and _works(node)]
        tasks = [
            self._prepare.options(
                scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=True)
            ).remote(shared, one)
            for node in machines
        ]
        self._wait(tasks, lambda _: None)
        for node, theirs in zip(machines, self._results(tasks), strict=True):
            self._check_versions(node["NodeManagerAddress"], theirs)
        self._prepared.add(kind)

    def _check_versions(self, where: str, theirs: dict[str, str]) -> None:
        """Other kernels make other lives; other libraries are said, and should not."""
        ours = installed()
        if theirs["kernels"] != ours["kernels"]:
            raise InvalidInput(
                f"the machine {where} of the cluster has other kernels (of hash "
                f"{theirs['kernels']}, here {ours['kernels']}): install the same version of "
                "rewardsearch and of numba on all machines"
            )
        for name in ours:
            if theirs[name] != ours[name]:
                self._warn(f"{where} has {name} {theirs[name]}, this machine {ours[name]}")

    def _wait(self, tasks: list[Any], done: Callable[[Any], None]) -> None:
        """Wait in short stretches, between which an interrupt is heard."""
        pending, told = tasks, False
        while pending:
            ended, pending = self._ray.wait(
                pending, num_returns=len(pending), timeout=_POLL_SECONDS, fetch_local=False
            )
            for task in ended:
                done(task)
            if not ended and not told and self.n_workers == 0:
                told = True
                self._warn("no worker of the cluster is alive; waiting until one joins it")

    def _results(self, tasks: list[Any]) -> list[Any]:
        """What tasks answered."""
        from ray.exceptions import RayError, RayTaskError

        try:
            return list(self._ray.get(tasks))
        except RayTaskError:
            raise
        except RayError as error:
            reason = str(error).strip().splitlines()[0]
            raise InvalidInput(
                f"the Ray cluster lost some lives for good: {type(error).__name__}: {reason}\n"
                f"Each was begun up to {_RETRIES + 1} times. If machines run out of memory, give "
                "them fewer workers (ray start --num-cpus)."
            ) from None


def lives_of_a_task(n_lifetimes: int, agent_steps: int, n_workers: int) -> int:
    """How many lifetimes, of so many agent-steps each, make a task."""
    prompt = max(1, _TASK_AGENT_STEPS // agent_steps)
    balanced = -(-n_lifetimes // (_TASKS_PER_WORKER * max(1, n_workers)))
    return min(prompt, balanced)


def _joined(address: str | None, threads: int | None, warn: Callable[[str], None]) -> Any:
    """The module ``ray``, connected.  Its handler of SIGTERM is taken back: ours saves the run."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise InvalidInput(
            "--ray needs Ray: pip install -c constraints.txt -e '.[ray]', here and on every "
            "machine of the cluster"
        ) from None
    # What befalls workers Ray prints on standard output, which is for results; it has no setting.
    ray._private.worker.print_to_stdstream = partial(_tell, warn)
    ours = signal.getsignal(signal.SIGTERM)
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if address is None:
            workers = threads or available_threads()
            # Its address is said, or Ray would join whatever cluster runs here.
            ray.init("local", num_cpus=workers, include_dashboard=False, **quiet)
        else:
            _knock(address)
            ray.init(address, **quiet)
    except (OSError, RuntimeError, ValueError) as error:
        raise InvalidInput(
            f"cannot join a Ray cluster at {address}: {str(error).splitlines()[0]}\n"
            "Start one with: ray start --head (and ray start --address=HOST:PORT on other "
            "machines), or leave the address out to use this machine alone."
        ) from None
    finally:
        signal.signal(signal.SIGTERM, ours)
    return ray


def _tell(warn: Callable[[str], None], data: dict[str, Any], ignore_prefix: bool) -> None:
    """Tell the first sentence of what Ray has to say of its workers."""
    for line in data["lines"]:
        warn(f"Ray: {str(line).strip().partition('. ')[0]}")


def _knock(address: str) -> None:
    """Raise OSError or ValueError where nobody listens; Ray would try for minutes."""
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    if not (host and port.isdecimal()):
        raise ValueError(f"{address!r} is neither auto nor HOST:PORT")
    socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()


def _works(node: dict[str, Any]) -> bool:
    """Whether a machine has processors to give; a head need not."""
    return bool(node["Resources"].get("CPU", 0) >= 1)


def _joined_up(parts: list[Telemetry]) -> Telemetry:
    """Telemetry of lifetimes that follow each other."""
    return Telemetry(
        np.concatenate([lives.counts for lives in parts]),
        np.concatenate([lives.status for lives in parts]),
        np.concatenate([lives.polarity for lives in parts]),
    )
