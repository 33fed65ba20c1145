"""Every drive and context: against a plain-Python twin, and by hand against its source."""

import math

import numpy as np
import pytest
from scipy import stats

from inner_rl.drives import CONTEXTS, DRIVES, INPUTS
from kernels import oversight
from kernels.compiling import entry
from kernels.layout import (
    EVENT_BLAME,
    EVENT_FINE,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_PRAISE,
    N_EVENTS,
    N_INPUTS,
    N_OVERSIGHT,
    OVERSIGHT_DETECTION,
    OVERSIGHT_FINE,
)
from tests.kernels.drives_harness import Bodies, everybody
from tests.oracles.drives import Moment, Twin

RATE = 0.05


def moments(n, n_steps, rng, n_features=14, n_actions=5):
    """Random steps; quiet ones, too, and steps without learning."""

    def some(share, sizes, *shape):
        return np.where(rng.random(shape or n) < share, rng.choice(sizes, shape or n), 0.0)

    def situations():
        pick = [
            (rng.choice(7, rng.integers(1, 5), False), rng.choice(7, rng.integers(0, 5), False))
            for _ in range(n)
        ]
        return [(base.tolist(), (context + 7).tolist()) for base, context in pick]

    before, steps = situations(), []
    for _ in range(n_steps):
        watched, busy = bool(rng.random() < 0.5), rng.random()
        columns = {
            "gain": some(busy, [-0.5, 0.25, 1.0, 2.0]), "loss": some(busy * 0.5, [0.5, 2.0]),
            "harm": some(busy * 0.5, [0.5, 2.0]), "help": some(busy * 0.5, [1.0]),
            "effort": some(0.5, [1.0]), "fine": some(watched * 0.2, [3.0]),
            "blame": some(watched * 0.3, [1.0]), "praise": some(watched * 0.3, [1.0]),
        }  # fmt: skip
        values = [dict(enumerate(rng.normal(0, 6, n_features).tolist())) for _ in range(n)]
        after = situations()
        steps.append(
            Moment(
                [{name: float(column[i]) for name, column in columns.items()} for i in range(n)],
                {pair for pair in everybody(n) if rng.random() < 0.5},
                before, after, rng.integers(n_actions, size=n).tolist(), watched,
                (rng.random(n) < 0.5).tolist(), (rng.random(n) < 0.5).tolist(),
                bool(rng.random() < 0.9), values,
            )
        )  # fmt: skip
        before = after
    return steps


@pytest.mark.parametrize(("n", "rate", "seed"), [(1, 0.05, 1), (2, 0.1, 2), (5, 0.05, 3)])
def test_all_inputs_are_those_of_plain_python(n, rate, seed):
    steps, key = moments(n, 300, np.random.default_rng(seed)), (seed, 77)
    bodies = Bodies(n, n_features=14, n_actions=5, key=key, rate=rate, discount=0.8)
    twin = Twin(n, 5, rate, 0.8, key)
    ours = np.array([bodies.feel(moment) for moment in steps])
    felt = [twin.step(moment) for moment in steps]
    theirs = np.array([[[row[name] for name in INPUTS] for row in rows] for rows in felt])
    assert ours.shape == (300, n, N_INPUTS)
    for name, column in INPUTS.items():
        np.testing.assert_allclose(
            ours[..., column], theirs[..., column], rtol=1e-4, atol=1e-4, err_msg=name
        )
        assert n == 1 or theirs[..., column].std() > 0.005, f"{name} was put to no test"


def test_every_input_has_its_column():
    assert sorted(INPUTS.values()) == list(range(N_INPUTS))
    assert list(INPUTS) == [*DRIVES, *CONTEXTS]


# Own body


def test_own_pain_is_loss_and_fine():
    (felt,) = Bodies(1).after({"gain": 1.0, "loss": 2.0, "fine": 3.0, "effort": 1.0})
    assert (felt["own_gain"], felt["own_pain"], felt["effort"]) == (1.0, 5.0, 1.0)


def test_deficit_grows_by_a_fiftieth_and_is_filled_by_two_meals():
    body = Bodies(1)
    hungry = [body.after()[0]["deficit"] for _ in range(30)]
    assert hungry == pytest.approx([min(1.0, 0.5 + 0.02 * (t + 1)) for t in range(30)], rel=1e-5)
    eating = [body.after({"gain": 1.0})[0]["deficit"] for _ in range(3)]
    assert eating == pytest.approx([0.52, 0.04, 0.0], abs=1e-6)


