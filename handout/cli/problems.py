"""Print problems: one form for every command, so that people and editors learn it once.

Error: content/articles/rain.md:3: no author called “meier”.
Hint: add content/authors/meier.toml, or correct the name.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from handout.model import Problem, Severity, sort_problems

# Controls, ends of lines and paragraphs, and what turns the direction of text. No more of what
# cannot be seen, such as a space that does not break, since a printed path is a result.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def print_problems(
    problems: Iterable[Problem], *, is_quiet: bool = False, with_codes: bool = False
) -> None:
    """Print problems to stderr, sorted by file and line.

    Args:
        problems: What the readers and the engine reported, in any order.
        is_quiet: Whether to leave out warnings and notes.
        with_codes: Whether to name each problem's code, as reports in JSON do.
    """
    for problem in sort_problems(problems):
        if problem.is_error or not is_quiet:
            print_words(
                problem.severity.capitalize(),
                _COLOURS[problem.severity],
                describe_place(problem.path, problem.line)
                + problem.message
                + (f" [{problem.code}]" if with_codes else ""),
                problem.hint,
            )


def describe_place(path: Path | None, line: int | None) -> str:
    """Say where, as `path:line: `, ready to stand before a message; empty when not known."""
    if path is None:
        return ""
    return f"{show_path(path)}:{line}: " if line is not None else f"{show_path(path)}: "


def show_path(path: Path) -> str:
    """Write a path to be read, or taken by the next program: what a terminal obeys is spelt out."""
    return _STEERING.sub(lambda match: _spell(match[0]), shorten_path(path))


def shorten_path(path: Path) -> str:
    """Write a path as the user would: relative when it is below the current folder."""
    try:
        below = path.relative_to(Path.cwd())
    except (ValueError, OSError):
        return str(path)
    return str(below) if below.parts else str(path)


def print_words(word: str, colour: str, message: str, hint: str | None = None) -> None:
    """Print a labelled message, and a hint below it where there is one, to stderr."""
    color = has_colour(sys.stderr)
    label = click.style(f"{word}:", fg=colour, bold=True)
    click.echo(f"{label} {clean(message)}", err=True, color=color)
    if hint:
        label = click.style("Hint:", bold=True)
        click.echo(f"{label} {clean(hint)}", err=True, color=color)


def has_colour(stream: Any) -> bool:
    """Tell whether a stream is a terminal that wants colours (see no-color.org)."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")


def clean(text: str) -> str:
    """Spell out what a terminal would obey or could not show: content must not steer it.

    Bytes of a path that are not UTF-8, which Python keeps as surrogates, are left to the stream.
    """
    return "".join(
        char if char.isprintable() or "\udc80" <= char <= "\udcff" else _spell(char)
        for char in text
    )


def _spell(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
