"""Say what is to be merged, and refuse what does not go together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from handout.deliver.journal import SAMPLE, Extent
from handout.errors import UsageError
from handout.jobs.options import MEMORY_LIMIT, TIME_LIMIT_S, find_format
from handout.read.recipients.options import ListOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOptions:
    """Say which article to make for whom, and how.

    Attributes:
        article: The article by name, or by path from `folder`.
        recipients: The list of recipients, by path from `folder`; `-` is standard input.
        folder: What relative paths start from.
        output: The folder that the PDFs go to; `dist/<slug>-merge/` by default.
        format: The format of recipients whose row names none; the clinic's first by default.
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
        memory: The most memory that one handout may take, in bytes.
        single_file: The one PDF that all handouts go into, for the printer, by path from `folder`.
        handouts_per_file: The most handouts that such a file may have before another one is begun.
        is_one_sided: Let a handout begin on the back of the last sheet of the one before.
        cluster: The address of a Dask scheduler whose workers make the handouts.
        reading: How the list is to be read; its columns go before the clinic's own.
    """

    article: str
    recipients: Path
    folder: Path = field(default_factory=Path.cwd)
    output: Path | None = None
    format: str | None = None
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
    memory: int = MEMORY_LIMIT
    single_file: Path | None = None
    handouts_per_file: int | None = None
    is_one_sided: bool = False
    cluster: str | None = None
    reading: ListOptions = field(default_factory=ListOptions)

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


def check_options(options: MergeOptions) -> None:
    """Refuse what does not exist, or does not go together.

    Raises:
        UsageError: There is such a thing.
    """
    if options.format is not None:
        find_format(options.format)
    if options.only is not None and not options.only.strip():
        raise UsageError("“--only” names nobody.", hint="give a part of a name or of an address.")
    if options.has_choice and options.extent != SAMPLE:
        raise UsageError(
            "“--only” and “--rows” say themselves how many are made.",
            hint="leave out “--all” and “--limit”.",
        )
    output = options.output
    if output is not None and (output.suffix.lower() == ".pdf" or str(output) == "-"):
        raise UsageError(
            f"“--output {output}” names no folder, but a merge writes a PDF a recipient.",
            hint="name a folder.",
        )
    of_one_file = {
        "--handouts-per-file": options.handouts_per_file is not None,
        "--one-sided": options.is_one_sided,
    }
    of_many = {
        "--output": output is not None,
        "--resume": options.is_resumed,
        "--password-field": options.password_field is not None,
        "--cluster": options.cluster is not None,
    }
    is_one = options.single_file is not None
    for name, is_given in (of_many if is_one else of_one_file).items():
        if is_given and is_one:
            what = f"“{name}” belongs to a PDF a recipient, not to “--single-file”."
            raise UsageError(what, hint=f"leave out “{name}”.")
        if is_given:
            raise UsageError(f"“{name}” belongs to “--single-file”.", hint="give both.")
