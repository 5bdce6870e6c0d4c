"""Read the rows of a workbook's sheets, as ECMA-376 part 1, 18, has them.

openpyxl knows what numbers are days, but keeps every row's element, every style and every link of
what it reads, so that a small file can take all memory. What is kept here of a workbook are the
texts of its cells, within a limit.
"""

from __future__ import annotations

import posixpath
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.parsers import expat

from handout.read.recipients import parts
from handout.read.recipients.faults import ListFault, Origin
from handout.read.recipients.headings import COLUMN_LIMIT, name_column
from handout.read.recipients.parts import local_name, parse_part, read_elements

ROW_LIMIT = 1_048_576
"""What Excel can have; a row with a larger number is none of the list's."""
STYLE_LIMIT = 100_000
"""Styles and formats of numbers, of which Excel has at most 65,490."""
CELL_LIMIT = 32 * 1024**2
"""Cells of a sheet, with those left empty before a value: 32 in each row that there can be."""
ROW_TEXT_LIMIT = 1024 * 1024
"""Characters of one row, and of one text: as many as a line of CSV may have."""
TEXT_LIMIT = 512 * 1024**2
"""Characters of all cells. A text that stands in a million cells is in the file but once."""
MEMORY_LIMIT = 256 * 1024**2
"""Bytes of memory for the texts that the cells share."""

