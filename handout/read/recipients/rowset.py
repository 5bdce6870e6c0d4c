"""Remember rows by number, a bit each, so that a million of them take little room."""

from __future__ import annotations

from collections.abc import Collection, Iterator


class RowSet(Collection[int]):
    """A set of row numbers that only grows."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self._count = 0

    def add(self, row: int) -> None:
        """Put a row into the set."""
        place, bit = row >> 3, 1 << (row & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        if not self._bits[place] & bit:
            self._bits[place] |= bit
            self._count += 1

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, int) or row < 0 or row >> 3 >= len(self._bits):
            return False
        return bool(self._bits[row >> 3] & 1 << (row & 7))

    def __iter__(self) -> Iterator[int]:
        for place, byte in enumerate(self._bits):
            if byte:
                yield from (place * 8 + n for n in range(8) if byte & 1 << n)

    def __len__(self) -> int:
        return self._count
