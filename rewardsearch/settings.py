"""Settings of an experiment: strict, complete, hashed."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar, Union

from pydantic import (
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from inner_rl import LEARNERS, WORLDS, ActorCritic, Coins, InvalidInput, Learner, Life, World
from inner_rl.learners import TUNED
from inner_rl.neural import NeuralActorCritic
from inner_rl.power import check_power
from inner_rl.rewards import LANGUAGES
from kernels.checks import did_you_mean
from rewardsearch.genome_settings import GenomeSettings, Strict
from rewardsearch.yaml_data import parse_yaml, read_text


def _world_name(world: Any) -> Any:
    """Which world settings are for; ``coins`` where nothing is said."""
    return world.get("name", "coins") if isinstance(world, dict) else getattr(world, "name", None)


def _learner_name(learner: Any) -> Any:
    """Which learner settings are for; ``actor_critic`` where nothing is said."""
    if isinstance(learner, dict):
        return learner.get("name", "actor_critic")
    return getattr(learner, "name", None)


_LEARNERS: dict[str, Any] = {**LEARNERS, NeuralActorCritic.name: NeuralActorCritic}
if TYPE_CHECKING:
    AnyWorld = World
    AnyLearner = Learner | NeuralActorCritic
else:
    # The registries say which there are; a checker cannot follow that.
    AnyWorld = Annotated[
        Union[tuple(Annotated[world, Tag(name)] for name, world in WORLDS.items())],  # noqa: UP007
        Discriminator(_world_name),
    ]
    AnyLearner = Annotated[
        Union[tuple(Annotated[kind, Tag(name)] for name, kind in _LEARNERS.items())],  # noqa: UP007
        Discriminator(_learner_name),
    ]


MAX_GP_GENES = 30
"""A Gaussian process takes a second a proposal at 6 genes, and says little of many."""


class SearchSettings(GenomeSettings):
    """The outer loop."""

    engine: Literal[
        "ga", "map_elites", "snes", "xnes", "pgpe", "cem", "cmaes", "tpe", "optuna_nsga2", "gp",
        "random",
    ] = "ga"  # fmt: skip
    """What proposes genomes: see rewardsearch engines."""
    population: int = Field(default=32, ge=4, le=100_000, multiple_of=2)
    generations: int = Field(default=27, ge=1, le=100_000)
    lifetimes: int = Field(default=4, ge=2, le=10_000)
    """Lifetimes per genome and evaluation, common to all genomes of a generation."""
    mutation: float = Field(default=0.2, gt=0.0, le=10.0)
    """Standard deviation of a gene's mutation; the genes of a newborn genome are in [-1, 1]."""

    @model_validator(mode="after")
    def _the_engine_can_handle_the_genome(self) -> Self:
        n_genes = LANGUAGES[self.language].n_genes(self.inputs)
        if self.engine == "gp" and n_genes > MAX_GP_GENES:
            raise InvalidInput(
                f"search.engine gp is for {MAX_GP_GENES} genes or fewer, these are {n_genes}: name "
                "fewer in search.drives, or choose another engine, e.g. search.engine=tpe"
            )
        return self


class ReportSettings(Strict):
    """How the winners are retrained before they are reported."""

    candidates: int = Field(default=16, ge=1, le=1000)
    """Genomes (lineages, of natural selection) that are retrained on fresh seeds, at most."""
    lifetimes: int = Field(default=48, ge=8, le=100_000)
    """Lifetimes per genome, in that stage and again, on other fresh seeds, for the report."""
    resamples: int = Field(default=2000, ge=100, le=1_000_000)
    """Bootstrap samples behind each 95 % interval."""


NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"


