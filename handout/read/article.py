"""Read one article, from Markdown with front matter or from plain text, into the model.

Takes the path of a file in the project or of any other, and the project for its authors and
defaults. What the article does not say stays empty; composing falls back to the clinic's words.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from handout.model import (
    Article,
    Author,
    Blocks,
    Clinic,
    Heading,
    Inlines,
    Problem,
    Project,
    Report,
    Reviewer,
    Severity,
)
from handout.read.faults import (
    TOLERATED,
    Tally,
    find_near,
    join_names,
    report_error,
    report_warning,
)
from handout.read.fields import Fields
from handout.read.files import decode, decode_any, read_bytes
from handout.read.languages import explain_language, normalise_language
from handout.read.project import ARTICLE_SUFFIXES, MARKDOWN_SUFFIXES, split_name

KEYS = (
    "title",
    "summary",
    "key_points",
    "topic",
    "authors",
    "reviewers",
    "language",
    "version",
    "published",
    "review_by",
    "tags",
    "references",
    "disclaimer",
    "link",
    "questions",
    "feedback",
    "other_formats",
    "confirm",
)
"""The keys of the front matter."""

_SYNONYMS = {
    "date": "published",
    "publish_date": "published",
    "expires": "review_by",
    "description": "summary",
    "excerpt": "summary",
    "standfirst": "summary",
    "keywords": "tags",
    "category": "topic",
    "categories": "topic",
    "author": "authors",
    "reviewed_by": "reviewers",
    "lang": "language",
    "url": "link",
    "sources": "references",
    "key_messages": "key_points",
}
_FIELD = re.compile(r"\{\{")


def read_article(path: Path, project: Project, report: Report) -> Article | None:
    """Return an article, or None after reporting every fault that makes it unusable.

    Pictures that are missing or have no description are errors too, but leave the article
    readable: it is for the build to refuse it, or not.

    Args:
        path: The article's file, in the project or elsewhere.
        project: Whose authors, defaults and pictures it may use.
        report: Where the faults go.
    """
    tally = Tally(report, tolerated=TOLERATED)
    suffix = path.suffix.lower()
    if suffix not in ARTICLE_SUFFIXES:
        report_error(
            report,
            "article.suffix",
            f"“{path.name}” is not a kind of file that can be read as an article.",
            path=path,
            hint=f"give a file that ends in {join_names(ARTICLE_SUFFIXES)}.",
        )
        return None
    data = read_bytes(path, tally)
    if data is None:
        return None
    is_markdown = suffix in MARKDOWN_SUFFIXES
    text = (decode if is_markdown else decode_any)(data, path, tally)
    if text is None:
        return None
    read = _read_markdown if is_markdown else _read_plain_text
    article = read(text, path, project, tally)
    return None if tally.is_unusable else article


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last day if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _read_plain_text(text: str, path: Path, project: Project, report: Report) -> Article | None:
    from handout.read.text import recognise

    slug, suffix = split_name(path)
    language = suffix or project.clinic.defaults.language
    if suffix and (wrong := explain_language(suffix)):
        report_error(report, "article.language", wrong[0], path=path, hint=wrong[1])
        return None
    found = recognise(text, path=path, language=language)
    for finding in found.findings:
        report(
            Problem(
                code=f"text.{finding.kind}",
                severity=Severity.NOTE,
                path=path,
                line=finding.line,
                message=f"{finding.what} {finding.kind}: “{finding.text}”.",
            )
        )
    author = found.author
    if author is not None:
        # An author with a file of their own has more to show than the text knows.
        author = project.authors.get(author.id, author)
    return Article(
        slug=slug,
        path=path,
        title=found.title,
        title_is_derived=found.title_is_derived,
        content=found.content,
        language=language,
        authors=(author,) if author else (),
        disclaimer=found.disclaimer,
    )


def _read_markdown(text: str, path: Path, project: Project, report: Report) -> Article | None:
    from handout.read.frontmatter import read_front_matter, split_front_matter
    from handout.read.markdown import read_blocks

    split = split_front_matter(text, path, report)
    if split is None:
        return None
    matter = None
    if split.matter is not None:
        matter = read_front_matter(split.matter, path, split.matter_line, report)
    content_folder = project.root / "content"
    is_inside = path.resolve().is_relative_to(project.root.resolve())
    content = read_blocks(
        split.body,
        path=path,
        base=(path.parent, content_folder),
        first_line=split.body_line,
        report=report,
        roots=(project.root,) if is_inside else (project.root, path.parent),
    )
    if matter is None and split.matter is not None:
        return None
    fields = Fields(matter or {}, path=path, kind="article", report=report)
    title, content = _take_title(fields, content, path, report)
    if not content:
        report_error(
            report,
            "article.no-text",
            "the article has no text.",
            path=path,
            line=split.body_line if split.matter is not None else None,
            hint="write it below the front matter.",
        )
    article = _make_article(fields, title, content, project, report)
    fields.finish(synonyms=_SYNONYMS)
    return article


def _make_article(
    fields: Fields, title: str, content: Blocks, project: Project, report: Report
) -> Article:
    slug, suffix = split_name(fields.path)
    clinic = project.clinic
    published = fields.day("published")
    article = Article(
        slug=slug,
        path=fields.path,
        title=title,
        content=content,
        language=_read_language(fields, suffix, clinic),
        summary=_read_plain(fields, "summary"),
        key_points=_read_marked(fields, "key_points", report),
        topic=_read_plain(fields, "topic"),
        authors=_read_authors(fields, project),
        reviewers=_read_reviewers(fields),
        version=_read_plain(fields, "version"),
        published=published,
        review_by=_read_review_by(fields, published, clinic, report),
        tags=tuple(name for name, _ in fields.names("tags")),
        references=_read_marked(fields, "references", report),
        disclaimer=_read_prose(fields, "disclaimer"),
        link=_read_link(fields),
        questions=fields.texts("questions"),
        feedback=_read_prose(fields, "feedback"),
        other_formats=_read_prose(fields, "other_formats"),
        lines={key: fields.line(key) for key in KEYS if fields.has(key)},
    )
    _warn_of_guesses(fields, report)
    return article


def _take_title(fields: Fields, content: Blocks, path: Path, report: Report) -> tuple[str, Blocks]:
    """Return the title, from the front matter or else the first `#` heading, and the rest."""
    headings = [b for b in content if isinstance(b, Heading) and b.level == 1]
    title = _read_plain(fields, "title")
    if headings and not fields.has("title"):
        first = headings.pop(0)
        title = flatten(first.content, path, first.line, report)
        content = tuple(block for block in content if block is not first)
    elif not title:
        fields.text("title", required=True, hint="add `title: …` between two lines of `---`.")
    for heading in headings:
        report_error(
            report,
            "article.second-title",
            "a second title stands in the text.",
            path=path,
            line=heading.line,
            hint="write `##` for a section.",
        )
    return title, content


def flatten(inlines: Inlines, path: Path, line: int | None, report: Report) -> str:
    """Return the words of inlines; a field among them is an error, for it could not be filled."""
    from handout.model import Break, Code, Field, NoteMark, Text

    words = []
    for inline in inlines:
        if isinstance(inline, Text | Code):
            words.append(inline.text)
        elif isinstance(inline, Break):
            words.append(" ")
        elif isinstance(inline, Field):
            _report_field(path, line, "title", report)
        elif not isinstance(inline, NoteMark):
            words.append(flatten(inline.children, path, line, report))
    return "".join(words).strip()


def _read_plain(fields: Fields, key: str) -> str:
    return _refuse_fields(fields, key, fields.text(key))


def _read_prose(fields: Fields, key: str) -> str:
    return _refuse_fields(fields, key, fields.prose(key))


def _refuse_fields(fields: Fields, key: str, text: str) -> str:
    """Report a `{{ … }}` where it would be printed as it stands."""
    if _FIELD.search(text):
        _report_field(fields.path, fields.line(key), key, fields.report)
    return text


def _report_field(path: Path, line: int | None, key: str, report: Report) -> None:
    report_error(
        report,
        "article.field-in-front-matter",
        f"a field `{{{{ … }}}}` cannot stand in “{key}”.",
        path=path,
        line=line,
        hint="put it into the text, a key point or a reference.",
    )


def _read_marked(fields: Fields, key: str, report: Report) -> tuple[Inlines, ...]:
    from handout.read.markdown import read_inlines

    return tuple(
        read_inlines(text, path=fields.path, line=line, report=report)
        for text, line in fields.texts_with_lines(key)
    )


def _read_language(fields: Fields, suffix: str | None, clinic: Clinic) -> str:
    text = fields.text("language")
    fallback = suffix or clinic.defaults.language
    wrong = explain_language(text or fallback)
    if wrong:
        fields.fault("language", "language", wrong[0], hint=wrong[1])
        return fallback
    language = normalise_language(text) or fallback
    if suffix and language.split("-")[0] != suffix.split("-")[0]:
        fields.fault(
            "language",
            "language",
            f"the language is “{language}”, but the file is named as a translation into "
            f"“{suffix}”.",
            hint="correct the key, or rename the file.",
        )
    return language


def _read_authors(fields: Fields, project: Project) -> tuple[Author, ...]:
    authors: dict[str, Author] = {}
    for name, line in fields.names("authors"):
        author = project.authors.get(name)
        if author is not None:
            authors[name] = author
            continue
        file = f"content/authors/{name}.toml"
        near = find_near(name, project.authors)
        if (project.root / file).exists():
            message, hint = f"the author “{name}” cannot be used.", f"mend {file}."
        elif near:
            message, hint = f"no author called “{name}”.", f"did you mean “{near}”?"
        else:
            message, hint = f"no author called “{name}”.", f"add {file}, or correct the name."
        fields.fault("authors", "unknown-author", message, hint=hint, line=line)
    return tuple(authors.values())


def _read_reviewers(fields: Fields) -> tuple[Reviewer, ...]:
    entry = fields.entry("reviewers")
    if entry is None:
        return ()
    items = entry.value if isinstance(entry.value, tuple) else (entry,)
    reviewers = []
    for item in items:
        if isinstance(item.value, Mapping):
            inside = fields.nested("reviewers", item.value, item.line)
            reviewers.append(
                Reviewer(
                    name=inside.text("name", required=True, hint="say who checked the article."),
                    role=inside.text("role"),
                    checked=inside.day("date"),
                )
            )
            inside.finish(synonyms={"checked": "date", "title": "role"})
        elif isinstance(item.value, str) and item.value.strip():
            reviewers.append(Reviewer(name=" ".join(item.value.split())))
        else:
            fields.fault(
                "reviewers",
                "wrong-type",
                "a reviewer must be a name, or `name`, `role` and `date`.",
                hint="write `- {name: …, role: …, date: 2026-03-01}`.",
                line=item.line,
            )
    return tuple(reviewers)


def _read_review_by(
    fields: Fields, published: date | None, clinic: Clinic, report: Report
) -> date | None:
    review_by = fields.day("review_by")
    if review_by and published and review_by < published:
        report_warning(
            report,
            "article.review-before-published",
            "the article is due for review before it is published.",
            path=fields.path,
            line=fields.line("review_by"),
            hint="correct one of the two dates.",
        )
    if review_by or not published:
        return review_by
    return add_months(published, clinic.defaults.review_months)


def _read_link(fields: Fields) -> str:
    text = fields.text("link")
    try:
        parts = urlsplit(text)
        is_address = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if text and (not is_address or " " in text or "{{" in text):
        fields.fault(
            "link",
            "link",
            f"“link” is no web address: “{text}”.",
            hint="write the whole address, such as `https://www.example.org/rain`.",
        )
    return text


def _warn_of_guesses(fields: Fields, report: Report) -> None:
    for key, line in fields.names("confirm"):
        if key not in KEYS:
            near = find_near(key, KEYS)
            fields.fault(
                "confirm",
                "unknown-key",
                f"there is no key “{key}” to confirm.",
                hint=f"did you mean `{near}`?" if near else "take it out of `confirm`.",
                line=line,
            )
            continue
        value = ", ".join(fields.show(key))
        said = f": “{value}”" if value else ""
        report_warning(
            report,
            "article.unconfirmed",
            f"“{key}” was guessed{said}.",
            path=fields.path,
            line=fields.line(key) if fields.has(key) else line,
            hint=f"correct it if need be, then take “{key}” out of `confirm`.",
        )
