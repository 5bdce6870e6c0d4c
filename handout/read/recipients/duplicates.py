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
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from handout.errors import OutputError
from handout.model import Place
from handout.read.recipients.keys import RecipientKeys, Twin

if TYPE_CHECKING:
    import sqlite3

_CACHE_KIB = 8192
# What is compared, the row, the recipient's key, all of the row, and by what it is compared. In one
# value, since SQLite takes half as long for it as for several. What is compared is hashed twice,
# since a hash may have only 32 bits: two people do not share both by chance.
_ENTRY = struct.Struct(">qqQqqB")
_COMPARED = 16
_KEY_FIRST = "substr(entry, 25, 16)"
_KINDS = ("name", "email", "id")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Duplicate:
    """A row that has what an earlier one has: `kind` is `row`, `id`, `email` or `name`."""

    row: int
    first: int
    kind: str


class Duplicates:
    """Compare rows by their id; where there is none by their e-mail address, else by their name.

    Args:
        database: An empty database.
        columns: The columns of the list.
    """

    def __init__(self, database: sqlite3.Connection, columns: Sequence[str]) -> None:
        self._database = database
        self._keys = RecipientKeys(columns)
        self._name = columns.index("name")
        self._email = columns.index("email") if "email" in columns else None
        self._id = columns.index("id") if "id" in columns else None
        self._salts = secrets.token_hex(16), secrets.token_hex(16)
        database.execute("CREATE TABLE seen (entry BLOB)")

    def add(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Remember rows by their hashes."""
        self._database.executemany("INSERT INTO seen VALUES (?)", self._make_entries(rows))

    def find(self, limit: int) -> tuple[list[Duplicate], int, dict[int, Twin]]:
        """Return the first duplicates by row, and how the rows of one key are told apart.

        Args:
            limit: How many duplicates are returned at most.

        Returns:
            The duplicates, how many there are in all, and the twins that are not 0, by row.
        """
        count = 0

        def go_through() -> Iterator[Duplicate]:
            nonlocal count
            first = bytes(_ENTRY.size)
            # By what is compared, and then by row.
            for (found,) in self._database.execute("SELECT entry FROM seen ORDER BY entry"):
                if not found.startswith(first[:_COMPARED]):
                    first = found
                    continue
                count += 1
                *_, row, _, whole, kind = _ENTRY.unpack(found)
                *_, earlier, _, same, _ = _ENTRY.unpack(first)
                yield Duplicate(
                    row=row, first=earlier, kind="row" if whole == same else _KINDS[kind]
                )

        found = heapq.nsmallest(limit, go_through())
        return found, count, self._find_twins() if count else {}

    def _find_twins(self) -> dict[int, Twin]:
        """Return how the rows of one key are told apart, where that takes anything."""
        twins: dict[int, Twin] = {}
        # By key, then by all that the row says, then by row.
        entries = self._database.execute(f"SELECT entry FROM seen ORDER BY {_KEY_FIRST}, entry")
        for _, group in groupby((_ENTRY.unpack(entry) for (entry,) in entries), key=itemgetter(3)):
            members = [(whole, row) for _, _, row, _, whole, _ in group]
            differ = int(members[0][0] != members[-1][0])
            for _, same in groupby(members, key=itemgetter(0)):
                for before, (_, row) in enumerate(same):
                    if twin := 2 * before + differ:
                        twins[row] = twin
        return twins

    def _make_entries(self, rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[bytes]]:
        pack, keys = _ENTRY.pack, self._keys
        salt, other = self._salts
        for row, values in rows:
            compared, kind = self._compare(values)
            # Python's own hash, SipHash, takes a quarter of the time of any of hashlib's.
            yield (
                pack(
                    hash(salt + compared),
                    hash(other + compared),
                    row,
                    hash(salt + keys.make(values)),
                    hash(salt + keys.describe(values)),
                    kind,
                ),
            )

    def _compare(self, values: list[str]) -> tuple[str, int]:
        """Return what is compared of a row, and by what that is, as a place in `_KINDS`."""
        # The line breaks keep one apart from the other: none of them has any.
        if self._id is not None and values[self._id]:
            return "\n\n" + values[self._id], 2
        if self._email is not None and values[self._email]:
            return values[self._email].casefold(), 1
        return "\n" + " ".join(values[self._name].casefold().split()), 0


@contextmanager
def open_duplicates(columns: Sequence[str]) -> Iterator[Duplicates]:
    """Give what compares the rows of a list with certain columns; take its file away afterwards.

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
            yield Duplicates(database, columns)
        except sqlite3.Error as error:
            raise OutputError(
                "the folder of temporary files is full, or cannot be written to.",
                where=Place(path=path.parent.parent),
                hint="make room in it, or name another one in TMPDIR.",
            ) from error
        finally:
            database.close()
