"""Bind the sheets of many recipients into one PDF for the printer, written as it grows.

What masters share (streams, fonts, pictures) is stored once, and each recipient adds a page object
a page, and a small stream for each line that nobody had lately. Little is kept in memory but where
each object stands. The file is for paper: it has no structure tree, no links and no bookmarks.
(Cross-reference and object streams: ISO 32000-1, 7.5.7 and 7.5.8.)
"""

from __future__ import annotations

import hashlib
import io
import zlib
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf

from handout.personalise.filling import split_own

_CATALOG, _ROOT = 1, 2
_KIDS = 512
"""Pages under a node of the page tree; all nodes are under its root."""

_PACK = 256
"""Objects in an object stream."""

_BOXES = ("/MediaBox", "/TrimBox", "/BleedBox")
_MOST_COPIED = 64
_MOST_REMEMBERED = 4096
"""Lines that are written once for all whom they serve alike: dates and practitioners come again."""


@dataclass(frozen=True, slots=True)
class _BoundPage:
    """A page of a master: its keys as bytes, and its contents as references or places of gaps."""

    boxes: bytes
    resources: bytes
    contents: tuple[bytes | int, ...]


class Binder:
    """Write one file; `close` makes it whole."""

    def __init__(self, write: Callable[[tuple[bytes, ...]], object], *, title: str) -> None:
        """Begin the file.

        Args:
            write: Takes some pieces of it at a time, in order.
            title: The title in its metadata.
        """
        self.pages = 0
        self._write_on = write
        self._title = title
        self._position = 0
        # Per object: its offset times two, or 1 + 2 × (object stream × _PACK + place in it).
        self._places = array("Q", [0, 0, 0])
        self._kids = array("Q")
        self._nodes: list[int] = []
        self._pending: list[tuple[int, bytes]] = []
        self._known: dict[bytes, int] = {}
        self._lines: dict[bytes, int] = {}
        self._copied: dict[bytes, tuple[_BoundPage, ...]] = {}
        self._boxes = b""
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def add(self, parts: tuple[bytes, ...]) -> None:
        """Add a recipient's pages.

        Args:
            parts: A PDF from a master, in the pieces that `Filler.assemble` gives.
        """
        first, bodies = split_own(parts[1])
        for page in self._copy_in(parts, first):
            contents = b" ".join(
                self._reference(self._add_line(bodies[item])) if isinstance(item, int) else item
                for item in page.contents
            )
            self._add_page(page.boxes, page.resources, contents)
            self._boxes = page.boxes

    def add_blank(self) -> None:
        """Add an empty page, as large as the last one."""
        self._add_page(self._boxes, b"", b"")

    def _add_page(self, boxes: bytes, resources: bytes, contents: bytes) -> None:
        parent = self._reference(self._find_node())
        number = self._allocate()
        keys = boxes + (resources or b"/Resources<<>>")
        self._pack(number, b"<</Type/Page/Parent %s%s/Contents[%s]>>" % (parent, keys, contents))
        self._kids.append(number)
        self.pages += 1

    def close(self) -> None:
        """Write what holds the pages together."""
        self._write_tree()
        title = pikepdf.String(self._title).unparse()
        info = self._allocate()
        self._pack(info, b"<</Title %s/Producer(handout)>>" % title)
        self._pack(_CATALOG, b"<</Type/Catalog/Pages %s>>" % self._reference(_ROOT))
        self._flush()
        self._write_table(info)

    # The page tree ------------------------------------------------------------------------------

    def _find_node(self) -> int:
        """Return the number of the node that the next page hangs on."""
        if self.pages % _KIDS == 0:
            self._nodes.append(self._allocate())
        return self._nodes[-1]

    def _write_tree(self) -> None:
        for place, node in enumerate(self._nodes):
            kids = self._kids[place * _KIDS : (place + 1) * _KIDS]
            self._pack(node, self._write_node(kids, len(kids), _ROOT))
        self._pack(_ROOT, self._write_node(self._nodes, self.pages, None))

    def _write_node(self, kids: Any, pages: int, parent: int | None) -> bytes:
        keys = b"" if parent is None else b"/Parent " + self._reference(parent)
        references = b" ".join(self._reference(kid) for kid in kids)
        return b"<</Type/Pages%s/Count %d/Kids[%s]>>" % (keys, pages, references)

    # What masters share -------------------------------------------------------------------------

    def _copy_in(self, parts: tuple[bytes, ...], first: int) -> tuple[_BoundPage, ...]:
        """Return the pages of a master, whose shared objects are written the first time.

        Args:
            parts: A PDF that was made from it; what recipients share stands in the first piece.
            first: The number of the first object that they do not share; 0 if there is none.
        """
        head = parts[0]
        known = self._copied.get(head)
        if known is None:
            numbers: dict[int, int] = {}
            with pikepdf.open(io.BytesIO(b"".join(parts))) as pdf:
                known = tuple(self._take_page(page.obj, first, numbers) for page in pdf.pages)
            if len(self._copied) >= _MOST_COPIED:
                self._copied.pop(next(iter(self._copied)))
            self._copied[head] = known
        return known

    def _take_page(self, page: Any, first: int, numbers: dict[int, int]) -> _BoundPage:
        contents = page.Contents
        items = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        return _BoundPage(
            boxes=b"".join(self._write_key(page, key, numbers) for key in _BOXES),
            resources=self._write_key(page, "/Resources", numbers),
            contents=tuple(
                item.objgen[0] - first
                if first and item.objgen[0] >= first
                else self._write_value(item, numbers)
                for item in items
            ),
        )

    def _write_key(self, page: Any, key: str, numbers: dict[int, int]) -> bytes:
        return key.encode() + b" " + self._write_value(page[key], numbers) if key in page else b""

    def _write_value(self, value: Any, numbers: dict[int, int]) -> bytes:
        """Return a value as bytes; what it refers to is taken over."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            old = value.objgen[0]
            if old not in numbers:
                self._take_object(value, old, numbers)
            return self._reference(numbers[old])
        return self._write_direct(value, numbers)

    def _write_direct(self, value: Any, numbers: dict[int, int]) -> bytes:
        if isinstance(value, bool):
            return b"true" if value else b"false"
        if isinstance(value, int | Decimal):
            return str(value).encode()
        if isinstance(value, pikepdf.Array):
            return b"[%s]" % b" ".join(self._write_value(item, numbers) for item in value)
        if isinstance(value, pikepdf.Dictionary):
            return b"<<%s>>" % b"".join(
                name.encode() + b" " + self._write_value(item, numbers)
                for name, item in value.items()
            )
        text: bytes = value.unparse()
        return text

    def _take_object(self, value: Any, old: int, numbers: dict[int, int]) -> None:
        if not isinstance(value, pikepdf.Stream):
            numbers[old] = self._allocate()
            self._pack(numbers[old], self._write_direct(value, numbers))
            return
        keys = b"".join(
            name.encode() + b" " + self._write_value(item, numbers)
            for name, item in value.stream_dict.items()
            if name != "/Length"
        )
        data = value.read_raw_bytes()
        # The same font or picture in two masters is one object here.
        digest = hashlib.sha256(keys + b"\0" + data).digest()
        if digest not in self._known:
            self._known[digest] = self._allocate()
            self._write_stream(self._known[digest], keys, data)
        numbers[old] = self._known[digest]

    # Objects ------------------------------------------------------------------------------------

    def _allocate(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _reference(self, number: int) -> bytes:
        return b"%d 0 R" % number

    def _add_line(self, data: bytes) -> int:
        """Return the number of a stream with what goes into a gap."""
        number = self._lines.pop(data, 0) or self._add_stream(data)
        # The ones that were used last stand last.
        self._lines[data] = number
        if len(self._lines) > _MOST_REMEMBERED:
            del self._lines[next(iter(self._lines))]
        return number

    def _add_stream(self, data: bytes) -> int:
        number = self._allocate()
        packed = zlib.compress(data)
        if len(packed) + len(b"/Filter/FlateDecode") < len(data):
            self._write_stream(number, b"/Filter/FlateDecode", packed)
        else:
            self._write_stream(number, b"", data)
        return number

    def _write_stream(self, number: int, keys: bytes, data: bytes) -> None:
        self._places[number] = 2 * self._position
        self._write(b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, keys, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def _pack(self, number: int, data: bytes) -> None:
        """Put an object into the next object stream."""
        self._pending.append((number, data))
        if len(self._pending) == _PACK:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        stream = self._allocate()
        index, length = [], 0
        for place, (number, data) in enumerate(pending):
            self._places[number] = 1 + 2 * (stream * _PACK + place)
            index.append(b"%d %d" % (number, length))
            length += len(data) + 1
        head = b" ".join(index) + b"\n"
        packed = zlib.compress(head + b"\n".join(data for _, data in pending))
        keys = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(pending), len(head))
        self._write_stream(stream, keys, packed)

    def _write_table(self, info: int) -> None:
        """Write the cross-reference stream, in pieces, and the end of the file."""
        number = self._allocate()
        begin = self._position
        self._places[number] = 2 * begin
        packer = zlib.compressobj()
        pieces = [packer.compress(b"\0" + bytes(6) + b"\xff\xff")]
        for place in self._places[1:]:
            if place & 1:
                stream, index = divmod(place >> 1, _PACK)
                entry = b"\2" + stream.to_bytes(6, "big") + index.to_bytes(2, "big")
            else:
                entry = b"\1" + (place >> 1).to_bytes(6, "big") + b"\0\0"
            pieces.append(packer.compress(entry))
        table = b"".join(pieces) + packer.flush()
        keys = b"/Type/XRef/W[1 6 2]/Size %d/Root %s/Info %s/Filter/FlateDecode" % (
            len(self._places),
            self._reference(_CATALOG),
            self._reference(info),
        )
        self._write_stream(number, keys, table)
        self._write(b"startxref\n%d\n%%%%EOF\n" % begin)

    def _write(self, data: bytes) -> None:
        self._write_on((data,))
        self._position += len(data)
