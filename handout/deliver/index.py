"""Write the two lists beside the PDFs: what was made for which row, and which rows failed.

`index.csv` says by id what there is, and no name. `failed.csv` is the recipients' own list again,
cut down to those who got nothing, with what was wrong in a last column: it holds names, and is the
only file besides the PDFs that does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from handout.deliver.journal import Given
from handout.read.recipients.delimited import GUARDED, PROBLEM

INDEX = "index.csv"
FAILED = "failed.csv"
COLUMNS = ("id", "row", "file", "sha256", "pages", "version", "format", "language")
PAGES_COLUMNS = ("row", "file", "first_page", "last_page")

_BATCH = 1000
_FILE = COLUMNS.index("file")


def write_index(handouts: Iterable[Given]) -> Iterator[bytes]:
    """Yield the index in pieces."""
    yield from _write(
        COLUMNS,
        (
            (e.id, e.row, f"{e.id}.pdf", e.sha256, e.pages, e.version, e.format, e.language)
            for e in handouts
        ),
    )


def read_files(lines: Iterable[str]) -> Iterator[str]:
    """Yield the names of the PDFs that an index lists.

    Args:
        lines: The lines of the index. No cell goes over several, and none before the version
            needs quotation marks.
    """
    yield from (line.split(",", _FILE + 1)[_FILE] for line in islice(lines, 1, None))


def write_pages(lines: Iterable[tuple[int, str, int, int]]) -> Iterator[bytes]:
    """Yield the list of whose pages are where in files for the printer, in pieces.

    Args:
        lines: What `PAGES_COLUMNS` names, for each recipient.
    """
    yield from _write(PAGES_COLUMNS, lines)


def write_failed(
    columns: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]
) -> Iterator[bytes]:
    """Yield the list of failed rows in pieces, ready to be fed in again.

    Args:
        columns: The columns of the list.
        rows: The values of each row, and what is wrong with it.
    """
    # A list that was fed in again has the column already; two of one name could not be read.
    kept = [index for index, column in enumerate(columns) if column != PROBLEM]
    # The mark makes spreadsheets read it as UTF-8.
    yield "\ufeff".encode()
    yield from _write(
        [*(columns[index] for index in kept), PROBLEM],
        ([*(guard_cell(values[index]) for index in kept), problem] for values, problem in rows),
    )


def guard_cell(text: str) -> str:
    """Return a cell that a spreadsheet takes for text: no formula, and with its zeros.

    Whoever reads the list again takes the apostrophe away.
    """
    return f"'{text}" if GUARDED.match(text) else text


def _write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for count, row in enumerate(rows, start=1):
        writer.writerow(row)
        if not count % _BATCH:
            yield text.getvalue().encode("utf-8", "surrogatepass")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode("utf-8", "surrogatepass")
