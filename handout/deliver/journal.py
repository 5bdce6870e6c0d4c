"""Remember which recipients are done, so that a run that was killed is taken up where it was.

A journal is a file of lines in the output folder that only grows. Each line has a checksum; a last
line that was torn is cut off, and a damaged one means that its recipient is not done. It holds ids,
row numbers and digests, never a name. Who opens it holds the folder's lock (`deliver.lock`).
"""

from __future__ import annotations

import json
import os
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple, Self

from handout.errors import OutputError
from handout.files import open_regular
from handout.model import Place

NAME = ".handout-journal"
SAMPLE = "sample"
"""What a run that makes a single handout to be looked at calls its extent."""

_TITLE = "handout journal"
_HEAD = [_TITLE, 2]
_RUN = "run"
_FILE = "file"
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OFFSET_BITS = 36
_OFFSETS = (1 << _OFFSET_BITS) - 1
_MOST_ROWS = 1 << 64 - _OFFSET_BITS
"""A row and a place are one number of 64 bits."""

Extent = int | str | None
"""How much a run makes: `SAMPLE`, a number of recipients, or None for all."""


class Entry(NamedTuple):
    """One recipient who is done.

    Attributes:
        id: The id, by which the file is named.
        row: Where the recipient stands in the list.
        sha256: The digest of the file.
        pages: How many pages it has.
        given: The digest, with the project's key, of what the list says of the recipient.
        made_from: The digest of what it was made from, apart from the row.
        format: The format's name.
        language: The article's language.
        version: The article's version.
    """

    id: str
    row: int
    sha256: str
    pages: int
    given: str
    made_from: str
    format: str
    language: str
    version: str


def write_entry(id: str, row: int, sha256: str, pages: int, given: str, tail: str) -> bytes:
    """Return an entry as a line of the journal; see `Entry`.

    Args:
        id: The id.
        row: The row.
        sha256: The digest of the file.
        pages: How many pages it has.
        given: The digest of what the list says.
        tail: What `write_tail` made of the rest, once for many recipients.
    """
    return _seal(f'["{id}",{row},"{sha256}",{pages},"{given}",{tail}]'.encode())


def write_tail(made_from: str, format: str, language: str, version: str) -> str:
    """Return the part of an entry that many recipients have in common; see `Entry`."""
    return json.dumps([made_from, format, language, version], separators=(",", ":"))[1:-1]


class Journal:
    """Own the journal of one folder; a context manager that closes it."""

    def __init__(self, folder: Path) -> None:
        """Open the journal of a folder, or begin one.

        Raises:
            OutputError: It cannot be written, or is somebody else's.
        """
        self.path = folder / NAME
        try:
            self._handle = os.open(self.path, _FLAGS, 0o600)
        except OSError as error:
            raise _describe(error, self.path) from error
        try:
            # Written without a buffer, which would try again to write what there is no room for.
            self._file = BufferedReader(open_regular(self.path))
        except OSError as error:
            os.close(self._handle)
            raise _refuse_file(self.path) from error
        try:
            self._end = self._mend()
            if not self._end:
                self._write(_write_line(_HEAD), is_synced=True)
        except BaseException:
            self.close()
            raise
        ids = array("Q")
        self.extents: list[Extent] = []
        self._files: set[tuple[str, str]] = set()
        for offset, data in self._scan():
            if data[0] == _RUN:
                self.extents.append(data[1])
            elif data[0] == _FILE:
                self._files.add((data[1], data[2]))
            elif len(data) == len(Entry._fields):
                ids.append(_pack(_shorten(data[0]), offset))
        self._ids = array("Q", sorted(ids))

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close it; may be called once."""
        self._file.close()
        os.close(self._handle)

    @property
    def is_sample(self) -> bool:
        """Whether nothing but single handouts to be looked at was made here."""
        return all(extent == SAMPLE for extent in self.extents)

    def begin(self, extent: Extent) -> None:
        """Write that a run begins; it is on the disk when this returns."""
        self._write(_write_line([_RUN, extent]), is_synced=True)

    def note_file(self, name: str, sha256: str) -> None:
        """Write that a file beside the PDFs is about to be put in its place; this is synced.

        Args:
            name: What it is called.
            sha256: The digest of what it holds.
        """
        self._files.add((name, sha256))
        self._write(_write_line([_FILE, name, sha256]), is_synced=True)

    def has_written(self, name: str, sha256: str | None) -> bool:
        """Tell whether a file is one that this or an earlier run wrote, and as it was written."""
        return (name, sha256) in self._files

    def find_digests(self, ids: Collection[str]) -> set[tuple[str, str]]:
        """Return each of some ids with every digest that its file has had."""
        found = set()
        for _, data in self._scan():
            if len(data) == len(Entry._fields) and data[0] in ids:
                found.add((data[0], data[2]))
        return found

    def append(self, lines: bytes) -> list[int]:
        """Write entries of `write_entry`, joined; the system has them when this returns.

        It is not asked to bring them to the disk at once, which would hold up all who write files:
        after a power cut, the handouts of the last seconds are made again.

        Returns:
            The place of each.

        Raises:
            OutputError: They cannot be written; then none of them is.
        """
        offset, places = self._end, []
        self._write(lines)
        for line in lines.splitlines(keepends=True):
            # An id, which holds no comma, stands before the row.
            places.append(_pack(int(line.split(b",", 2)[1]), offset))
            offset += len(line)
        return places

    def find(self, id: str, row: int) -> tuple[int, Entry] | None:
        """Return what earlier runs last wrote of a recipient, and its place; None if nothing.

        Args:
            id: The id.
            row: Where the recipient stands in the list now, which is what the place tells.
        """
        short = _shorten(id)
        index = bisect_left(self._ids, _pack(short + 1, 0)) - 1
        while index >= 0 and self._ids[index] >> _OFFSET_BITS == short:
            place = _pack(row, self._ids[index] & _OFFSETS)
            entry = self.read(place)
            # Of others whose ids begin alike there is hardly ever one.
            if entry.id == id:
                return place, entry
            index -= 1
        return None

    def read(self, place: int) -> Entry:
        """Return the entry at a place."""
        return next(self.read_all([place]))

    def read_all(self, places: Iterable[int]) -> Iterator[Entry]:
        """Yield the entries at some places, in the rows that these tell.

        It is quick where one follows the other.
        """
        file, reached = self._file, -1
        for place in places:
            offset = place & _OFFSETS
            if offset != reached:
                file.seek(offset)
            line = file.readline()
            reached = offset + len(line)
            yield _read_entry(line, get_row(place)) or _NOTHING

    def _write(self, lines: bytes, *, is_synced: bool = False) -> None:
        try:
            os.lseek(self._handle, self._end, os.SEEK_SET)
            rest = memoryview(lines)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
            if is_synced:
                os.fsync(self._handle)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._handle, self._end)
            raise _describe(error, self.path) from error
        self._end += len(lines)

    def _mend(self) -> int:
        """Cut off a torn last line, and return where the file ends."""
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        first = self._file.readline()
        head = _write_line(_HEAD)
        # A head that was torn is as if it were not there.
        if first != head and not (size < len(head) and head.startswith(first)):
            raise _refuse_file(self.path, is_other=(_read_line(first) or [""])[0] == _TITLE)
        end = size
        while end:
            start = max(0, end - 4096)
            self._file.seek(start)
            found = self._file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end != size:
            os.ftruncate(self._handle, end)
        return end

    def _scan(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the place and the content of each line that is sound, the first one left out."""
        self._file.seek(0)
        offset = 0
        for line in iter(self._file.readline, b""):
            data = _read_line(line)
            if data and _is_sound(data):
                yield offset, data
            offset += len(line)


