"""Say which fonts come with the package, and where its templates, styles and sample content are.

In the wheel they lie in `handout/shipped/`; in the repository they are its top-level folders, so
that what works there works in a clinic's folder. Nothing is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.errors import EngineError

PACKAGE = Path(__file__).resolve().parent
"""The folder of this package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One face of a family, as CSS names it; `weight` is 100 to 900."""

    weight: int
    style: str


FAMILIES: Mapping[str, tuple[Face, ...]] = {
    "Source Sans 3": (
        Face(weight=400, style="normal"),
        Face(weight=600, style="normal"),
        Face(weight=700, style="normal"),
        Face(weight=400, style="italic"),
    ),
    "Atkinson Hyperlegible": (
        Face(weight=400, style="normal"),
        Face(weight=700, style="normal"),
        Face(weight=400, style="italic"),
        Face(weight=700, style="italic"),
    ),
}
"""The font families that are shipped as dependencies, and the faces that are made of each."""

DEFAULT_FAMILY = "Source Sans 3"
"""Has the most signs: superscripts, arrows and ticks that others lack are taken from it."""


def shipped_templates() -> Path:
    """Return the folder of the shipped templates."""
    return _find_folder("templates")


def shipped_styles() -> Path:
    """Return the folder of the shipped styles."""
    return _find_folder("styles")


def shipped_content() -> Path:
    """Return the folder of the sample content."""
    return _find_folder("content")


def _find_folder(name: str) -> Path:
    for folder in (PACKAGE / "shipped" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise EngineError(
        f"the folder “{name}” that comes with handout is not there.",
        hint="install clinic-handout again.",
    )
