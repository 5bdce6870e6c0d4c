"""Write the objects of a PDF as the first part of a file that goes on with more of them.

What comes after is, in the standard's words, an incremental update (ISO 32000-1, 7.5.6): it has a
cross-reference section of its own, which names this one as the one before.
"""

from __future__ import annotations

import struct
from typing import Any

import pydyf

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"

_ENTRY = struct.Struct(">BIH")
"""An entry of a cross-reference stream: kind, offset or object stream, generation or index
(ISO 32000-1, 7.5.8.3)."""

_IN_USE, _PACKED = 1, 2


def write_objects(pdf: pydyf.PDF, packed: pydyf.Stream) -> tuple[bytes, int]:
    """Return header, objects and their cross-reference stream, and where that stream begins.

    Args:
        pdf: The PDF; its last object becomes the cross-reference stream.
        packed: An object of it that is still empty, to hold all that are no streams.
    """
    table = pydyf.Stream(compress=True)
    pdf.add_object(table)
    entries: dict[int, bytes] = {}
    bodies = _pack(pdf.objects, packed, entries)
    packed.stream = bodies
    parts, position = [HEADER], len(HEADER)
    for item in pdf.objects:
        if item.number in entries or item is table:
            continue
        data = item.indirect + b"\n"
        entries[item.number] = _ENTRY.pack(_IN_USE, position, 0)
        parts.append(data)
        position += len(data)
    entries[table.number] = _ENTRY.pack(_IN_USE, position, 0)
    table.stream = [b"".join(entries[number] for number in range(len(pdf.objects)))]
    table.extra = {
        "Type": "/XRef",
        "W": pydyf.Array([1, 4, 2]),
        "Size": len(pdf.objects),
        "Root": pdf.catalog.reference,
    }
    if pdf.info:
        table.extra["Info"] = pdf.info.reference
    parts.append(table.indirect + b"\nstartxref\n%d\n%%%%EOF\n" % position)
    return b"".join(parts), position


def _pack(objects: list[Any], packed: pydyf.Stream, entries: dict[int, bytes]) -> list[bytes]:
    """Return the content of an object stream with all that are no streams, and enter them."""
    bodies: list[bytes] = []
    index: list[str] = []
    length = 0
    for item in objects:
        if item.free == "f":
            entries[item.number] = _ENTRY.pack(0, 0, 65535)
        elif item.compressible:
            entries[item.number] = _ENTRY.pack(_PACKED, packed.number, len(bodies))
            data = item.data
            index.append(f"{item.number} {length}")
            bodies.append(data)
            length += len(data) + 1
    head = " ".join(index).encode("ascii")
    packed.extra = {"Type": "/ObjStm", "N": len(bodies), "First": len(head) + 1}
    return [head, *bodies]
