"""Read lists with commas, semicolons or tabs between the values.

RFC 4180 is what spreadsheets write, with the separator of the country and sometimes a first line
`sep=;`. A row is known by the line on which it starts. Quotation marks that do not match end the
reading: whatever follows might be in the wrong column.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import islice
from typing import TextIO

from handout.model import Report
from handout.read.recipients.encoding import (
    LINE_LIMIT,
    find_encoding,
    open_text,
    read_lines,
    too_long,
)
from handout.read.recipients.faults import (
    ROW_LIMIT,
    ListFault,
    ListSource,
    Note,
    empty,
    too_many_rows,
)
from handout.read.recipients.headings import (
    Headings,
    find_headings,
    make_name,
    read_headings,
    tell_titles,
)
from handout.read.recipients.known import KNOWN
from handout.read.recipients.lists import Rows, Table
from handout.read.recipients.options import ListOptions

LINES_LIMIT = 4 * ROW_LIMIT
"""Lines of a list, blank ones included; a value may go over several."""
SEPARATORS = ",;\t"
PROBLEM = "problem"
"""The last column of the list of failed rows, by which it is known when it is fed in again."""
GUARDED = re.compile(r"[=+\-@\t\r']|0[0-9]")
"""How a cell begins that a spreadsheet would take for a formula or a number."""

_SAMPLE_LINES = 50
_PAGES = ("<", "%PDF")
"""How HTML, as which some software exports a `.xls`, XML and PDF begin."""
# Excel's own: it names the separator in the country's stead.
_DECLARED = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)


def open_delimited(
    origin: ListSource, report: Report, options: ListOptions, note: Note
) -> Table | None:
    """Return headings and rows, or None after reporting what is wrong with the headings.

    Raises:
        ListFault: The list is not text, or has no headings.
    """
    # The module's own limit is less, and it is one for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))
    encoding = find_encoding(origin, report, options.encoding)
    with open_text(origin, encoding) as stream:
        sample = list(islice(read_lines(stream, origin), _SAMPLE_LINES))
    blank = next((n for n, line in enumerate(sample) if line.strip()), len(sample))
    if "".join(sample[blank:]).lstrip().startswith(_PAGES):
        message = f"{origin.title} is a page or a document, not a list with a row of headings."
        hint = "open it in a spreadsheet program and save it as `.xlsx` or CSV."
        raise origin.fault("not-a-list", message, line=blank + 1, hint=hint)
    declared = _DECLARED.fullmatch(sample[blank]) if blank < len(sample) else None
    skipped = blank + 1 if declared else blank
    separator = declared[1] if declared else _guess_separator(sample[skipped:])
    records = _read_records(open_text(origin, encoding), origin, separator, skipped)
    filled = (one for one in records if any(cell.strip() for cell in one[1]))
    top = find_headings(filled, options)
    if top is None:
        raise empty(origin)
    line, cells, is_below = top
    if is_below:
        tell_titles(origin, report, line)
    headings = read_headings(cells, origin, report, line=line, options=options)
    if headings is None:
        return None
    return Table(headings, _read_rows(records, headings, note), "line")


def _read_rows(records: Rows, headings: Headings, note: Note) -> Rows:
    """Yield each row that is not blank below the headings."""
    width = -1 if headings.has_gaps else headings.width
    is_guarded = headings.names[-1] == PROBLEM
    for line, cells in records:
        if len(cells) != width:
            cells = headings.fit(line, cells, note)
        values = [cell.strip() for cell in cells]
        if is_guarded:
            values = [
                value[1:] if value[:1] == "'" and GUARDED.match(value, 1) else value
                for value in values
            ]
        if any(values):
            yield line, values


def _guess_separator(sample: Sequence[str]) -> str:
    """Return the separator by which the headings make most sense."""

    def rate(separator: str) -> tuple[bool, int, int]:
        rows = csv.reader(iter(sample), delimiter=separator, skipinitialspace=True)
        try:
            names = [make_name(cell) for cell in next(rows, [])]
        except csv.Error:
            return (False, 0, 0)
        return ("name" in names, len(set(names) & set(KNOWN)), len(names))

    return max(SEPARATORS, key=rate)


def _read_records(stream: TextIO, origin: ListSource, separator: str, skipped: int) -> Rows:
    """Yield every record with the line on which it starts.

    Raises:
        ListFault: Quotation marks do not match, or a value is too long.
    """
    lines = islice(read_lines(stream, origin), skipped, None)
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    line = skipped + 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + skipped + 1
            if line > LINES_LIMIT:
                raise too_many_rows(origin, line, ROW_LIMIT)
    except csv.Error as error:
        raise _explain(error, origin, line, reader.line_num + skipped) from error


def _explain(error: csv.Error, origin: ListSource, start: int, line: int) -> ListFault:
    """Say what the module has against a record that starts on one line and fails on another."""
    if "field larger" in str(error):
        return too_long(origin, start)
    if "unexpected end" in str(error):
        message = "a quotation mark is opened in this row and never closed."
        hint = "close it, or double each quotation mark inside a value."
        return origin.fault("open-quote", message, line=start, hint=hint)
    message = "something stands between a closing quotation mark and the next separator."
    hint = "double each quotation mark inside a value that is in quotation marks."
    return origin.fault("stray-quote", message, line=line, hint=hint)
