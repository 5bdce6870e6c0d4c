"""Embed no more of a font than readers of a PDF look at.

WeasyPrint embeds a font file that was cut down to the glyphs in use. Names, character maps and
layout rules are still in it, which a composite font has no use for: the page streams hold glyph
numbers, and what they stand for is in `/ToUnicode` (ISO 32000-1, 9.7.4.2 and 9.9). Without them a
face takes an eighth to a quarter less.

What a glyph stands for is taken from where it comes up first. Where it would stand for another
thing then than elsewhere, it is given its own letter here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import normalize

import pydyf
import uharfbuzz
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

from handout.render.marks import is_clear

_ACCENTED = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
"""A letter with accents, in pieces."""

_OUTLINES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
_HINTS = ("cvt ", "fpgm", "prep")


class FontsToBe(dict[Any, Any]):
    """The fonts of a document, to which glyphs are added between drawing and embedding.

    WeasyPrint fills this dictionary while it draws, and asks for its values when it embeds fonts.
    """

    def __init__(self, complete: Callable[[Mapping[Any, Any]], None] | None = None) -> None:
        """Begin empty.

        Args:
            complete: Adds to the fonts what other recipients will need.
        """
        super().__init__()
        self._complete = complete

    def values(self) -> Any:
        """Return the fonts, completed."""
        # Once: it holds the document, which is let go of before the fonts are.
        complete, self._complete = self._complete, None
        if complete:
            complete(self)
        for font in super().values():
            # In the order in which they came up, the characters would tell others of a name.
            texts = dict(sorted((font.to_unicode | _find_letters(font)).items()))
            # Both kinds of space are one glyph.
            font.to_unicode = {glyph: text.replace("\u00a0", " ") for glyph, text in texts.items()}
        return super().values()


def _find_letters(font: Any) -> dict[int, str]:
    """Return the letters and accents of glyphs that came up as parts of one character."""
    parts = {glyph: normalize("NFD", text) for glyph, text in font.to_unicode.items()}
    whole = [part for part in parts.values() if _ACCENTED.fullmatch(part) and is_clear(part[0])]
    if not whole:
        return {}
    face = uharfbuzz.Font(uharfbuzz.Face(font.file_content))
    glyphs = {face.get_nominal_glyph(ord(sign)): sign for sign in set().union(*whole)}
    return {
        glyph: sign
        for glyph, sign in glyphs.items()
        if glyph in parts and (not parts[glyph] or _ACCENTED.fullmatch(parts[glyph]))
    }


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
