"""Rewards from parsed JSON: a closed set of shapes, and one clear message for anything else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from inner_rl.rewards.base import SCHEMA, Reward
from inner_rl.rewards.registry import LANGUAGES
from kernels.checks import did_you_mean
from kernels.errors import InvalidInput

_COMMON = {"schema", "language", "name"}
Check = Callable[[Any, str], None]


def _number(value: Any, what: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(f"{what} must be a number, got {value!r}")


def _numbers(value: Any, what: str) -> None:
    if not isinstance(value, list):
        raise InvalidInput(f"{what} must be a list of numbers, got {type(value).__name__}")
    for item in value:
        _number(item, what)


def _table(of: Check, key: str, form: str) -> Check:
    """A check of an object whose values pass another check."""

    def check(value: Any, what: str) -> None:
        if not isinstance(value, dict):
            raise InvalidInput(f"{what} must be an object of {form}")
        for name, item in value.items():
            of(item, f"{key} of {name!r}")

    return check


def _anything(value: Any, what: str) -> None:
    """For what the language's own reader checks."""


_SHAPES: dict[str, dict[str, Check]] = {
    "linear": {"weights": _table(_number, "weight", "drive: number")},
    "gated": {
        "weights": _table(
            _table(_number, "weight", "gate: number"), "weights", "drive: {gate: number}"
        )
    },
    "network": {
        "weights": _table(_numbers, "weights", "input: [number, ...]"),
        "bias": _numbers,
        "output": _numbers,
    },
    "program": {"expression": _anything},
}


def reward_from_data(data: object, where: str = "reward") -> Reward:
    """Read a reward from parsed JSON; raises InvalidInput naming ``where`` and the fault."""
    try:
        return _read(data)
    except (InvalidInput, OverflowError) as error:
        raise InvalidInput(f"{where}: {error}") from None


def _read(data: object) -> Reward:
    if not isinstance(data, dict):
        raise InvalidInput(f"expected a JSON object, got {type(data).__name__}")
    schema, language = data.get("schema"), data.get("language")
    if schema != SCHEMA or isinstance(schema, bool):
        raise InvalidInput(
            f"schema is {schema!r}, this version reads schema {SCHEMA}; "
            "export the reward again with a matching version of rewardsearch"
        )
    if not isinstance(language, str) or language not in LANGUAGES:
        raise InvalidInput(f"unknown language {language!r}{did_you_mean(str(language), LANGUAGES)}")
    shape, name = _SHAPES[language], data.get("name", "")
    for key in data:
        if key not in _COMMON and key not in shape:
            raise InvalidInput(f"unknown key {key!r}{did_you_mean(str(key), _COMMON | set(shape))}")
    if not isinstance(name, str):
        raise InvalidInput(f"name must be text, got {type(name).__name__}")
    for key, check in shape.items():
        if key not in data:
            raise InvalidInput(f"{key} is missing; a {language} reward needs it")
        check(data[key], key)
    reward = LANGUAGES[language].from_content({key: data[key] for key in shape})
    return replace(reward, name=name)  # type: ignore[type-var]
