"""Gather what a call with `--json` comes to, and print it as one object when the call is over.

Whatever ends a call, what was told on stderr is in the object's `problems`. Its keys stand in
docs/json.md and docs/json.schema.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from handout.cli.problems import shorten_path
from handout.model import Problem, ProblemLog, sort_problems


class Answer:
    """What one call comes to."""

    def __init__(self, *, is_wanted: bool = False) -> None:
        """Hold nothing yet.

        Args:
            is_wanted: Whether the call has `--json`; else nothing is kept, nor printed.
        """
        self.is_wanted = is_wanted
        self._data: Mapping[str, object] | None = None
        self._log = ProblemLog()

    def give(self, data: Mapping[str, object]) -> None:
        """Take the keys of the command's own result."""
        self._data = data

    def note(self, problems: Iterable[Problem]) -> None:
        """Keep problems that are told."""
        if self.is_wanted:
            self._log.say_all(problems)

    def print(self) -> None:
        """Print the object to stdout, in ASCII so that every terminal and pipe can carry it.

        A call such as `--help`, which has neither result nor error, has printed what it has.
        """
        problems = self._log.problems
        if self.is_wanted and (self._data is not None or problems):
            import json

            data = {**(self._data or {}), "problems": _describe(problems)}
            click.echo(json.dumps(data, indent=2, default=str))


def _describe(problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [
        {
            "code": problem.code,
            "level": problem.severity.value,
            "path": shorten_path(problem.path) if problem.path else None,
            "line": problem.line,
            "column": problem.column,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in sort_problems(problems)
    ]
