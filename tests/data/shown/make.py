"""Make workbooks of cells in many formats, and what LibreOffice shows of them.

    python tests/data/shown/make.py

Needs `soffice` (LibreOffice Calc) on the path. Those whose name ends in `-saved` were opened and
saved by it, so that their formulas have values and their parts are LibreOffice's. Left out is where
the two calendars of 1900 differ, where LibreOffice pads fractions with spaces, and where it cuts
seconds that Excel rounds.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = Path(__file__).parent
NUMBERS = (0, 1, 5, 12.5, 0.125, 412, 1234.567, -3, -1234.5, 99999, 0.75, 1632960777)
MOMENTS = (61, 29284, 46085, 46085.25, 46085.427083333336, 46092.75, 60000.5)
TIMES = (0, 0.25, 0.427083333333333, 0.75, 1.25, 2.5)
Cells = Sequence[tuple[object, str]]


def cross(values: tuple[float, ...], *codes: str) -> list[tuple[object, str]]:
    """Return each value in each format."""
    return [(value, code) for code in codes for value in values]


BOOKS: dict[str, Cells] = {
    "numbers": cross(NUMBERS, "General", "0", "0.00", "#,##0", "#,##0.00", "0.##", "#.##", "##0.0", "0,", "0.0,,", "0.000"),
    "percents": cross(NUMBERS, "0%", "0.0%", "#,##0.0%", "0.00E+00", "0.0E+0", "##0.0E+0", "# ?/?"),
    "zeros": cross(NUMBERS, "000000", "00000 000000", "000-00-0000", "[<=9999999]###-####;(###) ###-####", "+## #### ######", "@"),
    "units": cross(NUMBERS, '0" mg"', '0.0" ml"', '"Room "0', '0\\ \\m\\g', '# "of 3"'),
    "money": cross(NUMBERS, "£#,##0.00", "[$€-407] #,##0.00", "#,##0.00 [$€-407]", "[$CHF-807] #,##0.00", "#,##0.00\\ [$zł-415]"),
    "signs": cross(NUMBERS, "#,##0;[Red]-#,##0", "0;(0)", '0;-0;"none"', "#,##0_);(#,##0)") + cross((0, 1, 5, 412), '[=1]"one";[=5]"five";0', '[>100]"many";0'),
    "days": cross(MOMENTS, "yyyy-mm-dd", "dd/mm/yyyy", "dddd, d mmmm yyyy", "ddd d mmm", "mmm yy", "dd.mm.yyyy", "m/d/yyyy", "yyyy", "mmmm", "d", "ddmmyyyy", "mmmmm"),
    "moments": cross(MOMENTS, "d/m/yy h:mm", "yyyy-mm-dd h:mm:ss", "dddd d mmmm, h:mm AM/PM", "h:mm", "m/d/yyyy h:mm"),
    "times": cross(TIMES, "h:mm", "hh:mm:ss", "h:mm AM/PM", "[h]:mm", "[h]:mm:ss", "[mm]", "[ss]", "h AM/PM"),
    "languages": cross(MOMENTS[1:], "[$-407]d. mmmm yyyy", "[$-40C]dddd d mmmm yyyy", "[$-410]d mmmm yyyy", "[$-413]d mmmm yyyy", "[$-409]mmmm d, yyyy"),
    "typed-saved": [(value, "General") for value in ("=1+1", '="a"&"b"', "=2/4", "=DATE(2026,3,4)", '=TEXT(0.5,"0%")', "text", " padded ", "two\nlines", "Zoë", "0412", True, False, "1/2", "_x0041_")]
    + [("=1/8", "0.0%"), ("=DATE(2026,3,4)", "d mmmm yyyy"), ("=TIME(10,15,0)", "h:mm"), ("=5", '0" mg"')],
    "from-1904-saved": [(date(2026, 3, 4), "dd/mm/yyyy"), (datetime(2026, 3, 4, 10, 15), "yyyy-mm-dd hh:mm"), (time(10, 15), "hh:mm"), (timedelta(hours=30), "[h]:mm"), (29284, "0")],  # noqa: DTZ001 # as sheets have them
}  # fmt: skip


def convert(path: Path, kind: str) -> None:
    """Have LibreOffice write a workbook in another form beside it."""
    command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(HERE), str(path)]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Write all files."""
    for name, cells in BOOKS.items():
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        if "1904" in name:
            book.epoch = CALENDAR_MAC_1904
        sheet.append(["name", "format", "shown"])
        for value, code in cells:
            sheet.append([f"Row {sheet.max_row}", f"“{code}” {value}".replace("=", "is "), value])
            sheet.cell(sheet.max_row, 3).number_format = code
        path = HERE / f"{name}.xlsx"
        book.save(path)
        if name.endswith("-saved"):
            convert(path, "ods")
            convert(path.with_suffix(".ods"), "xlsx")
            path.with_suffix(".ods").unlink()
        # Commas, quotation marks, UTF-8, English (UK), cells as they are shown.
        convert(path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true")


if __name__ == "__main__":
    main()
