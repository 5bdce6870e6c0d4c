"""Find recipients who stand in a list twice, by hashes that do not say who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from handout.read.recipients.keys import RecipientKeys, Twin


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A row that has what an earlier one has: `kind` is `row`, `id`, `email` or `name`."""

    row: int
    first: int
    kind: str


class Duplicates:
    """Compare rows by their id; where there is none by their e-mail address, else by their name.

    Attributes:
        found: The first duplicates, in the order of the list.
        count: How many there are in all.
    """

    def __init__(self, columns: Sequence[str], *, limit: int) -> None:
        """Know of no row yet.

        Args:
            columns: The columns of the list.
            limit: How many duplicates are kept.
        """
        self.found: list[Duplicate] = []
        self.count = 0
        self._limit = limit
        self._keys = RecipientKeys(columns)
        self._name = columns.index("name")
        # Python's own hash has 64 bits, and a key of this run alone. By what is compared, and by
        # the recipient's key: the first row, and the hash of all that it says.
        self._compared: dict[int, tuple[int, int]] = {}
        self._known: dict[int, tuple[int, int]] = {}
        # The other rows of a key.
        self._more: dict[int, list[tuple[int, int]]] = {}

    def add(self, row: int, values: Sequence[str]) -> None:
        """Compare a row with those before it."""
        keys = self._keys
        said = (hash(tuple(values)), row)
        key = hash(keys.make(values))
        if self._known.setdefault(key, said) is not said:
            self._more.setdefault(key, []).append(said)
        compared, kind = self._compare(values)
        first = self._compared.setdefault(hash(compared), said)
        if first is not said:
            self.count += 1
            if self.count <= self._limit:
                same = "row" if first[0] == said[0] else kind
                self.found.append(Duplicate(row=row, first=first[1], kind=same))

    def find_twins(self) -> dict[int, Twin]:
        """Return how rows are told apart whose recipients are known by the same, by row."""
        twins: dict[int, Twin] = {}
        for key, more in self._more.items():
            # By all that the row says, then by row.
            members = sorted([self._known[key], *more])
            differ = int(members[0][0] != members[-1][0])
            for _, same in groupby(members, key=itemgetter(0)):
                for before, (_, row) in enumerate(same):
                    if twin := 2 * before + differ:
                        twins[row] = twin
        return twins

    def _compare(self, values: Sequence[str]) -> tuple[str, str]:
        """Return what is compared of a row, and what that is."""
        # The line breaks keep one apart from the other: none of them has any.
        if number := self._keys.get_id(values):
            return "\n\n" + number, "id"
        if address := self._keys.get_address(values):
            return address.casefold(), "email"
        return "\n" + " ".join(values[self._name].casefold().split()), "name"
