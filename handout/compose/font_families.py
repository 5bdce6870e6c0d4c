"""Name the fonts that a handout is set in: the brand's, and the clinic's own."""

from __future__ import annotations

from collections.abc import Iterable

from handout.assets import DEFAULT_FAMILY, FAMILIES
from handout.model import FontFile


def get_base_family(family: str) -> str:
    """Return the shipped family that a brand's font is, or else falls back to."""
    return family if family in FAMILIES else DEFAULT_FAMILY


def list_families(family: str, fonts: Iterable[FontFile]) -> str:
    """Return the value of CSS's `font-family`.

    Args:
        family: The brand's.
        fonts: The clinic's own fonts.
    """
    names = dict.fromkeys((family, DEFAULT_FAMILY, *(font.family for font in fonts)))
    return ", ".join(f'"{name}"' for name in names)


def declare_fonts(fonts: Iterable[FontFile]) -> str:
    """Return the `@font-face` rules of a clinic's own fonts."""
    return "\n".join(
        f'@font-face {{ font-family: "{font.family}"; src: url("{font.path.resolve().as_uri()}");'
        + ("" if font.is_variable else f" font-weight: {font.weight};")
        + f" font-style: {'italic' if font.is_italic else 'normal'} }}"
        for font in fonts
    )
