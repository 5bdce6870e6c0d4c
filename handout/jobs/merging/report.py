"""Say what came of a merge: counted while it goes on, and told without telling whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handout.deliver.index import read_files
from handout.deliver.sink import Sink
from handout.errors import ExitCode, HandoutError
from handout.jobs.merging.chunk import ChunkResult, Failure
from handout.model import Problem, ProblemLog, Severity, describe_failure
from handout.read.recipients import RecipientList

_MOST_TOLD = 20
"""Failed rows that are told one by one; the list of failed rows has them all."""

_OURS = ("render.", "merge.", "template.")
"""Codes of failures whose words are ours, and so say nothing about who is in the row."""


@dataclass(slots=True, kw_only=True)
class MergeReport:
    """What came of a merge, so far or in the end.

    Attributes:
        built: How many handouts were made.
        kept: How many were there already and still hold.
        failed: How many could not be made, by the exit code that each would give alone.
        faulty: How many rows were left out because they are faulty.
        sound: How many rows there are to make a handout for, the ones not asked for included.
        remaining: How many of them were not asked for.
        folder: Where the PDFs are; None if nothing was to be written.
        files: The files for the printer, if they were asked for.
        pages: How many pages these have together.
        index: The list of what is there, or of whose pages are where.
        failed_list: The list of who got nothing, with names; None if everybody got a handout.
        reasons: How many handouts were rendered in full, by why.
        seconds: How long it took.
        is_stopped: Something changed meanwhile, so that the rest was not made.
        is_project_usable: Whether the clinic's file could be read.
    """

    built: int = 0
    kept: int = 0
    failed: Counter[ExitCode] = field(default_factory=Counter)
    faulty: int = 0
    sound: int = 0
    remaining: int = 0
    folder: Path | None = None
    files: tuple[Path, ...] = ()
    pages: int = 0
    index: Path | None = None
    failed_list: Path | None = None
    reasons: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    is_stopped: bool = False
    is_project_usable: bool = True

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the command that made this."""
        if not self.is_project_usable:
            return ExitCode.PROJECT
        is_partial = bool(self.failed or self.faulty or self.is_stopped)
        if self.built or self.kept:
            return ExitCode.PARTIAL if is_partial else ExitCode.DONE
        return next(iter(self.failed)) if len(self.failed) == 1 else ExitCode.CONTENT

    def list_files(self) -> Iterator[str]:
        """Yield the names of the PDFs that are there, in the order of the list."""
        if self.index is not None:
            with self.index.open(encoding="utf-8", newline="\n") as file:
                yield from read_files(file)


class MergeResults:
    """Count what comes of the rows of a list, and remember what is wrong with them."""

    def __init__(self, log: ProblemLog, recipients: RecipientList) -> None:
        """Begin.

        Args:
            log: Takes what there is to say.
            recipients: The list.
        """
        self.report = MergeReport()
        self._log = log
        self._recipients = recipients
        # What is wrong, by row.
        self._failures: dict[int, str] = {}
        self._faults: dict[int, str] = {}
        self._told: list[Failure] = []

    def note_fault(self, problem: Problem) -> None:
        """Pass on what the check of the list found, and remember it by row."""
        self._log.say(problem)
        if problem.is_error and problem.line is not None:
            known = self._faults.get(problem.line)
            self._faults[problem.line] = f"{known} {problem.message}" if known else problem.message

    def take(self, result: ChunkResult) -> None:
        """Count what came of a chunk."""
        self.report.built += result.built
        self.report.reasons.update(result.reasons)
        self._log.say_all(result.problems)
        for failure in result.failures:
            self._failures[failure.row] = failure.message
            self.report.failed[failure.reason] += 1
            if len(self._told) < _MOST_TOLD:
                self._told.append(failure)

    def tell_failures(self) -> None:
        """Say which rows failed, in the order of the list."""
        for failure in sorted(self._told, key=lambda one: one.row):
            why = failure.message
            if failure.code == "glyph.missing":
                why = "the font lacks a character that it needs."
            elif not failure.code.startswith(_OURS):
                why = "its fields do not suit the article."
            what = f"no handout could be made for this {self._recipients.unit}: {why}"
            self._say(failure.code, what, line=failure.row)
        if rest := len(self._failures) - len(self._told):
            what = f"{rest:,} more could not be made; the list of failed rows has them all."
            self._say("merge.more", what)

    def warn_of_unprotected(self, count: int) -> None:
        """Say how many PDFs anybody can open, in a list with passwords."""
        what = (
            "one recipient has no password, so that the PDF is not protected."
            if count == 1
            else f"{count:,} recipients have no password, so that their PDFs are not protected."
        )
        hint = "fill in the column, or take care how these are sent."
        if count:
            self._say("merge.no-password", what, severity=Severity.WARNING, hint=hint)

    def tell_stop(self, error: HandoutError) -> None:
        """Say why the rest was not made."""
        self._log.say(describe_failure(error, None, "merge.stopped"))
        self.report.is_stopped = True

    def write_failed(self, sink: Sink, faulty: Collection[int]) -> None:
        """Write the rows that have no handout, each with what is wrong; or remove an old list."""
        if self._failures or faulty:
            sink.write_failed(self._recipients.columns, self._list_failed(faulty))
            self.report.failed_list = sink.failed
        else:
            sink.remove_failed()

    def finish(self, sink: Sink) -> MergeReport:
        """Return all of it, with where it is."""
        report = self.report
        report.folder, report.files, report.pages = sink.folder, sink.files, sink.pages
        report.index = None if report.is_stopped else sink.index
        return report

    def _list_failed(self, faulty: Collection[int]) -> Iterator[tuple[Sequence[str], str]]:
        for row, values in self._recipients.rows:
            if row in faulty:
                yield values, self._faults.get(row, "this row is faulty.")
            elif row in self._failures:
                yield values, self._failures[row]

    def _say(
        self,
        code: str,
        message: str,
        *,
        line: int | None = None,
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
    ) -> None:
        path = self._recipients.origin.path
        self._log.say(
            Problem(code=code, severity=severity, path=path, line=line, message=message, hint=hint)
        )
