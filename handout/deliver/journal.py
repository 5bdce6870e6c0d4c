"""Remember which recipients are done, so that a run that was killed is taken up where it was.

A journal is a file of lines in the output folder that only grows. Each line has a checksum; a last
line that was torn is cut off, and a damaged one means that its recipient is not done. It holds ids,
row numbers and digests, never a name. Who opens it holds the folder's lock (`deliver.lock`).
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from io import BufferedReader
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from handout.errors import OutputError
from handout.files.reading import open_regular
from handout.model import Place

NAME = ".handout-journal"
SAMPLE = "sample"
"""What a run that makes a single handout to be looked at calls its extent."""

_TITLE = "handout journal"
_HEAD = [_TITLE, 3]
_RUN = "run"
_FILE = "file"
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
Extent = int | str | None
"""How much a run makes: `SAMPLE`, a number of recipients, or None for all."""


class Given(NamedTuple):
    """One handout that was made for somebody.

    Attributes:
        id: The id, by which the file is named.
        row: Where the recipient stood in the list.
        sha256: The digest of the file.
        pages: How many pages it has.
        said: The digest, with the project's key, of what the list says of the recipient.
        made_from: The digest of what it was made from, apart from the row.
        article: The article's slug.
        format: The format's name.
        language: The article's language.
        edition: The edition's name.
        version: The article's version.
        recipient: The key of whom it is for, see `identity.make_recipient_key`; nothing where the
            list has no address.
        when: When it was made, in seconds since 1970.
    """

    id: str
    row: int
    sha256: str
    pages: int
    said: str
    made_from: str
    article: str
    format: str
    language: str
    edition: str
    version: str
    recipient: str
    when: int


_NUMBERS = frozenset({"row", "pages", "when"})


class Journal:
    """Own the journal of one folder, until it is closed."""

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
                self._write(_seal(_HEAD), is_synced=True)
        except BaseException:
            self.close()
            raise
        self._offsets: dict[str, int] = {}
        self.extents: list[Extent] = []
        self._files: set[tuple[str, str]] = set()
        for offset, data in self._scan():
            if data[0] == _RUN:
                self.extents.append(data[1])
            elif data[0] == _FILE:
                self._files.add((data[1], data[2]))
            else:
                # What was written last of a recipient counts.
                self._offsets[data[0]] = offset

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
        self._write(_seal([_RUN, extent]), is_synced=True)

    def note_file(self, name: str, sha256: str) -> None:
        """Write that a file beside the PDFs is about to be put in its place; this is synced.

        Args:
            name: What it is called.
            sha256: The digest of what it holds.
        """
        self._files.add((name, sha256))
        self._write(_seal([_FILE, name, sha256]), is_synced=True)

    def has_written(self, name: str, sha256: str | None) -> bool:
        """Tell whether a file is one that this or an earlier run wrote, and as it was written."""
        return (name, sha256) in self._files

    def find_digests(self, ids: Collection[str]) -> set[tuple[str, str]]:
        """Return each of some ids with every digest that its file has had."""
        return {(data[0], data[2]) for _, data in self._scan() if data[0] in ids}

    def append(self, given: Iterable[Given]) -> list[int]:
        """Write what was made; the system has it when this returns.

        It is not asked to bring it to the disk at once, which would hold up all who write files:
        after a power cut, the handouts of the last seconds are made again.

        Returns:
            The place of each.

        Raises:
            OutputError: They cannot be written; then none of them is.
        """
        lines = [_seal(list(one)) for one in given]
        places = list(accumulate(map(len, lines), initial=self._end))
        if lines:
            self._write(b"".join(lines))
        return places[:-1]

    def find(self, id: str) -> tuple[int, Given] | None:
        """Return what earlier runs last wrote of a recipient, and its place; None if nothing."""
        place = self._offsets.get(id)
        return None if place is None else (place, self.read(place))

    def read(self, place: int) -> Given:
        """Return what was written at a place."""
        # To seek throws away what was read ahead, which one that follows the other needs.
        if self._file.tell() != place:
            self._file.seek(place)
        data = _unseal(self._file.readline())
        # Nobody else writes here; but a disk may fail.
        return Given(*data) if data and _is_sound(data) else NOTHING

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
        head = _seal(_HEAD)
        # A head that was torn is as if it were not there.
        if first != head and not (size < len(head) and head.startswith(first)):
            raise _refuse_file(self.path, is_other=(_unseal(first) or [""])[0] == _TITLE)
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
            data = _unseal(line)
            if data and _is_sound(data):
                yield offset, data
            offset += len(line)


NOTHING = Given("", 0, "", 0, "", "", "", "", "", "", "", "", 0)


def _seal(data: list[Any]) -> bytes:
    """Return a line that shows whether it is whole."""
    body = json.dumps(data, separators=(",", ":")).encode()
    return b"%08x %b\n" % (zlib.crc32(body), body)


def _unseal(line: bytes) -> list[Any] | None:
    """Return what is in a line, or None if it is torn or damaged."""
    body = line[9:-1]
    if line[:9] != b"%08x " % zlib.crc32(body) or not line.endswith(b"\n"):
        return None
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, list) and data else None


def _is_sound(data: list[Any]) -> bool:
    """Tell whether a line is as one is written here, each value of its type."""
    if data[0] == _RUN:
        extent = data[1] if len(data) == len((_RUN, SAMPLE)) else False
        return extent is None or extent == SAMPLE or (type(extent) is int and extent > 0)
    if data[0] == _FILE:
        return len(data) == len((_FILE, NAME, "")) and all(type(text) is str for text in data)
    return len(data) == len(Given._fields) and all(
        type(value) is (int if name in _NUMBERS else str)
        for name, value in zip(Given._fields, data, strict=True)
    )


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
