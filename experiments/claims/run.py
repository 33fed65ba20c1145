"""Test all claims, with three seeds, and write the pages of this folder from what came out.

    python experiments/claims/run.py            # some 45 minutes a seed on two cores
    python experiments/claims/run.py pages      # the pages anew, from what is committed

A verdict stands if all seeds agree on it, and else the claim is open.  Tables, pictures and numbers
are those of the first seed.  Cells are kept in ``runs/claims``; a second call goes on
where the first stopped.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rewardsearch.claims import BUDGETS, Protocol, Verdict, read_protocols, run_claims
from rewardsearch.claims.report import page, robustness, would_tell
from rewardsearch.console import number
from rewardsearch.json_data import read_json, replace_atomically, write_json

HERE = Path(__file__).parent
RUNS = HERE.parents[1] / "runs" / "claims"
SEEDS = (11, 12, 13)
LONGEST = 30
"""Numbers in a list that is committed; longer ones are in pictures only."""
VERDICTS = "verdicts.json"
DECIDED = (Verdict.SUPPORTED.value, Verdict.REFUTED.value)
INTRODUCTION = """\
# The debate, executed

Why should we expect ruthless agents by default, and what would change that? Every claim of that
debate is an experiment here: hypothesis, measures, bounds and rules stand in `protocol.yaml`,
written before the run; its hash is in every result. The verdict is computed: *supported* if every
primary prediction holds by its rule in all its scopes (in some, where the claim says "can"),
*refuted* if one fails, else *inconclusive*; *degenerate* where a control failed or there were too
few opportunities. Intervals of a claim hold at once with 95 %. A refuted claim is as good a result
as a supported one, and no verdict reaches beyond the worlds, learners and lives that it names.

