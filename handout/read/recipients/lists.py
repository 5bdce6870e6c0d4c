"""Hold an opened list of recipients, and read it as often as needed.

A list may have a million rows, so that they are never held: what is open is the knowledge of how to
read them. It must not change between two readings, or the wrong rows would be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from handout.model import Recipient
from handout.read.recipients.faults import ListFault, ListSource, Note, ignore_fault
from handout.read.recipients.values import mend_text

State = tuple[int, int] | None
"""A file's size and time of change; None if it is gone, or was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    """Say how a list is to be read, where it does not tell itself.

    Attributes:
        sheet: The sheet of a workbook, by its name.
        takes_hidden: Whether rows count that a filter or a hand has hidden.
        encoding: The codec of a text.
        columns: What columns are made of, by name: titles of the list's own, joined by “+”.
        exact: The columns whose cells are taken to the letter, since they are typed in again.
        language: The language in which days are written out.
    """

    sheet: str = ""
    takes_hidden: bool = False
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    exact: frozenset[str] = frozenset({"password", "id"})
    language: str = ""


class Reader(Protocol):
    """What reads one kind of list."""

    @property
    def unit(self) -> str:
        """What a row is called in messages."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names."""

    @property
    def titles(self) -> tuple[str, ...]:
        """What the columns are called in messages."""

    @property
    def hidden(self) -> int:
        """How many rows the last reading left out, since they are hidden."""

    def rows(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the values of each row that is not blank."""


class RecipientList:
    """A list of recipients that can be read any number of times.

    Args:
        reader: Reads the rows.
        origin: Where the list comes from.
        state: What the file looked like before it was opened.
        options: How it is read.

    Attributes:
        path: The list as the user knows it; `-` is standard input.
        columns: The columns' names, in order.
        titles: What they are called in messages.
        unit: What a row is called: `line`, `row` or `object`.
        mended: In how many rows letters were put right, or signs taken out, in the last reading.
    """

    def __init__(
        self, reader: Reader, origin: ListSource, *, state: State, options: ListOptions
    ) -> None:
        self.path = origin.path
        self.origin = origin
        self.columns = reader.columns
        self.titles = reader.titles
        self.unit = reader.unit
        self._reader = reader
        self._state = state
        self._exact = [name in options.exact for name in reader.columns]
        self.mended = 0

    @property
    def hidden(self) -> int:
        """How many rows the last reading left out, since they are hidden."""
        return self._reader.hidden

    def read(self) -> Iterator[Recipient]:
        """Yield each recipient; of a row with faults, what is there of it.

        Raises:
            ContentError: The list is damaged from some row on, or has changed.
        """
        columns = self.columns
        for row, values in self.read_values():
            yield Recipient(fields=dict(zip(columns, values, strict=True)), row=row)

    def read_values(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row's number and its values in the order of the columns: the fast form.

        Raises:
            ContentError: The list is damaged from some row on, or has changed.
        """
        return self.read_rows(ignore_fault)

    def read_rows(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        """Yield what `read_values` does, and hand on what is wrong with the form of a row."""
        self._check_unchanged()
        self.mended = 0
        try:
            for row, values in self._reader.rows(note):
                if "".join(values).isascii():
                    yield row, values
                    continue
                mended = [
                    value if is_exact or value.isascii() else mend_text(value)
                    for value, is_exact in zip(values, self._exact, strict=True)
                ]
                self.mended += mended != values
                yield row, mended
        except ListFault:
            self._check_unchanged()
            raise
        # It was sound text when it was opened.
        except (OSError, UnicodeDecodeError) as error:
            self._check_unchanged()
            raise self.origin.fault(
                "unreadable",
                f"{self.origin.title} could not be read to its end.",
                hint="check the disk it is on.",
            ) from error
        self._check_unchanged()

    def _check_unchanged(self) -> None:
        if look_at(self.origin) != self._state:
            raise self.origin.fault(
                "changed",
                f"{self.origin.title} has changed since it was opened.",
                hint="start again, and leave the list alone meanwhile.",
            )


def look_at(origin: ListSource) -> State:
    """Return a file's size and time of change, or None if there is no file."""
    if origin.data is not None:
        return None
    try:
        status = origin.path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
