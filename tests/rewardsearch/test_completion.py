"""What every command has in common, and the completion that is made from their parser."""

import argparse
import socket
import subprocess

import pytest

from inner_rl import InvalidInput
from kernels.worlds import WORLDS
from rewardsearch.cli import ui
from rewardsearch.cli.completion import script
from rewardsearch.cli.parser import parser


def leaf_parsers(node, words=()):
    below = [a for a in node._actions if isinstance(a, argparse._SubParsersAction)]
    if not below:
        yield words, node
    for name, inner in below[0].choices.items() if below else ():
        yield from leaf_parsers(inner, (*words, name))


LEAVES = dict(leaf_parsers(parser()))


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_command_takes_json_and_says_what_it_does(words):
    node = LEAVES[words]
    assert any("--json" in action.option_strings for action in node._actions)
    assert len(node.description) > 20
    # Options without help are options that nobody finds.
    assert all(action.help for action in node._actions)


TRY = r"""
source /dev/stdin <<'SCRIPT'
{script}
SCRIPT
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_rewardsearch
printf '%s\n' "${{COMPREPLY[@]}}"
"""


def completed(*words, cwd=None):
    """What bash proposes for the last word."""
    quoted = " ".join(f"'{word}'" for word in ("rewardsearch", *words))
    text = TRY.format(script=script("bash"), words=quoted)
    done = subprocess.run(
        ["bash", "--norc", "-c", text], capture_output=True, text=True, cwd=cwd, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands_options_and_names(tmp_path):
    assert completed("eva") == ["evaluate"]
    assert set(completed("")) >= {words[0] for words in LEAVES}
    assert completed("evaluate", "guilt", "--lif") == ["--lifetimes"]
    assert set(completed("kernels", "verify", "--device", "")) == {"cuda", "ptx"}
    assert set(completed("kernels", "")) >= {"info", "verify", "ptx"}
    assert set(completed("watch", "")) >= set(WORLDS)
    assert completed("evaluate", "x", "--world", "coi") == ["coins"]
    assert "inequity_aversion" in completed("attack", "ine")
    (tmp_path / "runs/quickstart-1").mkdir(parents=True)
    assert completed("resume", "", cwd=tmp_path)[:2] == ["quickstart-1", "latest"]
    assert completed("export", "quick", cwd=tmp_path) == ["quickstart-1"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_hold_every_option(shell):
    text = script(shell)
    for words, node in LEAVES.items():
        assert words[-1] in text
        for action in node._actions:
            for flag in action.option_strings:
                if flag.startswith("--"):
                    assert flag.removeprefix("--") in text


def test_ui_says_that_a_port_is_taken_and_that_nothing_was_tracked(tmp_path):
    words = ["ui", "--run-dir", str(tmp_path), "--port"]
    with pytest.raises(InvalidInput, match="nothing was tracked in"):
        ui.run(parser().parse_args([*words, "5000"]))
    with pytest.raises(InvalidInput, match="is a server already"):
        ui.run(parser().parse_args([*words, "5000", "--tracking-uri", "http://somewhere:5000"]))
    (tmp_path / "mlflow.db").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InvalidInput, match=rf"port {port} cannot be used"):
            ui.run(parser().parse_args([*words, str(port)]))
