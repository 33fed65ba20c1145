"""What the README and the pages of ``docs`` say: their links, blocks of code and commands."""

import re
import shlex
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
repository = import_module("repository")
"""The extension of Sphinx that lies beside the pages."""

PAGES = [ROOT / "README.md", *repository.pages()]
_FENCED = re.compile(r"^```(\S*)\n(.*?)^```$", re.M | re.S)
_INDENTED = re.compile(r"(?:^ {4}.*\n)+", re.M)
_SPAN = re.compile(r"`(rewardsearch [^`]+)`")
_COMMENT = re.compile(r"\s+#.*")
_COMMAND = re.compile(r"(\.venv/bin/)?rewardsearch [a-z-]")


@dataclass(frozen=True)
class Told:
    """A command on a page."""

    page: str
    words: tuple[str, ...]
    """After the program's name."""
    into: str = ""
    """File that its output is kept in."""

    def __str__(self):
        return shlex.join(("rewardsearch", *self.words))


def name(page):
    return page.relative_to(ROOT).as_posix()


def without_fences(page):
    return _FENCED.sub("", page.read_text())


def fenced(page, language):
    return [code for lang, code in _FENCED.findall(page.read_text()) if lang == language]


def shell_lines(page):
    """Lines of indented blocks, joined where they go on."""
    text = "\n".join(_INDENTED.findall(without_fences(page))).replace("\\\n", " ")
    return [_COMMENT.sub("", line.strip()) for line in text.splitlines() if line.strip()]


def commands(page):
    """Commands in blocks and, with arguments, in running text."""
    spans = [span for span in _SPAN.findall(without_fences(page)) if len(span.split()) > 2]
    for line in [*shell_lines(page), *spans]:
        if _COMMAND.match(line):
            words = shlex.split(line)[1:]
            into = words[words.index(">") + 1] if ">" in words else ""
            yield Told(name(page), tuple(words[: words.index(">")] if into else words), into)


def mentioned(page):
    """Names of commands in running text that stand there alone."""
    spans = _SPAN.findall(without_fences(page))
    return [span.split()[1] for span in spans if len(span.split()) == 2]


def scripts(page):
    """Python files that a page tells to run."""
    return re.findall(r"python (\S+\.py)", page.read_text())
