"""Make workbooks that openpyxl would not write."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.read.recipients.samples import write_workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = "<si><t>name</t></si><si><t>note</t></si><si><r><t>An</t></r><r><t>na</t></r></si>"


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Change the parts of a workbook; None leaves a part out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            changed = change(name, data)
            if changed is not None:
                archive.writestr(name, changed)
    return path


def replace_in_sheet(path: Path, old: str, new: str) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return rewrite(path, change)


def write_like_excel(path: Path, shared: str, *, before: str = "") -> Path:
    """Write a workbook as Excel does, with the cells' texts in a table; `shared` is its items."""
    write_workbook(path, [("name", "note")])
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    cells += '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>".encode()
        if name == "[Content_Types].xml":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            return data.replace(b"</Types>", part.encode())
        return data

    rewrite(path, change)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"{before}<sst {MAIN}>{shared}</sst>")
    return path
