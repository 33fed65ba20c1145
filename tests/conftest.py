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
# Long files first, so that no worker is left alone with one at the end.  The first compiles the
# lifetimes of every world, each faster than the one before: what worlds share is typed once.
# Beside it go files that live no lifetimes, then those that live in the worlds that come first:
# what both workers need at once, both would compile, and later ones load it.
FIRST = (
    "worlds/test_contract.py",
    "kernels/test_cuda.py",
    "kernels/learners/test_against_plain_python.py",
    "rewardsearch/test_export.py",
    "kernels/test_drives.py",
    "docs/test_pages.py",
    "kernels/learners/test_learning.py",
    "kernels/test_languages.py",
    "rewardsearch/test_engines.py",
    "kernels/learners/test_identities.py",
    "inner_rl/test_verification.py",
    "rewardsearch/test_cli.py",
    "faults/test_killed.py",
    "rewardsearch/test_cluster.py",
    "rewardsearch/test_inspection_report.py",
    "rewardsearch/test_cli_rewards.py",
    "rewardsearch/test_tuning.py",
    "rewardsearch/test_environments.py",
    "inner_rl/neural/test_crowd.py",
    "inner_rl/neural/test_simulate.py",
    "worlds/test_commons.py",
    "worlds/test_cleanup.py",
)


def pytest_collection_modifyitems(items):
    rank = {TESTS / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))
