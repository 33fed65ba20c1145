"""``rewardsearch learners``."""

import argparse
import ast
import inspect
import json
import textwrap
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from inner_rl import LEARNERS
from inner_rl.neural import NeuralActorCritic
from rewardsearch.console import aligned


def run(args: argparse.Namespace) -> int:
    """Explain every learner."""
    data = [
        _data(name, learner, f"kernels.learners.{name}", learner.tuned)
        for name, learner in LEARNERS.items()
    ]
    data.append(_data(NeuralActorCritic.name, NeuralActorCritic, "inner_rl.neural.ppo", {}))
    if args.json:
        print(json.dumps({"learners": data}))
        return 0
    for learner in data:
        print(f"{learner['name']}\n")
        print(learner["description"])
        print(f"\nEquations: {learner['module']}")
        if args.equations:
            print("\n" + textwrap.indent(learner["equations"], "    "))
        print("\nSettings, defaults, and the range in which rewardsearch tune searches")
        rows = [_cells(setting) for setting in learner["settings"]]
        print("\n".join(aligned(rows)) + "\n")
    if not args.equations:
        print("With --equations they are printed here.")
    print("Try: rewardsearch tune wells --trials 20")
    return 0


def _cells(setting: dict[str, Any]) -> tuple[str, ...]:
    ends = setting["tuned"]
    searched = "" if ends is None else f"{ends[0]:g} to {ends[1]:g}"
    return (f"    learner.{setting['name']}", str(setting["default"]), searched, setting["about"])


def _data(
    name: str, learner: Any, module: str, tuned: dict[str, tuple[float, float]]
) -> dict[str, Any]:
    about = attribute_docstrings(learner)
    return {
        "name": name,
        "description": inspect.getdoc(learner),
        "module": module,
        "equations": _docstring(module),
        "settings": [
            {
                "name": field.name,
                "default": field.default,
                "tuned": tuned.get(field.name),
                "about": about.get(field.name, ""),
            }
            for field in fields(learner)
            if field.name != "name"
        ],
    }


def _docstring(module: str) -> str:
    """What a module says of itself; it is read, not imported: PyTorch takes seconds."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return ast.get_docstring(ast.parse(Path(spec.origin).read_text("utf-8"))) or ""


def attribute_docstrings(cls: type) -> dict[str, str]:
    """What the class and its bases say below each annotated attribute, on one line."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__[:-1]):
        if base.__module__ == "abc":
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        assert isinstance(body, ast.ClassDef)
        for attribute, below in zip(body.body, body.body[1:], strict=False):
            if not (isinstance(attribute, ast.AnnAssign) and isinstance(below, ast.Expr)):
                continue
            text = below.value.value if isinstance(below.value, ast.Constant) else None
            if isinstance(attribute.target, ast.Name) and isinstance(text, str):
                found[attribute.target.id] = " ".join(text.split())
    return found
