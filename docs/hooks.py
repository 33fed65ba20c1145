"""What MkDocs cannot do by itself: pages of the repository outside docs/, and the command line.

Pages link to files beside the folder ``docs`` as they lie in the repository (a study's README, a
picture, a settings file).  Each of them, and what these link to in turn, comes into the site under
its path in the repository, and links are rewritten to where it is there.
"""

import argparse
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
DOCS = "docs/"
LINK = re.compile(r"(\]\()([^)\s#]*)(#[^)]*)?(\))")
COMMANDS = "<!-- every command -->"
COLUMNS = "100"


def on_files(files: Files, config: Any) -> Files:
    """Add every file of the repository that a page links to."""
    waiting = [f"{DOCS}{file.src_uri}" for file in files.documentation_pages()]
    known = set(waiting)
    while waiting:
        page = waiting.pop()
        for target in linked(page):
            if target in known or target.startswith(DOCS) or not (ROOT / target).is_file():
                continue
            known.add(target)
            files.append(File.generated(config, target, abs_src_path=str(ROOT / target)))
            if target.endswith(".md"):
                waiting.append(target)
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Point links to where files are in the site, and write out the command line."""
    source = page.file.src_uri
    if page.file.generated_by is None:
        source = DOCS + source

    def pointed(found: re.Match[str]) -> str:
        start, address, anchor, end = found.groups()
        if not address or ":" in address:
            return found[0]
        place = posixpath.relpath(
            in_site(resolved(source, address)), posixpath.dirname(in_site(source)) or "."
        )
        return f"{start}{place}{anchor or ''}{end}"

    return LINK.sub(pointed, markdown.replace(COMMANDS, command_line()))


def linked(page: str) -> Iterator[str]:
    """Files that a page of the repository links to, by their paths in the repository."""
    for _, address, _, _ in LINK.findall((ROOT / page).read_text(encoding="utf-8")):
        if address and ":" not in address:
            yield resolved(page, address)


def resolved(page: str, address: str) -> str:
    """What a relative address on a page means, as a path in the repository."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))


def in_site(path: str) -> str:
    """Where a file of the repository is among the pages of the site."""
    return path.removeprefix(DOCS)


def command_line() -> str:
    """The help of every command, in the order of ``rewardsearch --help``."""
    from rewardsearch.cli.parser import parser

    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = COLUMNS
    try:
        return "\n".join(_sections(parser(), 2))
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before


def _sections(command: argparse.ArgumentParser, level: int) -> Iterator[str]:
    yield f"{'#' * level} {command.prog}\n\n```text\n{command.format_help()}```\n"
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _sections(below, level + 1)
