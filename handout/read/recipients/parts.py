"""Read the XML parts of a workbook block by block, and none further than a list can need.

A workbook is a ZIP archive, of which a few kilobytes can unpack to gigabytes. Expat holds little of
what it reads: the element that it is in, the names that it has seen, and a tag or comment until its
end. Each has a limit here; what is made of the elements has its own where it is made.
"""

from __future__ import annotations

import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from xml.parsers import expat

from handout.read.recipients.faults import ListFault, ListSource

SHEET_LIMIT = 2 * 1024**3
"""Bytes of a sheet's XML, several times that of a full sheet of recipients."""
OTHER_LIMIT = 256 * 1024**2
"""Bytes of any other part, the texts of the cells among them."""
RATIO_LIMIT = 100
"""How many times larger than the file a part may be; sheets of rows that are alike reach 40."""
RATIO_START = 64 * 1024**2
"""Bytes up to which a part may have any ratio."""
DEPTH_LIMIT = 64
"""Elements within one another. A cell's text is in the eighth."""
NAME_LIMIT = 10_000
"""Different names of elements and attributes, which expat keeps. ECMA-376 has fewer for sheets."""
ELEMENT_LIMIT = 1_000_000
"""Elements of a part that is no sheet and holds no texts: styles, names of sheets and the like."""
TAG_LIMIT = 1024 * 1024
"""Bytes of one tag or comment, which expat holds until its end."""

_BLOCK = 256 * 1024
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def local_name(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


def read_escapes(text: str) -> str:
    """Return a text with the characters that are written by their codes: `_x000D_`.

    ECMA-376 part 1, 22.9.2.19: a carriage return is written so, and an underscore before a code.
    """
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_part(
    archive: zipfile.ZipFile,
    path: str,
    origin: ListSource,
    parser: expat.XMLParserType,
    *,
    limit: int | None = None,
) -> Iterator[None]:
    """Give a part to a parser, and yield after each block so that what came of it can be taken.

    Args:
        archive: The workbook.
        path: The part.
        origin: The list.
        parser: Has handlers, which may raise a `ListFault`.
        limit: Bytes of the part; None means those of any part but a sheet.

    Raises:
        ListFault: The part is too large when unpacked.
        Exception: Whatever a damaged part leads to.
    """
    part = archive.getinfo(path)
    # ECMA-376 part 2 has no other methods and no DTD. `zipfile` unpacks other methods without
    # bounds; of these two never more than is asked for, nor more than the directory says.
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(origin)
    # How far the part itself is packed is only said by the directory, which may lie.
    is_bomb = part.file_size > max(RATIO_START, RATIO_LIMIT * len(origin.data))
    if is_bomb or part.file_size > (limit or OTHER_LIMIT):
        raise too_large(origin, f"a part of it has {part.file_size / 2**20:,.0f} MB")

    def refuse(*_: object) -> NoReturn:
        raise damaged(origin)

    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    place, waiting = -1, 0
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block)
            waiting = waiting + len(block) if parser.CurrentByteIndex == place else 0
            place = parser.CurrentByteIndex
            if waiting > TAG_LIMIT:
                raise too_large(origin, "a tag of its XML is longer than 1 MB")
            if len(parser.intern) > NAME_LIMIT:
                raise too_large(origin, "it has more kinds of elements than a workbook has")
            yield
    parser.Parse(b"", True)
    yield


def read_elements(
    archive: zipfile.ZipFile, path: str, origin: ListSource
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name and the attributes of each element of a part, in the order of their starts.

    Raises:
        ListFault: The part is too large when unpacked, or too deep.
    """
    found: list[tuple[str, dict[str, str]]] = []
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEPTH_LIMIT:
            raise too_deep(origin)
        if count > ELEMENT_LIMIT:
            raise too_large(origin, f"a part of it has more than {ELEMENT_LIMIT:,} elements")
        found.append((local_name(name), attributes))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    for _ in parse_part(archive, path, origin, parser):
        yield from found
        found.clear()


class TextCollector(ABC):
    """Collect the text of some elements; a base for what makes something of the others."""

    def __init__(self, origin: ListSource) -> None:
        self.origin = origin
        self.wanted = ""
        self.pieces: list[str] = []
        self._depth = 0
        self._is_text = False
        self._is_reading = False

    def make_parser(self) -> expat.XMLParserType:
        """Return a parser that reports to this; not kept, so that both go when it is done."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._take
        parser.EndElementHandler = self._end
        return parser

    @abstractmethod
    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    @abstractmethod
    def finish(self, name: str) -> None:
        """Take the end of an element."""

    @abstractmethod
    def count(self, characters: int) -> None:
        """Count the characters of a text."""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise too_deep(self.origin)
        if ":" in name:
            name = local_name(name)
        if name == self.wanted:
            self._is_text = not self._is_reading
        elif name == "rPh":
            # How a text is read aloud in Japanese, which is no part of it.
            self._is_reading = True
        else:
            self.begin(name, attributes)

    def _take(self, text: str) -> None:
        if self._is_text:
            self.pieces.append(text)
            self.count(len(text))

    def _end(self, name: str) -> None:
        self._depth -= 1
        if ":" in name:
            name = local_name(name)
        if name == self.wanted:
            self._is_text = False
        elif name == "rPh":
            self._is_reading = False
        else:
            self.finish(name)


def too_large(origin: ListSource, what: str) -> ListFault:
    """Return the fault of a workbook over a limit."""
    message = f"{origin.title} is too large when unpacked: {what}."
    hint = "save the list as CSV, or check that it is the file you meant."
    return origin.fault("too-large", message, hint=hint)


def too_deep(origin: ListSource) -> ListFault:
    """Return the fault of elements within too many others."""
    return too_large(origin, f"its XML is nested more than {DEPTH_LIMIT} deep")


@contextmanager
def explain_damage(origin: ListSource) -> Iterator[None]:
    """Give whatever is raised by a damaged workbook as the fault that it is."""
    try:
        yield
    except ListFault:
        raise
    except Exception as error:
        raise damaged(origin) from error


def damaged(origin: ListSource) -> ListFault:
    """Return the fault of what cannot be read as a workbook."""
    message = f"{origin.title} is damaged, or not a workbook of Excel."
    hint = "open it in a spreadsheet program and save it anew as `.xlsx`."
    return origin.fault("damaged", message, hint=hint)
