"""Own the folder that recipients' PDFs go to: who may see it, what is in it, what has to go.

What lies there: a PDF a recipient under an opaque id, `index.csv`, `failed.csv` if anybody got
nothing, the journal, and a `.gitignore` that keeps all of it out of version control.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from handout.deliver.identity import FILE
from handout.deliver.index import FAILED, INDEX, write_failed
from handout.deliver.journal import NAME, Entry, Extent, Journal
from handout.errors import OutputError, UsageError
from handout.jobs.merging.indexing import GrowingIndex
from handout.jobs.merging.spec import Row
from handout.jobs.outputs import is_temporary, write_file
from handout.model import Place

_IGNORE = ".gitignore"
_KNOWN_DIGITS = 12
"""Base32 digits of an id that are remembered: 60 bits, which fit one number."""


class MergeFolder:
    """Own one output folder; a context manager that closes its journal and its index."""

    def __init__(self, path: Path) -> None:
        """Touch nothing yet.

        Args:
            path: The folder.
        """
        self.path = path
        self._journal: Journal | None = None
        self._index = GrowingIndex()
        self._was_empty = False
        self._has_failures = False

    def __enter__(self) -> Self:
        """Return the folder."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the journal and the index."""
        self._index.close()
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    @property
    def index(self) -> Path:
        """The list of what is there."""
        return self.path / INDEX

    @property
    def failed(self) -> Path:
        """The list of who got nothing."""
        return self.path / FAILED

    @property
    def has_past(self) -> bool:
        """Whether a run was here before."""
        return self._journal is not None

    def examine(self, *, is_resumed: bool) -> Extent:
        """Look whether the folder can be used, before anything is read or written.

        Returns:
            How much the last run here was to make, if it is to be taken up.

        Raises:
            OutputError: It is no folder, or cannot be read, or another run is at work there.
            UsageError: It holds somebody's files, or what an earlier run made.
        """
        try:
            names = set(os.listdir(self.path))  # noqa: PTH208 # there may be a million
        except FileNotFoundError:
            names = set()
        except OSError as error:
            raise OutputError(
                f"the folder cannot be used: {error.strerror or error}.",
                where=Place(path=self.path),
                hint="choose another one with “--output”.",
            ) from error
        self._was_empty = not names
        if NAME in names:
            self._journal = Journal(self.path)
            # One to look at, and then all of them: that is how it is meant to be used.
            if not is_resumed and not self._journal.is_sample:
                raise UsageError(
                    "this folder holds what an earlier merge made.",
                    where=Place(path=self.path),
                    hint="add “--resume” to keep what still holds and make the rest, or choose"
                    " another folder with “--output”.",
                )
            return self._journal.extents[-1] if self._journal.extents else "sample"
        if names and not is_resumed:
            raise UsageError(
                "this folder holds other files already.",
                where=Place(path=self.path),
                hint="choose a new folder with “--output”, or add “--resume” to use this one"
                " all the same.",
            )
        return "sample"

    def open(self, extent: Extent) -> None:
        """Make the folder ready to be written to.

        Raises:
            OutputError: It cannot be written to.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
            if self._journal is None:
                # Also of a folder that was there: names are in what comes into it.
                self.path.chmod(0o700)
            self.sweep()
            self.index.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"nothing can be written to “{self.path.name}”: {error.strerror or error}.",
                where=Place(path=self.path),
                hint="make it your own, or choose another folder with “--output”.",
            ) from error
        if not (self.path / _IGNORE).exists():
            write_file(self.path / _IGNORE, b"*\n", mode=0o600)
        if self._journal is None:
            self._journal = Journal(self.path)
        self._journal.begin(extent)
        self._index.open(self.index, self._journal)

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows, in the order of the list; what comes of them is for `take`."""
        return self._index.follow(rows)

    def take(self, lines: bytes, failed: Iterable[int]) -> None:
        """Take what came of some rows.

        Args:
            lines: What the journal is to remember of those that were made.
            failed: The rows of which nothing came.

        Raises:
            OutputError: It cannot be written.
        """
        assert self._journal is not None, "it was never opened"
        rows = list(failed)
        self._has_failures = self._has_failures or bool(rows)
        self._index.take(self._journal.append(lines) if lines else (), rows)

    def sweep(self) -> int:
        """Remove what a killed process was writing; return how many PDFs there are."""
        count = 0
        with os.scandir(self.path) as entries:
            for entry in entries:
                if FILE.fullmatch(entry.name):
                    count += 1
                elif is_temporary(entry.name):
                    with suppress(FileNotFoundError):
                        os.unlink(entry.path)  # noqa: PTH108
        return count

    def find(self, row: int) -> tuple[int, Entry] | None:
        """Return what an earlier run wrote of a row, and its place in the journal."""
        return self._journal.find(row) if self._journal is not None else None

    def keep(self, place: int) -> None:
        """Let what an earlier run made be a part of this one's."""
        self._index.keep(place)

    def finish_index(self, *, is_unbroken: bool) -> None:
        """Write the rest of the list of what is there, and remove what is not in it.

        Args:
            is_unbroken: Whether each process that wrote here lived to say so.

        Raises:
            OutputError: It cannot be written.
        """
        count = self._index.settle(self.index)
        if self._was_empty and is_unbroken and not self._has_failures:
            # All that was written is listed, and there was nothing else.
            return
        if self.sweep() != count:
            self._remove_strays()

    def write_failed(
        self, columns: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]
    ) -> None:
        """Write the list of failed rows, in place: a temporary file would hold names, too.

        Raises:
            OutputError: It cannot be written.
        """
        try:
            self.failed.unlink(missing_ok=True)
            handle = os.open(self.failed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.writelines(write_failed(columns, rows))
        except OSError as error:
            raise OutputError(
                f"“{FAILED}” could not be written: {error.strerror or error}.",
                where=Place(path=self.failed),
                hint="make room on the disk, then call again with “--resume”.",
            ) from error

    def remove_failed(self) -> None:
        """Remove the list of who got nothing in an earlier run, since now everybody has."""
        with suppress(OSError):
            self.failed.unlink(missing_ok=True)

    def _remove_strays(self) -> None:
        """Remove the PDFs of which the index says nothing."""
        numbers = array("Q", sorted(_shorten(entry.id) for entry in self._index.read()))
        with os.scandir(self.path) as entries:
            for entry in entries:
                match = FILE.fullmatch(entry.name)
                if match and not _has(numbers, _shorten(match[1])):
                    with suppress(OSError):
                        os.unlink(entry.path)  # noqa: PTH108


def _shorten(name: str) -> int:
    """Return the first digits of an id as a number."""
    return int(name[:_KNOWN_DIGITS].translate(_TO_PYTHON), 32)


_TO_PYTHON = str.maketrans("abcdefghijklmnopqrstuvwxyz234567", "0123456789abcdefghijklmnopqrstuv")


def _has(numbers: array[int], number: int) -> bool:
    index = bisect_left(numbers, number)
    return index < len(numbers) and numbers[index] == number
