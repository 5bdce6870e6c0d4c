"""Tell what belongs to a clinic's folder, and what a link only makes look so.

A handout goes to people outside. So a link in the folder must not be able to pull a file of the
machine into one, unless the clinic's file says that its links are meant: `[project] follow_links`.
"""

from __future__ import annotations

import os
from pathlib import Path

from handout.model import Report
from handout.read.faults import report_error

_FOLDERS = ("content", "templates", "styles")


def find_roots(root: Path, *, follows_links: bool) -> tuple[Path, ...]:
    """Return the real folders and files that a project may read from, its own folder first.

    Args:
        root: The clinic's folder.
        follows_links: Whether what the links in it point to belongs to it.
    """
    real = Path(os.path.realpath(root))
    if not follows_links:
        return (real,)
    found = {real: None}
    for folder in _FOLDERS:
        if (real / folder).is_symlink():
            found[Path(os.path.realpath(real / folder))] = None
        for top, folders, files in os.walk(real / folder):
            links = [Path(top, name) for name in (*folders, *files) if Path(top, name).is_symlink()]
            found.update((Path(os.path.realpath(link)), None) for link in links)
    return tuple(found)


def is_inside(path: Path, roots: tuple[Path, ...]) -> bool:
    """Tell whether a file really lies below one of some real folders, whatever links say."""
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(root) for root in roots)


def leads_out(path: Path, roots: tuple[Path, ...]) -> bool:
    """Tell whether a file of the project is really elsewhere; what is elsewhere by name is not.

    What lies in `content/`, `templates/` or `styles/` has to be there really: beside them are keys
    and lists of clients.
    """
    named = Path(os.path.abspath(path))  # noqa: PTH100 # links as they are
    if not named.is_relative_to(roots[0]):
        return False
    top = named.relative_to(roots[0]).parts[0]
    own = roots[0] / top if top in _FOLDERS else roots[0]
    return not is_inside(path, (own, *roots[1:]))


def refuse_link(path: Path, roots: tuple[Path, ...], report: Report) -> bool:
    """Report a file of the project that a link takes from elsewhere; tell whether it is one.

    Args:
        path: The file.
        roots: What `find_roots` gave.
        report: Where the fault goes.
    """
    if not leads_out(path, roots):
        return False
    report_error(report, "file.link", explain_link(path), path=path, hint=LINK_HINT)
    return True


def explain_link(path: Path) -> str:
    """Return what is wrong with such a file."""
    return f"“{path.name}” is a link that leads out of the project."


LINK_HINT = "copy the file here, or write `follow_links = true` under `[project]` in clinic.toml."