def test_novelty_is_one_over_the_root_of_the_count():
    """Strehl & Littman (2008): 1 / sqrt(n); the mean over features, each with its own count."""
    body = Bodies(1)
    once = [body.after(then=[([0], [])])[0]["novelty"] for _ in range(9)]
    assert once == pytest.approx([1 / math.sqrt(n) for n in range(1, 10)], rel=1e-6)
    (felt,) = body.after(then=[([0, 1], [3])])
    assert felt["novelty"] == pytest.approx((1 / math.sqrt(10) + 1 + 1) / 3, rel=1e-6)


# Others in sight


def test_distress_and_joy_of_those_in_sight_only():
    events = {}, {"gain": 1.0, "loss": 2.0}, {"gain": 4.0, "fine": 3.0}
    felt = Bodies(3).after(*events, sight={(0, 1)})[0]
    assert (felt["distress_seen"], felt["joy_seen"], felt["company"]) == (2.0, 1.0, 0.5)
    felt = Bodies(3).after(*events)[0]
    assert (felt["distress_seen"], felt["joy_seen"], felt["company"]) == (5.0, 5.0, 1.0)


def fehr_schmidt(payoffs, i, alpha, beta):
    """Equation (1) of Fehr & Schmidt (1999)."""
    x, n = payoffs[i], len(payoffs)
    behind = sum(max(payoffs[j] - x, 0) for j in range(n) if j != i) / (n - 1)
    ahead = sum(max(x - payoffs[j], 0) for j in range(n) if j != i) / (n - 1)
    return x - alpha * behind - beta * ahead


@pytest.mark.parametrize(
    "payoffs", [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (3.0, 1.0, -2.0, 8.0), (-1.0, -1.0)]
)
def test_inequity_is_that_of_fehr_and_schmidt(payoffs):
    # A gain is enough for one step: e is the payoff itself then.
    felt = Bodies(len(payoffs)).after(*[{"gain": x} for x in payoffs])
    for i, row in enumerate(felt):
        utility = row["own_gain"] - 5.0 * row["envy"] - 0.05 * row["advantage"]
        assert utility == pytest.approx(fehr_schmidt(payoffs, i, 5.0, 0.05), rel=1e-6)


def test_inequity_by_hand():
    """Guilt of being ahead lowers utility, and equal payoffs leave it alone."""
    ahead, behind = Bodies(2).after({"gain": 1.0}, {})
    assert ahead["own_gain"] - 0.05 * ahead["advantage"] == pytest.approx(0.95)
    assert (ahead["envy"], behind["envy"], behind["advantage"]) == (0.0, 1.0, 0.0)
    for row in Bodies(3).after():
        assert (row["envy"], row["advantage"], row["svo"]) == (0.0, 0.0, 0.0)


def test_inequity_is_smoothed_as_by_hughes():
    """e <- gamma lambda e + r: a constant r leads to r / (1 - gamma lambda), and fades after."""
    bodies, decay = Bodies(2), 0.99 * 0.975
    felt = [bodies.after({"gain": 2.0}, {"loss": 1.0})[0]["advantage"] for _ in range(600)]
    expected = [3.0 * (1 - decay ** (t + 1)) / (1 - decay) for t in range(600)]
    np.testing.assert_allclose(felt, expected, rtol=1e-4)
    assert felt[-1] == pytest.approx(3.0 / (1 - decay), rel=1e-4)
    faded = [bodies.after()[0]["advantage"] for _ in range(10)]
    np.testing.assert_allclose(faded, [felt[-1] * decay ** (t + 1) for t in range(10)], rtol=1e-4)


@pytest.mark.parametrize(
    ("own", "other", "degrees"),
    [
        (1.0, 1.0, 0.0),
        (1.0, 0.0, 45.0),  # only for oneself: an angle of 0
        (0.0, 1.0, 45.0),  # only for others: an angle of 90
        (-1.0, 1.0, 90.0),
        (1.0, -1.0, 90.0),
        (0.0, -1.0, 135.0),
        (-1.0, 0.0, 135.0),
        (-1.0, -1.0, 180.0),
        (-1.0, -0.01, 135.573),
        (-1.0, 0.01, 134.427),
        (0.0, 0.0, 0.0),
    ],
)
def test_distance_from_fair_shares_by_hand(own, other, degrees):
    """McKee et al. (2020): the angle of own and others' payoff, fair at 45 degrees."""
    felt = Bodies(3).after({"gain": own}, {"gain": 2 * other}, {})[0]
    assert math.degrees(felt["svo"]) == pytest.approx(degrees, abs=1e-3)


