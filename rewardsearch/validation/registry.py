"""All validations, in order."""

from collections.abc import Sequence

from kernels.checks import did_you_mean
from kernels.errors import InvalidInput
from rewardsearch.validation.base import Validation, Values
from rewardsearch.validation.effort import ALTRUISM, MORALITY
from rewardsearch.validation.felt_outcomes import FELT_OUTCOMES
from rewardsearch.validation.hungry_thirsty import REWARD_SEARCH
from rewardsearch.validation.learned_effort import LEARNED_ALTRUISM
from rewardsearch.validation.matching import MATCHING
from rewardsearch.validation.mimicry import MIMICRY
from rewardsearch.validation.moran import MACHINERY
from rewardsearch.validation.observability import OBSERVABILITY
from rewardsearch.validation.supervisor import SUPERVISOR

VALIDATIONS: dict[str, Validation] = {
    validation.id: validation
    for validation in (
        MORALITY,
        ALTRUISM,
        LEARNED_ALTRUISM,
        OBSERVABILITY,
        MIMICRY,
        REWARD_SEARCH,
        SUPERVISOR,
        MACHINERY,
        FELT_OUTCOMES,
        MATCHING,
    )
}


def chosen(words: Sequence[str]) -> list[tuple[Validation, Values]]:
    """Validations and values of their parameters from words like V4, b=5 and m=0,0.5.

    Without an id all are meant.  A parameter is given to all chosen validations that have it.

    Raises:
        InvalidInput: an unknown id or parameter, or a value that does not fit.

    """
    ids = [word for word in words if "=" not in word]
    known_ids = {known.lower(): known for known in VALIDATIONS}
    for word in ids:
        if word.lower() not in known_ids:
            raise InvalidInput(f"unknown validation {word!r}{did_you_mean(word, VALIDATIONS)}")
    names = dict.fromkeys(known_ids[word.lower()] for word in ids) or VALIDATIONS
    validations = [VALIDATIONS[name] for name in names]
    given = dict(word.split("=", 1) for word in words if "=" in word)
    for name in given:
        of_these = {p.name for validation in validations for p in validation.parameters}
        if name not in of_these:
            where = ", ".join(validation.id for validation in validations)
            raise InvalidInput(
                f"{where}: no parameter is called {name!r}{did_you_mean(name, of_these)}"
            )
    return [
        (
            validation,
            {p.name: p.read(given[p.name]) if p.name in given else p.default
             for p in validation.parameters},
        )
        for validation in validations
    ]  # fmt: skip
