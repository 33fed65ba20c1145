"""Work of an agent-step, counted: the kernels run as plain Python on arrays that keep a tally.

It runs in a process of its own, where numba compiles nothing: ``python -m inner_rl.bench.counting
WORLD ..`` prints, for each case, what its first steps after birth asked for.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from inner_rl.arrays import blank_record, kernel_rules, workspace
from inner_rl.bench.cases import Case, cases_of, learner_cases
from inner_rl.bench.measurement import Work
from inner_rl.learners import Planner
from inner_rl.life import Life, Phase
from inner_rl.nested import mapped
from inner_rl.roster import monoculture, stream_keys

# Of a life: those that are not counted, and those that are.
_BIRTH, _STEPS = 4, 64


class CountedArray(np.ndarray[Any, Any]):
    """An array that counts the bytes of every number that is read from it or written to it."""

    read = 0
    written = 0

    def __getitem__(self, key: Any) -> Any:
        """A number, which is counted, or a view, whose numbers will be."""
        value = super().__getitem__(key)
        if not isinstance(value, np.ndarray):
            CountedArray.read += self.itemsize
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        CountedArray.written += self.itemsize


def counted_work(worlds: Sequence[str]) -> dict[str, Work]:
    """Work of an agent-step by name of the case, for all cases that live in the kernels.

    Planners are left out: in plain Python their models, features squared, take too long.
    """
    done = subprocess.run(
        [sys.executable, "-m", __name__, *worlds],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name: Work(**work) for name, work in json.loads(done.stdout).items()}


def count(case: Case) -> Work:
    """Count the steps that follow the first few of a life; only where numba compiles nothing."""
    # The longer life begins as the shorter one does: what it has more of is those steps.
    before, after = _tally(case, _BIRTH), _tally(case, _BIRTH + _STEPS)
    agent_steps = _STEPS * case.world.n_agents
    return Work(*((b - a) / agent_steps for a, b in zip(before, after, strict=True)))


def _tally(case: Case, steps: int) -> tuple[int, int, int]:
    """Blocks, bytes read and bytes written of one life of so many steps."""
    from kernels import lifetime, philox

    # Through the module's names: callers look it up there, as nothing is compiled.
    blocks, names = 0, vars(philox)
    draw_block = names["philox"]

    def noted(*words: Any) -> Any:
        nonlocal blocks
        blocks += 1
        return draw_block(*words)

    life, n = Life((Phase("counted", steps),)), case.world.n_agents
    roster = monoculture(1, n, stream_keys(1, (0,), 1), case.mind)
    rules = kernel_rules([case.reward], roster, case.world, life, [case.learner])
    counted = mapped(_as_counted, rules)
    work = mapped(_as_counted, workspace(case.world, 1, rules))
    record = mapped(_as_counted, blank_record(1, case.world, life))
    CountedArray.read = CountedArray.written = 0
    names["philox"] = noted
    try:
        # Words of 32 bits overflow on purpose.
        with np.errstate(over="ignore"):
            lifetime.live(counted, work, record, 0, 0)
    finally:
        names["philox"] = draw_block
    return blocks, CountedArray.read, CountedArray.written


def _as_counted(array: Any) -> CountedArray:
    return cast(CountedArray, array.view(CountedArray))


def _main(worlds: Sequence[str]) -> None:
    cases = [case for world in worlds for case in (*cases_of(world), *learner_cases(world))]
    countable = [case for case in cases if case.compiled and not isinstance(case.learner, Planner)]
    works = {case.name: vars(count(case)) for case in countable}
    sys.stdout.write(json.dumps(works))


if __name__ == "__main__":
    _main(sys.argv[1:])
