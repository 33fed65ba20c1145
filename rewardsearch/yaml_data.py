"""Reading YAML as plain data, without YAML 1.1's traps.

PyYAML reads ``1e-3`` as text and ``off`` as False, and keeps the last of two equal keys in
silence.  Here numbers are as in YAML 1.2, only true and false are booleans, and duplicate
keys, aliases (a small file could unfold into a huge one) and tags are refused.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from kernels.errors import InvalidInput

_MAX_BYTES = 1_000_000


class _Loader(yaml.SafeLoader):
    """SafeLoader with YAML 1.2 scalars and without duplicate keys or aliases."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own protocol

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            mark = event.start_mark
            raise InvalidInput(f"line {mark.line + 1}: aliases (*name) are not accepted")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                line = key_node.start_mark.line + 1
                raise InvalidInput(f"line {line}: keys must be text, got {key!r}")
            if key in seen:
                raise InvalidInput(f"line {key_node.start_mark.line + 1}: {key!r} is given twice")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", list("tf")),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|^[-+]?\.inf$|^\.nan$",
        list("-+0123456789."),
    ),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def _construct_int(loader: _Loader, node: Any) -> int:
    # PyYAML's own reads 010 as octal 8.
    text = loader.construct_scalar(node)
    if len(text) > 30:
        raise InvalidInput(f"line {node.start_mark.line + 1}: number with {len(text)} digits")
    return int(text)


_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)


def parse_yaml(text: str, where: str) -> Any:
    """Parse YAML text; raises InvalidInput naming ``where``, the line and the fault."""
    try:
        return yaml.load(text, Loader=_Loader)
    except InvalidInput as error:
        raise InvalidInput(f"{where}: {error}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InvalidInput(f"{where}:{at}: {error.problem or 'not valid YAML'}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else "too deeply nested"
        raise InvalidInput(f"{where}: not valid YAML: {first}") from None


def read_text(path: Path) -> str:
    """Read a small text file; raises InvalidInput when it cannot be read."""
    try:
        if path.is_dir():
            raise InvalidInput(f"{path} is a directory; give a file")
        if path.stat().st_size > _MAX_BYTES:
            raise InvalidInput(f"{path} is larger than {_MAX_BYTES:,} bytes; is it the right file?")
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise InvalidInput(f"{path} does not exist; check the path") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not UTF-8 text; is it the right file?") from None
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}") from None
