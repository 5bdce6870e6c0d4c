"""Embed no more of a font than readers of a PDF look at.

WeasyPrint embeds a font file that was cut down to the glyphs in use. Names, character maps and
layout rules are still in it, which a composite font has no use for: the page streams hold glyph
numbers, and what they stand for is in `/ToUnicode` (ISO 32000-1, 9.7.4.2 and 9.9). Without them a
face takes an eighth to a quarter less.
"""

from __future__ import annotations

import io
from typing import Any

import pydyf
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

_OUTLINES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
_HINTS = ("cvt ", "fpgm", "prep")


def drop_tables(document: Any, pdf: pydyf.PDF) -> None:  # noqa: ARG001 # a step of the engine's
    """Leave in a PDF's TrueType fonts what is drawn, and how."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "Length1" in item.extra:
            content = _reduce(b"".join(item.stream))
            item.stream = [content]
            item.extra["Length1"] = len(content)


def _reduce(content: bytes) -> bytes:
    try:
        reader = SFNTReader(io.BytesIO(content))
        tables = {tag: reader[tag] for tag in (*_OUTLINES, *_HINTS) if tag in reader}
    except Exception:  # noqa: BLE001 # WeasyPrint could take it, and fontTools raises many
        return content
    if not tables.keys() >= set(_OUTLINES):
        return content
    file = io.BytesIO()
    writer = SFNTWriter(file, len(tables), reader.sfntVersion)
    for tag, table in tables.items():
        writer[tag] = table
    writer.close()
    return file.getvalue()
