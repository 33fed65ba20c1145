"""Whether the scores of several runs mean the same."""

from collections.abc import Sequence

from inner_rl import InvalidInput
from rewardsearch.json_data import leaves
from rewardsearch.runs import Run

_SCALE = ("world.", "life.", "learner.", "report.lifetimes")
"""What a score is a score of; all else may differ between searches that are compared."""


def differing_settings(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Each setting that is not the same in all runs, with its value in each; '-' for none.

    The name of an experiment is no setting of what is done.
    """
    told = [leaves(run.settings) for run in runs]
    keys = dict.fromkeys(key for each in told for key in each if key != "name")
    rows = {key: ["-" if key not in each else str(each[key]) for each in told] for key in keys}
    return {key: values for key, values in rows.items() if len(set(values)) > 1}


def check_comparable(runs: Sequence[Run], anyway: bool) -> list[str]:
    """What makes the scores of runs incomparable, a line each; none where they are comparable.

    Scores are relative to a sociopath's and a twin's in the same world, life and learner; the
    lifetimes of the report decide how lucky the best of several can look.

    Raises:
        InvalidInput: there are less than two runs, or one of natural selection, or their scores
            are not comparable and ``anyway`` does not let that pass.

    """
    if len(runs) < 2:
        raise InvalidInput(f"two runs or more can be compared, got {len(runs)}")
    if len({run.path.resolve() for run in runs}) < len(runs):
        raise InvalidInput("the same run is given twice; it agrees with itself")
    for run in runs:
        if run.evolved:
            raise InvalidInput(
                f"{run.path} was made by natural selection, whose lineages are no front; "
                "searches can be compared"
            )
    lines = [
        f"{key}: {', '.join(values)}"
        for key, values in differing_settings(runs).items()
        if key.startswith(_SCALE)
    ]
    if lines and not anyway:
        raise InvalidInput(
            "the scores of these runs are not comparable:\n"
            + "".join(f"  {line}\n" for line in lines)
            + "Compare runs that share these settings, or add --anyway"
        )
    return lines
