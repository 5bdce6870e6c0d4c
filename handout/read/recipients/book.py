"""Read what there is to know of a workbook before its rows: sheets, shared texts, styles of days.

The parts and elements are those of ECMA-376 part 1, 12.3 and 18. openpyxl knows what numbers are
days, but makes objects of every style, name and link that it reads, so that a small file can take
all memory. What is kept here are the texts of the cells, within a limit.
"""

from __future__ import annotations

import posixpath
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from handout.read.recipients.encoding import LINE_LIMIT
from handout.read.recipients.faults import ListSource
from handout.read.recipients.parts import (
    TextCollector,
    local_name,
    parse_part,
    read_elements,
    read_escapes,
    too_large,
)

SYSTEM = "[$-F800]"
"""How the code of a format begins that shows a day as the computer's own settings say."""
_OF_SYSTEM = {"14": "m/d/yyyy", "22": "m/d/yyyy h:mm"}
"""The formats of that kind among those that have no code in the file, as an American sees them."""
STYLE_LIMIT = 100_000
"""Styles and formats of numbers, of which Excel has at most 65,490."""
SHEETS_LIMIT = 1000
MEMORY_LIMIT = 256 * 1024**2
"""Bytes of memory for the texts that the cells share."""

_POINTER_BYTES = 8


class Sheet(NamedTuple):
    """A sheet: its name, the path of its part, and whether it is visible."""

    name: str
    path: str
    is_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What there is to know of a workbook to read its cells.

    Attributes:
        archive: The open file.
        origin: The list.
        sheets: The sheets, in order.
        active: The one that was shown when the workbook was saved, by its place among them.
        texts: The texts that cells name by their number.
        formats: The code of each style's format of numbers, by the style.
        epoch: Day 0.
    """

    archive: zipfile.ZipFile
    origin: ListSource
    sheets: tuple[Sheet, ...]
    active: int
    texts: list[str]
    formats: Mapping[str, str]
    epoch: datetime


def read_book(archive: zipfile.ZipFile, origin: ListSource) -> Book:
    """Read all of a workbook but its rows.

    Raises:
        ListFault: A part is too large when unpacked.
        Exception: Whatever a damaged part leads to.
    """
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    # The standard takes capitals and small letters for the same in the names of parts.
    names = {name.casefold(): name for name in archive.namelist()}
    main = next(
        path
        for kind, path in _read_relations(archive, "", origin).values()
        if kind == "officeDocument"
    )
    related = {
        key: (kind, names.get(path.casefold(), ""))
        for key, (kind, path) in _read_relations(archive, main, origin).items()
    }
    # Where a workbook does not name them, they are where Excel puts them.
    path_of = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    path_of |= {kind: path for kind, path in related.values() if path}
    # By their parts: were many sheets to name one, it would be read as many times.
    sheets: dict[str, Sheet] = {}
    places: dict[int, str] = {}
    active = count = 0
    epoch = CALENDAR_WINDOWS_1900
    for name, attributes in read_elements(archive, main, origin):
        if name == "sheet":
            plain = {local_name(key): value for key, value in attributes.items()}
            kind, path = related[plain["id"]] if plain.get("id") else ("", "")
            places[count], count = path, count + 1
            if kind == "worksheet" and path:
                is_visible = plain.get("state", "visible") == "visible"
                sheets.setdefault(path, Sheet(plain.get("name", ""), path, is_visible))
                if len(sheets) > SHEETS_LIMIT:
                    raise too_large(origin, f"it has more than {SHEETS_LIMIT:,} sheets")
        elif name == "definedNames":
            break
        elif name == "workbookView" and attributes.get("activeTab", "").isdecimal():
            active = int(attributes["activeTab"])
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch = CALENDAR_MAC_1904
    return Book(
        archive=archive,
        origin=origin,
        sheets=tuple(sheets.values()),
        # Sheets of charts count among those that can be shown.
        active=list(sheets).index(places[active]) if places.get(active) in sheets else 0,
        texts=_read_texts(archive, names.get(path_of["sharedStrings"].casefold()), origin),
        formats=_read_formats(archive, names.get(path_of["styles"].casefold()), origin),
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


def _read_formats(archive: zipfile.ZipFile, path: str | None, origin: ListSource) -> dict[str, str]:
    """Return the code of the format of numbers of each style of cells that has one."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    codes |= {number: SYSTEM + code for number, code in _OF_SYSTEM.items()}
    formats: dict[str, str] = {}
    is_of_cells, count = False, 0
    for name, attributes in read_elements(archive, path, origin) if path else ():
        if name == "numFmt":
            codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif name in ("cellXfs", "cellStyleXfs"):
            is_of_cells = name == "cellXfs"
        elif name == "xf" and is_of_cells:
            code = codes.get(attributes.get("numFmtId", "0"), "")
            if code and code != "General":
                formats[str(count)] = code
            count += 1
        if len(codes) + count > STYLE_LIMIT:
            raise too_large(origin, f"it has more than {STYLE_LIMIT:,} styles")
    return formats


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
        text = read_escapes("".join(self.pieces))
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
