"""Know files by their content: what a handout was made from, as SHA-256.

Each file is read once a build. Nothing heavy is imported, because a build with nothing to do is
mostly this.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from handout import assets
from handout.files.reading import read_digest

FORMAT_VERSION = 1
"""Counts up when the meaning of what is kept in the cache changes."""

# What a page depends on. `cli` and `jobs` only decide whether it is made.
_CODE = ("model", "read", "compose", "render")
_DISTRIBUTIONS = (
    *("babel-", "clinic_handout-", "cssselect2-", "fontpkg", "fonttools-", "jinja2-", "lingua"),
    *("markdown_it_py-", "mdit_py_plugins-", "pillow-", "pydyf-", "pypdfium2-", "pyphen-"),
    *("ruamel", "segno-", "tinycss2-", "tinyhtml5-", "uharfbuzz-", "weasyprint-"),
)


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
            (os.path.relpath(path, folder), self.get(path)) for path in sorted(_list_files(folder))
        ]


def digest_shared(root: Path, digests: Digests) -> str:
    """Digest all that every handout of a project depends on.

    That is the clinic's file, the templates and styles (shipped ones and the project's), this
    package's own code and the versions of what it stands on.

    Args:
        root: The clinic's folder.
        digests: The digests of this build.
    """
    folders = [assets.shipped_templates(), assets.shipped_styles()]
    folders += [root / "templates", root / "styles", *(assets.PACKAGE / name for name in _CODE)]
    shared = [
        FORMAT_VERSION,
        digests.get(str(root / "content" / "clinic.toml")),
        digests.get(str(assets.PACKAGE / "personalise" / "rendering.py")),
        [digests.get_all(folder) for folder in folders],
        _list_versions(),
        # The composer and the engine read it.
        os.environ.get("SOURCE_DATE_EPOCH"),
    ]
    return hashlib.sha256(json.dumps(shared).encode()).hexdigest()


def digest_parts(parts: list[str]) -> str:
    """Return the SHA-256 of some texts, each apart from the next."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _list_files(folder: Path) -> list[str]:
    found = []
    for top, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__" and not one.startswith(".")]
        found += [
            f"{top}{os.sep}{name}"
            for name in names
            if not name.startswith(".") and not name.endswith("~")
        ]
    return found


def _list_versions() -> list[str]:
    """List the installed distributions that make the pages, as `name-version.dist-info`.

    The names of their folders tell, and `importlib.metadata` would take longer to import than all
    of this module's work.
    """
    found = {f"python-{sys.version_info.major}.{sys.version_info.minor}"}
    for entry in dict.fromkeys(sys.path):
        try:
            names = os.listdir(entry or ".")  # noqa: PTH208 # hundreds of names
        except OSError:
            continue
        found.update(
            name
            for name in names
            if name.lower().startswith(_DISTRIBUTIONS)
            and name.endswith((".dist-info", ".egg-info"))
        )
    return sorted(found)
