"""``rewardsearch completion``: a shell script made from the parser itself."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass

from inner_rl.rewards.library import LIBRARY
from kernels.worlds import WORLDS
from rewardsearch.cli.parser import parser
from rewardsearch.cli.reward_parsers import REWARD

_RUNS = "$(ls -t runs 2>/dev/null | grep -v mlflow.db | grep -v mlartifacts) latest"
"""In the shell: names of run folders where runs usually are."""

_BASH = """\
# Completion of rewardsearch; for this shell: source <(rewardsearch completion {shell})
{before}_rewardsearch() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} path= word
    for word in "${{COMP_WORDS[@]:1:$((COMP_CWORD-1))}}"; do
        case $path/$word in {paths}) path=$path/$word;; esac
    done
    local words=
    case $path:$previous in
{values}
    *)
        case $path in
{words}
        esac;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _rewardsearch rewardsearch
"""


@dataclass(frozen=True)
class _Option:
    flag: str
    about: str
    takes_value: bool
    words: str
    """What its value can be, as a shell lists it; empty for what only a person knows."""


@dataclass(frozen=True)
class _Command:
    path: str
    """'/kernels/verify'; the program itself is ''."""
    about: str
    options: tuple[_Option, ...]
    words: str
    """Commands below it, or what its arguments can be."""


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    text = script(args.shell)
    print(json.dumps({"shell": args.shell, "script": text}) if args.json else text, end="")
    return 0


def script(shell: str) -> str:
    """The completion script of bash, zsh or fish."""
    commands = list(_commands(parser(), "", ""))
    return _fish(commands) if shell == "fish" else _bash(commands, shell)


def _commands(node: argparse.ArgumentParser, path: str, about: str) -> Iterator[_Command]:
    """A parser and all below it."""
    options, words, below = [], [], []
    for action in node._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help or "" for choice in action._choices_actions}
            words += list(action.choices)
            below += [(f"{path}/{k}", p, told.get(k, "")) for k, p in action.choices.items()]
        elif action.option_strings:
            flag, about_it = action.option_strings[-1], action.help or ""
            options.append(_Option(flag, about_it, action.nargs != 0, _words(action)))
        else:
            words.append(_words(action))
    yield _Command(path, about, tuple(options), " ".join(filter(None, words)))
    for inner, parser_, told_of_it in below:
        yield from _commands(parser_, inner, told_of_it)


def _words(action: argparse.Action) -> str:
    """What a value can be, as a shell lists it."""
    if action.choices is not None:
        return " ".join(map(str, action.choices))
    if action.metavar == REWARD:
        return f"{' '.join(LIBRARY)} {_RUNS}"
    if action.metavar == "RUN":
        return _RUNS
    if action.metavar == "WORLD" or action.dest == "world":
        return " ".join(WORLDS)
    return ""


def _bash(commands: list[_Command], shell: str) -> str:
    """Zsh runs bash's completions by itself."""
    values, words = [], []
    for command in commands:
        for option in command.options:
            if option.takes_value:
                values.append(f'    {command.path}:{option.flag}) words="{option.words}";;')
        flags = " ".join(option.flag for option in command.options)
        words.append(f'        "{command.path}") words="{command.words} {flags}";;')
    return _BASH.format(
        shell=shell,
        before="autoload -U +X bashcompinit && bashcompinit\n" if shell == "zsh" else "",
        paths="|".join(command.path for command in commands if command.path),
        values="\n".join(values),
        words="\n".join(words),
    )


def _fish(commands: list[_Command]) -> str:
    lines = ["# Completion of rewardsearch; for this shell: rewardsearch completion fish | source"]
    for command in commands:
        seen = command.path.split("/")[1:]
        when = "__fish_use_subcommand"
        if seen:
            when = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in seen)
        start = f"complete -c rewardsearch -n '{when}'"
        below = {c.path.rpartition("/")[2]: c.about for c in commands if _is_below(c, command)}
        lines += [f"{start} -f -a {word} -d {_quoted(told)}" for word, told in below.items()]
        if command.words and not below:
            lines.append(f'{start} -a "{_for_fish(command.words)}"')
        for option in command.options:
            line = f"{start} -l {option.flag.removeprefix('--')} -d {_quoted(option.about)}"
            if option.takes_value:
                line += f' -x -a "{_for_fish(option.words)}"' if option.words else " -r"
            lines.append(line)
    return "\n".join(lines) + "\n"


def _is_below(inner: _Command, outer: _Command) -> bool:
    return inner.path != "" and inner.path.rpartition("/")[0] == outer.path


def _for_fish(words: str) -> str:
    """Fish writes a command's output in brackets without a dollar sign."""
    return words.replace("$(", "(")


def _quoted(text: str) -> str:
    """As one word of fish."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"
