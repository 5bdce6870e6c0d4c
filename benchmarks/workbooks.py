"""Compare the cells of any workbooks with what LibreOffice shows of them.

    python benchmarks/workbooks.py FOLDER

Needs `soffice` (LibreOffice Calc) on the path, which writes each sheet of each `.xlsx` below the
folder as CSV, cells as they are shown, beside nothing of yours: in a folder that goes afterwards.
A cell with one of Excel's errors counts as right if LibreOffice shows one, too.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from handout.read.recipients.book import read_book  # noqa: E402 - the path comes first
from handout.read.recipients.faults import ListFault, ListSource  # noqa: E402
from handout.read.recipients.sheets import ERROR, NO_VALUE, Moment, SheetRows  # noqa: E402

EXPORT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true,true,false,false,-1"
"""Commas, quotation marks, UTF-8, English (UK), cells as they are shown, all sheets."""
MOST_SHOWN = 3


def show(value: object) -> str:
    """Return what a list has of a cell; moments as the cell shows them."""
    if value is None or value is NO_VALUE:
        return ""
    if isinstance(value, Moment):
        return value.shown
    return str(value).upper() if isinstance(value, bool) else str(value)


def compare(path: Path, folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield each cell of a workbook, with both readings, and whether they are the same."""
    command = ["soffice", "--headless", "--convert-to", EXPORT, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    data = path.read_bytes()
    book = read_book(zipfile.ZipFile(io.BytesIO(data)), ListSource(path=path, data=data))
    for sheet in book.sheets:
        exported = folder / f"{path.stem}-{sheet.name}.csv"
        if not exported.exists():
            continue
        ours = dict(SheetRows(book, sheet.path))
        with exported.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.reader(file), start=1):
                cells = ours.get(number, [])
                for column, text in enumerate(row):
                    cell = cells[column] if column < len(cells) else None
                    is_error = cell is ERROR and text.startswith("#")
                    is_same = is_error or show(cell).strip() == text.strip()
                    yield f"{sheet.name}, row {number}: {show(cell)!r}, there {text!r}", is_same


def main() -> None:
    """Compare all, and print what differs."""
    cells = faults = books = 0
    for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = list(compare(path, Path(folder)))
            except (ListFault, KeyError, subprocess.CalledProcessError) as error:
                print(f"{path.name}: not read: {error}")
                continue
        different = [said for said, is_same in found if not is_same]
        books, cells, faults = books + 1, cells + len(found), faults + len(different)
        for said in different[:MOST_SHOWN]:
            print(f"{path.name}: {said}")
        if len(different) > MOST_SHOWN:
            print(f"{path.name}: {len(different) - MOST_SHOWN} more")
    print(f"{books} workbooks, {cells:,} cells, {faults} shown otherwise")


if __name__ == "__main__":
    main()
