"""Settings of natural selection."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from inner_rl import InvalidInput, World
from rewardsearch.evolution.template import Template
from rewardsearch.genome_settings import GenomeSettings
from rewardsearch.settings import NAME_PATTERN, Experiment, Settings, load_experiment

_RELATEDNESS = {"random": 0.0, "group": 1.0}


class EvolutionSettings(GenomeSettings):
    """The outer loop: who meets whom, and who leaves children."""

    section: ClassVar[str] = "evolution"

    start_from: tuple[str, ...] = ()
    """Rewards of the library that the first population are copies of, in turn; by default, or
    without a template, its genomes are random."""
    template: Template | None = None
    """A program of which only named numbers evolve, instead of ``language`` and ``drives``."""
    population: int = Field(default=24, ge=2, le=100_000)
    generations: int = Field(default=60, ge=1, le=100_000)
    lifetimes: int = Field(default=4, ge=1, le=10_000)
    """Groups that every genome founds in a generation, each of them living a lifetime."""
    matching: Literal["random", "assortative", "group"] = "random"
    """random: anybody meets anybody; assortative: two seats of a group are of one founder with
    probability ``relatedness``; group: all seats feel the group's genome, and what is selected is
    the group's payoff (Wang et al. 2019)."""
    relatedness: float | None = Field(default=None, ge=0.0, le=1.0)
    """Of ``assortative`` matching."""
    reproduction: Literal["wright_fisher", "moran"] = "wright_fisher"
    """wright_fisher: all are replaced at once; moran: one birth and one death at a time."""
    births: int | None = Field(default=None, ge=1, le=1_000_000)
    """Births between two generations of ``moran``; by default as many as the population."""
    selection: float = Field(default=1.0, ge=0.0, le=20.0)
    """Strength w of fertility exp(w x standardised payoff); 0 is pure drift."""
    mutation_rate: float = Field(default=0.2, ge=0.0, le=1.0)
    """Probability that a child is a mutant."""
    mutation: float = Field(default=0.2, gt=0.0, le=10.0)
    """Standard deviation of a mutant's genes about its parent's; genes stay within [-1, 1]."""
    recombination: float = Field(default=0.0, ge=0.0, le=1.0)
    """Probability that a child has a second parent."""

    @model_validator(mode="after")
    def _settings_go_together(self) -> Self:
        if (self.matching == "assortative") != (self.relatedness is not None):
            raise InvalidInput(
                "evolution.relatedness belongs to evolution.matching assortative, and to it only: "
                f"got matching {self.matching}, relatedness {self.relatedness}"
            )
        if self.births is not None and self.reproduction != "moran":
            raise InvalidInput(
                "evolution.births belongs to evolution.reproduction moran; with wright_fisher all "
                "are replaced: leave it out"
            )
        if self.template is not None and (self.start_from or self.drives is not None):
            raise InvalidInput(
                "evolution.template says what genomes are: leave out evolution.drives and "
                "evolution.start_from"
            )
        return self

    @property
    def assortment(self) -> float:
        """Probability that two seats of a group are of one founder."""
        fixed = _RELATEDNESS.get(self.matching)
        return float(self.relatedness or 0.0) if fixed is None else fixed


class EvolveSettings(Experiment):
    """Everything that determines the result of natural selection."""

    name: str = Field(default="evolve", pattern=NAME_PATTERN)
    evolution: EvolutionSettings = Field(default_factory=EvolutionSettings)

    @classmethod
    def example(cls, world: World, learner: Any) -> "EvolveSettings":
        """Settings in which every key that could be given occurs, for messages."""
        template = Template(expression="$number", genes={"number": 1.0})
        return cls(world=world, learner=learner, evolution=EvolutionSettings(template=template))

    def conditions(self) -> dict[str, Any]:
        """Where and how is lived, as settings that every command reads."""
        shared = {name: getattr(self, name) for name in Experiment.model_fields}
        return Settings(**shared).to_data()


def load_evolve_settings(path: Path, overrides: Sequence[str] = ()) -> EvolveSettings:
    """Read the settings file of natural selection and apply ``key.sub=value`` overrides."""
    return load_experiment(EvolveSettings, path, overrides)
