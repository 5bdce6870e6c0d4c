"""Read lists that are Excel workbooks.

Cells count as the sheet shows them; formulas with the value that was last worked out.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import time

from handout.model import Report, Severity
from handout.read.faults import join_names
from handout.read.recipients.book import Book, Sheet, read_book
from handout.read.recipients.days import write_day
from handout.read.recipients.faults import ListFault, ListSource, Note, RowFault, empty
from handout.read.recipients.headings import (
    Headings,
    find_headings,
    is_heading_row,
    name_letters,
    read_headings,
    tell_titles,
)
from handout.read.recipients.lists import Rows, Table
from handout.read.recipients.options import ListOptions
from handout.read.recipients.parts import explain_damage
from handout.read.recipients.sheets import NO_VALUE, Moment, SheetRows
from handout.read.recipients.values import to_text

ZIP_START = b"PK"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""MS-CFB 2.2: Excel's old format, and what Excel puts a workbook with a password into."""

_ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
_RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


def open_workbook(
    origin: ListSource, report: Report, options: ListOptions, note: Note
) -> Table | None:
    """Return headings and rows, or None after reporting what is wrong with the headings.

    The sheet is the one that is named; else the one that was shown when the workbook was saved, or
    if that has no names, the only one that has.

    Raises:
        ListFault: The file is no workbook, is protected, or would take too much memory; or it is
            not known which sheet is meant.
    """
    _check_start(origin)
    with explain_damage(origin):
        archive = zipfile.ZipFile(io.BytesIO(origin.data))
        if "[Content_Types].xml" not in archive.namelist():
            raise _no_workbook(origin, "open it in a spreadsheet program and save it as `.xlsx`.")
        book = read_book(archive, origin)
    sheet = _choose_sheet(book, origin, options)
    found = _find_row(book, sheet, options)
    if not found:
        raise empty(origin)
    row, cells, is_below = found
    if is_below:
        tell_titles(origin, report, row)
    headings = read_headings(cells, origin, report, line=row, options=options)
    if headings is None:
        return None
    if len(book.sheets) > 1:
        message = f"the sheet “{sheet.name}” is read, of {len(book.sheets)}."
        hint = "“--sheet NAME” reads another one."
        report(origin.problem("sheet", message, severity=Severity.NOTE, hint=hint))
    rows = SheetRows(
        book, sheet.path, takes_hidden=options.takes_hidden, language=options.language or "en"
    )
    return Table(
        headings,
        _read_rows(rows, row + 1, headings, _Cells(headings, options, note), report),
        "row",
    )


def _read_rows(
    found: SheetRows, start: int, headings: Headings, cells: _Cells, report: Report
) -> Rows:
    """Yield each row that is not blank below the headings, and say how many were left out.

    Raises:
        ListFault: The sheet is damaged, or has merged cells below the headings: only the first of
            such has a value.
    """
    width = -1 if headings.has_gaps else headings.width
    for row, values in found:
        if row < start:
            continue
        texts = [cells.read(one, row, index) for index, one in enumerate(values)]
        if len(texts) != width:
            texts = headings.fit(row, texts, cells.note)
        if any(texts):
            yield row, texts
    if count := found.hidden:
        what = "hidden, by a filter or by hand, and"
        report(
            found.origin.problem(
                "hidden",
                f"one row is {what} was left out."
                if count == 1
                else f"{count:,} rows are {what} were left out.",
                hint="“--hidden” takes them too.",
                severity=Severity.WARNING,
            )
        )
    for merged in found.merged:
        match = _RANGE.fullmatch(merged)
        if match and int(match[4]) >= start:
            message = f"the cells {merged} are merged, so that only the first has a value."
            hint = "unmerge them, and fill in each."
            raise found.origin.fault("merged", message, line=max(start, int(match[2])), hint=hint)


