"""Find a clinic's folder and read what all its handouts share.

Articles are only listed here; each is read when it is built, because reading Markdown needs
libraries that a build with nothing to do should not have to load.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from handout.errors import ProjectError
from handout.files.names import unify_name
from handout.model import Author, Place, Project, Report, Source
from handout.read.author import read_author
from handout.read.clinic import read_clinic
from handout.read.faults import find_near, report_error, report_warning
from handout.read.languages import normalise_language
from handout.read.links import find_roots
from handout.read.pictures import SUFFIXES

MARKDOWN_SUFFIXES = (".md", ".markdown")
ARTICLE_SUFFIXES = (*MARKDOWN_SUFFIXES, ".txt")
"""In the order in which they win where two files have one name."""

_FOLDERS = ("articles", "authors", "images")
# What systems and editors leave behind without anybody's wish.
_LITTER = frozenset({"thumbs.db", "desktop.ini"})


def find_project(start: Path) -> Path:
    """Return the clinic's folder that `start` lies in.

    Args:
        start: A folder or file; it and the folders above it are searched.

    Raises:
        ProjectError: No folder from there upwards has a `content/clinic.toml`.
    """
    try:
        folder = start.resolve()
    except (OSError, RuntimeError, ValueError):
        folder = start.absolute()
    for candidate in (folder, *folder.parents):
        # A broken link counts: the reader then says what is wrong with it.
        if os.path.lexists(candidate / "content" / "clinic.toml"):
            return candidate
    raise ProjectError(
        "there is no clinic's folder here or above: no content/clinic.toml was found.",
        where=Place(path=start),
        hint="go into the folder, name it with -C, or make one with `handout new my-clinic`.",
    )


def read_project(root: Path, report: Report) -> Project | None:
    """Return a clinic's folder as read, or None if its clinic.toml cannot be used.

    Args:
        root: The folder that has `content/clinic.toml`.
        report: Where every fault goes, of the authors' files too.
    """
    content = root / "content"
    clinic = read_clinic(content / "clinic.toml", root, report)
    roots = find_roots(root, follows_links=clinic is not None and clinic.follows_links)
    authors = _read_authors(content / "authors", roots, report)
    sources = _list_sources(content / "articles", report)
    _warn_of_misplaced(content, report)
    if clinic is None:
        return None
    return Project(root=root, roots=roots, clinic=clinic, authors=authors, sources=sources)


def split_name(path: Path) -> tuple[str, str | None]:
    """Return an article's slug and, for a translation `<slug>.<lang>.md`, its language."""
    stem = unify_name(path.stem)
    slug, dot, suffix = stem.rpartition(".")
    language = normalise_language(suffix) if dot and slug else None
    return (slug, language) if language else (stem, None)


def _read_authors(folder: Path, roots: tuple[Path, ...], report: Report) -> dict[str, Author]:
    authors: dict[str, Author] = {}
    for path in _list_folder(folder, report):
        if path.suffix.lower() == ".toml":
            author = read_author(path, roots, report)
            if author is not None and author.id in authors:
                _warn_of_same_name(path, authors[author.id].path, report)
            elif author is not None:
                authors[author.id] = author
        elif path.suffix.lower() not in SUFFIXES and not path.is_dir():
            _warn_of_stray(path, "an author's file ends in `.toml`: rename it or move it.", report)
    return authors


def _list_sources(folder: Path, report: Report) -> tuple[Source, ...]:
    sources: dict[tuple[str, str | None], Source] = {}
    found = _list_folder(folder, report)
    candidates = [path for path in found if path.suffix.lower() in ARTICLE_SUFFIXES]
    for path in sorted(candidates, key=lambda p: ARTICLE_SUFFIXES.index(p.suffix.lower())):
        slug, language = split_name(path)
        first = sources.setdefault(
            (slug, language), Source(slug=slug, path=path, language=language)
        )
        if first.path != path:
            _warn_of_same_name(path, first.path, report)
    for source in sources.values():
        if source.language and (source.slug, None) not in sources:
            name = f"“{source.path.name}” is named as a translation"
            message = f"{name}, but there is no article “{source.slug}”."
            hint = f"add {source.slug}.md, or take “.{source.language}” out of the name."
            report_warning(report, "project.lone-translation", message, hint, path=source.path)
    for path in found:
        suffix = path.suffix.lower()
        if suffix in ARTICLE_SUFFIXES or suffix in SUFFIXES:
            continue
        if path.is_dir():
            nested = _find_articles(path)
            if nested:
                _warn_of_stray(
                    nested, "articles lie in content/articles itself: move it there.", report
                )
        else:
            _warn_of_stray(path, f"run `handout import {path.name}`, or move it away.", report)
    return tuple(sorted(sources.values(), key=lambda s: (s.slug, s.language or "")))


def _find_articles(folder: Path) -> Path | None:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return None
    return next((folder / name for name in names if name.lower().endswith(ARTICLE_SUFFIXES)), None)


def _warn_of_misplaced(content: Path, report: Report) -> None:
    """Warn of articles and settings that lie where nobody looks for them."""
    present = {path.name: path for path in _list_folder(content, lambda _: None)}
    for name, path in present.items():
        if path.is_dir():
            near = find_near(name, [one for one in _FOLDERS if one not in present])
            if name not in _FOLDERS and near:
                _warn_of_stray(path, f"did you mean content/{near}?", report)
        elif path.suffix.lower() in MARKDOWN_SUFFIXES and path.stem.lower() != "readme":
            _warn_of_stray(path, "articles lie in content/articles: move it there.", report)
        elif path.suffix.lower() == ".toml" and name != "clinic.toml":
            _warn_of_stray(path, "authors lie in content/authors: move it there.", report)


def _warn_of_same_name(path: Path, first: Path, report: Report) -> None:
    message = f"“{path.name}” is left out, because “{first.name}” has the same name."
    hint = "rename one of the two, or take it away."
    report_warning(report, "project.same-name", message, hint, path=path)


def _warn_of_stray(path: Path, hint: str, report: Report) -> None:
    report_warning(report, "project.stray-file", f"“{path.name}” is not used.", hint, path=path)


def _list_folder(folder: Path, report: Report) -> Sequence[Path]:
    """Return what lies in a folder, in a steady order; nothing if there is no such folder."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        code, what = "unreadable", f"could not be read: {os.strerror(error.errno or 0)}"
        hint = "give yourself the right to read it."
        if isinstance(error, NotADirectoryError):
            code, what = "not-a-directory", "is a file where a folder should be"
            hint = "put a folder in its place."
        report_error(report, f"file.{code}", f"“{folder.name}” {what}.", hint, path=folder)
        return ()
    return tuple(
        folder / name
        for name in names
        if not name.startswith((".", "~$"))
        and not name.endswith("~")
        and name.lower() not in _LITTER
    )
