"""``rewardsearch validate``."""

import argparse
import json

from rewardsearch.console import aligned, say
from rewardsearch.validation import (
    VALIDATIONS,
    Check,
    Outcome,
    Validation,
    as_data,
    bound,
    chosen,
    told,
    validate,
)


def run(args: argparse.Namespace) -> int:
    """Measure and print; 1 if anything disagrees."""
    if args.list:
        _list(args.json)
        return 0
    todo = chosen(args.overrides)
    done = 0

    def progress(validation: Validation) -> None:
        nonlocal done
        done += 1
        say(f"[{done}/{len(todo)}] {validation.id}: {validation.statement}")

    outcomes = validate(todo, args.seed, progress)
    if args.json:
        print(json.dumps({"validations": as_data(outcomes), "seed": args.seed}))
    else:
        print("\n".join(_report(outcomes)))
    return 1 if any(outcome.disagrees for outcome in outcomes) else 0


def _list(as_json: bool) -> None:
    if as_json:
        listed = [
            {"id": v.id, "statement": v.statement, "source": v.source,
             "parameters": [p.told() for p in v.parameters], "elsewhere": v.elsewhere}
            for v in VALIDATIONS.values()
        ]  # fmt: skip
        print(json.dumps(listed))
        return
    for v in VALIDATIONS.values():
        print("\n".join(aligned([(v.id, f"{v.statement} ({v.source})")])))
        for parameter in v.parameters:
            print(f"    {parameter.told()}")
        if v.elsewhere:
            print(f"    measured in {v.elsewhere}")


def _report(outcomes: list[Outcome]) -> list[str]:
    rows = [("", "", "expected", "measured", "verdict")]
    for outcome in outcomes:
        name = outcome.validation.id
        rows += [(name, *_cells(check)) for check in outcome.checks]
        if outcome.validation.elsewhere:
            rows.append((name, "measured elsewhere", "", "", outcome.validation.elsewhere))
    verdicts = [check.verdict for outcome in outcomes for check in outcome.checks]
    agree, open_ = verdicts.count("agrees"), verdicts.count("not shown")
    told_open = f", {open_} not shown" if open_ else ""
    times = ", ".join(f"{o.validation.id} {o.seconds:.1f} s" for o in outcomes if o.checks)
    return [*aligned(rows), "", f"{agree} of {len(verdicts)} agree{told_open}. {times}"]


def _cells(check: Check) -> tuple[str, str, str, str]:
    verdict = check.verdict.upper() if check.verdict == "disagrees" else check.verdict
    return check.what, bound(check), told(check), verdict
