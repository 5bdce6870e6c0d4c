"""Tell which row of a list a recipient's PDF belongs to, by its name alone.

Ids cannot be read, only computed anew: for each row, with whatever the project has of articles,
formats and languages, until all that was asked for is found.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import product
from pathlib import Path
from typing import BinaryIO

from handout.deliver.identity import Namer, read_key
from handout.errors import ContentError
from handout.jobs.clinic import read_usable_project
from handout.jobs.merging.preparing import read_list
from handout.model import FORMATS, SCREEN, Place, Project, Report
from handout.read.recipients import check_recipients
from handout.read.recipients.keys import RecipientKeys
from handout.read.recipients.options import ListOptions


def find_rows(
    root: Path,
    ids: Collection[str],
    path: Path,
    report: Report,
    *,
    stdin: BinaryIO | None = None,
    options: ListOptions | None = None,
) -> dict[str, int]:
    """Return the row of each id that belongs to one of a list.

    Args:
        root: The clinic's folder.
        ids: The names of PDFs, without `.pdf`.
        path: The list; `-` is standard input.
        report: Is given what is wrong with the list, if it cannot be used.
        stdin: Standard input, if the list is to be read from there.
        options: How the list is to be read, where the clinic's file does not say.

    Raises:
        ContentError: The list cannot be read to its end.
        OutputError: There is no key of ids, and none can be made.
        ProjectError: The clinic's file cannot be used.
    """
    project = read_usable_project(root, lambda _: None)
    recipients = read_list(path, project.clinic, options or ListOptions(), report, stdin=stdin)
    scopes = _list_scopes(project)
    languages = {language for _, _, language, _ in scopes}
    languages |= {language.split("-")[0] for language in languages}
    findings = check_recipients(recipients, lambda _: None, formats=FORMATS, languages=languages)
    if not findings.is_complete:
        raise ContentError(
            "the list cannot be read to its end.",
            where=Place(path=path),
            hint="`handout merge` says what is wrong with it.",
        )
    key = read_key(root)
    namers = [Namer(key, *scope) for scope in scopes]
    keys = RecipientKeys(recipients.columns)
    found: dict[str, int] = {}
    for row, values in recipients.rows:
        known_by, said = keys.make(values), keys.describe(values)
        twin = findings.twins.get(row, 0)
        for namer in namers:
            if (name := namer.name(known_by, said, twin)) in ids:
                found[name] = row
        if len(found) == len(ids):
            break
    return found


def _list_scopes(project: Project) -> list[tuple[str, str, str, str]]:
    """Return what the ids of each article begin with, in the formats that it may have."""
    from handout.read.article import read_article

    articles: dict[tuple[str, str], None] = {}
    for source in project.sources:
        article = read_article(source.path, project, lambda _: None)
        language = article.language if article else source.language
        articles[source.slug, language or project.clinic.defaults.language] = None
    return [
        (slug, sheet, language, SCREEN.name)
        for (slug, language), sheet in product(articles, FORMATS)
    ]
