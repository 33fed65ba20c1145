"""The pages of experiments/claims say what the results beside them say."""

import runpy
from pathlib import Path

import pytest

from rewardsearch.claims import read_protocols
from rewardsearch.claims.evidence import controlled, effect_of, judge
from rewardsearch.json_data import read_json

HERE = Path(__file__).parents[2] / "experiments" / "claims"


committed = pytest.mark.skipif(
    not (HERE / "verdicts.json").exists(), reason="no results are committed"
)


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(HERE / "run.py"))


@pytest.fixture(scope="module")
def published(script, tmp_path_factory):
    folder = tmp_path_factory.mktemp("claims")
    protocols = read_protocols(HERE, ["C1"])
    script["publish"](protocols, "smoke", (901, 902), folder / "runs", folder / "to")
    return folder


def test_every_claim_has_a_page_and_a_row(published):
    index = (published / "to" / "README.md").read_text()
    for protocol in read_protocols(HERE, ["C1"]):
        folder = published / "to" / protocol.folder.name
        told = read_json(folder / "result.json")
        assert told["seed"] == 901
        assert (folder / "figure.png").stat().st_size > 10_000
        assert protocol.digest() in (folder / "README.md").read_text()
        row = f"| [{protocol.id} {protocol.title}]({protocol.folder.name}/README.md) | not judged |"
        assert f"{row} not judged | not judged |" in index


def test_a_second_call_lives_nothing_and_writes_the_same(published, script, monkeypatch):
    pages = {path: path.read_bytes() for path in (published / "to").rglob("*.[mj]*")}
    assert len(pages) == 4
    monkeypatch.setattr("rewardsearch.evaluation.Evaluator.simulate", None)
    protocols = read_protocols(HERE, ["C1"])
    script["publish"](protocols, "smoke", (901, 902), published / "runs", published / "to")
    assert {path: path.read_bytes() for path in pages} == pages


@committed
def test_the_committed_pages_are_those_of_the_committed_results(script, tmp_path):
    protocols = read_protocols(HERE)
    for file in [HERE / "verdicts.json", *HERE.glob("*/result.json")]:
        copied = tmp_path / file.relative_to(HERE)
        copied.parent.mkdir(exist_ok=True)
        copied.write_bytes(file.read_bytes())
    script["write_pages"](protocols, tmp_path)
    pages = list(tmp_path.rglob("README.md"))
    assert len(pages) == len(protocols) + 1
    for page in pages:
        assert page.read_text() == (HERE / page.relative_to(tmp_path)).read_text()


@committed
@pytest.mark.parametrize("protocol", read_protocols(HERE), ids=lambda protocol: protocol.id)
def test_committed_verdicts_follow_from_committed_effects_by_the_protocol_that_was_hashed(protocol):
    told = read_json(protocol.folder / "result.json")
    assert told["protocol"] == protocol.digest()
    effects = [effect_of(effect) for effect in told["effects"]]
    verdicts = [e.verdict(protocol.prediction(e.prediction)).value for e in effects]
    assert verdicts == [effect["verdict"] for effect in told["effects"]]
    assert controlled(protocol, effects) == effects
    outcome = judge(protocol, effects)
    assert (outcome.verdict.value, outcome.why) == (told["verdict"], told["why"])
    assert read_json(HERE / "verdicts.json")["11"][protocol.id] == told["verdict"]


def test_long_lists_of_numbers_are_left_out_and_the_rest_is_rounded(script):
    rows = [{"value": 1 / 3}] * 40
    data = {"effects": rows, "notes": ["a"] * 40, "x": [1.0] * 31, "low": [2 / 3] * 30, "n": 12345}
    assert script["shortened"](data) == {
        "effects": [{"value": 0.3333}] * 40, "notes": ["a"] * 40, "low": [0.6667] * 30, "n": 12345,
    }  # fmt: skip


def test_a_verdict_stands_if_all_seeds_agree(script):
    first = {"C1": "supported", "C2": "refuted", "C3": "inconclusive"}
    standing, agreement = script["standing"], script["agreement"]
    third = first | {"C2": "inconclusive"}
    assert standing({"1": first, "2": first, "3": third}, "C1") == "supported"
    for verdicts in ({"1": first, "3": third}, {"1": third, "2": first}):
        assert standing(verdicts, "C2") == "inconclusive"
    assert agreement({"1": first, "2": first}) == ("2 of 3 claims are decided, with every seed.")
    assert agreement({"1": first, "3": third}).endswith(
        "1 of 3 claims are decided, with every seed. "
        "Open since seeds differ: C2 (refuted, inconclusive)."
    )


def effect(name, scope, verdict, value):
    return {"prediction": name, "scope": scope, "verdict": verdict, "value": value}


def test_scopes_that_disagree_are_named(script):
    (protocol,) = read_protocols(HERE, ["C12"])
    effects = [
        effect("dilutes", "wells", "refuted", 0.01),
        effect("dilutes", "coins", "supported", 0.256),
        effect("dilutes", "trust", "degenerate", None),
        effect("delays", "coins", "supported", -0.1),
    ]
    told = {"id": "C12", "effects": effects, "seconds": 1.0, "budget": "standard",
            "verdict": "refuted"}  # fmt: skip
    index = script["overview"]([protocol], [told], {"11": {"C12": "refuted"}})
    assert "| C12 | dilutes (primary) | coins | wells |" in index
    assert "dilutes +0.01 to +0.26 (above 0.1): 1 of 3" in index
    assert "| C12 | delays" not in index
    assert "No claim is open." in index
    del effects[0]
    index = script["overview"]([protocol], [told], {"11": {"C12": "refuted"}})
    assert "No prediction is supported in one scope and refuted in another." in index


def test_what_is_open_says_what_would_decide_it(script):
    (protocol,) = read_protocols(HERE, ["C12"])
    ends = {"low": 0.0, "high": 0.4, "n": 9, "degenerate": ""}
    effects = [effect("dilutes", "wells", "inconclusive", 0.2) | ends,
               effect("dilutes", "coins", "supported", 0.3)]  # fmt: skip
    told = {"id": "C12", "effects": effects, "seconds": 1.0, "budget": "standard",
            "verdict": "inconclusive"}  # fmt: skip
    index = script["overview"]([protocol], [told], {"11": {"C12": "inconclusive"}})
    row = (
        "| C12 | dilutes | wells | +0.200 [+0.000, +0.400] | above 0.1 | 9 | about 36 would tell |"
    )
    assert row in index
    assert "| C12 | dilutes | coins | +0.3" not in index
