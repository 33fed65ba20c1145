"""An extension of Sphinx: pages of the repository outside docs/, and the command line.

Pages link to files beside the folder ``docs`` as they lie in the repository (a study's README, a
picture, a settings file).  Each of them, and what these link to in turn, is copied below
``docs/repository`` before a build, and links are rewritten to where it is there.
"""

import argparse
import os
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
COPIES = "repository"
"""Folder of the copies within ``docs``; git ignores it."""
COMMANDS = "<!-- every command -->"
COLUMNS = "100"

_written: dict[str, list[str]] = {}

LINK = re.compile(r"(\]\()([^)\s#]+)(#[^)\s]*)?(\))")


def setup(app: Any) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("config-inited", lambda *_: copy_linked())
    app.connect("source-read", write_out)
    # Before and after napoleon, which would take what an attribute's docstring says before a colon
    # for its type.
    app.connect("autodoc-process-docstring", remember, priority=400)
    app.connect("autodoc-process-docstring", restore, priority=600)
    return {"parallel_read_safe": True}


def pages() -> list[Path]:
    """The pages of the documentation, without copies."""
    return sorted(p for p in DOCS.rglob("*.md") if p.relative_to(DOCS).parts[0] != COPIES)


def copy_linked() -> None:
    """Copy every file of the repository that a page links to."""
    shutil.rmtree(DOCS / COPIES, ignore_errors=True)
    waiting = [page.relative_to(ROOT).as_posix() for page in pages()]
    known = set(waiting)
    while waiting:
        for target in linked(waiting.pop()):
            if target in known or target.startswith("docs/") or not (ROOT / target).is_file():
                continue
            known.add(target)
            copy = DOCS / COPIES / target
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / target, copy)
            if target.endswith(".md"):
                waiting.append(target)


def write_out(_app: Any, name: str, text: list[str]) -> None:
    """Point links to where files are in the site, and write out the command line."""
    copied = name.startswith(COPIES + "/")
    page = f"{name.removeprefix(COPIES + '/')}.md" if copied else f"docs/{name}.md"

    def pointed(found: re.Match[str]) -> str:
        start, address, anchor, end = found.groups()
        if ":" in address:
            return found[0]
        place = posixpath.relpath(
            in_site(resolved(page, address)), posixpath.dirname(in_site(page)) or "."
        )
        return f"{start}{place}{anchor or ''}{end}"

    source = LINK.sub(pointed, text[0])
    if COMMANDS in source:
        source = source.replace(COMMANDS, command_line())
    # Studies are reached through links, not through the table of contents.
    text[0] = f"---\norphan: true\n---\n\n{source}" if copied else source


def remember(_app: Any, what: str, name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Note the docstring of an attribute as it was written."""
    if what == "attribute":
        _written[name] = list(lines)


def restore(_app: Any, what: str, name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Put it back."""
    if what == "attribute":
        lines[:] = _written[name]


def linked(page: str) -> Iterator[str]:
    """Files that a page links to, all by their paths in the repository."""
    for _, address, _, _ in LINK.findall((ROOT / page).read_text(encoding="utf-8")):
        if ":" not in address:
            yield resolved(page, address)


def resolved(page: str, address: str) -> str:
    """What a relative address on a page means, as a path in the repository."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))


def in_site(path: str) -> str:
    """Where a file of the repository is, from ``docs``, when the site is built."""
    return path.removeprefix("docs/") if path.startswith("docs/") else f"{COPIES}/{path}"


def command_line() -> str:
    """The help of every command, in the order of ``rewardsearch --help``."""
    from rewardsearch.cli.parser import parser

    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = COLUMNS
    try:
        return "\n".join(_sections(parser(), 2))
    finally:
        del os.environ["COLUMNS"]
        if before is not None:
            os.environ["COLUMNS"] = before


def _sections(command: argparse.ArgumentParser, level: int) -> Iterator[str]:
    yield f"{'#' * level} {command.prog}\n\n```text\n{command.format_help()}```\n"
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _sections(below, level + 1)
