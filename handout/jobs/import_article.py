"""Make an article of the clinic from a text or Markdown file, and an author's file with it.

Comes in: a file's path or pasted bytes. Goes out: what was written, and every finding on the way.
Everything is read and checked before the first file is made; what is there already is never written
over, unless an article is asked for by `is_forced`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from handout.errors import OutputError, UsageError
from handout.files.writing import write_new_files
from handout.model import Article, Heading, Paragraph, Place, Project, Report, Rule, Text
from handout.read.blocks import TITLE_LIMIT
from handout.read.faults import report_error
from handout.read.files import decode_any, read_bytes
from handout.read.importers.markdown import NewArticle, import_markdown
from handout.read.importers.plain_text import import_text
from handout.read.importers.text import Finding, FindingKind
from handout.read.importers.text.language import recognise_language
from handout.read.importers.text.shape import is_heading_shaped
from handout.read.importers.text.sources import explain_source
from handout.read.languages import explain_language, normalise_language
from handout.read.project import ARTICLE_SUFFIXES, MARKDOWN_SUFFIXES, split_name
from handout.read.slug import make_slug
from handout.write.article import write_article_markdown, write_author_toml

STDIN = Path("-")
"""What stands for the path of a text that has no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """Say how to import; what is empty is found out from the text.

    Attributes:
        title: The article's title.
        slug: The name of its file.
        language: Its language, a BCP 47 tag.
        is_forced: Whether an article of that name may be written over. Authors never are.
    """

    title: str = ""
    slug: str = ""
    language: str = ""
    is_forced: bool = False


def import_article(
    project: Project, source: Path | bytes, options: ImportOptions, report: Report
) -> NewArticle | None:
    """Write an article and return it, or None after reporting why the source cannot be used.

    Args:
        project: Whose article it becomes.
        source: The file, or what was pasted.
        options: What the user wants of it.
        report: Where the faults of the source go.

    Raises:
        UsageError: An option makes no sense, or a title or name is missing.
        OutputError: A file is in the way or cannot be written; then nothing is.
    """
    path = STDIN if isinstance(source, bytes) else source
    suffix = path.suffix.lower()
    if path is not STDIN and suffix not in ARTICLE_SUFFIXES:
        raise UsageError(
            f"“{path.name}” is not a kind of file that can be imported.",
            hint="give a text file (.txt) or a Markdown file (.md), or “-” for standard input.",
        )
    wanted = options.language or split_name(path)[1] or project.clinic.defaults.language
    if wrong := explain_language(wanted):
        raise UsageError(wrong[0], hint=wrong[1])
    language = normalise_language(wanted) or wanted
    data = source if isinstance(source, bytes) else read_bytes(source, report)
    text = None if data is None else decode_any(data, path, report)
    if text is None:
        return None
    has_fence = path is STDIN and text.lstrip().startswith("---\n")
    is_markdown = has_fence or suffix in MARKDOWN_SUFFIXES
    guessed = {}
    if not (options.language or split_name(path)[1]):
        recognised = recognise_language(text, expected=language)
        if recognised != language:
            guessed["language"] = "recognised by the text’s words"
        language = recognised
    if not is_markdown and (what := explain_source(text, path)):
        report_error(report, "text.no-text", what[0], path=path, hint=what[1])
        return None
    if is_markdown:
        incoming = import_markdown(text, path, project, language, report, guessed)
    else:
        incoming = import_text(text, path, project, language, guessed)
    if incoming is None:
        return None
    if not _has_text(incoming.article):
        report_error(
            report,
            "article.no-text",
            "nothing was written, because no text is left without titles and what is of the page.",
            path=path,
            hint="copy the article's paragraphs too, and import it again.",
        )
        return None
    incoming = _settle_title(incoming, options, path)
    return _write(incoming, path, project, options)


def _has_text(article: Article) -> bool:
    """Tell whether an article has more than headings, or than one line that would be its title."""
    blocks = [block for block in article.content if not isinstance(block, Heading | Rule)]
    match blocks:
        case [Paragraph(content=(Text(text=words),))] if article.title_is_derived:
            return not is_heading_shaped(words)
    return bool(blocks)


def _settle_title(incoming: NewArticle, options: ImportOptions, path: Path) -> NewArticle:
    """Put the title that was asked for in the place of the one that was found."""
    title = " ".join(options.title.split())
    article = incoming.article
    if not title:
        if article.title_is_derived and path is STDIN:
            raise UsageError(
                "the text does not begin with a title, and there is no file to name it after.",
                hint='give it one: “handout import - --title "What it is called"”.',
            )
        return incoming
    if len(title) > TITLE_LIMIT:
        raise UsageError(
            f"the title has {len(title):,} characters, where {TITLE_LIMIT} are the most.",
            hint="give a shorter one.",
        )
    findings = incoming.findings
    if not article.title_is_derived and article.title != title:
        dropped = Finding(kind=FindingKind.DROPPED, what="title", text=article.title, line=1)
        findings = (*findings, dropped)
    return replace(
        incoming,
        article=replace(article, title=title, title_is_derived=False),
        confirm={key: said for key, said in incoming.confirm.items() if key != "title"},
        findings=tuple(f for f in findings if not (f.what == "title" and f.line is None)),
    )


def _choose_slug(article: Article, path: Path, options: ImportOptions) -> str:
    """Make the name of the article's file."""
    if options.slug:
        safe = make_slug(options.slug, article.language)
        if safe != options.slug:
            raise UsageError(
                f"“{options.slug}” cannot be an article's name.",
                hint=f"write “{safe}”." if safe else "use small letters, digits and hyphens.",
            )
        return safe
    slug = make_slug(article.title, article.language) or make_slug(split_name(path)[0])
    if not slug:
        raise UsageError(
            f"no file name could be made of the title “{article.title}”.",
            hint="give one with “--slug”: small letters, digits and hyphens.",
        )
    return slug


def _write(
    incoming: NewArticle, source: Path, project: Project, options: ImportOptions
) -> NewArticle:
    """Write everything, or nothing."""
    slug = _choose_slug(incoming.article, source, options)
    target = project.root / "content" / "articles" / f"{slug}.md"
    _refuse_to_overwrite(slug, target, source, project, options)
    article = replace(incoming.article, slug=slug, path=target)
    files: list[tuple[Path, bytes]] = list(incoming.pictures)
    if incoming.new_author:
        author = incoming.new_author
        files.append((author.path, write_author_toml(author).encode()))
    # The article last: it names all the others.
    markdown = write_article_markdown(
        article, confirm=incoming.confirm, checks=incoming.checks, matter=incoming.matter
    )
    files.append((target, markdown.encode()))
    written = write_new_files(
        files,
        folder=project.root,
        hint="move that away, or give this one another name with “--slug”.",
        may_replace=target if options.is_forced else None,
    )
    return replace(incoming, article=article, written=tuple(reversed(written)))


def _refuse_to_overwrite(
    slug: str, target: Path, source: Path, project: Project, options: ImportOptions
) -> None:
    others = [one.path for one in project.sources if one.slug == slug and one.language is None]
    in_the_way = [path for path in others if path.resolve() != source.resolve()]
    if os.path.lexists(target):
        in_the_way.insert(0, target)
    if not in_the_way or (options.is_forced and not target.is_dir()):
        return
    raise OutputError(
        f"nothing was written, because there is an article “{slug}” already.",
        where=Place(path=in_the_way[0]),
        hint="give this one another name with “--slug”, or replace the old one with “--force”.",
    )
