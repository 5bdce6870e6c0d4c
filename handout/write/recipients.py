"""Write a list of recipients as a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from handout.errors import UsageError


def make_list(path: Path, rows: list[list[str]]) -> bytes:
    """Return the bytes of a list, by its path's suffix.

    Raises:
        UsageError: There is no such kind of list.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return b"\xef\xbb\xbf" + text.getvalue().encode()
    if suffix == ".xlsx":
        return _make_workbook(rows)
    raise UsageError(
        f"“{path.name}” is no list that can be written.", hint="name it `.xlsx` or `.csv`."
    )


def _make_workbook(rows: list[list[str]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has one"
    for row in rows:
        sheet.append(row)
    # As text, so that nothing that is typed in is taken for a number or a day.
    for column in sheet.iter_cols(1, len(rows[0]), 1, 500):
        for cell in column:
            cell.number_format = "@"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
