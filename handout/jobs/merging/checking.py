"""Check a list of recipients before anything is made of it.

With a core to spare, that is done in a process of its own, while this one gets ready what the
workers will be forked with.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

from handout.errors import ContentError
from handout.jobs.merging.resident import collect_rarely
from handout.jobs.pool import can_fork, without_interrupts
from handout.jobs.scratch import remove_scratch
from handout.jobs.worker import settle_in
from handout.model import FORMATS, Place, Problem, Report
from handout.read.recipients import Findings, RecipientList, check_recipients


class ListCheck:
    """Go through a list once; a context manager that leaves no process behind."""

    def __init__(
        self,
        recipients: RecipientList,
        languages: Mapping[str, int],
        *,
        skips_faulty: bool,
        is_apart: bool,
    ) -> None:
        """Look at nothing yet.

        Args:
            recipients: The list.
            languages: The languages that the article is there in.
            skips_faulty: Make do with the sound rows.
            is_apart: Do it in a forked process, if there can be one.
        """
        self._recipients = recipients
        self._languages = languages
        self._skips_faulty = skips_faulty
        self._is_apart = is_apart
        self._other: tuple[BaseProcess, Connection] | None = None

    def __enter__(self) -> Self:
        """Begin, in another process, and return the check."""
        if self._is_apart and can_fork():
            try:
                self._fork()
            except BaseException:
                self._end()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the other process."""
        self._end()

    def find_characters(self) -> frozenset[str] | None:
        """Return characters that hold those of all values, or None where only the check tells.

        Raises:
            ContentError: The list has changed.
        """
        heard = self._hear()
        return heard[0] if heard else self._recipients.find_characters()

    def finish(self, report: Report) -> Findings:
        """Return what there is to know of the list.

        Args:
            report: Takes each fault.

        Raises:
            ContentError: Rows are faulty, or there is none.
            OutputError: There is no room for temporary files.
        """
        heard = self._hear()
        self._end()
        if not heard:
            return check_list(
                self._recipients, self._languages, report, skips_faulty=self._skips_faulty
            )
        problems, found = heard
        for problem in problems:
            report(problem)
        if isinstance(found, ContentError):
            raise found
        return found  # type: ignore[no-any-return] # it comes from `_work`

    def _fork(self) -> None:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=self._work, args=(theirs, os.getpid()), name="handout-check", daemon=True
        )
        with theirs, without_interrupts():
            process.start()
            self._other = (process, ours)

    def _work(self, connection: Connection, parent: int) -> None:
        """Be the other process: say what is found."""
        settle_in(parent)
        collect_rarely()
        connection.send((self._recipients.find_characters(),))
        problems: list[Problem] = []
        found: Findings | ContentError
        try:
            found = check_list(
                self._recipients, self._languages, problems.append, skips_faulty=self._skips_faulty
            )
        except ContentError as error:
            # Of what is not about the list, such as a full disk, the other process says it better.
            found = error
        connection.send((problems, found))

    def _hear(self) -> Any:
        """Return what the other process says next; None if there is none, or it has died."""
        if self._other is None:
            return None
        try:
            return self._other[1].recv()
        except Exception:  # noqa: BLE001 # whatever it was, this process will find it, and say it
            self._end()
            return None

    def _end(self) -> None:
        other, self._other = self._other, None
        if other is not None:
            process, connection = other
            process.kill()
            process.join()
            connection.close()
            remove_scratch({process.pid or 0})


def check_list(
    recipients: RecipientList,
    languages: Mapping[str, int],
    report: Report,
    *,
    skips_faulty: bool,
) -> Findings:
    """Go through a list once.

    Args:
        recipients: The list.
        languages: The languages that the article is there in.
        report: Takes each fault.
        skips_faulty: Make do with the sound rows.

    Raises:
        ContentError: Rows are faulty, or there is none.
    """
    findings = check_recipients(recipients, report, formats=FORMATS, languages=languages)
    is_usable = findings.is_complete and findings.rows > len(findings.faulty)
    if not is_usable or (findings.faults and not skips_faulty):
        hint = "mend what is named above, or add “--skip-faulty” to make the others."
        raise refuse_list(
            recipients.path, hint=hint if is_usable else None, faulty=len(findings.faulty)
        )
    return findings


def refuse_list(path: Path, *, hint: str | None = None, faulty: int = 0) -> ContentError:
    """Return the error that says that nothing was made of a list."""
    what = f"{faulty:,} {'row is' if faulty == 1 else 'rows are'} faulty" if faulty else ""
    return ContentError(
        f"nothing was made, because {what or 'the list cannot be used'}.",
        where=Place(path=path),
        hint=hint or "mend what is named above, then call again.",
    )
