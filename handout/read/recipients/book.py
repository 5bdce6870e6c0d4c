"""Read what there is to know of a workbook before its rows: sheets, shared texts, styles of days.

The parts and elements are those of ECMA-376 part 1, 12.3 and 18. openpyxl knows what numbers are
days, but makes objects of every style, name and link that it reads, so that a small file can take
all memory. What is kept here are the texts of the cells, within a limit.
"""

from __future__ import annotations

import posixpath
import sys
import zipfile
from dataclasses import dataclass
from datetime import datetime

from handout.read.recipients.encoding import LINE_LIMIT
from handout.read.recipients.faults import ListSource
from handout.read.recipients.parts import (
    TextCollector,
    local_name,
    parse_part,
    read_elements,
    too_large,
)

STYLE_LIMIT = 100_000
"""Styles and formats of numbers, of which Excel has at most 65,490."""
SHEETS_LIMIT = 1000
MEMORY_LIMIT = 256 * 1024**2
"""Bytes of memory for the texts that the cells share."""

_POINTER_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What there is to know of a workbook to read its cells.

    Attributes:
        archive: The open file.
        origin: The list.
        sheets: The path of each sheet's part and whether it is visible, in order.
        texts: The texts that cells name by their number.
        dates: The styles that show a number as a day or a time.
        durations: Those among them that show it as a time that passed.
        epoch: Day 0.
    """

    archive: zipfile.ZipFile
    origin: ListSource
    sheets: tuple[tuple[str, bool], ...]
    texts: list[str]
    dates: frozenset[str]
    durations: frozenset[str]
    epoch: datetime


def read_book(archive: zipfile.ZipFile, origin: ListSource) -> Book:
    """Read all of a workbook but its rows.

    Raises:
        ListFault: A part is too large when unpacked.
        Exception: Whatever a damaged part leads to.
    """
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    names = set(archive.namelist())
    main = next(
        path
        for kind, path in _read_relations(archive, "", origin).values()
        if kind == "officeDocument"
    )
    related = _read_relations(archive, main, origin)
    # Where a workbook does not name them, they are where Excel puts them.
    path_of = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    path_of |= dict(related.values())

    def find(kind: str) -> str | None:
        path = path_of.get(kind)
        return path if path in names else None

    # By their parts: were many sheets to name one, it would be read as many times.
    sheets: dict[str, bool] = {}
    epoch = CALENDAR_WINDOWS_1900
    for name, attributes in read_elements(archive, main, origin):
        if name == "sheet":
            plain = {local_name(key): value for key, value in attributes.items()}
            kind, path = related[plain["id"]] if plain.get("id") else ("", "")
            if kind == "worksheet" and path in names:
                sheets.setdefault(path, plain.get("state", "visible") == "visible")
                if len(sheets) > SHEETS_LIMIT:
                    raise too_large(origin, f"it has more than {SHEETS_LIMIT:,} sheets")
        elif name == "definedNames":
            break
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch = CALENDAR_MAC_1904
    dates, durations = _read_styles(archive, find("styles"), origin)
    return Book(
        archive=archive,
        origin=origin,
        sheets=tuple(sheets.items()),
        texts=_read_texts(archive, find("sharedStrings"), origin),
        dates=dates,
        durations=durations,
        epoch=epoch,
    )


def _read_relations(
    archive: zipfile.ZipFile, path: str, origin: ListSource
) -> dict[str, tuple[str, str]]:
    """Return the kind and the path of the parts that a part names, by how it calls them."""
    folder, name = posixpath.split(path)
    found = {}
    for element, attributes in read_elements(
        archive, posixpath.join(folder, "_rels", f"{name}.rels"), origin
    ):
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            # An absolute target takes the place of the folder.
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip(
                "/"
            )
            found[attributes["Id"]] = (posixpath.basename(attributes["Type"]), target)
    return found


def _read_styles(
    archive: zipfile.ZipFile, path: str | None, origin: ListSource
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the styles of days and times, and those among them of times that passed."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    dates, durations = set(), set()
    is_of_cells, count = False, 0
    for name, attributes in read_elements(archive, path, origin) if path else ():
        if name == "numFmt":
            codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif name in ("cellXfs", "cellStyleXfs"):
            is_of_cells = name == "cellXfs"
        elif name == "xf" and is_of_cells:
            code = codes.get(attributes.get("numFmtId", "0"))
            if is_date_format(code):
                dates.add(str(count))
            if is_timedelta_format(code):
                durations.add(str(count))
            count += 1
        if len(codes) + count > STYLE_LIMIT:
            raise too_large(origin, f"it has more than {STYLE_LIMIT:,} styles")
    return frozenset(dates), frozenset(durations)


class _Texts(TextCollector):
    """Make the texts that cells name by their number."""

    def __init__(self, origin: ListSource) -> None:
        super().__init__(origin)
        self.wanted = "t"
        self.texts: list[str] = []
        self._length = 0
        self._memory = 0

    def begin(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self.pieces.clear()
            self._length = 0

    def finish(self, name: str) -> None:
        if name != "si":
            return
        # An underscore is written as `_x005F_` where it would start a code.
        text = "".join(self.pieces).replace("x005F_", "")
        self._memory += sys.getsizeof(text) + _POINTER_BYTES
        if self._memory > MEMORY_LIMIT:
            most = f"{MEMORY_LIMIT // 2**20} MB of memory"
            raise too_large(self.origin, f"its texts take more than {most}")
        self.texts.append(text)

    def count(self, characters: int) -> None:
        self._length += characters
        if self._length > LINE_LIMIT:
            raise too_large(self.origin, "a text in it is longer than 1 MB")


def _read_texts(archive: zipfile.ZipFile, path: str | None, origin: ListSource) -> list[str]:
    found = _Texts(origin)
    for _ in parse_part(archive, path, origin, found.make_parser()) if path else ():
        pass
    return found.texts
