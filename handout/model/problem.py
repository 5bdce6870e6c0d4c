"""Hold what is wrong: how bad, where, and what would mend it; and how it is passed on.

Every stage hands its problems to a `Report`: all of them, not the first. A `ProblemLog` passes each
on once. `soften_missing` says what `--allow-missing` does without.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from handout.errors import name_bug

if TYPE_CHECKING:
    from handout.errors import HandoutError


class Severity(enum.StrEnum):
    """Say how much a problem matters: an error stops its handout, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Point at a file and, where known, a line and a column in it."""

    path: Path
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Describe one fault: a stable code, where it is, what is wrong and what would mend it."""

    code: str
    severity: Severity
    path: Path | None
    line: int | None = None
    column: int | None = None
    message: str
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether nothing can be made because of it."""
        return self.severity is Severity.ERROR


def make_error(
    code: str,
    message: str,
    hint: str | None = None,
    *,
    path: Path | None,
    line: int | None = None,
    column: int | None = None,
    severity: Severity = Severity.ERROR,
) -> Problem:
    """Return a fault that stops its handout."""
    return Problem(
        code=code,
        severity=severity,
        path=path,
        line=line,
        column=column,
        message=message,
        hint=hint,
    )


make_warning = partial(make_error, severity=Severity.WARNING)
"""Return what is probably not meant, but does not stop the handout."""


Report = Callable[[Problem], None]
"""What every stage is given to hand its problems to: all of them, not the first."""


MISSING = frozenset(
    {
        *("image.missing", "image.unreadable", "image.no-alt"),
        *("glyph.missing", "font.missing", "text.lost"),
    }
)
"""The codes of what is missing, and can be done without where that is allowed."""


def soften_missing(problems: Iterable[Problem], *, allow_missing: bool) -> list[Problem]:
    """Return problems, with warnings for what is missing where that is allowed."""
    return [
        replace(problem, severity=Severity.WARNING)
        if allow_missing and problem.is_error and problem.code in MISSING
        else problem
        for problem in problems
    ]


class ProblemLog:
    """Pass problems on, each once, and keep them."""

    def __init__(self, report: Report | None = None) -> None:
        """Keep nothing yet.

        Args:
            report: Is given each problem as soon as it is said.
        """
        self._report = report
        self._said: dict[Problem, None] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was said, in that order."""
        return tuple(self._said)

    def say(self, problem: Problem) -> None:
        """Pass on a problem that was not said before."""
        if problem not in self._said:
            self._said[problem] = None
            if self._report is not None:
                self._report(problem)

    def say_all(self, problems: Iterable[Problem]) -> None:
        """Pass on problems that were not said before, by file and line."""
        for problem in sort_problems(problems):
            self.say(problem)


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by file, line and column; what has no file comes first."""
    return sorted(problems, key=lambda p: (str(p.path or ""), p.line or 0, p.column or 0))


def describe_failure(error: HandoutError, path: Path | None, code: str) -> Problem:
    """Return what stops one document alone as a problem of it.

    Args:
        error: Why.
        path: The file that it is about, where the error names none.
        code: The problem's code.
    """
    line = error.where.line if error.where else None
    path = error.where.path if error.where else path
    return make_error(code, error.message, error.hint, path=path, line=line)


def describe_bug(error: Exception, path: Path) -> Problem:
    """Return a mistake of ours, which stops one document alone, as a problem of it."""
    message = f"it failed by a bug in handout ({name_bug(error)})."
    return make_error("handout.bug", message, path=path)
