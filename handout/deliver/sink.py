"""Say what becomes of handouts that are made: where they go, and what is told of that at the end.

A sink takes handouts in whatever order they are ready; the list's order is the sink's own affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from handout.deliver.journal import Extent, Given
from handout.model import Problem
from handout.read.recipients.keys import Row

if TYPE_CHECKING:
    from handout.deliver.folder import MergeFolder
    from handout.personalise.personaliser import PersonalPdf


class Ready(NamedTuple):
    """A handout that is not written yet, and what is to be remembered of it."""

    given: Given
    pdf: PersonalPdf

    def __repr__(self) -> str:
        """Show the row alone: the pieces of a PDF hold names."""
        return f"Ready(row={self.given.row})"


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

    def take(
        self, given: Sequence[Given], handouts: Sequence[Ready], failed: Sequence[int]
    ) -> None:
        """Take what came of some rows.

        Args:
            given: What is to be remembered of PDFs that are written.
            handouts: What is to be put into one file.
            failed: The rows that have no handout.
        """

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
