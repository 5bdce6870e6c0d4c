"""Write workbooks that are small on the disk and would be large, deep or endless in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET, _TEXTS, _STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
_BOOK = "xl/workbook.xml"
_NAMED = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
_ANNA = '<row r="2"><c r="A2" t="inlineStr"><is><t>Anna</t></is></c></row>'

Chunks = Iterable[str]


def _wrap(element: str, chunks: Chunks, *, before: str = "", after: str = "") -> Chunks:
    yield f"<{element} {_MAIN} xmlns:r='{_OFFICE}'>{before}"
    yield from chunks
    yield f"{after}</{element}>"


def _sheet(chunks: Chunks, *, after: str = "</sheetData>") -> Chunks:
    return _wrap("worksheet", chunks, before=f"<sheetData>{_NAMED}", after=after)


def _relations(*targets: str) -> str:
    items = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for number, (kind, path) in enumerate(target.split() for target in targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def write_parts(path: Path, parts: dict[str, Chunks], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a workbook of one sheet, some of its parts given in pieces."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_KIND}.{kind}+xml"/>'
        for name, kind in (
            (_BOOK, "sheet.main"),
            (_SHEET, "worksheet"),
            (_TEXTS, "sharedStrings"),
            (_STYLES, "styles"),
        )
    )
    whole: dict[str, Chunks] = {
        "[Content_Types].xml": [
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>"
        ],
        "_rels/.rels": [_relations(f"officeDocument {_BOOK}")],
        "xl/_rels/workbook.xml.rels": [
            _relations(
                "worksheet worksheets/sheet1.xml",
                "sharedStrings sharedStrings.xml",
                "styles styles.xml",
            )
        ],
        _BOOK: _book([]),
        _SHEET: _sheet([_ANNA]),
        _TEXTS: _wrap("sst", []),
        _STYLES: _wrap("styleSheet", []),
    }
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as archive:
        for name, chunks in {**whole, **parts}.items():
            with archive.open(name, "w") as part:
                for chunk in chunks:
                    part.write(chunk.encode())
    return path


def _book(chunks: Chunks) -> Chunks:
    sheets = '<sheets><sheet name="List" sheetId="1" r:id="r0"/></sheets>'
    return _wrap("workbook", chunks, before=sheets)


def _repeat(text: str, megabytes: int) -> Chunks:
    """Yield a text until there are so many megabytes."""
    chunk = text * (2**20 // len(text))
    return (chunk for _ in range(megabytes))


def _number(texts: Callable[[int], str], count: int) -> Chunks:
    """Yield what there is for each number, a thousand at a time."""
    for start in range(0, count, 1000):
        yield "".join(texts(number) for number in range(start, start + 1000))


def _enclose(before: str, chunks: Chunks, after: str) -> Chunks:
    yield before
    yield from chunks
    yield after


_OPEN = '<row r="2"><c r="A2" t="inlineStr"><is><t>'
_SHARED = '<c r="A{0}" t="s"><v>1</v></c>'

BOMBS: dict[str, tuple[str, Callable[[], dict[str, Chunks]]]] = {
    "a sheet of 300 MB": ("too-large", lambda: {_SHEET: _sheet(_repeat(" ", 300))}),
    "shared texts of 240 MB": ("too-large", lambda: {_TEXTS: _wrap("sst", _repeat("<si/>", 240))}),
    "twelve million shared texts": (
        "too-large", lambda: {_TEXTS: _wrap("sst", _repeat("<si/>", 60))}
    ),
    "a million different shared texts": (
        "too-large",
        lambda: {_TEXTS: _wrap("sst", _number(lambda n: f"<si><t>{n:050}\U0001f600</t></si>", 10**6))},
    ),
    "a shared text of 60 MB": (
        "too-large",
        lambda: {_TEXTS: _wrap("sst", _enclose("<si><t>", _repeat("x", 60), "</t></si>"))},
    ),
    "a shared text of 60 MB in pieces": (
        "too-large",
        lambda: {_TEXTS: _wrap("sst", _enclose("<si>", _repeat("<r><t>x</t></r>", 60), "</si>"))},
    ),
    "a cell of 60 MB": (
        "too-long", lambda: {_SHEET: _sheet(_enclose(_OPEN, _repeat("x", 60), "</t></is></c></row>"))}
    ),
    "a row of four million cells": (
        "too-many-columns",
        lambda: {_SHEET: _sheet(_enclose('<row r="2">', _repeat("<c><v>1</v></c>", 60), "</row>"))},
    ),
    "cells without a value": (
        "no-rows",
        lambda: {_SHEET: _sheet(_enclose('<row r="2">', _repeat("<c/>", 30), "</row>"))},
    ),
    "seven million rows": ("no-rows", lambda: {_SHEET: _sheet(_repeat("<row/>", 40))}),
    "rows with one value far to the right": (
        "too-large",
        lambda: {_SHEET: _sheet(_number(lambda _: '<row><c r="ALL1"><v>1</v></c></row>', 50_000))},
    ),
    "a long text in every row": (
        "too-large",
        lambda: {
            _TEXTS: _wrap("sst", ["<si><t>name</t></si>", f"<si><t>{'x' * 10**6}</t></si>"]),
            _SHEET: _sheet(_number(lambda n: f'<row>{_SHARED.format(n + 2)}</row>', 2000)),
        },
    ),
    "elements within one another": (
        "too-large", lambda: {_SHEET: _sheet(_repeat("<row>", 60), after="")}
    ),
    "texts within one another": (
        "too-large", lambda: {_TEXTS: _wrap("sst", _repeat("<si>", 60))}
    ),
    "sheets within one another": ("too-large", lambda: {_BOOK: _book(_repeat("<a>", 60))}),
    "millions of styles": (
        "too-large",
        lambda: {_STYLES: _wrap("styleSheet", _enclose("<cellXfs>", _repeat("<xf/>", 60), "</cellXfs>"))},
    ),
    "a tag of 60 MB": (
        "too-large", lambda: {_SHEET: _sheet(_enclose('<row r="2', _repeat(" ", 60), '"/>'))}
    ),
    "a comment of 60 MB": (
        "too-large", lambda: {_SHEET: _sheet(_enclose("<!--", _repeat(" ", 60), "-->"))}
    ),
    "a million names of elements": (
        "too-large", lambda: {_SHEET: _sheet(_number(lambda n: f"<x{n}/>", 10**6))}
    ),
    "millions of defined names": (
        "",
        lambda: {_BOOK: _book(_enclose("<definedNames>", _repeat('<definedName name="a"/>', 60), "</definedNames>"))},
    ),
    "millions of merged cells": (
        "",
        lambda: {
            _SHEET: _sheet(
                _enclose(f"{_ANNA}</sheetData><mergeCells>", _repeat('<mergeCell ref="A1"/>', 60), "</mergeCells>"),
                after="",
            )
        },
    ),
}  # fmt: skip
"""What each is called: the code of its fault, if any, and its parts."""
