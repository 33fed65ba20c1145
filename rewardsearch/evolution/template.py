"""Templates: programs of fixed structure in which only some numbers are genes."""

from typing import Any, ClassVar, Self

from pydantic import JsonValue, model_validator

from inner_rl import InvalidInput, Program
from inner_rl.rewards.program import from_lists
from kernels.checks import did_you_mean, require_range
from rewardsearch.genome_settings import Strict

_MARK = "$"


class Template(Strict):
    """A reward program with named genes in the place of numbers: ``["*", "$fear", "blame"]``."""

    where: ClassVar[str] = "evolution.template"

    expression: JsonValue
    """Number, name or [operation, operands ...], as in a reward of the language ``program``;
    $NAME is a gene."""
    genes: dict[str, float]
    """Every gene's name, and its value, from -1 to 1, in the first population."""

    @model_validator(mode="after")
    def _genes_are_those_of_the_expression(self) -> Self:
        used = _names(self.expression)
        if not used:
            raise InvalidInput(
                f"{self.where}.expression has no gene; write {_MARK}NAME where a number evolves"
            )
        for name in used:
            if name not in self.genes:
                raise InvalidInput(
                    f"{self.where}.genes: {_MARK}{name} of the expression has no value there"
                    f"{did_you_mean(name, self.genes)}"
                )
        for name, value in self.genes.items():
            if name not in used:
                raise InvalidInput(
                    f"{self.where}.genes: {name!r} is not in the expression"
                    f"{did_you_mean(name, used)}"
                )
            require_range(f"{self.where}.genes.{name}", value, -1.0, 1.0)
        try:
            self.reward(self.genes)
        except InvalidInput as error:
            raise InvalidInput(f"{self.where}.expression: {error}") from None
        return self

    def reward(self, genes: dict[str, float]) -> Program:
        """The program in which every gene has the given value."""
        return Program(from_lists(_filled(self.expression, genes)))


def _names(expression: Any) -> list[str]:
    """Genes of an expression, as they occur."""
    if isinstance(expression, list):
        return [name for part in expression for name in _names(part)]
    is_gene = isinstance(expression, str) and expression.startswith(_MARK)
    return [expression.removeprefix(_MARK)] if is_gene else []


def _filled(expression: Any, genes: dict[str, float]) -> Any:
    if isinstance(expression, list):
        return [_filled(part, genes) for part in expression]
    if isinstance(expression, str) and expression.startswith(_MARK):
        return genes[expression.removeprefix(_MARK)]
    return expression
