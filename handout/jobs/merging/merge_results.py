"""Count what comes of a merge while it goes on, and tell it without telling whose it is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from handout.deliver.sink import Sink
from handout.errors import ExitCode, HandoutError
from handout.jobs.merging.chunk_result import ChunkResult, Failure
from handout.jobs.merging.reports import MergeReport
from handout.jobs.merging.selection import Selection
from handout.model import (
    Problem,
    ProblemLog,
    Severity,
)
from handout.read.recipients import RecipientList

_MOST_TOLD = 20
"""Failed rows that are told one by one; the list of failed rows has them all."""

_OURS = ("render.", "merge.", "template.")
"""Codes of failures whose words are ours, and so say nothing about who is in the row."""


class MergeResults:
    """Hold the numbers of one merge."""

    def __init__(self, log: ProblemLog) -> None:
        """Begin, and start the clock.

        Args:
            log: Takes what there is to say.
        """
        self._log = log
        self._begun = time.monotonic()
        self._built = 0
        self._failures: dict[int, str] = {}
        self._exits: Counter[ExitCode] = Counter()
        self._reasons: Counter[str] = Counter()
        self._faults: dict[int, str] = {}
        self._told: list[Failure] = []

    @property
    def has_failures(self) -> bool:
        """Whether a recipient got nothing."""
        return bool(self._failures)

    def note_fault(self, problem: Problem) -> None:
        """Pass on what the check of the list found, and remember it by row."""
        self._log.say(problem)
        if problem.is_error and problem.line is not None:
            known = self._faults.get(problem.line)
            self._faults[problem.line] = f"{known} {problem.message}" if known else problem.message

    def take(self, result: ChunkResult) -> None:
        """Count what came of a chunk."""
        self._built += result.built
        self._reasons.update(result.reasons)
        self._log.say_all(result.problems)
        for failure in result.failures:
            self._failures[failure.row] = failure.message
            self._exits[failure.reason] += 1
            if len(self._told) < _MOST_TOLD:
                self._told.append(failure)

    def tell_failures(self, recipients: RecipientList) -> None:
        """Say which rows failed, in the order of the list."""
        for failure in sorted(self._told, key=lambda one: one.row):
            why = failure.message
            if failure.code == "glyph.missing":
                why = "the font lacks a character that it needs."
            elif not failure.code.startswith(_OURS):
                why = "its fields do not suit the article."
            self._log.say(
                Problem(
                    code=failure.code,
                    severity=Severity.ERROR,
                    path=recipients.origin.path,
                    line=failure.row,
                    message=f"no handout could be made for this {recipients.unit}: {why}",
                )
            )
        rest = len(self._failures) - len(self._told)
        if rest:
            message = f"{rest:,} more could not be made; the list of failed rows has them all."
            self._log.say(
                Problem(
                    code="merge.more",
                    severity=Severity.ERROR,
                    path=recipients.origin.path,
                    message=message,
                )
            )

    def warn_of_unprotected(self, selection: Selection, recipients: RecipientList) -> None:
        """Say how many PDFs anybody can open, in a list with passwords."""
        count = selection.unprotected
        if count:
            message = (
                "one recipient has no password, so that the PDF is not protected."
                if count == 1
                else f"{count:,} recipients have no password, so that their PDFs are not protected."
            )
            self._log.say(
                Problem(
                    code="merge.no-password",
                    severity=Severity.WARNING,
                    path=recipients.origin.path,
                    message=message,
                    hint="fill in the column, or take care how these are sent.",
                )
            )

    def tell_stop(self, error: HandoutError) -> None:
        """Say why the rest was not made."""
        self._log.say(
            Problem(
                code="merge.stopped",
                severity=Severity.ERROR,
                path=error.where.path if error.where else None,
                line=error.where.line if error.where else None,
                message=error.message,
                hint=error.hint,
            )
        )

    def list_failed(
        self, recipients: RecipientList, faulty: Collection[int]
    ) -> Iterator[tuple[Sequence[str], str]]:
        """Yield the values of the rows that have no handout, each with what is wrong."""
        for row, values in recipients.rows:
            if row in faulty:
                yield values, self._faults.get(row, "this row is faulty.")
            elif row in self._failures:
                yield values, self._failures[row]

    def finish(
        self,
        selection: Selection,
        sink: Sink,
        *,
        faulty: int,
        sound: int,
        is_stopped: bool = False,
    ) -> MergeReport:
        """Return all of it."""
        is_listed = not is_stopped and (self.has_failures or faulty > 0)
        return MergeReport(
            built=self._built,
            kept=selection.kept,
            failed=dict(self._exits),
            faulty=faulty,
            sound=sound,
            remaining=0 if is_stopped else sound - selection.wanted,
            folder=sink.folder,
            files=sink.files,
            pages=sink.pages,
            index=None if is_stopped else sink.index,
            failed_list=sink.failed if is_listed else None,
            reasons=dict(self._reasons),
            seconds=time.monotonic() - self._begun,
            is_stopped=is_stopped,
        )