A verdict *stands* if it came out with every seed; where seeds differ, the claim is open. C4 and C5
were first run with 5 searches an arm, C7 with 20 societies: the second seed left all three open.
They were run again on both seeds with 10 searches and 48 societies, bounds and rules unchanged, and
all claims then on a third that nobody had seen.
"""
Data = dict[str, Any]


def shortened(data: Any) -> Any:
    """Plain data with 4 significant digits, without long lists of numbers."""
    if isinstance(data, float):
        return float(f"{data:.4g}")
    if isinstance(data, list):
        return [shortened(item) for item in data]
    if isinstance(data, dict):
        return {name: shortened(item) for name, item in data.items() if not _is_long(item)}
    return data


def _is_long(item: Any) -> bool:
    if not isinstance(item, list) or len(item) <= LONGEST:
        return False
    return not any(isinstance(inner, str | dict) for inner in item)


def publish(
    protocols: Sequence[Protocol], budget: str, seeds: Sequence[int], runs: Path, to: Path
) -> None:
    """Run claims with every seed, and write all that is committed of it."""
    told: dict[int, list[Data]] = {}
    for seed in seeds:
        results = run_claims(protocols, budget, seed, runs / f"{budget}-{seed}")
        told[seed] = [shortened(result.to_data()) for result in results]
    for protocol, data in zip(protocols, told[seeds[0]], strict=True):
        name = protocol.folder.name
        (to / name).mkdir(parents=True, exist_ok=True)
        write_json(to / name / "result.json", data)
        shutil.copyfile(
            runs / f"{budget}-{seeds[0]}" / name / "figure.png", to / name / "figure.png"
        )
    verdicts = {
        str(seed): {data["id"]: data["verdict"] for data in each} for seed, each in told.items()
    }
    write_json(to / VERDICTS, verdicts)
    write_pages(protocols, to)


def write_pages(protocols: Sequence[Protocol], to: Path) -> None:
    """A page for each claim and one for all, from the data beside them."""
    results = [read_json(to / protocol.folder.name / "result.json") for protocol in protocols]
    for protocol, data in zip(protocols, results, strict=True):
        _write(to / protocol.folder.name / "README.md", page(protocol, data))
    _write(to / "README.md", overview(protocols, results, read_json(to / VERDICTS)))


def _write(path: Path, text: str) -> None:
    with replace_atomically(path) as temporary:
        temporary.write_text(text)


def overview(
    protocols: Sequence[Protocol], results: Sequence[Data], verdicts: dict[str, dict[str, str]]
) -> str:
    """The page of all claims, in Markdown."""
    budget, seeds = results[0]["budget"], list(verdicts)
    header = ["claim", "stands", *(f"seed {seed}" for seed in seeds), "primary predictions", "s"]
    rows = [_row(*each, verdicts) for each in zip(protocols, results, strict=True)]
    return "\n".join(
        [
            INTRODUCTION,
            f"    rewardsearch claims --budget {budget} --seed {seeds[0]}", "",
            *_table(header, rows),
            "",
            "Primary predictions: smallest and largest effect over scopes, and how many scopes "
            "support it. " + agreement(verdicts), "",
            "## Where scopes disagree", "",
            *_disagreements(protocols, results), "",
            "## What is open, and what would decide it", "",
            "Primary predictions of claims that are inconclusive. An interval shrinks with the "
            "root of what it rests on: so many lives, societies or searches would bring it off its "
            "bound, if value and spread stayed as they are.", "",
            *_open(protocols, results), "",
        ]
    )  # fmt: skip


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)]


def _row(protocol: Protocol, told: Data, verdicts: dict[str, dict[str, str]]) -> list[str]:
    each = [of_seed[protocol.id] for of_seed in verdicts.values()]
    name = f"[{protocol.id} {protocol.title}]({protocol.folder.name}/README.md)"
    stands = standing(verdicts, protocol.id)
    return [name, stands, *each, _primary(protocol, told), f"{told['seconds']:.0f}"]


def _primary(protocol: Protocol, told: Data) -> str:
    """'harms +0.12 to +0.51 (above 0.1): 12 of 12; ...'."""
    out = []
    for prediction in protocol.predictions:
        if prediction.role != "primary":
            continue
        effects = [e for e in told["effects"] if e["prediction"] == prediction.id]
        values = [e["value"] for e in effects if e["value"] is not None]
        reach = f" {min(values):+.2f} to {max(values):+.2f}" if values else ""
        held = sum(e["verdict"] == Verdict.SUPPORTED.value for e in effects)
        rule = f"{prediction.rule} {prediction.bound:g}"
        out.append(f"{prediction.id}{reach} ({rule}): {held} of {len(effects)}")
    return "; ".join(out)


def standing(verdicts: dict[str, dict[str, str]], claim: str) -> str:
    """The verdict that all seeds agree on, or that it is open."""
    each = {of_seed[claim] for of_seed in verdicts.values()}
    return each.pop() if len(each) == 1 else Verdict.INCONCLUSIVE.value


def agreement(verdicts: dict[str, dict[str, str]]) -> str:
    """How many claims are decided, and which are open because seeds differ."""
    by_claim = {
        claim: [of_seed[claim] for of_seed in verdicts.values()]
        for claim in next(iter(verdicts.values()))
    }
    stand = {claim: standing(verdicts, claim) for claim in by_claim}
    n = sum(verdict in DECIDED for verdict in stand.values())
    told = f"{n} of {len(stand)} claims are decided, with every seed."
    differ = [
        f"{claim} ({', '.join(each)})" for claim, each in by_claim.items() if len(set(each)) > 1
    ]
    return f"{told} Open since seeds differ: {', '.join(differ)}." if differ else told


def _disagreements(protocols: Sequence[Protocol], results: Sequence[Data]) -> list[str]:
    """Which predictions hold in some scopes and fail in others."""
    told = {data["id"]: data for data in robustness(results)}
    rows = []
    for protocol in protocols:
        effects = told.get(protocol.id, {"effects": []})["effects"]
        for prediction in protocol.predictions:
            of_it = [e for e in effects if e["prediction"] == prediction.id]
            scopes = [
                "; ".join(e["scope"] for e in of_it if e["verdict"] == verdict)
                for verdict in DECIDED
            ]
            if all(scopes):
                rows.append([protocol.id, f"{prediction.id} ({prediction.role})", *scopes])
    if not rows:
        return ["No prediction is supported in one scope and refuted in another."]
    return _table(("claim", "prediction", "supported in", "refuted in"), rows)


def _open(protocols: Sequence[Protocol], results: Sequence[Data]) -> list[str]:
    """Effects that keep a claim open."""
    rows = [
        [
            protocol.id,
            prediction.id,
            effect["scope"],
            number(effect, sign=True, digits=3),
            f"{prediction.rule} {prediction.bound:g}",
            str(effect["n"]),
            would_tell(prediction, effect),
        ]
        for protocol, told in zip(protocols, results, strict=True)
        if told["verdict"] == Verdict.INCONCLUSIVE.value
        for prediction in protocol.predictions
        if prediction.role == "primary"
        for effect in told["effects"]
        if effect["prediction"] == prediction.id and effect["verdict"] == Verdict.INCONCLUSIVE.value
    ]
    if not rows:
        return ["No claim is open."]
    header = ("claim", "prediction", "scope", "measured", "rule", "n", "would decide it")
    return _table(header, rows)


def main() -> None:
    """Run what is missing, or only write pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("all", "pages"), default="all")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--budget", choices=BUDGETS, default="standard")
    args = parser.parse_args()
    protocols = read_protocols(HERE)
    if args.what == "pages":
        write_pages(protocols, HERE)
    else:
        publish(protocols, args.budget, args.seeds, RUNS, HERE)


if __name__ == "__main__":
    main()
