"""Say where the templates, styles and sample content that come with the package are.

In the wheel they lie in `handout/shipped/`; in the repository they are its top-level folders, so
that what works there works in a clinic's folder. Nothing is read here.
"""

from __future__ import annotations

from pathlib import Path

from handout.errors import EngineError

_PACKAGE = Path(__file__).resolve().parent


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
    for folder in (_PACKAGE / "shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise EngineError(
        f"the folder “{name}” that comes with handout is not there.",
        hint="install clinic-handout again.",
    )
