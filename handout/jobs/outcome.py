"""Gather what comes of a build while it goes on, and pass it on as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from handout.errors import ExitCode, HandoutError
from handout.jobs.plan import Document
from handout.jobs.reports import BuildReport, Built, Failed
from handout.model import Problem, Report, Severity


def describe_failure(error: HandoutError, path: Path, code: str) -> Problem:
    """Return what stops one document alone as a problem of it.

    Args:
        error: Why.
        path: The file that it is about, where the error names none.
        code: The problem's code.
    """
    return Problem(
        code=code,
        severity=Severity.ERROR,
        path=error.where.path if error.where else path,
        line=error.where.line if error.where else None,
        message=error.message,
        hint=error.hint,
    )


def describe_bug(error: Exception, path: Path) -> Problem:
    """Return a mistake of ours, which stops one document alone, as a problem of it."""
    return Problem(
        code="handout.bug",
        severity=Severity.ERROR,
        path=path,
        message=f"it failed by a bug in handout ({type(error).__name__}).",
    )


def soften_missing(problems: list[Problem], *, allow_missing: bool) -> list[Problem]:
    """Return problems with warnings for what may be missing, of which the readers do not know."""
    if not allow_missing or not any(problem.is_error for problem in problems):
        return problems
    from handout.render.messages import soften

    return [soften(problem) for problem in problems]


class Outcome:
    """Hold what was built, what failed and what was said so far."""

    def __init__(self, report: Report | None) -> None:
        """Begin, and start the clock.

        Args:
            report: Is given each problem once, as soon as it is said.
        """
        self._report = report
        self._problems: dict[Problem, None] = {}
        self._built: dict[Path, Built] = {}
        self._failed: dict[Path, Failed] = {}
        self._bugs: list[Exception] = []
        self._begun = time.monotonic()

    def say(self, problem: Problem) -> None:
        """Pass on a problem that was not said before."""
        if problem not in self._problems:
            self._problems[problem] = None
            if self._report is not None:
                self._report(problem)

    def say_all(self, problems: Iterable[Problem]) -> None:
        """Pass on problems that were not said before."""
        for problem in problems:
            self.say(problem)

    def succeed(
        self,
        document: Document,
        *,
        pages: int,
        sha256: str,
        is_cached: bool = False,
        seconds: float = 0,
    ) -> None:
        """Note that a PDF is there."""
        self._built[document.output] = Built(
            slug=document.wanted.name,
            format=document.format.name,
            edition=document.edition.name,
            path=document.output,
            pages=pages,
            sha256=sha256,
            is_cached=is_cached,
            seconds=seconds,
        )

    def fail(
        self,
        document: Document,
        problems: Iterable[Problem] = (),
        *,
        reason: ExitCode = ExitCode.CONTENT,
        bug: Exception | None = None,
    ) -> None:
        """Note that a PDF could not be built, and say why.

        Args:
            document: The PDF.
            problems: Why; the first error among them names the failure.
            reason: The exit code that this failure would give alone.
            bug: What was raised, if that was a mistake of ours.
        """
        if bug is not None:
            self._bugs.append(bug)
        problems = tuple(problems)
        self.say_all(problems)
        codes = [problem.code for problem in problems if problem.is_error]
        self._failed[document.output] = Failed(
            slug=document.wanted.name,
            format=document.format.name,
            edition=document.edition.name,
            source=document.wanted.path,
            reason=reason,
            code=codes[0] if codes else "",
        )

    def finish(
        self,
        documents: tuple[Document, ...] = (),
        removed: tuple[Path, ...] = (),
        *,
        is_project_usable: bool = True,
    ) -> BuildReport:
        """Return all of it, in the order of the documents."""
        outputs = [document.output for document in documents]
        return BuildReport(
            built=tuple(self._built[output] for output in outputs if output in self._built),
            failed=tuple(self._failed[output] for output in outputs if output in self._failed),
            removed=removed,
            problems=tuple(self._problems),
            seconds=time.monotonic() - self._begun,
            is_project_usable=is_project_usable,
            bugs=tuple(self._bugs),
        )
