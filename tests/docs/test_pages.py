"""Every page is in the contents, every link leads somewhere, every command can be read."""

import re
import unicodedata

import pytest

from fitness.battery import FACTS, LINKS
from inner_rl import LEARNERS, WORLDS
from inner_rl.drives import CONTEXTS, DRIVES
from inner_rl.rewards.library import LIBRARY
from rewardsearch.cli.main import _parsed
from rewardsearch.cli.parser import parser
from rewardsearch.search.engines import ENGINES
from rewardsearch.validation import VALIDATIONS
from tests.docs.reading import (
    DOCS,
    PAGES,
    ROOT,
    commands,
    fenced,
    mentioned,
    name,
    repository,
    scripts,
)

BIBLIOGRAPHY = (DOCS / "reference" / "bibliography.md").read_text()
README = (ROOT / "README.md").read_text()


def test_the_contents_name_every_page_once():
    trees = fenced(DOCS / "index.md", "{toctree}")
    told = [line for tree in trees for line in tree.splitlines() if line and line[0] != ":"]
    there = [page.relative_to(DOCS).with_suffix("").as_posix() for page in repository.pages()]
    assert sorted(told) == sorted(set(there) - {"index"})


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    for target in repository.linked(name(page)):
        assert (ROOT / target).exists(), target


def test_a_broken_link_would_be_found(tmp_path, monkeypatch):
    (tmp_path / "page.md").write_text("See [this](../gone/missing.md#part) and [that](https://x).")
    monkeypatch.setattr(repository, "ROOT", tmp_path)
    assert list(repository.linked("page.md")) == ["../gone/missing.md"]


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("howto/gpu", "[a](world.md)", "[a](world.md)"),
        ("howto/gpu", "[a](../../fitness/README.md#x)", "[a](../repository/fitness/README.md#x)"),
        ("index", "![a](../experiments/a/b.png)", "![a](repository/experiments/a/b.png)"),
        ("repository/fitness/README", "[a](../docs/tutorial.md)", "[a](../../tutorial.md)"),
        ("repository/fitness/README", "[a](scores.py)", "[a](scores.py)"),
        ("index", "[a](https://example.org/x.md)", "[a](https://example.org/x.md)"),
    ],
)
def test_links_out_of_the_folder_are_pointed_to_copies(page, link, expected):
    text = [link]
    repository.write_out(None, page, text)
    assert text[0].removeprefix("---\norphan: true\n---\n\n") == expected


TOLD = [told for page in PAGES for told in commands(page)]


@pytest.mark.parametrize("told", TOLD, ids=lambda told: f"{told.page}: {told}")
def test_commands_are_understood(told):
    assert _parsed(told.words).command == told.words[0]


def test_commands_are_found_at_all():
    assert len(TOLD) > 80
    assert {told.page for told in TOLD} >= {"README.md", "docs/tutorial.md", "docs/howto/gpu.md"}


def test_a_wrong_command_is_not_understood():
    with pytest.raises(SystemExit):
        _parsed(["search", "settings.yaml", "--no-such-option"])


def test_every_command_that_is_mentioned_exists():
    (known,) = [action.choices for action in parser()._actions if action.dest == "command"]
    for page in PAGES:
        assert set(mentioned(page)) - {"--help"} <= set(known), page


def test_every_command_is_in_the_reference():
    (known,) = [action.choices for action in parser()._actions if action.dest == "command"]
    text = repository.command_line()
    assert all(f"rewardsearch {command}\n\n```text\nusage: " in text for command in known)


def test_scripts_that_are_told_exist():
    for page in PAGES:
        for script in scripts(page):
            assert (ROOT / script).is_file(), script


def test_the_readme_is_one_page_and_counts_right():
    assert len(README.splitlines()) <= 150
    for count in (
        f"{len(DRIVES)} [drives",
        "Nine [worlds]",
        "five\n[learners]",
        "eleven [engines]",
    ):
        assert count in README
    assert (len(WORLDS), len(LEARNERS) + 1, len(ENGINES)) == (9, 5, 11)


def test_engines_are_told_as_they_are():
    page = (DOCS / "howto" / "engines.md").read_text()
    for engine, entry in ENGINES.items():
        assert f"| `{engine}` | {entry.about} | {entry.source} |" in page


def sources():
    for described in (*DRIVES.values(), *CONTEXTS.values(), *LIBRARY.values(), *ENGINES.values()):
        yield described.source
    for described in (*VALIDATIONS.values(), *LINKS, *FACTS):
        yield described.source


CITED = re.compile(
    r"(?<![\w-])((?:de )?[A-Z][A-Za-z]+(?:-[A-Z][a-z]+)?)"
    r"(?:, [A-Z][A-Za-z-]+)*(?:,? & [A-Z][A-Za-z-]+| et al\.)?,? \(?((?:17|19|20)\d\d)\b"
)


def plain(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def known_works():
    for entry in plain(BIBLIOGRAPHY).split("\n- ")[1:]:
        found = re.match(r"([^,]+),.*?\((\d{4})\)", entry, re.S)
        yield found[1].replace("Guth", "Gueth"), found[2]


@pytest.mark.parametrize("source", sorted(set(sources())))
def test_every_source_is_in_the_bibliography(source):
    assert set(CITED.findall(source)) <= set(known_works())


def test_every_work_cited_in_the_code_is_in_the_bibliography():
    cited = set()
    for package in ("kernels", "inner_rl", "fitness", "rewardsearch"):
        for path in (ROOT / package).rglob("*.py"):
            text = re.sub(r"\n\s*#?\s*", " ", plain(path.read_text()))
            cited |= {(author, year) for author, year in CITED.findall(text)}
    assert len(cited) > 90
    missing = cited - set(known_works())
    assert missing == set()


def test_the_bibliography_is_in_order():
    names = [entry[0].lower() for entry in known_works()]
    assert names == sorted(names)
