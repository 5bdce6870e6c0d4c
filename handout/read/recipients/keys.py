"""Say by what a recipient is known, wherever the row stands in the list and however it is sorted.

That is the list's own `id`; else e-mail address and name, since a couple may share an address;
else everything that the row says. Who is known by the same is told apart by the rest of the row,
and rows that are wholly the same by counting them: a `Twin` says so.
"""

from __future__ import annotations

from collections.abc import Sequence

Twin = int
"""How a row is told from others of the same key: 0 where there are none; 1 is added where other
rows of the key say something else, and twice the number of rows before it that say the same."""

Row = tuple[int, list[str], Twin]
"""A row's number, its values in the order of the columns, and how it is told from its like."""


class RecipientKeys:
    """Give the keys of the rows of a list with certain columns."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Look where everything stands.

        Args:
            columns: The columns' names, `name` among them.
        """
        self._name = columns.index("name")
        self._id = columns.index("id") if "id" in columns else None
        self._email = columns.index("email") if "email" in columns else None
        # Columns that change places, or come in empty, change no key.
        self._order = sorted((f"\0{column}\0", n) for n, column in enumerate(columns))

    def make(self, values: Sequence[str]) -> str:
        """Return the key of a row."""
        if number := self.get_id(values):
            return f"id\0{number}"
        if address := self.get_address(values):
            name = " ".join(values[self._name].casefold().split())
            return f"email\0{address.casefold()}\0{name}"
        return self.describe(values)

    def get_id(self, values: Sequence[str]) -> str:
        """Return a row's own id, or nothing."""
        return "" if self._id is None else values[self._id]

    def get_address(self, values: Sequence[str]) -> str:
        """Return a row's e-mail address, or nothing."""
        return "" if self._email is None else values[self._email]

    def describe(self, values: Sequence[str]) -> str:
        """Return all that a row says, as one text that is the same for rows that say the same."""
        return "row" + "".join([f"{title}{values[n]}" for title, n in self._order if values[n]])