def test_distance_from_fair_shares_is_an_angle_in_all_quadrants():
    for at in np.linspace(-math.pi, math.pi, 97):
        own, other = math.cos(at), math.sin(at)
        felt = Bodies(2).after({"gain": own}, {"gain": other})[0]
        # The cosine of the angle between two vectors is their scalar product.
        expected = math.acos(max(-1.0, min(1.0, (own + other) / math.sqrt(2))))
        assert felt["svo"] == pytest.approx(expected, abs=2e-3)
        wanted = abs(math.atan2(other, own) - math.pi / 4)
        assert felt["svo"] == pytest.approx(min(wanted, 2 * math.pi - wanted), abs=1e-6)
    assert Bodies(2).after({"gain": 1.0}, {}, sight=set())[0]["svo"] == 0.0


# The watcher


@entry
def _sanction(settings, watched, key, n_steps, events, sums):
    for step in range(n_steps):
        oversight.sanction(settings, watched, key[0], key[1], step, events.shape[0], events)
        for agent in range(events.shape[0]):
            for column in range(events.shape[1]):
                sums[agent, column] += events[agent, column]


def sanctioned(watched, detection, n_steps=4000):
    """Shares of steps with a fine of 3, blame, praise, for a thief, a helper, both and neither."""
    settings, events = np.zeros(N_OVERSIGHT, np.float32), np.zeros((4, N_EVENTS), np.float32)
    settings[OVERSIGHT_DETECTION], settings[OVERSIGHT_FINE] = detection, 3.0
    events[[0, 2], EVENT_HARM] = 2.0
    events[[1, 2], EVENT_HELP] = 1.0
    sums = np.zeros((4, N_EVENTS), np.float32)
    _sanction(settings, watched, np.array([5, 6], np.uint32), n_steps, events, sums)
    return sums[:, [EVENT_FINE, EVENT_BLAME, EVENT_PRAISE]] / np.array([3.0, 1.0, 1.0]) / n_steps


def test_who_is_watched_and_noticed_is_blamed_and_praised():
    np.testing.assert_array_equal(sanctioned(0, 1.0), 0.0)
    np.testing.assert_array_equal(sanctioned(1, 0.0), 0.0)
    deserved = np.array([[1, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]])
    np.testing.assert_array_equal(sanctioned(1, 1.0), deserved)
    shares = sanctioned(1, 0.3)
    np.testing.assert_array_equal(shares[deserved == 0], 0.0)
    np.testing.assert_array_equal(shares[:, 0], shares[:, 1])
    for noticed in shares[deserved == 1]:
        # False-alarm rate of each bound: 1 in 1,000.
        assert stats.binomtest(round(noticed * 4000), 4000, 0.3).pvalue > 1e-3


def test_shame_needs_a_watcher_and_a_victims_face_but_no_notice():
    harm, loss = {"harm": 2.0}, {"loss": 2.0}
    felt = Bodies(2).after(harm, loss, watched=True)[0]
    assert (felt["shame"], felt["blame"]) == (1.0, 0.0)
    assert Bodies(2).after(harm, loss, watched=False)[0]["shame"] == 0.0
    assert Bodies(2).after(harm, loss, watched=True, sight={(1, 0)})[0]["shame"] == 0.0
    assert Bodies(2).after({}, loss, watched=True)[0]["shame"] == 0.0
    blamed = Bodies(2).after(harm | {"blame": 1.0, "praise": 1.0}, {}, watched=True)[0]
    assert (blamed["shame"], blamed["blame"], blamed["praise"]) == (0.0, 1.0, 1.0)


