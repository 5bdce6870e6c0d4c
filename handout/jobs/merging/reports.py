"""Say what is to be merged, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handout.deliver.index import read_files
from handout.deliver.journal import SAMPLE, Extent
from handout.errors import ExitCode
from handout.jobs.reports import TIME_LIMIT_S
from handout.model import SCREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOptions:
    """Say which article to make for whom, and how.

    Attributes:
        article: The article by name, or by path from `folder`.
        recipients: The list of recipients, by path from `folder`; `-` is standard input.
        folder: What relative paths start from.
        output: The folder that the PDFs go to; `dist/<slug>-merge/` by default.
        format: The format of recipients whose row names none; the clinic's first by default.
        edition: The edition by name.
        jobs: The most worker processes; as many as fit the machine by default.
        extent: `SAMPLE` for a single handout to look at, a number of recipients, or None for all;
            when a run is resumed, `SAMPLE` stands for what that run was to make.
        only: Make only those in whose name or e-mail address this stands, in any case of letters.
        rows: Make only these rows, each from a first to a last number; none for no such choice.
        is_full: Render each handout in full.
        is_resumed: Take up what an earlier run left in the folder.
        skips_faulty: Make the handouts of sound rows although others are faulty.
        password_field: The column of the passwords; `password` by default, if there is one.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
        allow_expired: Use an article that is past its review.
        seconds: The most time that one handout may take.
        single_file: The one PDF that all handouts go into, for the printer, by path from `folder`.
        handouts_per_file: The most handouts that such a file may have before another one is begun.
        is_one_sided: Let a handout begin on the back of the last sheet of the one before.
        cluster: The address of a Dask scheduler whose workers make the handouts.
        sheet: The sheet of a workbook.
        takes_hidden: Whether hidden rows of a workbook count.
        encoding: How a text is encoded, where it does not tell.
        columns: What columns are made of; these go before the clinic's own.
    """

    article: str
    recipients: Path
    folder: Path = field(default_factory=Path.cwd)
    output: Path | None = None
    format: str | None = None
    edition: str = SCREEN.name
    jobs: int | None = None
    extent: Extent = SAMPLE
    only: str | None = None
    rows: tuple[tuple[int, int], ...] = ()
    is_full: bool = False
    is_resumed: bool = False
    skips_faulty: bool = False
    password_field: str | None = None
    allow_missing: bool = False
    allow_expired: bool = False
    seconds: float = TIME_LIMIT_S
    single_file: Path | None = None
    handouts_per_file: int | None = None
    is_one_sided: bool = False
    cluster: str | None = None
    sheet: str = ""
    takes_hidden: bool = False
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_choice(self) -> bool:
        """Whether recipients are named one by one."""
        return self.only is not None or bool(self.rows)

    def chooses(self, row: int, texts: Iterable[str]) -> bool:
        """Tell whether a recipient is among those who were named.

        Args:
            row: The row.
            texts: The name, and the e-mail address if there is one.
        """
        if self.rows and not any(first <= row <= last for first, last in self.rows):
            return False
        only = self.only.casefold() if self.only is not None else ""
        return any(only in text.casefold() for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """What came of a merge.

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
    failed: Mapping[ExitCode, int] = field(default_factory=dict)
    faulty: int = 0
    sound: int = 0
    remaining: int = 0
    folder: Path | None = None
    files: tuple[Path, ...] = ()
    pages: int = 0
    index: Path | None = None
    failed_list: Path | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)
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
