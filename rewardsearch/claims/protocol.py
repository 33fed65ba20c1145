"""What is fixed before a claim is tested: hypothesis, measures, bounds, budgets; hashed."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from inner_rl import InvalidInput
from kernels.checks import did_you_mean
from rewardsearch.genome_settings import Strict
from rewardsearch.yaml_data import parse_yaml, read_text

BUDGETS = ("smoke", "standard", "full")
"""``smoke`` only shows that the machinery works; ``standard`` gives verdicts on two cores; ``full``
is for a large machine."""
FILE = "protocol.yaml"


class Prediction(Strict):
    """One thing that must come out if the claim is true; tested in every scope by itself."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    says: str
    """In words, with the measure and its unit."""
    rule: Literal["above", "below", "within"]
    """``above``, ``below``: the whole interval lies on this side of the bound.  ``within``: it lies
    within the bound of 0, which shows that nothing that matters is there."""
    bound: float
    """Null level, or smallest effect that matters, in the unit of the measure."""
    role: Literal["primary", "control", "robustness"] = "primary"
    """``primary`` makes the verdict; in a scope in which a ``control`` is not supported nothing can
    be told; ``robustness`` is reported beside them."""
    over: Literal["all", "any"] = "all"
    """Whether it must hold in all scopes, or in some: "always" against "can be"."""


class Protocol(Strict):
    """A claim, made testable."""

    id: str = Field(pattern=r"^C[1-9][0-9]?$")
    title: str
    claim: str
    """As it is argued."""
    disputed: str
    """Who would disagree, and why."""
    hypothesis: str
    """What is varied, what is measured, and what would come out if the claim were true."""
    testable: str
    """What of the claim such small worlds and learners can show."""
    not_testable: str
    """What they cannot."""
    would_settle: str
    """What would change the verdict, or settle it where it is open."""
    predictions: tuple[Prediction, ...] = Field(min_length=1)
    comparisons: int = Field(ge=1, le=1000)
    """Intervals that make the verdict, at most: each has confidence 1 - .05 / this (Bonferroni),
    so that all hold at once with 95 %."""
    budgets: dict[Literal["smoke", "standard", "full"], dict[str, Any]]
    """Numbers that the study is run with."""
    folder: Path = Field(default=Path(), exclude=True)
    """Where it was read."""

    @property
    def confidence(self) -> float:
        """Of each interval."""
        return 1.0 - 0.05 / self.comparisons

    @property
    def number(self) -> int:
        """5 of C5."""
        return int(self.id[1:])

    def prediction(self, name: str) -> Prediction:
        """The prediction with an id."""
        return next(p for p in self.predictions if p.id == name)

    def digest(self) -> str:
        """Hash of all that is fixed, 12 hexadecimal digits."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def read_protocols(folder: Path, names: Sequence[str] = ()) -> list[Protocol]:
    """The protocols of a folder, in order, or those that are named.

    Raises:
        InvalidInput: there is none, one cannot be used, or a name is not known.

    """
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise InvalidInput(
            f"no claims in {folder}: they lie in experiments/claims of a clone of rewardsearch; "
            "say where with --claims DIR"
        )
    found = {protocol.id: protocol for protocol in map(_read, files)}
    known = dict(sorted(found.items(), key=lambda item: item[1].number))
    for name in names:
        if name.upper() not in known:
            raise InvalidInput(f"unknown claim {name!r}{did_you_mean(name.upper(), known)}")
    return [known[name.upper()] for name in dict.fromkeys(names)] or list(known.values())


def _read(file: Path) -> Protocol:
    data = parse_yaml(read_text(file), str(file))
    try:
        protocol = TypeAdapter(Protocol).validate_json(json.dumps(data))
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise InvalidInput(f"{file}: {where}: {fault['msg'].lower()}") from None
    if set(protocol.budgets) != set(BUDGETS):
        raise InvalidInput(f"{file}: budgets: expected {', '.join(BUDGETS)}")
    return protocol.model_copy(update={"folder": file.parent})