def test_the_norm_protects_who_harmed_nobody_at_the_step_before():
    """Tennant et al. (2023): a penalty for defecting on one who cooperated before."""
    harm, loss = {"harm": 2.0}, {"loss": 2.0}
    bodies = Bodies(2)
    assert [row["norm"] for row in bodies.after(harm, loss | {"harm": 1.0})] == [1.0, 0.0]
    # Now the victim is one who harmed at the step before, and harming back breaks no norm.
    assert bodies.after(harm, loss)[0]["norm"] == 0.0
    # One step later it is innocent again.
    assert bodies.after(harm, loss)[0]["norm"] == 1.0
    assert bodies.after(harm, loss, sight=set())[0]["norm"] == 0.0
    assert bodies.after({}, loss)[0]["norm"] == 0.0


# Friends and foes


def test_gratitude_grows_by_help_in_sight_and_fades():
    bodies = Bodies(3)
    helped = {"gain": 0.5}, {"help": 1.0}, {}
    assert bodies.after(*helped)[0]["gratitude"] == 0.0
    joy = {}, {"gain": 2.0}, {"gain": 1.0}
    for since in range(1, 6):
        felt = bodies.after(*joy)[0]
        assert felt["gratitude"] == pytest.approx(0.5 * 0.99**since * 2.0, rel=1e-5)
        expected = (1 - 0.5 * 0.99**since) * 2.0 + 1.0
        assert felt["stranger_joy"] == pytest.approx(expected, rel=1e-5)
    assert bodies.after(*joy, sight={(0, 2)})[0]["gratitude"] == 0.0


def test_grudge_grows_by_harm_in_sight_and_fades():
    bodies = Bodies(2)
    assert bodies.after({"loss": 0.5}, {"harm": 0.5})[0]["grudge"] == 0.0
    for since in range(1, 6):
        felt = bodies.after({}, {"loss": 1.0, "fine": 3.0, "gain": 2.0})[0]
        assert felt["grudge"] == pytest.approx(0.5 * 0.99**since * 4.0, rel=1e-5)
        assert felt["stranger_joy"] == pytest.approx((1 - 0.5 * 0.99**since) * 2.0, rel=1e-5)
    assert bodies.after({}, {"loss": 1.0}, sight=set())[0]["grudge"] == 0.0


@pytest.mark.parametrize(("mine", "theirs"), [("gain", "help"), ("loss", "harm")])
def test_ledgers_hold_at_most_one_and_record_in_sight_only(mine, theirs):
    bodies = Bodies(2)
    for _ in range(5):
        bodies.after({mine: 3.0}, {theirs: 3.0}, sight={(1, 0)})
    np.testing.assert_array_equal(bodies.body.ledger, 0.0)
    bodies.after({mine: 3.0}, {})
    bodies.after({}, {theirs: 3.0})
    np.testing.assert_array_equal(bodies.body.ledger, 0.0)
    for _ in range(5):
        bodies.after({mine: 3.0}, {theirs: 3.0})
    felt = bodies.after({}, {"gain": 1.0, "loss": 1.0})[0]
    assert {"gain": felt["gratitude"], "loss": felt["grudge"]}[mine] == 1.0
    assert felt["stranger_joy"] == 0.0


def test_contexts_are_one_and_fade_by_a_tenth():
    bodies = Bodies(2)
    felt = bodies.after(
        {"gain": 1.0, "loss": 2.0}, {"help": 1.0}, watched=True, power=[True, False]
    )
    assert [felt[0][name] for name in CONTEXTS] == [1.0, 1.0, 1.0, 1.0]
    assert [felt[1][name] for name in CONTEXTS] == [1.0, 0.0, 0.0, 0.0]
    for since in range(1, 6):
        felt = bodies.after()[0]
        for name in ("recently_harmed", "recently_helped"):
            assert felt[name] == pytest.approx(0.9**since, rel=1e-5)
        assert (felt["watched"], felt["power"]) == (0.0, 0.0)
    # Help out of sight, and help without a gain, are not felt as help.
    bodies = Bodies(2)
    assert bodies.after({"gain": 1.0}, {"help": 1.0}, sight=set())[0]["recently_helped"] == 0.0
    assert bodies.after({}, {"help": 1.0})[0]["recently_helped"] == 0.0


# Thoughts

SITUATION = [([0, 1], [3])] * 2


