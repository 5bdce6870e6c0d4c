"""Read lists that are Excel workbooks, a few rows at a time.

The first visible sheet with anything in it is the list; formulas count with the value that Excel
last computed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from handout.model import Report
from handout.read.recipients.book import Book, read_book
from handout.read.recipients.faults import ListFault, ListSource, Note, RowFault, empty
from handout.read.recipients.headings import Headings, name_column, read_headings
from handout.read.recipients.parts import explain_damage
from handout.read.recipients.sheets import read_rows
from handout.read.recipients.values import to_text

ZIP_START = b"PK"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""MS-CFB 2.2: Excel's old format, and what Excel puts a workbook with a password into."""

_ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
# ECMA-376 part 1, 22.9.2.19: a carriage return in a text, which a line feed follows anyway.
_CARRIAGE_RETURN = "_x000D_"


class WorkbookReader:
    """Read the rows of a workbook that was opened.

    Args:
        origin: The list.
        sheet: The path of its sheet's part.
        headings: Its columns.
        start: The first row under the headings.
    """

    unit = "row"

    def __init__(self, origin: ListSource, *, sheet: str, headings: Headings, start: int) -> None:
        self.columns = headings.names
        self.titles = headings.titles
        self._origin = origin
        self._sheet = sheet
        self._headings = headings
        self._start = start

    def rows(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank: its number, and its values in the order of columns."""
        headings = self._headings
        width = -1 if headings.has_gaps else headings.width
        with _open_workbook(self._origin) as book:
            for row, cells in read_rows(book, self._sheet):
                if row < self._start:
                    continue
                texts = [_read_cell(cell, row, index, note) for index, cell in enumerate(cells)]
                if len(texts) != width:
                    texts = headings.fit(row, texts, note)
                if any(texts):
                    yield row, texts


def open_workbook(origin: ListSource, report: Report) -> WorkbookReader | None:
    """Return a reader, or None after reporting what is wrong with the headings.

    Raises:
        ListFault: The file is no workbook, is protected, or would take too much memory.
    """
    _check_archive(origin)
    with _open_workbook(origin) as book:
        # A hidden sheet is what others look things up in.
        for sheet, _ in sorted(book.sheets, key=lambda sheet: not sheet[1]):
            for row, cells in read_rows(book, sheet):
                texts = [(to_text(cell) or "").strip() for cell in cells]
                if any(texts):
                    headings = read_headings(texts, origin, report, line=row)
                    if headings is None:
                        return None
                    return WorkbookReader(origin, sheet=sheet, headings=headings, start=row + 1)
    raise empty(origin)


def explain_ole(origin: ListSource) -> ListFault:
    """Return what is wrong with a file of the format that came before the workbooks of today."""
    marker, last = "EncryptedPackage".encode("utf-16-le"), b""
    with origin.open() as file:
        while data := file.read(1024 * 1024):
            if marker in last + data:
                return origin.fault(
                    "password-protected",
                    f"{origin.title} is protected by a password.",
                    hint="open it in Excel, take the password away, and save a copy.",
                )
            last = data[-len(marker) :]
    return origin.fault(
        "old-workbook",
        f"{origin.title} is in a format of Excel before 2007.",
        hint="open it in Excel and save it as `.xlsx`.",
    )


def _check_archive(origin: ListSource) -> None:
    """Refuse what is no workbook, and what is small only while it is compressed."""
    with origin.open() as file:
        start = file.read(len(OLE_START))
    if start == OLE_START:
        raise explain_ole(origin)
    if not start.startswith(ZIP_START):
        raise origin.fault(
            "not-a-workbook",
            f"{origin.title} is not a workbook of Excel.",
            hint="open it and save it as `.xlsx`; if it is text, name it `.csv`.",
        )
    with explain_damage(origin), origin.open() as file, zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    if "[Content_Types].xml" not in names:
        raise origin.fault(
            "not-a-workbook",
            f"{origin.title} is not a workbook of Excel.",
            hint="open it in a spreadsheet program and save it as `.xlsx`.",
        )


@contextmanager
def _open_workbook(origin: ListSource) -> Iterator[Book]:
    """Open a workbook for reading its cells' values, and close it."""
    with origin.open() as file:
        with explain_damage(origin):
            # It closes no file that it was given.
            book = read_book(zipfile.ZipFile(file), origin)
        yield book


def _read_cell(cell: object, row: int, index: int, note: Note) -> str:
    if cell is None:
        return ""
    text = to_text(cell)
    if text is None or text in _ERRORS:
        note(
            RowFault(
                row=row,
                order=index,
                code="formula",
                message=f"the cell in {name_column(index)} shows an error instead of a value.",
                hint="mend its formula, or write the value itself.",
            )
        )
        return ""
    return text.replace(_CARRIAGE_RETURN, "").strip() if "_" in text else text.strip()
