"""Say what is to be built, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from handout.errors import ExitCode
from handout.model import SCREEN, Problem

MEMORY_LIMIT = 2 * 1024**3
TIME_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """Say what to build and how.

    Attributes:
        sources: Articles by name, or by path from `folder`; none means all.
        folder: What relative paths start from.
        formats: Formats by name; none means the clinic's.
        edition: The edition by name.
        output: Where the PDFs go: a folder, or a file if it ends in `.pdf`; `dist/` by default.
        jobs: The most worker processes; as many as fit the machine by default.
        is_forced: Build what is up to date as well.
        with_html: Write the composed HTML beside each PDF.
        with_pictures: Write a PNG of each page beside each PDF.
        flip: The edge that the printer turns sheets about; the clinic's by default.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
        seconds: The most time that one document may take.
        memory: The most resident memory that one document may take, in bytes.
    """

    sources: tuple[str, ...] = ()
    folder: Path = field(default_factory=Path.cwd)
    formats: tuple[str, ...] = ()
    edition: str = SCREEN.name
    output: Path | None = None
    jobs: int | None = None
    is_forced: bool = False
    with_html: bool = False
    with_pictures: bool = False
    flip: str | None = None
    allow_missing: bool = False
    seconds: float = TIME_LIMIT_S
    memory: int = MEMORY_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One handout that is there now; `seconds` is the time that rendering took.

    `sheets` are for a printer that turns them about the edge `flip`; they, `html` and `pictures`
    are there if they belong to the format or were asked for.
    """

    slug: str
    format: str
    edition: str
    path: Path
    pages: int
    sha256: str
    is_cached: bool
    flip: str
    sheets: Path | None = None
    html: Path | None = None
    pictures: tuple[Path, ...] = ()
    seconds: float = 0

    @property
    def files(self) -> tuple[Path, ...]:
        """All that was written, the PDF first."""
        beside = (path for path in (self.sheets, self.html) if path is not None)
        return (self.path, *beside, *self.pictures)

    @property
    def sheet_count(self) -> int:
        """How many sheets of paper it takes, printed on both sides."""
        return -(-self.pages // (4 if self.sheets else 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One handout that could not be built; `source` is its article's file.

    `reason` is the exit code that it would give alone, `code` that of the fault that stopped it.
    """

    slug: str
    format: str
    edition: str
    source: Path
    reason: ExitCode
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What came of a build.

    `removed` are the files that were removed because their article is gone, `outdated` those that
    stood beside a PDF that has changed, and were not made again.
    `drafts` are the articles that were left out, by name. `bugs` are what was raised by mistakes of
    ours, each of which cost one document.
    """

    built: tuple[Built, ...] = ()
    failed: tuple[Failed, ...] = ()
    removed: tuple[Path, ...] = ()
    outdated: tuple[Path, ...] = ()
    drafts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0
    is_project_usable: bool = True
    bugs: tuple[Exception, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the command that built this."""
        if not self.is_project_usable:
            return ExitCode.PROJECT
        if not self.failed:
            return ExitCode.DONE
        if self.built:
            return ExitCode.PARTIAL
        reasons = {failed.reason for failed in self.failed}
        return reasons.pop() if len(reasons) == 1 else ExitCode.CONTENT
