"""Say what becomes of handouts that are made: where they go, and what is told of that at the end.

A sink takes handouts in whatever order they are ready; the list's order is the sink's own affair.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

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


class Sink(ABC):
    """Take the handouts of one merge; a context manager that closes what is open.

    Attributes:
        folder: The folder that is written to.
        past: What an earlier run left, if there was one here.
        has_room: Whether more may be begun; else what is under way has to be taken first.
        files: The PDFs that were written here, unless the index lists them.
        pages: How many pages these have.
        index: The list of what is there, once it is written.
        failed: The list of who got nothing, if there is one.
    """

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self.folder = folder
        self.past: MergeFolder | None = None
        self.has_room = True
        self.files: tuple[Path, ...] = ()
        self.pages = 0
        self.index: Path | None = None
        self.failed: Path | None = None

    def __enter__(self) -> Self:
        """Return the sink."""
        return self

    @abstractmethod
    def __exit__(self, *_: object) -> None:
        """Close what is open."""

    @abstractmethod
    def examine(self, *, is_resumed: bool) -> Extent:
        """Look whether it can be used; return how much an earlier run was to make."""

    @abstractmethod
    def open(self, extent: Extent, *, title: str) -> None:
        """Begin, with the article's title."""

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows, in the order of the list; what comes of them is for `take`."""
        yield from rows

    @abstractmethod
    def take(
        self, given: Sequence[Given], handouts: Sequence[Ready], failed: Sequence[int]
    ) -> None:
        """Take what came of some rows.

        Args:
            given: What is to be remembered of PDFs that are written.
            handouts: What is to be put into one file.
            failed: The rows that have no handout.
        """

    @abstractmethod
    def write_failed(
        self, columns: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]
    ) -> None:
        """Write the list of who got nothing."""

    @abstractmethod
    def finish(self) -> None:
        """Make it whole."""

    def remove_failed(self) -> None:  # noqa: B027 # not all have something to do
        """Remove such a list of an earlier run, now that everybody got something."""

    def leave(self) -> None:  # noqa: B027 # likewise
        """Tidy up after a run that did not come to its end."""

    def find_warnings(self) -> Iterator[Problem]:
        """Yield what there is to say of it, so far."""
        yield from ()