class Experiment(Strict):
    """What every run of an outer loop is set by: where and how is lived, and how reported."""

    name: str = Field(default="run", pattern=NAME_PATTERN)
    seed: int = Field(default=1, ge=0, lt=2**32)
    world: AnyWorld = Field(default_factory=Coins)
    life: Life = Field(default_factory=Life)
    learner: AnyLearner = Field(default_factory=ActorCritic)
    report: ReportSettings = Field(default_factory=ReportSettings)

    @model_validator(mode="after")
    def _phases_fit_the_world(self) -> Self:
        self.life.check_learning()
        for phase in self.life.phases:
            check_power(f"life phase {phase.name!r}", phase.power, self.world.n_agents)
            phase.world_from(self.world)
            # Their types: the world's own checks see to ranges only.
            data = json.dumps({**vars(self.world), **phase.world})
            try:
                TypeAdapter(type(self.world)).validate_json(data)
            except ValidationError as error:
                fault = error.errors()[0]
                name = ".".join(str(part) for part in fault["loc"])
                raise InvalidInput(
                    f"life phase {phase.name!r}: world.{name}: {fault['msg'].lower()}, "
                    f"got {fault.get('input')!r}"
                ) from None
        return self

    def to_data(self) -> dict[str, Any]:
        """As plain JSON data; ``settings_from_data`` reads it back."""
        return self.model_dump(mode="json")

    @classmethod
    def example(cls, world: World, learner: Any) -> "Experiment":
        """Settings in which every key that could be given occurs, for messages."""
        return cls(world=world, learner=learner)

    def digest(self) -> str:
        """Hash of the resolved settings, 12 hexadecimal digits."""
        canonical = json.dumps(self.to_data(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]


class Settings(Experiment):
    """Everything that determines the result of a search."""

    name: str = Field(default="search", pattern=NAME_PATTERN)
    search: SearchSettings = Field(default_factory=SearchSettings)


AnyExperiment = TypeVar("AnyExperiment", bound=Experiment)


def load_settings(path: Path, overrides: Sequence[str] = ()) -> Settings:
    """Read the settings file of a search and apply ``key.sub=value`` overrides."""
    return load_experiment(Settings, path, overrides)


def load_experiment(
    kind: type[AnyExperiment], path: Path, overrides: Sequence[str]
) -> AnyExperiment:
    """Read the settings file of a kind of experiment and apply ``key.sub=value`` overrides."""
    data = parse_yaml(read_text(path), str(path))
    if data is None:
        data = {}
    return experiment_from_data(kind, apply_overrides(data, overrides), str(path))


# Faults that are told at once; whoever gives the wrong file need not read thousands.
_MOST_FAULTS = 10
_NAMES = ("world.name=", "learner.name=")


def apply_overrides(data: Any, overrides: Sequence[str]) -> Any:
    """Return data with each ``key.sub=value`` set; values are YAML, list items by number."""
    if not isinstance(data, dict):
        return data
    data = json.loads(json.dumps(data)) if overrides else data
    # Another world or learner first: their settings follow, those of the one before are gone.
    for override in sorted(overrides, key=lambda text: not text.startswith(_NAMES)):
        path, equals, text = override.partition("=")
        keys = path.split(".")
        if not equals or not all(keys):
            raise InvalidInput(
                f"{override!r} is not an override; write key.sub=value, e.g. search.population=32"
            )
        value = parse_yaml(text, f"override {override!r}")
        if override.startswith(_NAMES) and data.get(keys[0], {}).get("name") != value:
            data[keys[0]] = {}
        _set(data, keys, value, override)
    return data


def _set(data: Any, keys: list[str], value: Any, override: str) -> None:
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        if isinstance(data, list):
            if not (key.isdecimal() and int(key) < len(data)):
                raise InvalidInput(
                    f"override {override!r}: {key!r} is no index of the list "
                    f"{'.'.join(keys[:depth])} (it has {len(data)} items, counted from 0)"
                )
            if last:
                data[int(key)] = value
            else:
                data = data[int(key)]
        elif isinstance(data, dict):
            if last:
                data[key] = value
            else:
                data = data.setdefault(key, {})
        else:
            raise InvalidInput(
                f"override {override!r}: {'.'.join(keys[:depth])} is {data!r}, it has no {key!r}"
            )


def settings_from_data(data: Any, where: str) -> Settings:
    """Settings of a search from parsed data; see ``experiment_from_data``."""
    return experiment_from_data(Settings, data, where)


def experiment_from_data(kind: type[AnyExperiment], data: Any, where: str) -> AnyExperiment:
    """Check parsed data; raises InvalidInput with one line per fault."""
    if not isinstance(data, dict):
        raise InvalidInput(f"{where}: expected settings (key: value), got {type(data).__name__}")
    try:
        # Through JSON, where a list may become a tuple while everything else stays strict.
        return kind.model_validate_json(json.dumps(_with_tuned_learner(data)))
    except ValidationError as error:
        faults = error.errors()
        lines = [_explain(fault, kind) for fault in faults[:_MOST_FAULTS]]
        if len(faults) > _MOST_FAULTS:
            lines.append(f"and {len(faults) - _MOST_FAULTS:,} more faults")
        raise InvalidInput("\n".join(f"{where}: {line}" for line in lines)) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(f"{where}: {error}") from None


def _with_tuned_learner(data: dict[str, Any]) -> dict[str, Any]:
    """Where nothing else is said, a learner has the settings that were found for the world."""
    world, learner = data.get("world", {}), data.get("learner", {})
    if not (isinstance(world, dict) and isinstance(learner, dict)):
        return data
    found = TUNED.get((str(_world_name(world)), str(_learner_name(learner))), {})
    return data | {"learner": {**found, **learner}} if found else data


def _explain(fault: Any, experiment: type[Experiment]) -> str:
    """One fault of pydantic's in our words: where, what, how to mend it."""
    place = [part for part in fault["loc"] if part != "function-after"]
    # Faults of a world or a learner are placed under its name.
    names = {"world": [*WORLDS], "learner": [*_LEARNERS]}.get(str(place[0]) if place else "", [])
    named = len(place) > 1 and place[1] in names
    kind = place.pop(1) if named else None
    path = ".".join(str(part) for part in place)
    if fault["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        parent = ".".join(str(part) for part in place[:-1])
        inside = f" in {parent}" if parent else ""
        key = str(place[-1])
        return (
            f"unknown key {key!r}{inside}{did_you_mean(key, _known(experiment, place[:-1], kind))}"
        )
    message = str(fault["msg"]).removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    given = fault.get("input")
    shown = "" if isinstance(given, dict | list) else f", got {given!r}"
    if message.endswith(shown[1:]) and shown:
        shown = ""
    if fault["type"] == "value_error":
        return message
    if fault["type"] in ("literal_error", "union_tag_invalid"):
        context = fault["ctx"]
        known = context.get("expected", context.get("expected_tags")).replace(" or ", ", ")
        word = str(context.get("tag", given))
        if "tag" in context:
            path += ".name"
        names = re.findall("'([^']+)'", known)
        return f"{path}: unknown {word!r}{did_you_mean(word, names)}"
    return f"{path}: {message}{shown}"


def _known(experiment: type[Experiment], place: list[Any], kind: str | None) -> list[str]:
    """Keys that are accepted at a place, found in the resolved defaults."""
    world, learner = WORLDS.get(kind or "", Coins), _LEARNERS.get(kind or "", ActorCritic)
    node: Any = experiment.example(world(), learner()).to_data()
    for part in place:
        if isinstance(node, list):
            node = node[0] if node else {}
        elif isinstance(node, dict):
            node = node.get(part, {})
    return list(node) if isinstance(node, dict) else []
