"""Settings of an experiment: strict, complete, hashed."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from inner_rl import LEARNERS, WORLDS, ActorCritic, Coins, InvalidInput, Learner, Life, World
from inner_rl.drives import CONTEXTS, DRIVES, Tier, drives_of_tiers
from inner_rl.learners import TUNED
from inner_rl.neural import NeuralActorCritic
from inner_rl.power import check_power
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.embedding import genes_of
from inner_rl.rewards.library import LIBRARY
from kernels.checks import did_you_mean
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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SearchSettings(_Strict):
    """The outer loop."""

    engine: Literal["ga", "snes", "random"] = "ga"
    """ga: multi-objective genetic algorithm; snes: evolution strategy on the product of the
    two scores; random: the yardstick."""
    language: Literal["linear", "gated", "network", "program"] = "linear"
    """In what a reward is written: see rewardsearch languages."""
    tiers: tuple[Tier, ...] = Field(default=("sensed", "thought"), min_length=1)
    """Which drives a reward may use."""
    drives: tuple[str, ...] | None = None
    """Of these drives, only the ones named; by default all."""
    start_from: tuple[str, ...] = ()
    """Rewards of the library (rewardsearch rewards) among the first genomes, beside random ones."""
    population: int = Field(default=32, ge=4, le=100_000, multiple_of=2)
    generations: int = Field(default=27, ge=1, le=100_000)
    lifetimes: int = Field(default=4, ge=2, le=10_000)
    """Lifetimes per genome and evaluation, common to all genomes of a generation."""
    mutation: float = Field(default=0.2, gt=0.0, le=10.0)
    """Standard deviation of a gene's mutation; the genes of a newborn genome are in [-1, 1]."""

    @model_validator(mode="after")
    def _drives_exist_and_fit_the_tiers(self) -> Self:
        allowed = [drive.name for drive in drives_of_tiers(self.tiers)]
        for name in self.drives or ():
            if name not in DRIVES:
                raise InvalidInput(
                    f"search.drives: unknown drive {name!r}{did_you_mean(name, DRIVES)}"
                )
            if name not in allowed:
                tier = DRIVES[name].tier
                raise InvalidInput(
                    f"search.drives: {name!r} is of tier {tier!r}; add {tier!r} to search.tiers, "
                    "or leave it out"
                )
        if self.drives == ():
            raise InvalidInput("search.drives is empty; name a drive, or leave it out for all")
        return self

    @model_validator(mode="after")
    def _starting_points_exist_and_can_be_said(self) -> Self:
        for name in self.start_from:
            if name not in LIBRARY:
                raise InvalidInput(
                    f"search.start_from: unknown reward {name!r}{did_you_mean(name, LIBRARY)}"
                )
            try:
                genes_of(LIBRARY[name].reward, self.language, self.inputs)
            except InvalidInput as error:
                raise InvalidInput(f"search.start_from: {error}") from None
        return self

    @property
    def inputs(self) -> tuple[str, ...]:
        """Drives, and contexts where the language takes them as inputs, in genome order."""
        contexts = tuple(CONTEXTS) if LANGUAGES[self.language].uses_contexts else ()
        return (*self.searched_drives, *contexts)

    @property
    def searched_drives(self) -> tuple[str, ...]:
        """The drives that a reward may use, in genome order."""
        allowed = [drive.name for drive in drives_of_tiers(self.tiers)]
        return tuple(name for name in allowed if self.drives is None or name in self.drives)


class ReportSettings(_Strict):
    """How the winners are retrained before they are reported."""

    candidates: int = Field(default=16, ge=1, le=1000)
    """Genomes taken from the search and retrained on a first set of fresh seeds."""
    lifetimes: int = Field(default=48, ge=8, le=100_000)
    """Lifetimes per genome, in that stage and again, on other fresh seeds, for the report."""
    resamples: int = Field(default=2000, ge=100, le=1_000_000)
    """Bootstrap samples behind each 95 % interval."""


class Settings(_Strict):
    """Everything that determines a run's result."""

    name: str = Field(default="search", pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
    seed: int = Field(default=1, ge=0, lt=2**32)
    world: AnyWorld = Field(default_factory=Coins)
    life: Life = Field(default_factory=Life)
    learner: AnyLearner = Field(default_factory=ActorCritic)
    search: SearchSettings = Field(default_factory=SearchSettings)
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

    def digest(self) -> str:
        """Hash of the resolved settings, 12 hexadecimal digits."""
        canonical = json.dumps(self.to_data(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def load_settings(path: Path, overrides: Sequence[str] = ()) -> Settings:
    """Read an experiment file and apply ``key.sub=value`` overrides."""
    data = parse_yaml(read_text(path), str(path))
    if data is None:
        data = {}
    return settings_from_data(apply_overrides(data, overrides), str(path))


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
    """Check parsed data; raises InvalidInput with one line per fault."""
    if not isinstance(data, dict):
        raise InvalidInput(f"{where}: expected settings (key: value), got {type(data).__name__}")
    try:
        # Through JSON, where a list may become a tuple while everything else stays strict.
        return Settings.model_validate_json(json.dumps(_with_tuned_learner(data)))
    except ValidationError as error:
        lines = [_explain(fault) for fault in error.errors()]
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


def _explain(fault: Any) -> str:
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
        return f"unknown key {key!r}{inside}{did_you_mean(key, _known(place[:-1], kind))}"
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


def _known(place: list[Any], kind: str | None) -> list[str]:
    """Keys that are accepted at a place, found in the resolved defaults."""
    world, learner = WORLDS.get(kind or "", Coins), _LEARNERS.get(kind or "", ActorCritic)
    node: Any = Settings(world=world(), learner=learner()).to_data()
    for part in place:
        if isinstance(node, list):
            node = node[0] if node else {}
        elif isinstance(node, dict):
            node = node.get(part, {})
    return list(node) if isinstance(node, dict) else []
