"""What of a GPU's driver can be checked without one, and the driver itself where there is one."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    Hardware,
    InvalidInput,
    Life,
    Linear,
    Phase,
    monoculture,
    simulate,
    stream_keys,
)
from inner_rl.arrays import blank_record, kernel_rules, workspace
from inner_rl.brains import as_list
from inner_rl.gpu import _check_size, lives_at_once, on_host, room
from inner_rl.nested import n_bytes
from inner_rl.roster import Seat, seated
from inner_rl.verification import case_of, compare

torch = pytest.importorskip("torch")
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch finds no GPU here")
GUILTY = Linear({"own_gain": 1.0, "guilt": -0.5})
MIB = 2**20


def arguments():
    world, life = Coins(), Life()
    rules = kernel_rules(
        [GUILTY], monoculture(1, 4, stream_keys(0, (0,), 1)), world, life, [ActorCritic()]
    )
    return rules, workspace(world, 1, rules), blank_record(1, world, life)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_an_absent_gpu_is_said_before_anything_runs():
    with pytest.raises(InvalidInput, match="PyTorch finds no GPU here; use device cpu"):
        Hardware(device="cuda")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"keeps_results": True}, "can be kept on a GPU only"),
        ({"device": "cudo"}, "did you mean 'cuda'"),
        ({"threads": 0}, "threads must be from 1"),
    ],
)
def test_wrong_hardware_is_refused(wrong, message):
    with pytest.raises(InvalidInput, match=message):
        Hardware(**wrong)


def test_all_lives_that_fit_are_lived_at_once():
    assert lives_at_once(1000, working=MIB, kept=1000, free=80 * 1024 * MIB) == 1000


def test_lives_are_cut_into_equal_batches_that_fit():
    # 900 MiB are usable, 100 of them are taken by results: 800 at work, so two batches of 500.
    assert lives_at_once(1000, working=MIB, kept=MIB // 10, free=1000 * MIB) == 500


def test_one_launch_is_never_too_long_for_progress():
    assert lives_at_once(2**20, working=8, kept=8, free=80 * 1024 * MIB) == 2**18


def test_no_array_at_work_is_larger_than_kernels_can_address():
    # 16 GiB an array: 8,192 lifetimes of 2 MiB, so three batches of 6,667 for 20,000.
    lives = lives_at_once(20_000, working=3 * MIB, kept=8, free=140 * 1024 * MIB, largest=2 * MIB)
    assert lives == 6667


def test_results_beyond_what_kernels_can_address_are_refused():
    _check_size(16 * 1024 * MIB, 1)
    with pytest.raises(InvalidInput, match=r"leave an array of 17\.0 GiB, over the 16 GiB"):
        _check_size(17 * 1024 * MIB, 9)


def test_a_gpu_that_is_too_small_is_said_with_the_figures():
    with pytest.raises(InvalidInput, match="10 MiB of free memory, but 5 lifetimes leave 5 MiB"):
        lives_at_once(5, working=8 * MIB, kept=MIB, free=10 * MIB)


def test_what_is_one_array_stays_one_and_counts_once():
    _, work, _ = arguments()
    assert work.brains.heads is work.body.heads
    tensors = room(work, 3, device="cpu")
    assert tensors.brains.heads is tensors.body.heads
    heads, rest = work.body.heads.nbytes, work._replace(body=work.body._replace(heads=None))
    rest = rest._replace(brains=work.brains._replace(heads=None))
    assert n_bytes(work) == heads + n_bytes(rest)


def test_room_has_the_shapes_and_types_of_the_example_for_as_many_lifetimes():
    _, work, record = arguments()
    for tensors, arrays in ((room(work, 3, "cpu"), work), (room(record, 3, "cpu"), record)):
        for name, array in arrays._asdict().items():
            if isinstance(array, np.ndarray):
                tensor = getattr(tensors, name)
                assert tuple(tensor.shape) == (3 if len(array) else 0, *array.shape[1:])
                assert str(tensor.dtype) == f"torch.{array.dtype}"


def test_lifetimes_are_neighbours_but_where_features_choose_what_is_used():
    _, work, _ = arguments()
    tensors = room(work, 3, "cpu")
    assert tensors.events.stride()[0] == tensors.actions.stride()[0] == 1
    for table in (tensors.brains.policy, tensors.brains.critic, tensors.body.visits):
        assert table.is_contiguous()


def test_results_come_back_as_contiguous_arrays():
    _, _, record = arguments()
    tensors = room(record, 3, "cpu")
    tensors.counts.fill_(2.0)
    arrays = on_host(tensors)
    assert arrays.counts.flags.c_contiguous
    assert (arrays.counts == 2.0).all()


@needs_gpu
@pytest.mark.parametrize("n_lifetimes", [1, 3, 100])
def test_a_gpu_gives_the_same_bits(n_lifetimes):
    life = Life((Phase("growing up", 60), Phase("test", 20, learning=False)))
    roster = monoculture(1, 4, stream_keys(0, (0,), n_lifetimes))
    told = [
        simulate([GUILTY], roster, Coins(), life, ActorCritic(), return_brains=True, hardware=on)
        for on in (Hardware(1), Hardware(device="cuda"))
    ]
    for name in ("counts", "status", "polarity"):
        cpu, cuda = (np.ascontiguousarray(getattr(t, name)).view(np.uint32) for t in told)
        np.testing.assert_array_equal(cpu, cuda)
    for cpu, cuda in zip(told[0].brains, told[1].brains, strict=True):
        np.testing.assert_array_equal(cpu.view(np.uint32), cuda.view(np.uint32))


@needs_gpu
def test_brains_that_stay_on_the_gpu_are_born_again_there():
    keys, life = stream_keys(0, (0,), 6), Life((Phase("growing up", 60),))
    bits = []
    for on in (Hardware(1), Hardware(device="cuda", keeps_results=True)):
        told = simulate(
            [GUILTY], monoculture(1, 4, keys), Coins(), life, ActorCritic(), return_brains=True,
            hardware=on,
        )  # fmt: skip
        seats = seated([Seat(brain=3)], np.zeros((6, 4), np.int32), keys)
        again = simulate(
            [GUILTY], seats, Coins(), life, ActorCritic(), age=60, hardware=on,
            initial_brains=as_list(told.brains),
        )  # fmt: skip
        assert (on.device == "cuda") == isinstance(again.counts, torch.Tensor)
        bits.append(np.asarray(torch.as_tensor(again.counts).cpu()).view(np.uint32))
    np.testing.assert_array_equal(*bits)


@needs_gpu
@pytest.mark.parametrize("name", ["matrix-actor_critic", "coins-actor_critic"])
def test_a_gpu_lives_the_cases_of_verification_with_the_same_bits(name):
    case = case_of(*name.rsplit("-", 1))
    assert compare(case.lived(), case.lived_on_gpu()) == []
