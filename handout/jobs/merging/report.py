"""Say what came of a merge: counted while it goes on, and told without telling whose it is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from handout.deliver.index import read_files
from handout.deliver.sink import Sink
from handout.errors import ExitCode, HandoutError
from handout.jobs.merging.chunk import ChunkResult, Failure
from handout.model import (
    Problem,
    ProblemLog,
    Report,
    describe_failure,
    make_error,
    make_warning,
)
from handout.read.recipients import RecipientList

_MOST_TOLD = 20
"""Failed rows that are told one by one; the list of failed rows has them all."""

_OURS = ("render.", "merge.", "template.")
"""Codes of failures whose words are ours, and so say nothing about who is in the row."""


class MergeReport(ProblemLog):
    """Hold what came of a merge, so far or in the end, and what is wrong with rows.

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
    """

    def __init__(self, report: Report | None = None) -> None:
        """Begin, and start the clock.

        Args:
            report: Is given each problem once, as soon as it is said.
        """
        super().__init__(report)
        self.built = self.kept = self.faulty = self.sound = self.remaining = self.pages = 0
        self.failed: Counter[ExitCode] = Counter()
        self.folder: Path | None = None
        self.files: tuple[Path, ...] = ()
        self.index: Path | None = None
        self.failed_list: Path | None = None
        self.reasons: Counter[str] = Counter()
        self.seconds = 0.0
        self.is_stopped = False
        self._begun = time.monotonic()
        # What is wrong, by row.
        self._failures: dict[int, str] = {}
        self._faults: dict[int, str] = {}
        self._told: list[Failure] = []

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the command that made this."""
        is_partial = bool(self.failed or self.faulty or self.is_stopped)
        if self.built or self.kept:
            return ExitCode.PARTIAL if is_partial else ExitCode.DONE
        return next(iter(self.failed)) if len(self.failed) == 1 else ExitCode.CONTENT

    def list_files(self) -> Iterator[str]:
        """Yield the names of the PDFs that are there, in the order of the list."""
        if self.index is not None:
            with self.index.open(encoding="utf-8", newline="\n") as file:
                yield from read_files(file)

    def note_fault(self, problem: Problem) -> None:
        """Pass on what the check of the list found, and remember it by row."""
        self.say(problem)
        if problem.is_error and problem.line is not None:
            known = self._faults.get(problem.line)
            self._faults[problem.line] = f"{known} {problem.message}" if known else problem.message

    def take(self, result: ChunkResult) -> None:
        """Count what came of a chunk."""
        self.built += result.built
        self.reasons.update(result.reasons)
        self.say_all(result.problems)
        for failure in result.failures:
            self._failures[failure.row] = failure.message
            self.failed[failure.reason] += 1
            if len(self._told) < _MOST_TOLD:
                self._told.append(failure)

    def tell_failures(self, recipients: RecipientList) -> None:
        """Say which rows failed, in the order of the list."""
        path = recipients.origin.path
        for failure in sorted(self._told, key=lambda one: one.row):
            why = failure.message
            if failure.code == "glyph.missing":
                why = "the font lacks a character that it needs."
            elif not failure.code.startswith(_OURS):
                why = "its fields do not suit the article."
            what = f"no handout could be made for this {recipients.unit}: {why}"
            self.say(make_error(failure.code, what, path=path, line=failure.row))
        if rest := len(self._failures) - len(self._told):
            what = f"{rest:,} more could not be made; the list of failed rows has them all."
            self.say(make_error("merge.more", what, path=path))

    def warn_of_unprotected(self, count: int, path: Path) -> None:
        """Say how many PDFs anybody can open, in a list with passwords."""
        what = (
            "one recipient has no password, so that the PDF is not protected."
            if count == 1
            else f"{count:,} recipients have no password, so that their PDFs are not protected."
        )
        hint = "fill in the column, or take care how these are sent."
        if count:
            self.say(make_warning("merge.no-password", what, hint, path=path))

    def tell_stop(self, error: HandoutError) -> None:
        """Say why the rest was not made."""
        self.say(describe_failure(error, None, "merge.stopped"))
        self.is_stopped = True

    def list_failed(
        self, recipients: RecipientList, faulty: Collection[int]
    ) -> Iterator[tuple[Sequence[str], str]]:
        """Yield the values of the rows that have no handout, each with what is wrong."""
        for row, values in recipients.rows:
            if row in faulty:
                yield values, self._faults.get(row, "this row is faulty.")
            elif row in self._failures:
                yield values, self._failures[row]

    def finish(self, sink: Sink) -> MergeReport:
        """Return all of it, with where it is."""
        self.folder, self.files, self.pages = sink.folder, sink.files, sink.pages
        self.index = None if self.is_stopped else sink.index
        self.failed_list = sink.failed
        self.seconds = time.monotonic() - self._begun
        return self
