"""Know files by their content, as SHA-256; each is read once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from handout.files.reading import read_digest


class Digests:
    """Remember the digests of files, each taken when it was first asked for."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def get(self, path: str) -> str | None:
        """Return a file's SHA-256, or None where there is no file to read."""
        try:
            return self._known[path]
        except KeyError:
            digest = self._known[path] = read_digest(path)
            return digest

    def get_all(self, folder: Path) -> list[tuple[str, str | None]]:
        """Return the relative path and digest of every file below a folder, sorted by path."""
        return [
            (os.path.relpath(path, folder), self.get(path)) for path in sorted(list_files(folder))
        ]


def digest_parts(parts: list[str]) -> str:
    """Return the SHA-256 of some texts, each apart from the next."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def list_files(folder: Path) -> list[str]:
    """Return the files below a folder, without what editors, systems and Python leave there."""
    found = []
    for top, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__" and not one.startswith(".")]
        found += [
            f"{top}{os.sep}{name}"
            for name in names
            if not name.startswith(".") and not name.endswith("~")
        ]
    return found
