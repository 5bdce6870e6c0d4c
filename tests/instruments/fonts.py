"""Decode the bytes that a content stream shows, by the font that it names.

A font is read into a `Face`: code → text by its ToUnicode map, code → width, and its ascent and
descent, all in thousandths of the type size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

SUBSET = re.compile(r"^[A-Z]{6}\+")
BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font as text needs it; `name` is without the subset's tag."""

    name: str
    is_subset: bool
    is_embedded: bool
    is_composite: bool
    texts: Mapping[int, str]
    widths: Mapping[int, float]
    default_width: float
    ascent: float
    descent: float

    def decode(self, data: bytes) -> Iterator[tuple[str, float, bool]]:
        """Yield text, width and whether word spacing applies, for each code in the bytes."""
        if self.is_composite:
            for index in range(0, len(data) - 1, 2):
                code = data[index] << 8 | data[index + 1]
                yield (
                    self.texts.get(code, "\ufffd"),
                    self.widths.get(code, self.default_width),
                    False,
                )
        else:
            for code in data:
                text = self.texts.get(code, "\ufffd")
                yield text, self.widths.get(code, self.default_width), code == 32


def _hex(data: bytes) -> bytes:
    return bytes.fromhex(data.decode("ascii"))


def read_map(data: bytes) -> dict[int, str]:
    """Read a ToUnicode map (ISO 32000-1, 9.10.3)."""
    texts: dict[int, str] = {}
    for kind, body in BLOCK.findall(data):
        tokens: list[bytes | list[bytes]] = []
        inner: list[bytes] | None = None
        for match in TOKEN.finditer(body):
            if match[2]:
                inner = []
            elif match[3]:
                assert inner is not None
                tokens.append(inner)
                inner = None
            elif inner is not None:
                inner.append(_hex(match[1]))
            else:
                tokens.append(_hex(match[1]))
        if kind == b"bfchar":
            for code, text in zip(tokens[::2], tokens[1::2], strict=True):
                assert isinstance(code, bytes)
                assert isinstance(text, bytes)
                texts[int.from_bytes(code)] = text.decode("utf-16-be")
            continue
        for first, last, target in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=True):
            assert isinstance(first, bytes)
            assert isinstance(last, bytes)
            codes = range(int.from_bytes(first), int.from_bytes(last) + 1)
            for offset, number in enumerate(codes):
                if isinstance(target, list):
                    texts[number] = target[offset].decode("utf-16-be")
                else:
                    start = target.decode("utf-16-be")
                    texts[number] = start[:-1] + chr(ord(start[-1]) + offset)
    return texts


def _composite_widths(values: Any) -> dict[int, float]:
    """Read the /W array of a CID font (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    items = list(values)
    index = 0
    while index < len(items):
        first = int(items[index])
        second = items[index + 1]
        if isinstance(second, pikepdf.Array):
            widths.update({first + n: float(width) for n, width in enumerate(list(second))})
            index += 2
        else:
            width = float(items[index + 2])
            widths.update(dict.fromkeys(range(first, int(second) + 1), width))
            index += 3
    return widths


def read_face(font: Any) -> Face:
    """Read a font dictionary."""
    is_composite = font.Subtype == "/Type0"
    inner = font.DescendantFonts[0] if is_composite else font
    descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
    full_name = str(font.get("/BaseFont", "/"))[1:]
    if is_composite:
        widths = _composite_widths(inner.get("/W", pikepdf.Array()))
        default = float(inner.get("/DW", 1000))
    else:
        first = int(font.get("/FirstChar", 0))
        values = list(font.get("/Widths", pikepdf.Array()))
        widths = {first + n: float(width) for n, width in enumerate(values)}
        default = float(descriptor.get("/MissingWidth", 500))
    texts: dict[int, str] = {}
    if "/ToUnicode" in font:
        texts = read_map(font.ToUnicode.read_bytes())
    elif not is_composite:
        texts = {code: bytes([code]).decode("cp1252", "replace") for code in range(256)}
    return Face(
        name=SUBSET.sub("", full_name),
        is_subset=bool(SUBSET.match(full_name)),
        is_embedded=any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        is_composite=is_composite,
        texts=texts,
        widths=widths,
        default_width=default,
        ascent=float(descriptor.get("/Ascent", 900)),
        descent=float(descriptor.get("/Descent", -250)),
    )
