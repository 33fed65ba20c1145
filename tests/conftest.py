"""Settings of all tests."""

import os

# Each worker tests on one processor: a second thread of PyTorch would wait for it, busily.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from pathlib import Path

from hypothesis import settings

# The first example of a test may compile a kernel, which takes seconds.
settings.register_profile("compiled", deadline=None)
settings.load_profile("compiled")

TESTS = Path(__file__).parent
# Long files first, so that no worker is left alone with one at the end.  Beside the first, which
# compiles the kernels of every world, go files that compile others: what both need at once, both
# would compile; later ones load it.
FIRST = (
    "worlds/test_contract.py",
    "kernels/test_cuda.py",
    "inner_rl/test_verification.py",
    "kernels/test_compiling.py",
    "kernels/learners/test_against_plain_python.py",
    "kernels/learners/test_identities.py",
    "kernels/learners/test_learning.py",
    "kernels/test_drives.py",
    "rewardsearch/test_export.py",
    "rewardsearch/test_environments.py",
    "rewardsearch/test_cli.py",
    "faults/test_killed.py",
    "rewardsearch/test_tuning.py",
    "inner_rl/test_against_plain_python.py",
    "inner_rl/test_lives.py",
    "inner_rl/neural/test_crowd.py",
    "worlds/test_cleanup.py",
)


def pytest_collection_modifyitems(items):
    rank = {TESTS / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))
