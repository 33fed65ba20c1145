"""What genomes of an outer loop are made of: a reward language over chosen drives."""

from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from inner_rl import InvalidInput
from inner_rl.drives import CONTEXTS, DRIVES, Tier, drives_of_tiers
from inner_rl.rewards import LANGUAGES
from inner_rl.rewards.embedding import genes_of
from inner_rl.rewards.library import LIBRARY
from kernels.checks import did_you_mean


class Strict(BaseModel):
    """Settings that refuse unknown keys and values of the wrong type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class GenomeSettings(Strict):
    """Language, drives and starting points of genomes."""

    section: ClassVar[str] = "search"
    """Under which key of an experiment these settings stand."""

    language: Literal["linear", "gated", "network", "program"] = "linear"
    """In what a reward is written: see rewardsearch languages."""
    tiers: tuple[Tier, ...] = Field(default=("sensed", "thought"), min_length=1)
    """Which drives a reward may use."""
    drives: tuple[str, ...] | None = None
    """Of these drives, only the ones named; by default all."""
    start_from: tuple[str, ...] = ()
    """Rewards of the library (rewardsearch rewards) among the first genomes, beside random ones."""

    @model_validator(mode="after")
    def _drives_exist_and_fit_the_tiers(self) -> Self:
        allowed = [drive.name for drive in drives_of_tiers(self.tiers)]
        for name in self.drives or ():
            if name not in DRIVES:
                raise InvalidInput(
                    f"{self.section}.drives: unknown drive {name!r}{did_you_mean(name, DRIVES)}"
                )
            if name not in allowed:
                tier = DRIVES[name].tier
                raise InvalidInput(
                    f"{self.section}.drives: {name!r} is of tier {tier!r}; add {tier!r} to "
                    f"{self.section}.tiers, or leave it out"
                )
        if self.drives == ():
            raise InvalidInput(
                f"{self.section}.drives is empty; name a drive, or leave it out for all"
            )
        return self

    @model_validator(mode="after")
    def _starting_points_exist_and_can_be_said(self) -> Self:
        where = f"{self.section}.start_from"
        for name in self.start_from:
            if name not in LIBRARY:
                raise InvalidInput(f"{where}: unknown reward {name!r}{did_you_mean(name, LIBRARY)}")
            try:
                genes_of(LIBRARY[name].reward, self.language, self.inputs)
            except InvalidInput as error:
                raise InvalidInput(f"{where}: {error}") from None
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
