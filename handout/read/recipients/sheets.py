"""Read the rows of a workbook's sheets, as ECMA-376 part 1, 18.3.1, has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from handout.read.recipients import parts
from handout.read.recipients.book import SYSTEM, Book
from handout.read.recipients.encoding import LINE_LIMIT
from handout.read.recipients.faults import ListFault, ListSource
from handout.read.recipients.headings import COLUMN_LIMIT, name_column
from handout.read.recipients.number_format import (
    is_whole_day,
    show_general,
    show_number,
    show_text,
    shows_time,
)

ROW_LIMIT = 1_048_576
"""What Excel can have; a row with a larger number is none of the list's."""
CELL_LIMIT = 32 * 1024**2
"""Cells of a sheet, with those left empty before a value: 32 in each row that there can be."""
MERGES_LOOKED_AT = 10_000
NO_VALUE = object()
"""What stands for a formula that nobody has worked out."""
_AFTER_MERGES = frozenset(
    (
        *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
        *("pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing", "tableParts"),
    )
)
"""ECMA-376 part 1, 18.3.1.99: what may follow the merged cells."""
_LAST_DAY = 2_958_000
"""The number of a day in December 9999, after which there is none."""
ERROR = "#VALUE!"
"""What stands for any error of Excel's."""
TEXT_LIMIT = 512 * 1024**2
"""Characters of all cells. A text that stands in a million cells is in the file but once."""


class Moment(NamedTuple):
    """A day, perhaps with a time: the number in the cell, and how the cell shows it."""

    number: float
    code: str
    epoch: datetime
    language: str

    @property
    def value(self) -> datetime:
        """The day, with the time of the day to the second."""
        seconds = round(self.number % 1 * 86_400)
        return self.epoch + timedelta(days=int(self.number), seconds=seconds)

    @property
    def has_time(self) -> bool:
        """Whether the time is shown."""
        return shows_time(self.code)

    @property
    def is_of_system(self) -> bool:
        """Whether the form depends on the computer that shows it."""
        return SYSTEM in self.code

    @property
    def shown(self) -> str:
        """What the cell shows."""
        return show_number(self.number, self.code, self.epoch, self.language) or ERROR


