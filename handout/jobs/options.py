"""Say what is to be built, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from handout.errors import UsageError
from handout.model import FORMATS, Format, Place
from handout.read.faults import join_names

MEMORY_LIMIT = 2 * 1024**3
TIME_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """Say what to build and how.

    Attributes:
        sources: Articles by name, or by path from `folder`; none means all.
        folder: What relative paths start from.
        formats: Formats by name; none means the clinic's.
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
    output: Path | None = None
    jobs: int | None = None
    is_forced: bool = False
    with_html: bool = False
    with_pictures: bool = False
    flip: str | None = None
    allow_missing: bool = False
    seconds: float = TIME_LIMIT_S
    memory: int = MEMORY_LIMIT


def find_format(name: str, *, where: Path | None = None) -> Format:
    """Return the format of a name.

    Args:
        name: Its name.
        where: The file that names it, if one does.

    Raises:
        UsageError: There is none.
    """
    if name not in FORMATS:
        raise UsageError(
            f"there is no format “{name}”.",
            where=Place(path=where) if where else None,
            hint=f"there is {join_names(FORMATS)}.",
        )
    return FORMATS[name]
