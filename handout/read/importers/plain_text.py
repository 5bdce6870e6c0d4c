"""Make an article of a text that was pasted: to be built as it is, or to be imported.

`text` says what each line is; here that becomes the model's article, with the author who has a file
already in the place of the one that the text names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from handout.files.writing import find_free_name
from handout.model import Article, Author, Project
from handout.read.author import find_author
from handout.read.importers.markdown import NewArticle
from handout.read.importers.text import FindingKind, Recognised, recognise
from handout.read.importers.text.summary import find_doubts
from handout.read.slug import make_slug


def make_text_article(
    found: Recognised, *, slug: str, path: Path, language: str, author: Author | None
) -> Article:
    """Return the article that a text was recognised as."""
    return Article(
        slug=slug,
        path=path,
        title=found.title,
        title_is_derived=found.title_is_derived,
        content=found.content,
        language=language,
        authors=(author,) if author else (),
        disclaimer=found.disclaimer,
        reviewers=found.reviewers,
    )


def import_text(
    text: str, path: Path, project: Project, language: str, guessed: Mapping[str, str]
) -> NewArticle:
    """Understand a plain text.

    Args:
        text: The text.
        path: Where it is from.
        project: Whose article it becomes.
        language: Its language.
        guessed: The keys whose values here are guesses, each with what to look at.
    """
    found = recognise(text, path=path, language=language)
    confirm = dict(guessed)
    if found.title_is_derived:
        confirm["title"] = "made from the file’s name"
    elif any(f.what == "title" and f.kind is FindingKind.GUESSED for f in found.findings):
        confirm["title"] = "the first line of the text: is it the title?"
    known = find_author(found.author.name, project) if found.author else None
    new = None if known or found.author is None else _name_author(found.author, project)
    if found.author:
        confirm["authors"] = (
            f"the text says “{found.author.name}”: is it this author?"
            if known
            else "taken from the text: look over their file too"
        )
    if found.reviewers:
        confirm["reviewers"] = "the text names them: did they check this version?"
    if found.published:
        confirm["published"] = "the day that the text names: is it this version’s?"
    article = make_text_article(found, slug="", path=path, language=language, author=known or new)
    checks = {
        doubt.line: doubt.words for doubt in find_doubts(found) if doubt.line and doubt.is_place
    }
    return NewArticle(
        article=replace(article, published=found.published),
        confirm=confirm,
        checks=checks,
        findings=found.findings,
        new_author=new,
    )


def _name_author(author: Author, project: Project) -> Author:
    """Give a new author an id, and so a file, that nobody has yet."""
    name = make_slug(author.name) or "author"
    path = find_free_name(project.root / "content" / "authors" / f"{name}.toml")
    return replace(author, id=path.stem, path=path)
