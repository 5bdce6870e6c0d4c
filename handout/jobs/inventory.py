"""Take stock of a clinic's folder: its articles with their review dates, authors and themes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from handout.jobs.clinic import read_usable_project
from handout.model import Article, Project, Report


class Inventory(NamedTuple):
    """Hold what a clinic's folder has; `unread` counts the articles that could not be read.

    An article without formats has the default ones.
    """

    project: Project
    articles: tuple[Article, ...]
    themes: tuple[str, ...]
    unread: int


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
