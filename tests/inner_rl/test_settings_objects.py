import pytest

from inner_rl import DRIVES, ActorCritic, Coins, InvalidInput, Life, Oversight, Phase
from kernels.layout import N_DRIVES


def test_genes_are_the_drives_in_order():
    assert [drive.index for drive in DRIVES.values()] == list(range(N_DRIVES))
    assert all(name == drive.name for name, drive in DRIVES.items())


@pytest.mark.parametrize("drive", DRIVES.values(), ids=lambda d: d.name)
def test_every_drive_explains_itself(drive):
    for text in (drive.phrase, drive.formula, drive.unit, drive.source):
        assert text
    assert drive.low < drive.high


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Coins(n_agents=1), "world.n_agents must be from 2 to 16, got 1"),
        (lambda: Coins(n_agents=7), "need at least 28 cells, got 5 x 5 = 25"),
        (lambda: Coins(view=3), "the window must fit the grid"),
        (lambda: Coins(theft_cost=float("nan")), "theft_cost must be from 0.001 to 1000, got nan"),
        (lambda: Oversight(share=1.5), "oversight.share must be from 0 to 1, got 1.5"),
        (lambda: Oversight(share=0.99, bout=2.0), "must be from 0 to 1, got 49.5"),
        (lambda: ActorCritic(discount=1.0), "learner.discount must be from 0 to 0.9999, got 1"),
        (lambda: Life(()), "life.phases is empty"),
        (
            lambda: Life((Phase("a", 5, learning=False),)).check_learning(),
            "no phase has learning on",
        ),
        (lambda: Phase("a", 0), "life phase 'a': steps must be from 1"),
        (lambda: Life((Phase("a", 20_000_000),)), "steps of all phases must be from 1 to"),
    ],
)
def test_impossible_settings_are_refused(make, message):
    with pytest.raises(InvalidInput) as caught:
        make()
    assert message in str(caught.value)
