"""Know by its digest all that the handouts of a project share.

Nothing heavy is imported, because a build with nothing to do is mostly this.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from handout import assets
from handout.files.digests import Digests

FORMAT_VERSION = 1
"""Counts up when the meaning of what is kept in the cache changes."""

# What a page depends on. `cli` and `jobs` only decide whether it is made.
_CODE = ("model", "read", "compose", "render")
_DISTRIBUTIONS = (
    *("babel-", "clinic_handout-", "cssselect2-", "fontpkg", "fonttools-", "jinja2-", "lingua"),
    *("markdown_it_py-", "mdit_py_plugins-", "pillow-", "pydyf-", "pypdfium2-", "pyphen-"),
    *("ruamel", "segno-", "tinycss2-", "tinyhtml5-", "uharfbuzz-", "weasyprint-"),
)


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
