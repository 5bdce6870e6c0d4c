"""Write the index while handouts are made: up to the first row that is still under way.

So the command ends as soon as the last handout is there, instead of going through all of them once
more. The journal holds what is not in the index yet; only places in it are remembered here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from handout.deliver.index import write_headings, write_rows
from handout.deliver.journal import Entry, Journal, get_row
from handout.jobs.merging.spec import Row
from handout.jobs.outputs import GrowingFile


class GrowingIndex:
    """Own the index of one run, until it is closed."""

    def __init__(self) -> None:
        """Write nothing yet."""
        self._stack = ExitStack()
        self._under_way: deque[int] = deque()
        self._done: set[int] = set()
        self._reached: int | None = None
        # Places of what was made and kept: of what is written, and of what comes later in the list.
        self._written = array("Q")
        self._later: list[int] = []
        self._journal: Journal | None = None
        self._file: GrowingFile | None = None

    def open(self, target: Path, journal: Journal) -> None:
        """Begin the file.

        Args:
            target: Where it will be put.
            journal: Tells what is at the places.

        Raises:
            OutputError: It cannot be written.
        """
        self._journal = journal
        self._file = self._stack.enter_context(GrowingFile(target, mode=0o600))
        self._file.write([write_headings()])

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows, which are under way from then on; they come in the order of the list."""
        for row in rows:
            self._under_way.append(row[0])
            yield row

    def keep(self, place: int) -> None:
        """List what an earlier run made, by its place."""
        self._later.append(place)

    def take(self, places: Iterable[int], failed: Iterable[int]) -> None:
        """Take what came of some rows, and write as far as nothing is to come before.

        Args:
            places: Where the journal tells of what was made.
            failed: The rows of which nothing came.

        Raises:
            OutputError: It cannot be written.
        """
        before = len(self._later)
        self._later += places
        self._done.update(map(get_row, self._later[before:]), failed)
        under_way, done = self._under_way, self._done
        while under_way and under_way[0] in done:
            done.discard(under_way.popleft())
        # While one row is waited for, however long, there is nothing to be done.
        if under_way and under_way[0] != self._reached:
            self._reached = under_way[0]
            self._later.sort()
            self._write(bisect_left(self._later, self._reached, key=get_row))

    def close(self) -> None:
        """Remove it if it was not put in its place."""
        self._stack.close()

    def settle(self, target: Path) -> int:
        """Write the rest, put the index in its place, and return how many handouts it lists.

        Raises:
            OutputError: It cannot be written.
        """
        assert self._file is not None, "it was never opened"
        self._later.sort()
        self._write(len(self._later))
        assert self._journal is not None, "it was never opened"
        self._journal.note_file(target.name, self._file.sha256)
        self._file.settle(target)
        return len(self._written)

    def read(self) -> Iterator[Entry]:
        """Yield what it lists."""
        return self._read(self._written)

    def _write(self, count: int) -> None:
        """Write so many of the places that are left, and forget them."""
        assert self._file is not None, "it was never opened"
        ready, self._later = self._later[:count], self._later[count:]
        # The last that was written of a row counts.
        last = [a for a, b in pairwise([*ready, -1]) if get_row(a) != get_row(b)]
        self._written.extend(last)
        self._file.write(write_rows(self._read(last)))

    def _read(self, places: Iterable[int]) -> Iterator[Entry]:
        assert self._journal is not None, "it was never opened"
        return self._journal.read_all(places)
