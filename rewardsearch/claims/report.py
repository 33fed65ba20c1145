"""Claims as text: the table in the terminal, and a page for each."""

from collections.abc import Sequence
from math import isinf
from typing import Any

from rewardsearch.claims.evidence import Verdict, effect_of
from rewardsearch.claims.protocol import Prediction, Protocol
from rewardsearch.console import aligned, number

Data = dict[str, Any]


def table(results: Sequence[Data]) -> str:
    """A line for each claim, from its data."""
    rows = [("", "claim", "verdict", "seconds", "why")]
    for told in results:
        rows.append(
            (told["id"], told["title"], told["verdict"], f"{told['seconds']:.0f}", told["why"])
        )  # fmt: skip
    return "\n".join(aligned(rows))


def listed(protocols: Sequence[Protocol]) -> str:
    """What each claim says, and what would be measured."""
    out = []
    for protocol in protocols:
        out.append(f"{protocol.id} {protocol.title}  (protocol {protocol.digest()})")
        rows = [("    claim", protocol.claim), ("    hypothesis", protocol.hypothesis)]
        rows += [(f"    {p.id}", f"{p.says}: {rule(p)}") for p in protocol.predictions]
        out += [*aligned(rows), ""]
    return "\n".join(out)


def rule(prediction: Prediction) -> str:
    """'above 0.05 in all scopes (control)'."""
    where = "in all scopes" if prediction.over == "all" else "in some scope"
    role = "" if prediction.role == "primary" else f", {prediction.role}"
    return f"{prediction.rule} {prediction.bound:g} {where}{role}"


def page(protocol: Protocol, told: Data) -> str:
    """The README of a claim's folder, in Markdown: words of the protocol, computed numbers."""
    scope = f"{told['confidence']:.2%} intervals, {told['budget']} budget, seed {told['seed']}"
    how = f"rewardsearch claims {protocol.id} --budget {told['budget']} --seed {told['seed']}"
    lines = [
        f"# {protocol.id} {protocol.title}: {told['verdict']}", "",
        f"    {how}", "",
        f"**Claim.** {protocol.claim.strip()}", "",
        f"**Who would disagree.** {protocol.disputed.strip()}", "",
        f"**Hypothesis.** {protocol.hypothesis.strip()}", "",
        f"**What can be tested here.** {protocol.testable.strip()}", "",
        f"**What cannot.** {protocol.not_testable.strip()}", "",
        f"**Verdict: {told['verdict']}** ({told['why']}). Protocol {told['protocol']}, {scope}, "
        f"{told['seconds']:.0f} s.", "",
        "![effects](figure.png)", "",
    ]  # fmt: skip
    for prediction in protocol.predictions:
        effects = [e for e in told["effects"] if e["prediction"] == prediction.id]
        lines += [
            f"**{prediction.id}**: {prediction.says.strip()}. *Rule: {rule(prediction)}.*",
            "",
        ]
        lines += ["| scope | measured | n | verdict |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {e['scope']} | {_told(e)} | {e['n']} | {_verdict(prediction, e)} |" for e in effects
        ]
        lines.append("")
    if told["references"]:
        lines += ["| place | agent | measure | |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {r['scope']} | {r['name']} | {r['measure']} | {_told(r)} |"
            for r in told["references"]
        ]
        lines.append("")
    lines += [f"- {note}" for note in told["notes"]]
    lines += ["", f"**What would settle it, or change it.** {protocol.would_settle.strip()}", ""]
    return "\n".join(lines)


def _verdict(prediction: Prediction, told: Data) -> str:
    """'inconclusive; about 140 would tell'."""
    if told["degenerate"] or told["verdict"] != Verdict.INCONCLUSIVE.value:
        return str(told["degenerate"] or told["verdict"])
    return f"{told['verdict']}; {would_tell(prediction, told)}"


def would_tell(prediction: Prediction, told: Data) -> str:
    """'about 140 would tell', of an inconclusive effect; see ``Effect.n_that_tells``."""
    n = effect_of(told).n_that_tells(prediction)
    if isinf(n):
        return "as good as on the bound"
    # No more digits than such a guess has.
    return f"about {max(int(float(f'{n:.2g}')), told['n'] + 1)} would tell"


def _told(data: Data) -> str:
    return number(data, sign=True, digits=3)


def robustness(results: Sequence[Data]) -> list[Data]:
    """Claims of which scopes disagree: where each primary prediction holds, and where not."""
    out = []
    for told in results:
        verdicts = {effect["verdict"] for effect in told["effects"]}
        if {Verdict.SUPPORTED.value, Verdict.REFUTED.value} <= verdicts:
            out.append(told)
    return out
