"""Take names of files that differ only in their Unicode form for one name.

A Mac may spell “ö” as an “o” and a diaeresis (NFD), where keyboards and other systems write one
character (NFC). Both look alike, so nobody could tell why a file is not found.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path


def unify_name(name: str) -> str:
    """Return a name in the form that all names are compared in."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def find_spelling(path: Path) -> Path:
    """Return a path as the file system spells it, or as it is where nothing has such a name."""
    if str(path).isascii() or _exists(path):
        return path
    folder = find_spelling(path.parent)
    wanted = unify_name(path.name)
    try:
        same = sorted(one for one in folder.iterdir() if unify_name(one.name) == wanted)
    except (OSError, ValueError):
        same = []
    return same[0] if same else folder / path.name


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:
        # No file can have this name.
        return False
