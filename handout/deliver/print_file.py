"""Put the handouts of all recipients into one PDF for the printer, in the order of the list.

It is written as it grows and put in its place when it is whole; there are several files where
formats differ, or where one has as many handouts as it may. Each handout begins on a new sheet, so
that nobody's page is on the back of another's; a list beside says which pages are whose row's.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from handout.deliver.index import PAGES_COLUMNS, write_failed, write_pages
from handout.deliver.journal import SAMPLE, Extent, Given
from handout.deliver.sink import Ready, Sink
from handout.files.reading import read_regular
from handout.files.writing import GrowingFile, find_free_name, remove_stale
from handout.personalise.binding import Binder
from handout.read.recipients.keys import Row

_MODE = 0o600
_MOST_WAITING = 5000
"""Handouts that wait for one before them; some kB each."""


@dataclass(slots=True, eq=False)
class _Part:
    """One file: its format, the pages of each row in it, and how many handouts it has."""

    format: str
    file: GrowingFile
    binder: Binder
    rows: list[tuple[int, int, int]]


class PrintFile(Sink):
    """Own the file, or the files that it becomes."""

    def __init__(self, target: Path, *, handouts_per_file: int | None, is_one_sided: bool) -> None:
        """Touch nothing yet.

        Args:
            target: Where the file goes.
            handouts_per_file: The most handouts that a file may have before another is begun.
            is_one_sided: Let a handout begin on the back of another's last sheet.
        """
        super().__init__(target.parent)
        self._target = target
        self._most = handouts_per_file
        self._is_one_sided = is_one_sided
        self._title = ""
        self._stack = ExitStack()
        self._parts: list[_Part] = []
        self._open: dict[str, _Part] = {}
        self._under_way: deque[int] = deque()
        self._done: dict[int, Ready | None] = {}

    def __exit__(self, *_: object) -> None:
        """Remove what was not put in its place."""
        self._stack.close()

    def examine(self, *, is_resumed: bool) -> Extent:
        """Remove what a killed run left beside the target."""
        assert not is_resumed, "a file for the printer is always made anew"
        remove_stale(self.folder)
        return SAMPLE

    def open(self, extent: Extent, *, title: str) -> None:  # noqa: ARG002 # as all sinks
        """Remember the title of the article."""
        self._title = title

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows; their handouts are bound in this order."""
        for row in rows:
            self._under_way.append(row[0])
            yield row

    def take(
        self,
        given: Sequence[Given],  # noqa: ARG002 # as all sinks
        handouts: Sequence[Ready],
        failed: Sequence[int],
    ) -> None:
        """Take handouts, and bind as far as none is to come before.

        Raises:
            OutputError: They cannot be written.
        """
        self._done.update((made.given.row, made) for made in handouts)
        self._done.update(dict.fromkeys(failed))
        while self._under_way and self._under_way[0] in self._done:
            made = self._done.pop(self._under_way.popleft())
            if made is not None:
                self._bind(made)
        self.has_room = len(self._done) < _MOST_WAITING

    def write_failed(
        self, columns: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]
    ) -> None:
        """Write the list of who is not in the file, beside it.

        Raises:
            OutputError: It cannot be written.
        """
        path = find_free_name(self._target.with_name(f"{self._target.stem}-failed.csv"))
        self.failed = _write(path, write_failed(columns, rows))

    def finish(self) -> None:
        """Make the files whole, put them in their places, and write whose pages are where.

        Raises:
            OutputError: They cannot be written.
        """
        if not self._parts:
            return
        counts = Counter(part.format for part in self._parts)
        numbers: Counter[str] = Counter()
        paths = []
        for part in self._parts:
            part.binder.close()
            numbers[part.format] += 1
            name = self._target.stem
            name += f"-{part.format}" if len(counts) > 1 else ""
            name += f"-{numbers[part.format]}" if counts[part.format] > 1 else ""
            paths.append(part.file.settle(self._target.with_name(f"{name}.pdf")))
        self.files = tuple(paths)
        self.pages = sum(part.binder.pages for part in self._parts)
        lines = [
            (row, path.name, first, last)
            for part, path in zip(self._parts, paths, strict=True)
            for row, first, last in part.rows
        ]
        path = self._target.with_name(f"{self._target.stem}-index.csv")
        self.index = _write(
            path if _is_ours(path) else find_free_name(path), write_pages(sorted(lines))
        )

    def _bind(self, made: Ready) -> None:
        part = self._open.get(made.given.format)
        if part is None or len(part.rows) == self._most:
            file = self._stack.enter_context(GrowingFile(self._target, mode=_MODE))
            binder = Binder(file.write, title=self._title)
            part = self._open[made.given.format] = _Part(made.given.format, file, binder, [])
            self._parts.append(part)
        first = part.binder.pages + 1
        part.binder.add(made.pdf.parts)
        part.rows.append((made.given.row, first, part.binder.pages))
        if not self._is_one_sided and part.binder.pages % 2:
            part.binder.add_blank()


def _write(path: Path, pieces: Iterable[bytes]) -> Path:
    with GrowingFile(path, mode=_MODE) as file:
        file.write(pieces)
        return file.settle(path)


def _is_ours(path: Path) -> bool:
    """Tell whether a file is a list of pages, which a new one may replace."""
    try:
        return read_regular(path).startswith(",".join(PAGES_COLUMNS).encode() + b"\n")
    except OSError:
        return False