class SheetRows(parts.TextCollector):
    """Yield the number and the cells of each row of a sheet in which there is a value.

    Args:
        book: The workbook.
        path: The sheet's part.
        takes_hidden: Whether hidden rows are among them.
        language: The language of months and days that a cell shows.

    Attributes:
        hidden: How many rows were left out, once all were read.
        merged: The ranges of cells that are merged.

    Raises:
        ListFault: The sheet is damaged, or too large when unpacked.
    """

    def __init__(
        self, book: Book, path: str, *, takes_hidden: bool = True, language: str = "en"
    ) -> None:
        super().__init__(book.origin)
        self.hidden = 0
        self.merged: list[str] = []
        self._takes_hidden = takes_hidden
        self._language = language
        self._is_hidden = self._has_formula = False
        # Those that are complete and were not taken away.
        self._rows: list[tuple[int, list[object]]] = []
        self._is_over = False
        self._book = book
        self._path = path
        self._cells: list[object] = []
        self._column_of: dict[str, int] = {}
        self._row = self._column = 0
        self._kind = self._style = ""
        self._row_length = self._length = self._cell_count = 0

    def __iter__(self) -> Iterator[tuple[int, list[object]]]:
        blocks = parts.parse_part(
            self._book.archive,
            self._path,
            self.origin,
            self.make_parser(),
            limit=parts.SHEET_LIMIT,
        )
        try:
            for _ in blocks:
                yield from self._rows
                self._rows.clear()
                # What comes then are links, notes and the like, of any length.
                if self._is_over:
                    break
        # What came before a fault is sound.
        except ListFault:
            yield from self._rows
            raise
        except Exception as error:
            yield from self._rows
            raise parts.damaged(self.origin) from error

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of a row, a cell or what is in it."""
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._has_formula = False
            self._style = attributes.get("s", "0")
            self.wanted = "t" if self._kind == "inlineStr" else "v"
            letters = attributes.get("r", "").rstrip("0123456789")
            self._column = self._find_column(letters) if letters else self._column + 1
        elif name == "row":
            last = self._row
            self._row = int(float(attributes["r"])) if "r" in attributes else last + 1
            if self._row <= last:
                raise parts.damaged(self.origin)
            self._cells = []
            self._column = self._row_length = 0
            self._is_hidden = not self._takes_hidden and (
                attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0"
            )
        elif name == "f":
            self._has_formula = True
        elif name == "mergeCell" and len(self.merged) < MERGES_LOOKED_AT:
            self.merged.append(attributes.get("ref", ""))
        elif name in _AFTER_MERGES:
            self._is_over = True

    def finish(self, name: str) -> None:
        """Take the end of a row or a cell."""
        if name == "c":
            self.wanted = ""
            if self.pieces:
                text = "".join(self.pieces)
                self.pieces.clear()
                self._place(self._read_text(text))
            elif self._has_formula:
                self._place(NO_VALUE)
        elif name == "row" and self._cells and self._row <= ROW_LIMIT:
            if self._is_hidden:
                self.hidden += 1
            else:
                self._rows.append((self._row, self._cells))
            self._cell_count += len(self._cells)
            if self._cell_count > CELL_LIMIT:
                raise parts.too_large(self.origin, f"it has more than {CELL_LIMIT:,} cells")

    def count(self, characters: int) -> None:
        """Count the characters of a cell's text, and refuse too many."""
        self._row_length += characters
        self._length += characters
        if self._row_length > LINE_LIMIT:
            raise _too_long(self.origin, self._row)
        if self._length > TEXT_LIMIT:
            most = f"{TEXT_LIMIT:,} characters"
            raise parts.too_large(self.origin, f"its cells have more than {most}")

    def _find_column(self, letters: str) -> int:
        column = self._column_of.get(letters)
        if column is None:
            from openpyxl.utils import column_index_from_string

            column = self._column_of[letters] = column_index_from_string(letters)
        return column

    def _read_text(self, text: str) -> object:
        if self._kind != "s":
            return _read_value(self._book, self._kind, self._style, text, self._language)
        number = int(text)
        if number < 0:
            raise parts.damaged(self.origin)
        shared = self._book.texts[number]
        self.count(len(shared))
        return show_text(shared, self._book.formats.get(self._style, ""))

    def _place(self, value: object) -> None:
        cells, column = self._cells, self._column
        if column > COLUMN_LIMIT:
            raise _too_wide(self.origin, self._row, column)
        if column > len(cells):
            cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value


def _read_value(book: Book, kind: str, style: str, text: str, language: str) -> object:
    """Return the value of a cell whose text is not a shared one."""
    if kind == "b":
        return bool(int(text))
    if kind == "e":
        return ERROR
    if kind not in ("n", "d"):
        return show_text(parts.read_escapes(text), book.formats.get(style, ""))
    code = book.formats.get(style)
    number: float
    if kind == "d":
        number, code = _read_iso(text, code, book.epoch)
    else:
        number = float(text) if any(sign in text for sign in ".eE") else int(text)
    if code is None:
        return number if isinstance(number, int) else show_general(number, language)
    if is_whole_day(code) and 0 <= number < _LAST_DAY:
        return Moment(number, code, book.epoch, language)
    shown = show_number(number, code, book.epoch, language)
    return ERROR if shown is None else shown


def _read_iso(text: str, code: str | None, epoch: datetime) -> tuple[float, str]:
    """Return the number of a day or a time that is written out, and the format that shows it."""
    from openpyxl.utils.datetime import from_ISO8601, to_excel

    value = from_ISO8601(text)  # type: ignore[no-untyped-call] # so are its types
    plain = "hh:mm:ss" if isinstance(value, time) else "yyyy-mm-dd"
    if isinstance(value, datetime) and value.time() != time.min:
        plain += " hh:mm:ss"
    return to_excel(value, epoch), code or plain  # type: ignore[no-untyped-call] # so are its types


def _too_wide(origin: ListSource, row: int, column: int) -> ListFault:
    message = f"there is a value in {name_column(column - 1)}, where {COLUMN_LIMIT:,} is the last."
    hint = "check that it is a list with one recipient a row."
    return origin.fault("too-many-columns", message, line=row, hint=hint)


def _too_long(origin: ListSource, row: int) -> ListFault:
    message = "the values of this row are longer than 1 MB."
    hint = "check that it is a list with one recipient a row."
    return origin.fault("too-long", message, line=row, hint=hint)
