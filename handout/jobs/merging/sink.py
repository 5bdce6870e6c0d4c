"""Say what becomes of handouts that are made: where they go, and what is told of that at the end.

A sink takes handouts in whatever order they are ready; the list's order is the sink's own affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from handout.deliver.journal import Extent
from handout.jobs.merging.results import ChunkResult
from handout.jobs.merging.spec import Row
from handout.model import Problem

if TYPE_CHECKING:
    from handout.jobs.merging.folder import MergeFolder


class Sink(Protocol):
    """Take the handouts of one merge; a context manager that closes what is open."""

    @property
    def folder(self) -> Path:
        """The folder that is written to."""

    @property
    def past(self) -> MergeFolder | None:
        """What an earlier run left, if there was one here."""

    @property
    def has_room(self) -> bool:
        """Whether more may be begun; else what is under way has to be taken first."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The PDFs that were written here, unless the index lists them."""

    @property
    def pages(self) -> int:
        """How many pages these have."""

    @property
    def index(self) -> Path | None:
        """The list of what is there, once it is written."""

    @property
    def failed(self) -> Path | None:
        """The list of who got nothing, if there is one."""

    def __enter__(self) -> Self:
        """Return the sink."""

    def __exit__(self, *_: object) -> None:
        """Close what is open."""

    def examine(self, *, is_resumed: bool) -> Extent:
        """Look whether it can be used; return how much an earlier run was to make."""

    def open(self, extent: Extent, *, title: str) -> None:
        """Begin, with the article's title."""

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows, in the order of the list; what comes of them is for `take`."""

    def take(self, result: ChunkResult) -> None:
        """Take what came of some rows."""

    def write_failed(
        self, columns: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]
    ) -> None:
        """Write the list of who got nothing."""

    def remove_failed(self) -> None:
        """Remove such a list of an earlier run, now that everybody got something."""

    def leave(self) -> None:
        """Tidy up after a run that did not come to its end."""

    def finish(self) -> None:
        """Make it whole."""

    def find_warnings(self) -> Iterator[Problem]:
        """Yield what there is to say of it, so far."""
