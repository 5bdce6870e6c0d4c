"""Read what a clinic's folder has: for a build or a merge, and for a list of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from handout.check.contact import check_contact
from handout.errors import ProjectError
from handout.model import (
    Article,
    Place,
    Problem,
    ProblemLog,
    Project,
    Report,
    soften_missing,
)


class Inventory(NamedTuple):
    """Hold what a clinic's folder has; `unread` counts the articles that could not be read.

    An article without formats has the default ones.
    """

    project: Project
    articles: tuple[Article, ...]
    themes: tuple[str, ...]
    unread: int


def read_clinic(
    root: Path, log: ProblemLog, *, allow_missing: bool
) -> tuple[Project, frozenset[Path]]:
    """Read the clinic's and the authors' files as a build and a merge begin.

    Args:
        root: The clinic's folder.
        log: Takes what there is to say.
        allow_missing: Take missing pictures as warnings.

    Returns:
        The project, and the files that have errors.

    Raises:
        ProjectError: The clinic's own file has some.
    """
    problems: list[Problem] = []
    try:
        project = read_usable_project(root, problems.append)
    finally:
        problems = soften_missing(problems, allow_missing=allow_missing)
        log.say_all(problems)
    faulty = frozenset(one.path for one in problems if one.is_error and one.path is not None)
    if project.clinic.path in faulty:
        raise _refuse(root)
    log.say_all(check_contact(project))
    return project, faulty


def read_usable_project(root: Path, report: Report) -> Project:
    """Read the clinic's and the authors' files.

    Args:
        root: The clinic's folder.
        report: Takes every fault.

    Raises:
        ProjectError: The clinic's own file cannot be used.
    """
    from handout.read.project import read_project

    project = read_project(root, report)
    if project is None:
        raise _refuse(root)
    return project


def take_inventory(root: Path, report: Report) -> Inventory:
    """Read all of a clinic's folder.

    Args:
        root: The clinic's folder.
        report: Is given every fault found on the way.

    Raises:
        ProjectError: The clinic file cannot be used.
    """
    from handout.read.article import read_article
    from handout.read.clinic import list_themes

    project = read_usable_project(root, report)
    articles = [read_article(source.path, project, report) for source in project.sources]
    sound = sorted(filter(None, articles), key=lambda one: (one.slug, one.language))
    return Inventory(project, tuple(sound), list_themes(root), len(articles) - len(sound))


def _refuse(root: Path) -> ProjectError:
    return ProjectError(
        "the clinic's file cannot be used.",
        where=Place(path=root / "content" / "clinic.toml"),
        hint="mend what is named above, or what `handout build` says of it.",
    )
