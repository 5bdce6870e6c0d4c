"""Take over a Markdown article from elsewhere: its keys, its fields and its pictures.

It is read by the rules of the clinic's own articles, less strictly in two things: a key that there
is not is left out and told, and a `{{ … }}` that is no field of ours is kept as the braces
themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from handout.errors import ContentError
from handout.files.reading import PICTURE_LIMIT, read_regular
from handout.model import (
    Article,
    Author,
    Field,
    Figure,
    Heading,
    Place,
    Problem,
    Project,
    Report,
    Text,
    replace_nodes,
)
from handout.read.faults import report_error
from handout.read.fields import Entry, list_scalars
from handout.read.importers.text import Finding, FindingKind
from handout.read.importers.text.title import derive_title
from handout.read.slug import make_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """Hold an article that is about to be written, or was.

    Attributes:
        article: The article; it has no name before it is written.
        confirm: The keys that were guessed, each with what to look at.
        checks: What to look at in the text, by line.
        findings: What was recognised, dropped and guessed.
        new_author: An author who has no file yet.
        pictures: Files to be copied: where to, and what is in them.
        matter: The front matter that it had.
        written: All files that were written, the article's first.
    """

    article: Article
    confirm: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[int, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    new_author: Author | None = None
    pictures: tuple[tuple[Path, bytes], ...] = ()
    matter: str = ""
    written: tuple[Path, ...] = ()


def import_markdown(
    text: str,
    path: Path,
    project: Project,
    language: str,
    report: Report,
    guessed: Mapping[str, str],
) -> NewArticle | None:
    """Read a Markdown text, or return None after reporting every fault in it.

    Args:
        text: The text.
        path: Where it is from; its pictures are looked for beside it.
        project: Whose article it becomes.
        language: Its language, where it does not say.
        report: Where the faults go.
        guessed: The keys whose values here are guesses, each with what to look at.
    """
    from handout.read.frontmatter import read_front_matter, split_front_matter
    from handout.read.markdown import read_blocks
    from handout.read.metadata import KEYS, make_article

    errors: list[Problem] = []

    def tell(problem: Problem) -> None:
        report(problem)
        if problem.is_error:
            errors.append(problem)

    split = split_front_matter(text, path, tell)
    if split is None:
        return None
    matter: dict[str, Entry] = {}
    if split.matter is not None:
        matter = dict(read_front_matter(split.matter, path, split.matter_line, tell) or {})
    findings = list(_leave_out(matter, KEYS))
    content = read_blocks(
        split.body,
        path=path,
        base=(path.parent, project.root / "content"),
        first_line=split.body_line,
        report=tell,
        roots=(path.parent, *project.roots),
    )
    if errors:
        return None
    confirm = {key: said for key, said in guessed.items() if key not in matter}
    is_derived = not _has_title(matter, content)
    if is_derived:
        matter["title"] = Entry(value=derive_title(path, language, ()), line=1)
        confirm["title"] = "made from the file’s name"
        title = str(matter["title"].value)
        findings.append(Finding(kind=FindingKind.GUESSED, what="title", text=title))
    matter.setdefault("language", Entry(value=language, line=1))
    article = make_article(matter, content, path=path, project=project, report=tell)
    if not article.content:
        hint = "give a file that has some below its front matter."
        report_error(tell, "article.no-text", "the article has no text.", hint, path=path)
    if errors:
        return None
    literal = replace_nodes(article.content, Field, _make_literal)
    findings += _tell_headings(literal)
    pictures: dict[Path, tuple[Path, bytes]] = {}

    def move(figure: Figure) -> Figure:
        """Point a figure at a copy in the clinic's folder, and note what is to be copied."""
        if figure.path.resolve().is_relative_to(project.root.resolve()):
            return figure
        if figure.path not in pictures:
            taken = {target for target, _ in pictures.values()}
            pictures[figure.path] = _place_picture(figure.path, project.root, taken)
        return replace(figure, path=pictures[figure.path][0])

    moved = replace_nodes(literal, Figure, move)
    return NewArticle(
        article=replace(article, content=moved, title_is_derived=is_derived),
        confirm=confirm,
        findings=tuple(findings),
        pictures=tuple(pictures.values()),
        matter=split.matter or "",
    )


def _leave_out(matter: dict[str, Entry], known: Collection[str]) -> Iterator[Finding]:
    """Take the keys out that an article does not have."""
    for key in [key for key in matter if key not in known]:
        entry = matter.pop(key)
        shown = ", ".join(list_scalars(entry.value))
        yield Finding(
            kind=FindingKind.DROPPED, what="front matter", text=f"{key}: {shown}", line=entry.line
        )


def _has_title(matter: Mapping[str, Entry], content: tuple[Any, ...]) -> bool:
    is_given = "title" in matter and matter["title"].value not in (None, "")
    return is_given or any(isinstance(b, Heading) and b.level == 1 for b in content)


def _make_literal(field: Field) -> Field | Text:
    """Make text of a field that is not a recipient's."""
    if field.expression.startswith("recipient."):
        return field
    return Text(text=f"{{{{ {field.expression} }}}}")


def _place_picture(path: Path, root: Path, taken: Collection[Path]) -> tuple[Path, bytes]:
    """Find a free name for a picture among the clinic's."""
    name = make_slug(path.stem) or "picture"
    folder = root / "content" / "images"
    target, count = folder / f"{name}{path.suffix.lower()}", 1
    while target.exists() or target in taken:
        count += 1
        target = folder / f"{name}-{count}{path.suffix.lower()}"
    try:
        return target, read_regular(path, limit=PICTURE_LIMIT)
    except OSError as error:
        raise ContentError(
            f"the picture “{path.name}” cannot be read, or is too large.",
            where=Place(path=path),
            hint="make it smaller, or take it out of the article.",
        ) from error


def _tell_headings(content: tuple[Any, ...]) -> Iterator[Finding]:
    for block in content:
        if isinstance(block, Heading):
            words = "".join(item.text for item in block.content if isinstance(item, Text))
            yield Finding(
                kind=FindingKind.RECOGNISED,
                what="section" if block.level == 2 else "sub-heading",
                text=words,
                line=block.line,
            )