@pytest.mark.parametrize(
    ("name", "lesson", "truth", "n_features"),
    [
        ("guilt", {"loss": 2.0}, 2.0, 2),
        ("pride", {"gain": 2.0}, 2.0, 2),
        ("imagined_approval", {}, -1.0, 2),
    ],
)
def test_beliefs_learn_at_the_rate_of_their_features(name, lesson, truth, n_features):
    """One situation again and again: the error shrinks by the factor 1 - rate x features."""
    bodies = Bodies(2)
    teach = {"before": SITUATION, "watched": True}
    felt = [bodies.after({"blame": 1.0}, lesson, **teach)[0][name] for _ in range(60)]
    expected = [truth * (1 - (1 - RATE * n_features) ** k) for k in range(60)]
    np.testing.assert_allclose(felt, expected, rtol=1e-4, atol=1e-6)
    # Nobody in sight, nobody watching: believed all the same, and nothing is learned.
    lonely = {"before": [([0, 1], [2])] * 2, "sight": set()}
    alone = [bodies.after({}, {}, **lonely)[0][name] for _ in range(5)]
    np.testing.assert_allclose(alone, truth * (1 - (1 - RATE * n_features) ** 60), rtol=1e-4)
    # Another act has its own belief.
    assert bodies.after({}, {}, actions=[1, 0], **lonely)[0][name] == 0.0


def test_imagined_approval_learns_while_watched_in_sight_or_not():
    bodies = Bodies(2)
    for _ in range(40):
        bodies.after({"praise": 1.0}, {})
    assert bodies.after()[0]["imagined_approval"] == 0.0
    for _ in range(40):
        bodies.after({"praise": 1.0}, {}, watched=True, sight=set())
    felt = bodies.after()[0]["imagined_approval"]
    assert felt == pytest.approx(1 - (1 - RATE) ** 40, rel=1e-4)


def test_beliefs_converge_to_conditional_means():
    """Two acts whose victims suffer by chance: each is believed to bring its mean."""
    rng, bodies = np.random.default_rng(4), Bodies(2, rate=0.01)
    believed = {0: [], 1: []}
    for _ in range(4000):
        act = int(rng.integers(2))
        loss = float(2.0 * (rng.random() < (0.75, 0.25)[act]))
        felt = bodies.after({}, {"loss": loss}, actions=[act, 0])[0]
        believed[act].append(felt["guilt"])
    for act, mean in ((0, 1.5), (1, 0.5)):
        # Standard error of a mean of 1,500 averages with memory 1 / .01: about .02.
        assert np.mean(believed[act][500:]) == pytest.approx(mean, abs=0.1)


def test_nothing_is_learned_in_a_phase_without_learning():
    bodies = Bodies(2)
    for _ in range(100):
        bodies.after({"blame": 1.0}, {"loss": 2.0, "gain": 1.0}, watched=True, learning=False)
    np.testing.assert_array_equal(bodies.body.heads, 0.0)


def test_the_truth_is_revealed_at_one_step_in_twenty():
    bodies, n = Bodies(2, rate=0.001), 3000
    told = {"predicted_welfare": 0, "predicted_blame": 0}
    last = dict.fromkeys(told, 0.0)
    for _ in range(n):
        felt = bodies.after({"blame": 1.0}, {"gain": 6.0})[0]
        for name, before in last.items():
            told[name] += felt[name] != before
            last[name] = felt[name]
    assert told["predicted_welfare"] == told["predicted_blame"]
    # False-alarm rate of this bound: 1 in 1,000.
    assert stats.binomtest(told["predicted_blame"], n, 0.05).pvalue > 1e-3
    # One feature: closed form in the number of revelations.
    shrunk = (1 - 0.001) ** told["predicted_blame"]
    assert last["predicted_welfare"] == pytest.approx(6.0 * (1 - shrunk), rel=1e-3)
    assert last["predicted_blame"] == pytest.approx(1 - shrunk, rel=1e-3)


def test_predictions_know_the_cue_and_can_be_wrong():
    bodies, watched = Bodies(2, rate=0.3), [([0], [2])] * 2
    for _ in range(1500):
        bodies.after({"blame": 1.0}, {"gain": 2.0}, before=watched)
        bodies.after({}, {"gain": 2.0}, before=[([0], [3])] * 2)
    felt = bodies.after({}, {"loss": 2.0}, before=watched)[0]
    assert felt["predicted_blame"] > 0.8
    # It is wrong about this step: the truth is another, and no blame was given.
    assert felt["predicted_welfare"] == pytest.approx(2.0, abs=0.1)
    assert (felt["others_payoff"], felt["blame"]) == (-2.0, 0.0)
    assert bodies.after({}, {}, before=[([0], [3])] * 2)[0]["predicted_blame"] < 0.2


