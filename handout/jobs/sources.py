"""Find the articles that a command was asked for: by name, by path, or all of them."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

from handout.errors import UsageError
from handout.files.names import find_spelling, unify_name
from handout.model import Project, Source
from handout.read.faults import join_names, suggest
from handout.read.project import ARTICLE_SUFFIXES, split_name
from handout.read.slug import make_slug


def find_wanted(given: tuple[str, ...], project: Project, folder: Path) -> tuple[Source, ...]:
    """Find what the user named, each once, in the order named.

    A name may be cut short where one article alone begins so; `*` stands for anything.

    Args:
        given: Names and paths; none means every article of the project.
        project: The project.
        folder: What relative paths start from.

    Raises:
        UsageError: There is no such article or file.
    """
    if not given:
        return project.sources
    found: dict[Path, Source] = {}
    for text in given:
        for wanted in _find(text, project, folder):
            found.setdefault(wanted.path, wanted)
    return tuple(found.values())


def find_one(given: str, project: Project, folder: Path) -> Source:
    """Find the one article that the user named; see `find_wanted`.

    Raises:
        UsageError: There is none, or there are more.
    """
    found = find_wanted((given,), project, folder)
    if len(found) != 1:
        raise UsageError(
            f"there are {len(found)} articles “{given}”.",
            hint=f"name one of them: {join_names([one.name for one in found])}.",
        )
    return found[0]


def is_path(text: str, folder: Path) -> bool:
    """Tell whether the user means a file, not an article by its name."""
    if os.sep in text or "/" in text or text.lower().endswith(ARTICLE_SUFFIXES):
        return True
    # `content` or `dist` may well be an article's name and a folder's.
    return find_spelling(folder / text).is_file()


def _find(text: str, project: Project, folder: Path) -> list[Source]:
    if not (os.sep in text or "/" in text) and (by_name := _find_by_name(text, project)):
        return by_name
    if not is_path(text, folder):
        names = [source.name for source in project.sources]
        if matching := [s for s in project.sources if fnmatchcase(s.name, text)]:
            return matching
        slugs = sorted({s.slug for s in project.sources if s.slug.startswith(text)})
        if len(slugs) == 1:
            return _find_by_name(slugs[0], project)
        if slugs:
            raise UsageError(
                f"“{text}” may be {join_names(slugs)}.",
                hint=f"type more of the name; “{text}*” means all of them.",
            )
        raise UsageError(
            f"there is no article “{text}”.",
            hint=suggest(text, names, "“handout list” names the articles."),
        )
    return [_find_by_path(text, project, folder)]


def _find_by_name(text: str, project: Project) -> list[Source]:
    text = unify_name(text)
    exact = [source for source in project.sources if source.name == text]
    # A translation whose original is not there answers to the bare name.
    return exact or [s for s in project.sources if s.slug == text]


def _find_by_path(text: str, project: Project, folder: Path) -> Source:
    path = find_spelling(folder / text)
    if not os.path.lexists(path):
        inside = find_spelling(project.root / "content" / "articles" / text)
        if not inside.is_file():
            raise UsageError(f"there is no file “{text}”.", hint=_suggest_file(path))
        path = inside
    same = next((s for s in project.sources if _is_same(s.path, path)), None)
    if same is not None:
        return same
    slug, language = split_name(path)
    name = make_slug(slug, language or "") or "handout"
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 # without `..`, links as they are
    return Source(slug=name, path=absolute, language=language)


def _suggest_file(path: Path) -> str:
    try:
        names = [one.name for one in path.parent.iterdir()]
    except OSError:
        return f"there is no folder “{path.parent}” that can be read."
    return suggest(path.name, names, "check its name, and the folder you are in.")


def _is_same(first: Path, second: Path) -> bool:
    try:
        return unify_name(first.name) == unify_name(second.name) and first.samefile(second)
    except OSError:
        return False
