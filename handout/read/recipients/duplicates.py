"""Find recipients who stand in a list twice, however long it is and without keeping who they are.

What is compared are hashes with a key of this run alone, in a temporary SQLite file, where sorting
takes the disk and not the memory.
"""

from __future__ import annotations

import heapq
import secrets
import struct
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handout.errors import OutputError
from handout.model import Place

if TYPE_CHECKING:
    import sqlite3

_CACHE_KIB = 8192
# What is compared, the row, all of the row, and whether an address is compared. In one value,
# since SQLite takes half as long for it as for four. What is compared is hashed twice, since a hash
# may have only 32 bits: two people do not share both by chance.
_ENTRY = struct.Struct(">qqQq?")
_KEY_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Duplicate:
    """A row that has what an earlier one has: `kind` is `row`, `email` or `name`."""

    row: int
    first: int
    kind: str


class Duplicates:
    """Compare rows by their e-mail address or, where there is none, by their name.

    Args:
        database: An empty database.
        name: At which place of a row the name stands.
        email: At which place of a row the e-mail address stands, if there is one.
    """

    def __init__(self, database: sqlite3.Connection, *, name: int, email: int | None) -> None:
        self._database = database
        self._name = name
        self._email = email
        self._salts = secrets.token_hex(16), secrets.token_hex(16)
        database.execute("CREATE TABLE seen (entry BLOB)")

    def add(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Remember rows by their hashes."""
        self._database.executemany("INSERT INTO seen VALUES (?)", self._make_entries(rows))

    def find(self, limit: int) -> tuple[list[Duplicate], int]:
        """Return the first duplicates by row, at most `limit`, and how many there are in all."""
        count = 0

        def go_through() -> Iterator[Duplicate]:
            nonlocal count
            first = bytes(_ENTRY.size)
            # By key, and then by row.
            for (found,) in self._database.execute("SELECT entry FROM seen ORDER BY entry"):
                if not found.startswith(first[:_KEY_BYTES]):
                    first = found
                    continue
                count += 1
                *_, row, whole, has_email = _ENTRY.unpack(found)
                *_, earlier, same, _ = _ENTRY.unpack(first)
                kind = "row" if whole == same else "email" if has_email else "name"
                yield Duplicate(row=row, first=earlier, kind=kind)

        return heapq.nsmallest(limit, go_through()), count

    def _make_entries(self, rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[bytes]]:
        pack, name, email = _ENTRY.pack, self._name, self._email
        salt, other = self._salts
        for row, values in rows:
            address = "" if email is None else values[email]
            # The line break keeps a name apart from an address: neither has one.
            key = (
                address.casefold() if address else "\n" + " ".join(values[name].casefold().split())
            )
            # Python's own hash, SipHash, takes a quarter of the time of any of hashlib's.
            whole = hash(salt + "\0".join(values))
            yield (pack(hash(salt + key), hash(other + key), row, whole, bool(address)),)


@contextmanager
def open_duplicates(*, name: int, email: int | None) -> Iterator[Duplicates]:
    """Give what compares rows, and take its file away afterwards.

    Raises:
        OutputError: There is no room for the file.
    """
    import sqlite3

    # Its mode is 0700, and the file's 0600; what is left by a crash is of no use without the key.
    with tempfile.TemporaryDirectory(prefix="handout-") as folder:
        path = Path(folder) / "seen.sqlite"
        path.touch(mode=0o600)
        database = sqlite3.connect(path, isolation_level=None)
        try:
            # Nothing needs to outlive a crash.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            database.execute("BEGIN")
            yield Duplicates(database, name=name, email=email)
        except sqlite3.Error as error:
            raise OutputError(
                "the folder of temporary files is full, or cannot be written to.",
                where=Place(path=path.parent.parent),
                hint="make room in it, or name another one in TMPDIR.",
            ) from error
        finally:
            database.close()
