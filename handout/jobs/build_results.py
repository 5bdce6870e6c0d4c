"""Gather what comes of a build while it goes on, and pass it on as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from handout.errors import ExitCode
from handout.jobs.plan import Document
from handout.jobs.reports import BuildReport, Built, Failed
from handout.model import Problem, ProblemLog, Report


class BuildResults:
    """Hold what was built, what failed and what was said so far."""

    def __init__(self, report: Report | None) -> None:
        """Begin, and start the clock.

        Args:
            report: Is given each problem once, as soon as it is said.
        """
        self._log = ProblemLog(report)
        self.say, self.say_all = self._log.say, self._log.say_all
        self._built: dict[Path, Built] = {}
        self._failed: dict[Path, Failed] = {}
        self._bugs: list[Exception] = []
        self._begun = time.monotonic()

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
            flip=document.flip,
            sheets=document.sheets,
            html=document.html,
            pictures=document.list_pictures(pages),
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
        outdated: tuple[Path, ...] = (),
        *,
        is_project_usable: bool = True,
    ) -> BuildReport:
        """Return all of it, in the order of the documents."""
        outputs = [document.output for document in documents]
        return BuildReport(
            built=tuple(self._built[output] for output in outputs if output in self._built),
            failed=tuple(self._failed[output] for output in outputs if output in self._failed),
            removed=removed,
            outdated=outdated,
            problems=self._log.problems,
            seconds=time.monotonic() - self._begun,
            is_project_usable=is_project_usable,
            bugs=tuple(self._bugs),
        )
