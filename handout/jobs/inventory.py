"""Take stock of a clinic's folder: its articles with their review dates, authors, formats, themes.

Comes in: the folder and today's date. Goes out: one record, ready to be printed or written as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handout.errors import ProjectError
from handout.model import FORMATS, Article, Author, Format, Place, Report, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Hold what a clinic's folder has; `unread` counts the articles that could not be read.

    An article without formats has the default ones.
    """

    root: Path
    articles: tuple[Article, ...]
    authors: tuple[Author, ...]
    formats: tuple[Format, ...]
    default_formats: tuple[str, ...]
    themes: tuple[Theme, ...]
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
    from handout.read.project import read_project

    project = read_project(root, report)
    if project is None:
        raise ProjectError(
            "the clinic's file cannot be used.",
            where=Place(path=root / "content" / "clinic.toml"),
            hint="mend the faults named above.",
        )
    articles = [read_article(source.path, project, report) for source in project.sources]
    sound = [article for article in articles if article is not None]
    return Inventory(
        root=root,
        articles=tuple(sorted(sound, key=lambda a: (a.slug, a.language))),
        authors=tuple(author for _, author in sorted(project.authors.items())),
        formats=tuple(one.fit(project.clinic.print.paper) for one in FORMATS.values()),
        default_formats=project.clinic.defaults.formats,
        themes=tuple(Theme(name=name) for name in list_themes(root)),
        unread=len(articles) - len(sound),
    )
