"""Read lists that are Excel workbooks, a few rows at a time.

The first visible sheet with anything in it is the list; formulas count with the value that Excel
last computed. A workbook is a ZIP archive of XML, so that its sizes are asked before it is opened.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from handout.model import Report
from handout.read.recipients.faults import ListFault, Note, Origin, RowFault, empty
from handout.read.recipients.headings import Headings, name_column, read_headings
from handout.read.recipients.values import to_text

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

ZIP_START = b"PK"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""MS-CFB 2.2: Excel's old format, and what Excel puts a workbook with a password into."""

SHEET_LIMIT = 2 * 1024**3
"""Bytes of one sheet's XML, several times that of a full sheet of recipients."""
OTHER_LIMIT = 256 * 1024**2
"""Bytes of any other part: those are held whole, the texts of the cells among them."""
ROW_LIMIT = 1_048_576
"""What Excel can have; a larger number in a file would be an endless run of empty rows."""

_BATCH = 500
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
# ECMA-376 part 1, 22.9.2.19: a carriage return in a text, which a line feed follows anyway.
_CARRIAGE_RETURN = "_x000D_"


class WorkbookReader:
    """Read the rows of a workbook that was opened.

    Args:
        origin: The list.
        sheet: The place of its sheet among the sheets with cells.
        headings: Its columns.
        start: The first row under the headings.
    """

    unit = "row"

    def __init__(self, origin: Origin, *, sheet: int, headings: Headings, start: int) -> None:
        self.columns = headings.names
        self.titles = headings.titles
        self._origin = origin
        self._sheet = sheet
        self._headings = headings
        self._start = start

    def find_characters(self) -> None:
        """Return None: only its rows tell what is in them."""

    def rows(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank: its number, and its values in the order of columns."""
        headings = self._headings
        width = -1 if headings.has_gaps else headings.width
        with _open_workbook(self._origin) as book:
            for row, cells in _read_rows(book, self._sheet, self._origin):
                if row < self._start:
                    continue
                texts = [_read_cell(cell, row, index, note) for index, cell in enumerate(cells)]
                if len(texts) != width:
                    texts = headings.fit(row, texts, note)
                if any(texts):
                    yield row, texts


def open_workbook(origin: Origin, report: Report) -> WorkbookReader | None:
    """Return a reader, or None after reporting what is wrong with the headings.

    Raises:
        ListFault: The file is no workbook, is protected, or would take too much memory.
    """
    _check_archive(origin)
    with _open_workbook(origin) as book:
        count = len(book.worksheets)
        # A hidden sheet is what others look things up in.
        order = sorted(range(count), key=lambda n: book.worksheets[n].sheet_state != "visible")
        for sheet in order:
            for row, cells in _read_rows(book, sheet, origin):
                texts = [(to_text(cell) or "").strip() for cell in cells]
                if any(texts):
                    headings = read_headings(texts, origin, report, line=row)
                    if headings is None:
                        return None
                    return WorkbookReader(origin, sheet=sheet, headings=headings, start=row + 1)
    raise empty(origin)


def explain_ole(origin: Origin) -> ListFault:
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


def _check_archive(origin: Origin) -> None:
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
    try:
        with origin.open() as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except Exception as error:  # whatever is damaged, the answer is the same
        raise _damaged(origin) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        raise origin.fault(
            "not-a-workbook",
            f"{origin.title} is not a workbook of Excel.",
            hint="open it in a spreadsheet program and save it as `.xlsx`.",
        )
    for part in parts:
        is_sheet = part.filename.lstrip("/").startswith("xl/worksheets/")
        is_read = part.filename.endswith((".xml", ".rels"))
        if is_read and part.file_size > (SHEET_LIMIT if is_sheet else OTHER_LIMIT):
            raise origin.fault(
                "too-large",
                f"{origin.title} is too large when unpacked: a part of it has "
                f"{part.file_size / 2**20:,.0f} MB.",
                hint="save the list as CSV, or check that it is the file you meant.",
            )


@contextmanager
def _open_workbook(origin: Origin) -> Iterator[Workbook]:
    """Open a workbook for reading its cells' values, and close it."""
    import openpyxl

    with origin.open() as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except Exception as error:  # it raises whatever its parts stumble over
            raise _damaged(origin) from error
        try:
            yield book
        finally:
            book.close()


def _read_rows(
    book: Workbook, sheet: int, origin: Origin
) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the rows of a sheet as they are numbered there.

    Raises:
        ListFault: The sheet is damaged.
    """
    page: Any = book.worksheets[sheet]
    # Some programs write a size that is wrong.
    page.reset_dimensions()
    rows = enumerate(page.iter_rows(max_row=ROW_LIMIT, values_only=True), 1)
    while True:
        try:
            # Not held over a yield, since it is one setting for the whole process.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                batch = list(islice(rows, _BATCH))
        except Exception as error:  # it raises whatever the XML makes it stumble over
            raise _damaged(origin) from error
        if not batch:
            return
        yield from (pair for pair in batch if pair[1])


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


def _damaged(origin: Origin) -> ListFault:
    return origin.fault(
        "damaged",
        f"{origin.title} is damaged, or not a workbook of Excel.",
        hint="open it in a spreadsheet program and save it anew as `.xlsx`.",
    )