def test_regret_and_surprise_of_expected_payoffs():
    """Loomes & Sugden (1982): what the best forgone act would have brought, less the own."""
    bodies, payoffs = Bodies(1, n_actions=3), (0.0, 2.0, -1.0)
    k = 20
    for _ in range(k):
        for act, payoff in enumerate(payoffs):
            felt = bodies.after({"gain": payoff}, actions=[act])[0]
            assert felt["regret"] >= 0.0
    g = [payoff * (1 - (1 - RATE) ** k) for payoff in payoffs]
    for act, payoff in enumerate(payoffs):
        felt = bodies.after({"gain": 1.0, "loss": 1.0 - payoff}, actions=[act], learning=False)[0]
        assert felt["regret"] == pytest.approx(max(g) - g[act], abs=1e-5)
        assert felt["surprise"] == pytest.approx(abs(payoff - g[act]), abs=1e-5)
    assert bodies.after(actions=[1])[0]["regret"] == 0.0


def test_surprise_is_unsigned_and_wears_off():
    bodies = Bodies(1)
    felt = [bodies.after({"loss": 2.0})[0]["surprise"] for _ in range(50)]
    np.testing.assert_allclose(felt, [2.0 * (1 - RATE) ** k for k in range(50)], rtol=1e-4)


def test_sympathy_is_the_own_value_function_in_the_others_place():
    values = [{0: 1.0, 1: 4.0, 2: -3.0}, {}, {}]
    places = [([0], []), ([1], []), ([1], [2])]
    felt = Bodies(3).after(then=places, values=values, sight=set())
    # (1 - .9) x mean of 4 and 4 - 3.
    assert felt[0]["sympathy"] == pytest.approx(0.1 * 2.5, rel=1e-5)
    assert [felt[0]["liking"], felt[1]["sympathy"]] == [0.0, 0.0]
    limits = Bodies(2).after(values=[{0: 1e3}, {0: -1e3}])
    assert [row["sympathy"] for row in limits] == [2.0, -2.0]


def test_liking_is_for_friends_and_against_foes():
    bodies, values = Bodies(3), [{0: 6.0}, {}, {}]
    bodies.after({"gain": 0.5}, {"help": 1.0}, {})
    bodies.after({"loss": 1.0}, {}, {"harm": 1.0})
    felt = bodies.after(values=values, sight=set())[0]["liking"]
    credit, debt = 0.5 * 0.99**3, 0.99**2
    assert felt == pytest.approx(0.1 * (credit - debt) * 6.0 / 2, rel=1e-4)


# Oracles


def test_oracles_know_everything_and_descendants_are_a_zero_sum():
    events = {"gain": 1.0, "harm": 2.0}, {"loss": 2.0, "help": 1.0}, {"gain": 4.0, "fine": 3.0}
    felt = Bodies(3).after(*events, sight=set())
    assert [row["true_harm"] for row in felt] == [2.0, 0.0, 0.0]
    assert [row["true_help"] for row in felt] == [0.0, 1.0, 0.0]
    assert [row["others_payoff"] for row in felt] == [-1.0, 2.0, -1.0]
    assert [row["group_welfare"] for row in felt] == [0.0, 0.0, 0.0]
    assert [row["descendants"] for row in felt] == [1.0, -2.0, 1.0]
    rng = np.random.default_rng(6)
    for _ in range(20):
        gains = [{"gain": float(x)} for x in rng.normal(size=7)]
        felt = Bodies(7).after(*gains)
        assert sum(row["descendants"] for row in felt) == pytest.approx(0.0, abs=1e-5)
        total = sum(event["gain"] for event in gains)
        for event, row in zip(gains, felt, strict=True):
            assert row["group_welfare"] == pytest.approx(total, abs=1e-5)
            assert row["others_payoff"] == pytest.approx(total - event["gain"], abs=1e-5)


def test_restraint_needs_a_chance_to_harm_that_was_not_used():
    bodies = Bodies(3)
    felt = bodies.after({}, {"harm": 1.0}, {}, could_harm=[True, True, False])
    assert [row["restraint"] for row in felt] == [1.0, 0.0, 0.0]
