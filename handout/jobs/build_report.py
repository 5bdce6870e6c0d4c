"""Say what came of a build: gathered while it goes on, and passed on as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from handout.errors import ExitCode
from handout.jobs.plan import Document
from handout.jobs.runtime.cache import Record
from handout.model import Problem, ProblemLog, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One handout that is there now; `seconds` is the time that rendering took."""

    document: Document
    record: Record
    is_cached: bool = False
    seconds: float = 0

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.record.pages

    @property
    def sha256(self) -> str:
        """The digest of the PDF."""
        return self.record.files[self.record.output]

    @property
    def path(self) -> Path:
        """The PDF."""
        return self.document.output

    @property
    def files(self) -> tuple[Path, ...]:
        """All that was written, the PDF first."""
        return self.document.list_files(self.pages)

    @property
    def sheet_count(self) -> int:
        """How many sheets of paper it takes, printed on both sides."""
        return -(-self.pages // (4 if self.document.sheets else 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One handout that could not be built.

    `reason` is the exit code that it would give alone, `code` that of the fault that stopped it.
    """

    document: Document
    reason: ExitCode
    code: str


class BuildReport(ProblemLog):
    """Hold what was built, what failed and what was said, so far or in the end.

    Attributes:
        built: The handouts that are there.
        failed: The handouts that could not be built.
        removed: The files that were removed because their article is gone.
        outdated: Those that stood beside a PDF that has changed, and were not made again.
        drafts: The articles that were left out, by name.
        bugs: What was raised by mistakes of ours, each of which cost one document.
        seconds: How long it took.
    """

    def __init__(self, report: Report | None = None) -> None:
        """Begin, and start the clock.

        Args:
            report: Is given each problem once, as soon as it is said.
        """
        super().__init__(report)
        self.built: list[Built] = []
        self.failed: list[Failed] = []
        self.removed: list[Path] = []
        self.outdated: list[Path] = []
        self.drafts: list[str] = []
        self.bugs: list[Exception] = []
        self.seconds = 0.0
        self._begun = time.monotonic()

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the command that built this."""
        if not self.failed:
            return ExitCode.DONE
        if self.built:
            return ExitCode.PARTIAL
        reasons = {failed.reason for failed in self.failed}
        return reasons.pop() if len(reasons) == 1 else ExitCode.CONTENT

    def fail(
        self,
        document: Document,
        problems: Iterable[Problem],
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
            self.bugs.append(bug)
        problems = tuple(problems)
        self.say_all(problems)
        code = next((problem.code for problem in problems if problem.is_error), "")
        self.failed.append(Failed(document=document, reason=reason, code=code))

    def finish(self, documents: Iterable[Document] = ()) -> None:
        """Stop the clock, and put everything into the order of the documents."""
        places = {document.output: place for place, document in enumerate(documents)}
        self.built.sort(key=lambda one: places[one.document.output])
        self.failed.sort(key=lambda one: places[one.document.output])
        self.seconds = time.monotonic() - self._begun
