"""Make the workbook of numbers in many formats, and what LibreOffice shows of its cells.

    python tests/data/shown/make.py

Needs `soffice` (LibreOffice Calc) on the path. Left out is where the two calendars of 1900 differ,
where LibreOffice pads fractions with spaces, and where it cuts seconds that Excel rounds.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
NUMBERS = (0, 1, 5, 12.5, 0.125, 412, 1234.567, -3, -1234.5, 99999, 0.75, 1632960777)
MOMENTS = (61, 29284, 46085, 46085.25, 46085.427083333336, 46092.75, 60000.5)
TIMES = (0, 0.25, 0.427083333333333, 0.75, 1.25, 2.5)
CODES = {
    NUMBERS: ["General", "0", "0.00", "#,##0", "#,##0.00", "0%", "0.0%", "0.00E+00", "0.0E+0", "##0.0E+0", "# ?/?", "000000", "00000 000000", "000-00-0000", '0" mg"', '0.0" ml"', '"Room "0', "£#,##0.00", "[$€-407] #,##0.00", "#,##0.00 [$€-407]", "#,##0;[Red]-#,##0", "0;(0)", '0;-0;"none"', "#,##0_);(#,##0)", "0.##", "#.##", "##0.0", "0,", "0.0,,", "@", "[<=9999999]###-####;(###) ###-####", "+## #### ######", "0.000", "#,##0.0%"],
    MOMENTS: ["yyyy-mm-dd", "dd/mm/yyyy", "d/m/yy h:mm", "dddd, d mmmm yyyy", "ddd d mmm", "mmm yy", "dd.mm.yyyy", "m/d/yyyy", "yyyy", "mmmm", "d", "ddmmyyyy", "yyyy-mm-dd h:mm:ss", "dddd d mmmm, h:mm AM/PM"],
    TIMES: ["h:mm", "hh:mm:ss", "h:mm AM/PM", "[h]:mm", "[h]:mm:ss", "[mm]", "[ss]"],
}  # fmt: skip


def main() -> None:
    """Write both files."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "format", "shown"])
    for values, codes in CODES.items():
        for code in codes:
            for value in values:
                sheet.append([f"Row {sheet.max_row}", f"“{code}” {value}", value])
                sheet.cell(sheet.max_row, 3).number_format = code
    book.save(HERE / "formats.xlsx")
    # Commas, quotation marks, UTF-8, English (UK), cells as they are shown.
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true"
    workbook = str(HERE / "formats.xlsx")
    command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(HERE), workbook]
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
