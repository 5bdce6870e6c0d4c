"""Make the handouts of all recipients as one PDF, for the printer.

In goes a list as for a merge; out comes a file for each format, or several where one would have too
many pages. They are written under hidden names as they grow and put in their place when all are
whole. Everything happens in this process, since pages go into the file in the order of the list.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from handout.deliver.index import write_failed
from handout.deliver.journal import SAMPLE
from handout.errors import EngineError, ExitCode, OutputError, ProjectError, UsageError
from handout.jobs.limits import Clock, TimeUp, bound_memory
from handout.jobs.merging.checking import check_list, refuse_list
from handout.jobs.merging.preparing import (
    check_names,
    choose_password_field,
    make_spec,
    make_variants,
    read_articles,
    read_content,
)
from handout.jobs.merging.reports import MergeOptions
from handout.jobs.merging.resident import NotLoaded, Resident, forget, get_resident
from handout.jobs.merging.spec import Row, list_languages
from handout.jobs.outcome import Outcome
from handout.jobs.outputs import GrowingFile, find_free_name, remove_stale
from handout.jobs.progress import NullProgress, Progress
from handout.jobs.scratch import own_scratch
from handout.model import Place, Problem, Recipient, Report, Severity
from handout.personalise.binding import Binder
from handout.personalise.masters import Sheets
from handout.read.recipients import RecipientList, open_recipients

_MODE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class BindReport:
    """What came of it.

    Attributes:
        files: The PDFs, in order.
        built: How many recipients are in them.
        pages: How many pages they have together.
        failed: How many recipients could not be made.
        faulty: How many rows were left out because they are faulty.
        remaining: How many were not asked for.
        failed_list: The list of who is not in them, with names; None if everybody is.
        reasons: How many handouts were rendered in full, by why.
        seconds: How long it took.
        is_project_usable: Whether the clinic's file could be read.
    """

    files: tuple[Path, ...] = ()
    built: int = 0
    pages: int = 0
    failed: int = 0
    faulty: int = 0
    remaining: int = 0
    failed_list: Path | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    is_project_usable: bool = True

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the command that made this."""
        if not self.is_project_usable:
            return ExitCode.PROJECT
        if not self.built:
            return ExitCode.CONTENT
        return ExitCode.PARTIAL if self.failed or self.faulty else ExitCode.DONE


def bind(
    root: Path,
    options: MergeOptions,
    progress: Progress | None = None,
    report: Report | None = None,
    *,
    stdin: BinaryIO | None = None,
) -> BindReport:
    """Make one PDF of the handouts of the recipients in a list.

    Args:
        root: The clinic's folder.
        options: What to make and how; `single_file` says where it goes.
        progress: Is told how far it is.
        report: Is given each problem as soon as it is known.
        stdin: Standard input, if the list is to be read from there.

    Raises:
        ContentError: Nothing was made because of the article or the list.
        EngineError: The engine cannot be loaded.
        OutputError: The file cannot be written.
        ProjectError: A template cannot be used.
        UsageError: What was asked for does not exist, or makes no sense.
    """
    check_names(options)
    progress = progress or NullProgress()
    try:
        with bound_memory(), own_scratch():
            return _Bind(root.resolve(), options, progress, Outcome(report)).run(stdin)
    finally:
        # The engine's fonts are in the folder that is gone.
        forget()
        progress.finish()


