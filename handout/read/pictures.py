"""Find the picture files that content names, and keep them inside the clinic's folder.

A handout goes to people outside, so a path in an article must not be able to pull a file of the
machine into it: not by `..`, not by an absolute path and not by a symbolic link.
"""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from handout.files.names import find_spelling
from handout.model import Report
from handout.read.faults import find_near, join_names, report_error

SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//")


def find_picture(
    name: str,
    *,
    bases: tuple[Path, ...],
    roots: tuple[Path, ...],
    path: Path,
    line: int | None,
    report: Report,
    suffixes: tuple[str, ...] = SUFFIXES,
) -> Path | None:
    """Return the file that `name` means, or None after reporting why there is none.

    A file that is merely missing is reported as `image.missing`, and the place where it should be
    is returned, so that a build may be told to go on without it.

    Args:
        name: The path as written, perhaps with `%20` for spaces.
        bases: The folders it may be relative to, in order.
        roots: The folders it must lie in.
        path: The file that names it, for reports.
        line: The line that names it.
        report: Where the fault goes.
        suffixes: The kinds of picture allowed here.
    """
    refuse = partial(report_error, report, path=path, line=line)
    shown = f"“{shorten(name)}”"
    if _ADDRESS.match(name) and not re.match(r"[a-zA-Z]:[\\/]", name):
        hint = "save it into content/images and name it `images/…`."
        refuse("image.remote", f"the picture {shown} is not a file of the project.", hint)
        return None
    name = unquote(name).replace("\\", "/")
    shown = f"“{shorten(name)}”"
    if not name.lower().endswith(suffixes):
        hint = f"give a file that ends in {join_names(suffixes)}."
        refuse("image.format", f"{shown} is not a kind of picture that can be used here.", hint)
        return None
    real_roots = [os.path.realpath(root) for root in roots]
    is_outside = is_special = False
    for base in bases:
        real = _resolve(find_spelling(base / name))
        if real is None:
            continue
        if not any(real.is_relative_to(root) for root in real_roots):
            is_outside = True
        elif is_file(real):
            return real
        elif os.path.lexists(real):
            is_special = True
    if is_outside:
        hint = "copy it into content/images and name it `images/…`."
        refuse("image.outside", f"the picture {shown} lies outside of the project.", hint)
        return None
    refuse(
        "image.missing",
        f"{shown} is no file that could be a picture."
        if is_special
        else f"there is no picture {shown}.",
        _suggest_file(name, bases),
    )
    return None if "\0" in name else bases[-1] / name


def is_file(path: Path) -> bool:
    """Say whether there is a file, also for a name that no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def shorten(name: str) -> str:
    """Return a name short enough for a message: a `data:` address can be a megabyte long."""
    return name if len(name) <= 80 else f"{name[:60]}…"


def _resolve(path: Path) -> Path | None:
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return None


def _suggest_file(name: str, bases: tuple[Path, ...]) -> str:
    wanted = Path(name)
    for base in bases:
        folder = base / wanted.parent
        try:
            present = [entry.name for entry in os.scandir(folder) if entry.is_file()]
        except (OSError, ValueError):
            continue
        if near := find_near(wanted.name, present):
            return f"did you mean “{(wanted.parent / near).as_posix()}”?"
    return "put the file there, or correct the name."