_POINTER_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What there is to know of a workbook to read its cells.

    Attributes:
        archive: The open file.
        origin: The list.
        sheets: The path of each sheet's part and whether it is visible, in order.
        texts: The texts that cells name by their number.
        dates: The styles that show a number as a day or a time.
        durations: Those among them that show it as a time that passed.
        epoch: Day 0.
    """

    archive: zipfile.ZipFile
    origin: Origin
    sheets: tuple[tuple[str, bool], ...]
    texts: list[str]
    dates: frozenset[str]
    durations: frozenset[str]
    epoch: datetime


def read_book(archive: zipfile.ZipFile, origin: Origin) -> Book:
    """Read all of a workbook but its rows.

    Raises:
        ListFault: A part is too large when unpacked.
        Exception: Whatever a damaged part leads to.
    """
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    names = set(archive.namelist())
    main = next(
        path
        for kind, path in _read_relations(archive, "", origin).values()
        if kind == "officeDocument"
    )
    related = _read_relations(archive, main, origin)
    # Where a workbook does not name them, they are where Excel puts them.
    path_of = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    path_of |= dict(related.values())

    def find(kind: str) -> str | None:
        path = path_of.get(kind)
        return path if path in names else None

    sheets, epoch = [], CALENDAR_WINDOWS_1900
    for name, attributes in read_elements(archive, main, origin):
        if name == "sheet":
            plain = {local_name(key): value for key, value in attributes.items()}
            kind, path = related[plain["id"]] if plain.get("id") else ("", "")
            if kind == "worksheet" and path in names:
                sheets.append((path, plain.get("state", "visible") == "visible"))
        elif name == "definedNames":
            break
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch = CALENDAR_MAC_1904
    dates, durations = _read_styles(archive, find("styles"), origin)
    return Book(
        archive=archive,
        origin=origin,
        sheets=tuple(sheets),
        texts=_read_texts(archive, find("sharedStrings"), origin),
        dates=dates,
        durations=durations,
        epoch=epoch,
    )


def _read_relations(
    archive: zipfile.ZipFile, path: str, origin: Origin
) -> dict[str, tuple[str, str]]:
    """Return the kind and the path of the parts that a part names, by how it calls them."""
    folder, name = posixpath.split(path)
    found = {}
    for element, attributes in read_elements(
        archive, posixpath.join(folder, "_rels", f"{name}.rels"), origin
    ):
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            # An absolute target takes the place of the folder.
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip(
                "/"
            )
            found[attributes["Id"]] = (posixpath.basename(attributes["Type"]), target)
    return found


def _read_styles(
    archive: zipfile.ZipFile, path: str | None, origin: Origin
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the styles of days and times, and those among them of times that passed."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    dates, durations = set(), set()
    is_of_cells, count = False, 0
    for name, attributes in read_elements(archive, path, origin) if path else ():
        if name == "numFmt":
            codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif name in ("cellXfs", "cellStyleXfs"):
            is_of_cells = name == "cellXfs"
        elif name == "xf" and is_of_cells:
            code = codes.get(attributes.get("numFmtId", "0"))
            if is_date_format(code):
                dates.add(str(count))
            if is_timedelta_format(code):
                durations.add(str(count))
            count += 1
        if len(codes) + count > STYLE_LIMIT:
            raise parts.too_large(origin, f"it has more than {STYLE_LIMIT:,} styles")
    return frozenset(dates), frozenset(durations)


class _Elements:
    """Collect the text of some elements; a base for what makes something of the others."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.wanted = ""
        self.pieces: list[str] = []
        self._depth = 0
        self._is_text = False
        self._is_reading = False

    def make_parser(self) -> expat.XMLParserType:
        """Return a parser that reports to this; not kept, so that both go when it is done."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._take
        parser.EndElementHandler = self._end
        return parser

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        raise NotImplementedError

    def finish(self, name: str) -> None:
        """Take the end of an element."""
        raise NotImplementedError

    def count(self, characters: int) -> None:
        """Count the characters of a text."""
        raise NotImplementedError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > parts.DEPTH_LIMIT:
            raise parts.too_deep(self.origin)
        if ":" in name:
            name = local_name(name)
        if name == self.wanted:
            self._is_text = not self._is_reading
        elif name == "rPh":
            # How a text is read aloud in Japanese, which is no part of it.
            self._is_reading = True
        else:
            self.begin(name, attributes)

    def _take(self, text: str) -> None:
        if self._is_text:
            self.pieces.append(text)
            self.count(len(text))

    def _end(self, name: str) -> None:
        self._depth -= 1
        if ":" in name:
            name = local_name(name)
        if name == self.wanted:
            self._is_text = False
        elif name == "rPh":
            self._is_reading = False
        else:
            self.finish(name)


class _Texts(_Elements):
    """Make the texts that cells name by their number."""

    def __init__(self, origin: Origin) -> None:
        super().__init__(origin)
        self.wanted = "t"
        self.texts: list[str] = []
        self._length = 0
        self._memory = 0

    def begin(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self.pieces.clear()
            self._length = 0

    def finish(self, name: str) -> None:
        if name != "si":
            return
        # An underscore is written as `_x005F_` where it would start a code.
        text = "".join(self.pieces).replace("x005F_", "")
        self._memory += sys.getsizeof(text) + _POINTER_BYTES
        if self._memory > MEMORY_LIMIT:
            most = f"{MEMORY_LIMIT // 2**20} MB of memory"
            raise parts.too_large(self.origin, f"its texts take more than {most}")
        self.texts.append(text)

    def count(self, characters: int) -> None:
        self._length += characters
        if self._length > ROW_TEXT_LIMIT:
            raise parts.too_large(self.origin, "a text in it is longer than 1 MB")


class _Rows(_Elements):
    """Make the rows of a sheet.

    Attributes:
        rows: The number and the cells of each row that is complete and was not taken away.
        is_over: Whether the last row was there.
    """

    def __init__(self, book: Book) -> None:
        super().__init__(book.origin)
        self.rows: list[tuple[int, list[object]]] = []
        self.is_over = False
        self._book = book
        self._cells: list[object] = []
        self._column_of: dict[str, int] = {}
        self._row = self._column = 0
        self._kind = self._style = ""
        self._row_length = self._length = self._cell_count = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "n")
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

    def finish(self, name: str) -> None:
        if name == "c":
            self.wanted = ""
            if self.pieces:
                text = "".join(self.pieces)
                self.pieces.clear()
                self._place(self._read_text(text))
        elif name == "row":
            if self._cells and self._row <= ROW_LIMIT:
                self.rows.append((self._row, self._cells))
                self._cell_count += len(self._cells)
                if self._cell_count > CELL_LIMIT:
                    raise parts.too_large(self.origin, f"it has more than {CELL_LIMIT:,} cells")
        elif name == "sheetData":
            self.is_over = True

    def count(self, characters: int) -> None:
        self._row_length += characters
        self._length += characters
        if self._row_length > ROW_TEXT_LIMIT:
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
            return _read_value(self._book, self._kind, self._style, text)
        number = int(text)
        if number < 0:
            raise parts.damaged(self.origin)
        shared = self._book.texts[number]
        self.count(len(shared))
        return shared

    def _place(self, value: object) -> None:
        cells, column = self._cells, self._column
        if column > COLUMN_LIMIT:
            raise _too_wide(self.origin, self._row, column)
        if column > len(cells):
            cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value


def _read_texts(archive: zipfile.ZipFile, path: str | None, origin: Origin) -> list[str]:
    found = _Texts(origin)
    for _ in parse_part(archive, path, origin, found.make_parser()) if path else ():
        pass
    return found.texts


def read_rows(book: Book, path: str) -> Iterator[tuple[int, list[object]]]:
    """Yield the number and the cells of each row of a sheet in which there is a value.

    Raises:
        ListFault: The sheet is damaged, or too large when unpacked.
    """
    found = _Rows(book)
    blocks = parse_part(
        book.archive, path, book.origin, found.make_parser(), limit=parts.SHEET_LIMIT
    )
    try:
        for _ in blocks:
            yield from found.rows
            found.rows.clear()
            # What comes then are links, notes and the like, of any length.
            if found.is_over:
                return
    # What came before a fault is sound.
    except ListFault:
        yield from found.rows
        raise
    except Exception as error:
        yield from found.rows
        raise parts.damaged(book.origin) from error


def _read_value(book: Book, kind: str, style: str, text: str) -> object:
    """Return the value of a cell whose text is not a shared one."""
    if kind == "b":
        return bool(int(text))
    if kind == "d":
        from openpyxl.utils.datetime import from_ISO8601

        return from_ISO8601(text)  # type: ignore[no-untyped-call] # so are its types
    if kind != "n":
        return text
    number = float(text) if any(sign in text for sign in ".eE") else int(text)
    if style in book.dates:
        from openpyxl.utils.datetime import from_excel

        try:
            return from_excel(number, book.epoch, timedelta=style in book.durations)
        except (OverflowError, ValueError):
            return "#VALUE!"
    return number


def _too_wide(origin: Origin, row: int, column: int) -> ListFault:
    return origin.fault(
        "too-many-columns",
        f"there is a value in {name_column(column - 1)}, where {COLUMN_LIMIT:,} is the last.",
        line=row,
        hint="check that it is a list with one recipient a row.",
    )


def _too_long(origin: Origin, row: int) -> ListFault:
    return origin.fault(
        "too-long",
        "the values of this row are longer than 1 MB.",
        line=row,
        hint="check that it is a list with one recipient a row.",
    )