class _Bind:
    """One run."""

    def __init__(
        self, root: Path, options: MergeOptions, progress: Progress, outcome: Outcome
    ) -> None:
        assert options.single_file is not None
        self.root = root
        self.options = options
        self.progress = progress
        self.outcome = outcome
        self.target = Path(os.path.abspath(options.folder / options.single_file))  # noqa: PTH100 # links as they are
        remove_stale(self.target.parent)
        self.begun = time.monotonic()
        self.built = 0
        self.reasons: Counter[str] = Counter()
        self.failures: dict[int, str] = {}
        self.faults: dict[int, str] = {}

    def run(self, stdin: BinaryIO | None) -> BindReport:
        content = read_content(self.root, self.options, self.outcome)
        if content is None:
            return BindReport(is_project_usable=False)
        source = self.options.recipients
        if str(source) != "-":
            source = self.options.folder / source
        recipients = open_recipients(source, self.outcome.say, stdin=stdin)
        if recipients is None:
            raise refuse_list(source)
        self._refuse_passwords(recipients)
        articles = read_articles(
            content,
            self.options,
            self.outcome,
            with_translations="language" in recipients.columns,
        )
        variants = make_variants(content, articles, self.options, None)
        findings = check_list(
            recipients,
            list_languages(variants),
            self._note_fault,
            skips_faulty=self.options.skips_faulty,
        )
        spec = make_spec(
            content,
            variants,
            recipients,
            self.options,
            output=self.target.parent,
            characters=findings.characters,
            password_field=None,
        )
        sound = findings.rows - len(findings.faulty)
        extent = self.options.extent
        most = 1 if extent == SAMPLE else extent
        count = min(sound, most) if isinstance(most, int) else sound
        rows = islice(
            (row for row in recipients.read_values() if row[0] not in findings.faulty), count
        )
        self.progress.start("Binding", count)
        with ExitStack() as stack:
            shelf = _Shelf(self.target, articles[0].title, self.options.sheets_per_file, stack)
            self._make(get_resident(spec), rows, shelf)
            files = shelf.finish() if self.built else ()
        failed_list = self._write_failed(recipients, findings.faulty)
        return BindReport(
            files=files,
            built=self.built,
            pages=shelf.pages,
            failed=len(self.failures),
            faulty=len(findings.faulty),
            remaining=sound - count,
            failed_list=failed_list,
            reasons=dict(self.reasons),
            seconds=time.monotonic() - self.begun,
        )

    def _refuse_passwords(self, recipients: RecipientList) -> None:
        if choose_password_field(recipients, self.options) is not None:
            raise UsageError(
                "one file for all cannot have a password for each.",
                where=Place(path=recipients.path),
                hint="leave out the column of the passwords, or make a PDF a recipient.",
            )

    def _note_fault(self, problem: Problem) -> None:
        self.outcome.say(problem)
        if problem.severity is Severity.ERROR and problem.line is not None:
            known = self.faults.get(problem.line, "")
            self.faults[problem.line] = f"{known} {problem.message}".strip()

    def _make(self, bench: Resident, rows: Iterator[Row], shelf: _Shelf) -> None:
        with Clock(bench.spec.seconds) as clock:
            for row, values in rows:
                try:
                    clock.start()
                    try:
                        message = self._add(bench, row, values, shelf)
                    finally:
                        clock.stop()
                except TimeUp:
                    message = f"rendering took more than {bench.spec.seconds:g} s."
                except MemoryError:
                    message = "there was not enough memory to render it."
                except NotLoaded:
                    raise
                except (EngineError, ProjectError) as error:
                    if isinstance(error, ProjectError) and not self.built:
                        raise
                    message = error.message
                if message:
                    self._fail(row, message, bench)
                self.progress.advance()

    def _add(self, bench: Resident, row: int, values: list[str], shelf: _Shelf) -> str:
        """Add a recipient's pages; return why there are none, or nothing."""
        choice = bench.chooser.choose(values)
        fields = dict(zip(bench.spec.columns, values, strict=True))
        press = bench.get_press(choice.variant, choice.format)
        laid = press.lay(Recipient(fields=fields, row=row))
        if laid.sheets is None:
            errors = [one.message for one in laid.problems if one.severity is Severity.ERROR]
            return " ".join(dict.fromkeys(errors)) or "no handout came out."
        shelf.add(choice.format, laid.sheets)
        self.built += 1
        if laid.reason:
            self.reasons[laid.reason] += 1
        return ""

    def _fail(self, row: int, message: str, bench: Resident) -> None:
        if not self.built and not self.failures:
            # Nobody has got through yet: if nobody can, it is the article.
            self.outcome.say(
                Problem(
                    code="article.not-made",
                    severity=Severity.WARNING,
                    path=bench.spec.variants[0].path,
                    message="the first recipient's handout could not be made.",
                )
            )
        self.failures[row] = message
        self.outcome.say(
            Problem(
                code="merge.failed",
                severity=Severity.ERROR,
                path=self.options.recipients,
                line=row,
                message="no handout could be made for this row.",
            )
        )

    def _write_failed(self, recipients: RecipientList, faulty: Collection[int]) -> Path | None:
        """Write who is not in the file, beside it."""
        if not faulty and not self.failures:
            return None
        path = find_free_name(self.target.with_name(f"{self.target.stem}-failed.csv"))
        rows = (
            (values, self.failures.get(row) or self.faults.get(row, "this row is faulty."))
            for row, values in recipients.read_values()
            if row in faulty or row in self.failures
        )
        with GrowingFile(path, mode=_MODE) as file:
            file.write(write_failed(recipients.columns, rows))
            return file.settle(path)


class _Shelf:
    """Hold the files that are being written: one a format, and the next when one is full."""

    def __init__(self, target: Path, title: str, most: int | None, stack: ExitStack) -> None:
        self._target = target
        self._title = title
        self._most = most
        self._stack = stack
        self._open: dict[str, Binder] = {}
        self._written: list[tuple[str, GrowingFile, Binder]] = []

    @property
    def pages(self) -> int:
        """How many pages there are in all files."""
        return sum(binder.pages for _, _, binder in self._written)

    def add(self, format: str, sheets: Sheets) -> None:
        """Add a recipient's pages to the file of that format.

        Raises:
            OutputError: They cannot be written.
        """
        pages = sheets.filler.master.pages
        binder = self._open.get(format)
        is_full = binder is not None and self._most and binder.pages + pages > self._most
        if binder is None or is_full:
            file = self._stack.enter_context(GrowingFile(self._target, mode=_MODE))
            binder = self._open[format] = Binder(file.stream, title=self._title)
            self._written.append((format, file, binder))
        with self._told():
            binder.add(sheets)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in our words what the system says of the file."""
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"“{self._target.name}” could not be written: {error.strerror or error}.",
                where=Place(path=self._target),
                hint="make room on the disk, then call again.",
            ) from error

    def finish(self) -> tuple[Path, ...]:
        """Make the files whole and put them in their places."""
        counts = Counter(sheet for sheet, _, _ in self._written)
        numbers: Counter[str] = Counter()
        paths = []
        for sheet, file, binder in self._written:
            with self._told():
                binder.close()
            numbers[sheet] += 1
            name = self._target.stem
            name += f"-{sheet}" if len(counts) > 1 else ""
            name += f"-{numbers[sheet]}" if counts[sheet] > 1 else ""
            paths.append(file.settle(self._target.with_name(f"{name}.pdf")))
        return tuple(paths)