_NOTHING = Entry("", 0, "", 0, "", "", "", "", "")


def _pack(row: int, offset: int) -> int:
    """Return a row and a place in one number, which sorts by row and then by age."""
    return row << _OFFSET_BITS | offset


def _shorten(id: str) -> int:
    """Return as many bits as there are for a row, by which an id is mostly told from others."""
    return zlib.crc32(id.encode("utf-8", "surrogatepass")) & _MOST_ROWS - 1


def get_row(place: int) -> int:
    """Return the row of a place in the journal."""
    return place >> _OFFSET_BITS


def _write_line(data: list[Any]) -> bytes:
    return _seal(json.dumps(data, separators=(",", ":")).encode())


def _seal(body: bytes) -> bytes:
    return b"%08x %b\n" % (zlib.crc32(body), body)


def _read_line(line: bytes) -> list[Any] | None:
    try:
        body = _unseal(line)
        data = None if body is None else json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, list) and data else None


def _read_entry(line: bytes, row: int) -> Entry | None:
    """Return what `write_entry` wrote, which is known too well to look for more than commas.

    Args:
        line: The line.
        row: The row of the entry, which may be another than the recipient had then.
    """
    try:
        body = _unseal(line)
        if body is None:
            return None
        name, _, sha256, pages, given, tail = body[1:-1].split(",", 5)
        return Entry(name[1:-1], row, sha256[1:-1], int(pages), given[1:-1], *_read_tail(tail))
    except (ValueError, TypeError, RecursionError):
        return None


def _is_sound(data: list[Any]) -> bool:
    """Tell whether a line is as one is written here, each value of its type."""
    if data[0] == _RUN:
        extent = data[1] if len(data) == len((_RUN, SAMPLE)) else False
        return extent is None or extent == SAMPLE or (type(extent) is int and extent > 0)
    if data[0] == _FILE:
        return len(data) == len((_FILE, NAME, "")) and all(type(text) is str for text in data)
    if len(data) != len(Entry._fields):
        return False
    name, row, sha256, pages, *tail = data
    return (
        all(type(text) is str for text in (name, sha256, *tail))
        and type(row) is type(pages) is int
        and 0 <= row < _MOST_ROWS
        and pages > 0
    )


@lru_cache(maxsize=256)
def _read_tail(tail: str) -> tuple[str, str, str, str]:
    """Return what `write_tail` was given."""
    made_from, paper, language, version = json.loads(f"[{tail}]")
    return made_from, paper, language, version


def _unseal(line: bytes) -> str | None:
    """Return what is in a line, or None if it is torn or damaged."""
    body = line[9:-1]
    if line[:9] != b"%08x " % zlib.crc32(body) or not line.endswith(b"\n"):
        return None
    return body.decode()


def _refuse_file(path: Path, *, is_other: bool = False) -> OutputError:
    return OutputError(
        "the handouts in this folder have ids of another kind, given by another version of handout."
        if is_other
        else "this file is no journal of this version of handout.",
        where=Place(path=path),
        hint="choose another folder with “--output”; nothing here was touched.",
    )


def _describe(error: OSError, path: Path) -> OutputError:
    return OutputError(
        f"the journal of what is done could not be written: {error.strerror or error}.",
        where=Place(path=path),
        hint="make room on the disk or give yourself the right to write there, then call again"
        " with “--resume”.",
    )