class _Cells:
    """Turn the cells of rows into texts.

    Args:
        headings: The columns.
        options: How the list is to be read.
        note: Takes what is wrong with a cell.
    """

    def __init__(self, headings: Headings, options: ListOptions, note: Note) -> None:
        self.note = note
        self._language = options.language
        cells = list(zip(headings.names, headings.indexes, strict=True))
        self._exact = {one for name, many in cells if name in options.exact for one in many}
        self._dated = {one for name, many in cells if name == "appointment" for one in many}
        self._names = {one for name, many in cells if name == "name" for one in many}

    def read(self, cell: object, row: int, index: int) -> str:
        """Return what a cell says, and hand on what is wrong with it."""
        if cell is None:
            return ""
        message = hint = text = ""
        if isinstance(cell, Moment):
            text = self._write_moment(cell, index)
            if cell.is_of_system and index in self._exact:
                message = "is a day in a form that is another on each computer."
                hint = "give it a form of its own, such as dd/mm/yyyy, or write it as text."
        elif isinstance(cell, bool):
            text = "TRUE" if cell else "FALSE"
            if index in self._names:
                message = "is no name but a truth value."
                hint = "write the name, with an apostrophe before it if it is one."
        elif cell is NO_VALUE:
            message = "has a formula, and no value is stored with it."
            hint = "open the workbook in a spreadsheet program, and save it: that works it out."
        else:
            text = to_text(cell) or ""
            if text in _ERRORS:
                text = ""
                message = "shows an error instead of a value."
                hint = "mend its formula, or write the value itself."
        if message:
            message = f"the cell {name_letters(index)}{row} {message}"
            self.note(RowFault(row, index, "formula", message, hint))
        return text.strip()

    def _write_moment(self, cell: Moment, index: int) -> str:
        """Write a day out, or as its cell does where that is typed in again."""
        if index in self._exact or not self._language:
            return cell.shown
        value, is_dated = cell.value, index in self._dated
        has_time = cell.has_time and value.time() != time.min
        return write_day(value, self._language, has_weekday=is_dated, has_time=has_time)


def _choose_sheet(book: Book, origin: ListSource, options: ListOptions) -> Sheet:
    sheets = book.sheets
    names = join_names(one.name for one in sheets if one.is_visible)
    if options.sheet:
        wanted = options.sheet.strip().casefold()
        for one in sheets:
            if one.name.strip().casefold() == wanted:
                return one
        raise origin.fault(
            "no-sheet", f"there is no sheet “{options.sheet}”.", hint=f"there is {names}."
        )
    if not sheets:
        raise empty(origin)
    active = sheets[book.active]
    # A hidden sheet is what others look things up in.
    others = [one for one in sheets if one is not active and one.is_visible]
    if _has_names(book, active, options):
        return active
    named = [one for one in others if _has_names(book, one, options)]
    if len(named) > 1:
        message = f"several sheets have recipients: {join_names(one.name for one in named)}."
        hint = "name the one that is meant with “--sheet”."
        raise origin.fault("sheets", message, hint=hint)
    if named:
        return named[0]
    filled = (one for one in (active, *others, *sheets) if _find_row(book, one, options))
    return next(filled, active)


def _has_names(book: Book, sheet: Sheet, options: ListOptions) -> bool:
    found = _find_row(book, sheet, options)
    return found is not None and is_heading_row(found[1], options)


def _find_row(book: Book, sheet: Sheet, options: ListOptions) -> tuple[int, list[str], bool] | None:
    rows = (
        (row, [_read_heading(cell) for cell in cells]) for row, cells in SheetRows(book, sheet.path)
    )
    return find_headings(((row, texts) for row, texts in rows if any(texts)), options)


def _read_heading(cell: object) -> str:
    return (cell.shown if isinstance(cell, Moment) else to_text(cell) or "").strip()


def explain_ole(origin: ListSource) -> ListFault:
    """Return what is wrong with a file of the format that came before the workbooks of today."""
    if "EncryptedPackage".encode("utf-16-le") in origin.data:
        message = f"{origin.title} is protected by a password."
        hint = "open it in Excel, take the password away, and save a copy."
        return origin.fault("password-protected", message, hint=hint)
    message = f"{origin.title} is in a format of Excel before 2007."
    hint = "open it in Excel and save it as `.xlsx`."
    return origin.fault("old-workbook", message, hint=hint)


def _check_start(origin: ListSource) -> None:
    """Refuse what cannot be a workbook."""
    if origin.data.startswith(OLE_START):
        raise explain_ole(origin)
    if not origin.data.startswith(ZIP_START):
        raise _no_workbook(origin, "open it and save it as `.xlsx`; if it is text, name it `.csv`.")


def _no_workbook(origin: ListSource, hint: str) -> ListFault:
    return origin.fault("not-a-workbook", f"{origin.title} is not a workbook of Excel.", hint=hint)
