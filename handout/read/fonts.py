"""Find the clinic's own fonts, in `styles/fonts`, and read what they are called."""

from __future__ import annotations

from pathlib import Path

from handout.model import FontFile, Report
from handout.read.faults import report_error
from handout.read.files import read_bytes
from handout.read.links import refuse_link

FONT_FOLDER = "fonts"
"""Where they are, in the clinic's `styles/`."""
_SUFFIXES = (".ttf", ".otf")
_LARGEST = 40 * 1024 * 1024
"""Bytes; those for Chinese and Japanese have half of it."""
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16
"""The numbers of names in OpenType's `name` table."""


def read_fonts(folder: Path, roots: tuple[Path, ...], report: Report) -> tuple[FontFile, ...]:
    """Return the fonts of a folder, in the order of their names; none where there is no folder.

    Args:
        folder: The clinic's `styles/fonts`.
        roots: The real folders that may be read from.
        report: Takes a fault of each file that is no font.
    """
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in _SUFFIXES and not refuse_link(path, roots, report):
            font = _read_font(path, report)
            if font is not None:
                found.append(font)
    return tuple(found)


def _read_font(path: Path, report: Report) -> FontFile | None:
    import uharfbuzz

    data = read_bytes(path, report, limit=_LARGEST)
    if data is None:
        return None
    face = uharfbuzz.Face(uharfbuzz.Blob(data))
    family = face.get_name(_TYPOGRAPHIC_FAMILY) or face.get_name(_FAMILY)
    if not face.glyph_count or not family or not family.isprintable() or {*family} & {*'"\\'}:
        message = f"“{path.name}” is no font that can be used."
        hint = "put a whole TrueType or OpenType file in its place."
        report_error(report, "font.unreadable", message, hint, path=path)
        return None
    font = uharfbuzz.Font(face)
    return FontFile(
        path=path,
        family=family,
        weight=round(font.get_style_value(uharfbuzz.StyleTag.WEIGHT)),
        is_italic=font.get_style_value(uharfbuzz.StyleTag.ITALIC) > 0,
        is_variable=any(axis.tag == "wght" for axis in face.axis_infos),
    )
