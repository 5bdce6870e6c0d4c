"""Carry what every command is called with: the project, how much to say, and whether in colour.

The options `-C`, `-q` and `-v` stand before the command or after it, so the group and the commands
declare them by the same decorator, and each use adds to the one `Invocation` in Click's context.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from handout.cli.answer import Answer
from handout.cli.problems import clean, print_problems
from handout.errors import ProjectError, UsageError
from handout.files.names import find_spelling
from handout.model import Problem

Function = TypeVar("Function", bound=Callable[..., Any])

_LAST_EPOCH = 253_402_300_799
"""The last second of the year 9999: `datetime`, and the dates in a PDF, end there."""
_LONGEST_EPOCH = 100
_SHOWN_OF_EPOCH = 30


class FilePath(click.Path):
    """A path as the file system spells it, whichever form of Unicode it was typed in."""

    def __init__(self, **given: Any) -> None:
        super().__init__(path_type=Path, **given)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path."""
        return find_spelling(Path(os.fsdecode(super().convert(value, param, ctx))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """Hold what the shared options said.

    `project` is the folder that `-C` names; `verbosity` is -1 under `-q` and 1 under `-v`. `answer`
    takes what `--json` prints.
    """

    project: Path | None = None
    verbosity: int = 0
    answer: Answer = field(default_factory=Answer, compare=False)

    @property
    def is_quiet(self) -> bool:
        """Tell whether only results and errors are to be printed."""
        return self.verbosity < 0

    @property
    def is_verbose(self) -> bool:
        """Tell whether to say what helps to find a fault."""
        return self.verbosity > 0

    def find_root(self) -> Path:
        """Find the clinic's folder: the one `-C` names, else from the current folder upwards.

        Raises:
            ProjectError: there is none.
        """
        from handout.read.project import find_project

        # A folder that is named is meant: one above it would be a surprise.
        if self.project is not None and not os.path.lexists(
            self.project / "content" / "clinic.toml"
        ):
            raise ProjectError(
                f"no project in “{self.project}”: it has no content/clinic.toml.",
                hint=f"name a clinic's folder after -C, or make one with “handout new "
                f"{self.project}”.",
            )
        root = find_project(self.project or Path.cwd())
        self.say(f"Project: {root}", level=1)
        return root

    def find_root_if_any(self) -> Path | None:
        """Find the clinic's folder, or return None where there is none and none was named.

        Raises:
            ProjectError: The folder that `-C` names is none.
        """
        try:
            return self.find_root()
        except ProjectError:
            if self.project is not None:
                raise
            return None

    def say(self, text: str, *, level: int = 0) -> None:
        """Print a line for the person at the terminal to stderr: never a result.

        Args:
            text: The line.
            level: 0 is said unless `-q` is given, 1 only under `-v`.
        """
        if self.verbosity >= level:
            click.echo(clean(text), err=True)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Print problems to stderr, sorted by file and line, and keep them for `--json`."""
        found = list(problems)
        self.answer.note(found)
        print_problems(found, is_quiet=self.is_quiet, with_codes=self.is_verbose)


pass_invocation = click.make_pass_decorator(Invocation, ensure=True)


def declare(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Return a decorator that declares several options of a command, in the order of its help."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def making_options(function: Function) -> Function:
    """Declare the options of all that makes handouts: limits, what may be missing."""
    from handout.jobs.options import TIME_LIMIT_S

    declare_all = declare(
        click.option(
            "--allow-missing",
            is_flag=True,
            help="Take missing images, descriptions, glyphs, fonts and words as warnings.",
        ),
        click.option(
            "--timeout",
            "seconds",
            metavar="SECONDS",
            type=click.FloatRange(min=0, min_open=True),
            default=TIME_LIMIT_S,
            help="Give up a handout that takes longer. Default: 60.",
        ),
    )
    return declare_all(function)


def count_things(number: int, word: str) -> str:
    """Return a number of things in words: 1 page, 2,000 pages."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def count_pages(pages: int, sheets: int) -> str:
    """Return in words how many pages there are, and how many sheets, printed on both sides."""
    if pages == sheets:
        return count_things(pages, "page")
    return f"{count_things(pages, 'page')}, {count_things(sheets, 'sheet')} printed on both sides"


def check_epoch() -> None:
    """Refuse a `SOURCE_DATE_EPOCH` that no PDF can be dated by.

    Raises:
        UsageError: It is no number of seconds, or stands for a moment after the year 9999.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return
    if not (epoch.isascii() and epoch.isdecimal()):
        what = "is no number of seconds"
    # The length is asked for first: Python reads no number of more than 4,300 digits.
    elif len(epoch) > _LONGEST_EPOCH or int(epoch) > _LAST_EPOCH:
        what = "lies after the year 9999"
    else:
        return
    shown = epoch if len(epoch) <= _SHOWN_OF_EPOCH else f"{epoch[:_SHOWN_OF_EPOCH]}…"
    raise UsageError(
        f"SOURCE_DATE_EPOCH is “{shown}”, which {what}.",
        hint="unset it, or give the seconds since 1970, such as 1767225600.",
    )


def _change(context: click.Context, option: click.Parameter, value: Any) -> None:
    """Add to the context what one of the shared options says."""
    if value:
        changes: dict[str, Any] = {
            "project": {"project": value},
            "quiet": {"verbosity": -1},
            "verbose": {"verbosity": 1},
        }
        known = context.find_object(Invocation) or Invocation()
        context.obj = replace(known, **changes[option.name or ""])


shared_options = declare(
    click.option(
        "-C",
        "--project",
        metavar="DIR",
        type=FilePath(),
        expose_value=False,
        callback=_change,
        help="The clinic's folder; else it is found from the current folder upwards.",
    ),
    click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_change,
        help="Print results and errors only.",
    ),
    click.option(
        "-v",
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=_change,
        help="Say more: the project's folder, each problem's code, everything that was found.",
    ),
)
"""Declare `-C`, `-q` and `-v`, which change the context and are not handed to the function."""
