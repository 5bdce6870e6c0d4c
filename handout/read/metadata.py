"""Make an article of its front matter and its blocks, checking every value.

`handout.read.article` opens the file and has the two read; here they become one record.
"""

from __future__ import annotations

import calendar
import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from handout.files.names import find_spelling, unify_name
from handout.model import (
    NOTES,
    Article,
    Author,
    Blocks,
    Break,
    Clinic,
    Code,
    Field,
    Heading,
    Inlines,
    NoteMark,
    Project,
    Report,
    Reviewer,
    Text,
)
from handout.read.author import find_author
from handout.read.blocks import TITLE_LIMIT
from handout.read.extra import read_extra
from handout.read.faults import suggest
from handout.read.fields import FieldReader, Table
from handout.read.inlines import read_inlines
from handout.read.languages import explain_language, normalise_language
from handout.read.planning import read_draft, read_formats
from handout.read.project import split_name

_CURLY = re.compile("[“„][^“„”]+[”“]")
KEYS = (
    *("title", "summary", "key_points", "topic", "authors", "reviewers", "language", "version"),
    *("published", "review_by", "tags", "references", "disclaimer", "link", "questions"),
    *("feedback", "other_formats", "notes", "formats", "draft", "extra", "confirm"),
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
    "subtitle": "summary",
    "updated": "published",
    "format": "formats",
    "status": "draft",
}
_ELSEWHERE = {
    **dict.fromkeys(
        ("phone", "email", "address", "website", "hours", "logo", "colour", "color", "font"),
        "in content/clinic.toml",
    ),
    "slug": "in the file's name",
    "image": "into the text, as `![what it shows](../images/name.jpg)`",
}


def make_article(
    matter: Table, content: Blocks, *, path: Path, project: Project, report: Report
) -> Article:
    """Return an article, reporting every fault of its front matter.

    Args:
        matter: The front matter's keys.
        content: The body's blocks, perhaps with the title among them.
        path: The article's file.
        project: Whose authors and defaults it may use.
        report: Where the faults go.
    """
    fields = FieldReader(matter, path=path, kind="article", report=report)
    title, content = _take_title(fields, content)
    article = _read_metadata(fields, title, content, project)
    fields.finish(synonyms=_SYNONYMS, elsewhere=_ELSEWHERE)
    return article


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last day if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _read_metadata(fields: FieldReader, title: str, content: Blocks, project: Project) -> Article:
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
        key_points=_read_marked(fields, "key_points"),
        topic=_read_plain(fields, "topic"),
        authors=_read_authors(fields, project),
        reviewers=_read_reviewers(fields),
        version=_read_plain(fields, "version"),
        published=published,
        review_by=_read_review_by(fields, published, clinic),
        tags=tuple(name for name, _ in fields.names("tags")),
        references=_read_marked(fields, "references"),
        disclaimer=_read_prose(fields, "disclaimer"),
        link=_read_link(fields),
        questions=fields.texts("questions"),
        feedback=_read_prose(fields, "feedback"),
        other_formats=_read_prose(fields, "other_formats"),
        formats=read_formats(fields),
        notes=fields.choice("notes", NOTES, default=clinic.notes),
        is_draft=read_draft(fields),
        extra=_read_extra(fields),
        lines={key: fields.line(key) for key in KEYS if fields.has(key)},
    )
    _warn_of_guesses(fields)
    return article


def _take_title(fields: FieldReader, content: Blocks) -> tuple[str, Blocks]:
    """Return the title, from the front matter or else the first `#` heading, and the rest."""
    headings = [b for b in content if isinstance(b, Heading) and b.level == 1]
    title = _read_plain(fields, "title")
    line: int | None = fields.line("title")
    if headings and not fields.has("title"):
        first = headings.pop(0)
        title, line = _flatten(first.content, fields, first.line), first.line
        content = tuple(block for block in content if block is not first)
    elif not title:
        fields.text("title", required=True, hint="add `title: …` between two lines of `---`.")
    if len(title) > TITLE_LIMIT:
        message = f"the title has {len(title):,} characters, where {TITLE_LIMIT} are the most."
        hint = "shorten it, and put what else it says into “summary”."
        fields.fault("title", "title-too-long", message, hint, line=line)
    for heading in headings:
        message, hint = "a second title stands in the text.", "write `##` for a section."
        fields.fault("title", "second-title", message, hint, line=heading.line)
    return title, content


def _flatten(inlines: Inlines, fields: FieldReader, line: int | None) -> str:
    """Return the words of inlines; a field among them is an error, for it could not be filled."""
    words = []
    for inline in inlines:
        if isinstance(inline, Text | Code):
            words.append(inline.text)
        elif isinstance(inline, Break):
            words.append(" ")
        elif isinstance(inline, Field):
            _report_field(fields, line, "title")
        elif not isinstance(inline, NoteMark):
            words.append(_flatten(inline.children, fields, line))
    return "".join(words).strip()


def _read_plain(fields: FieldReader, key: str) -> str:
    text = fields.text(key)
    if _CURLY.fullmatch(text):
        message = f"the quotation marks around “{key}” are printed."
        fields.warn(key, "curly-quotes", message, "type straight ones in their place, or none.")
    return _refuse_fields(fields, key, text)


def _read_prose(fields: FieldReader, key: str) -> str:
    return _refuse_fields(fields, key, fields.prose(key))


def _refuse_fields(fields: FieldReader, key: str, text: str) -> str:
    """Report a `{{ … }}` where it would be printed as it stands."""
    if "{{" in text:
        _report_field(fields, fields.line(key), key)
    return text


def _report_field(fields: FieldReader, line: int | None, key: str) -> None:
    message = f"a field `{{{{ … }}}}` cannot stand in “{key}”."
    hint = "put it into the text, a key point or a reference."
    fields.fault(key, "field-in-front-matter", message, hint, line=line)


def _read_marked(fields: FieldReader, key: str) -> tuple[Inlines, ...]:
    return tuple(
        read_inlines(text, path=fields.path, line=line, report=fields.report)
        for text, line in fields.texts_with_lines(key)
    )


def _read_language(fields: FieldReader, suffix: str | None, clinic: Clinic) -> str:
    text = fields.text("language")
    fallback = suffix or clinic.defaults.language
    wrong = explain_language(text or fallback)
    if wrong:
        fields.fault("language", "language", *wrong)
        return fallback
    language = normalise_language(text) or fallback
    if suffix and language.split("-")[0] != suffix.split("-")[0]:
        named = f"the file is named as a translation into “{suffix}”"
        message = f"the language is “{language}”, but {named}."
        fields.fault("language", "language", message, "correct the key, or rename the file.")
    return language


def _read_authors(fields: FieldReader, project: Project) -> tuple[Author, ...]:
    authors: dict[str, Author] = {}
    for written, line in fields.names("authors"):
        name = unify_name(written)
        author = project.authors.get(name)
        if author is not None:
            authors[name] = author
            continue
        file = f"content/authors/{name}.toml"
        if os.path.lexists(find_spelling(project.root / file)):
            message, hint = f"the author “{name}” cannot be used.", f"mend {file}."
        elif known := find_author(written, project):
            message = f"no author called “{name}”."
            hint = f"write “{known.id}”, as the author's file is called."
        else:
            message = f"no author called “{name}”."
            hint = suggest(name, project.authors, f"add {file}, or correct the name.")
        fields.fault("authors", "unknown-author", message, hint, line=line)
    return tuple(authors.values())


def _read_reviewers(fields: FieldReader) -> tuple[Reviewer, ...]:
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
            message = "a reviewer must be a name, or `name`, `role` and `date`."
            hint = "write `- {name: …, role: …, date: 2026-03-01}`."
            fields.fault("reviewers", "wrong-type", message, hint, line=item.line)
    return tuple(reviewers)


def _read_review_by(fields: FieldReader, published: date | None, clinic: Clinic) -> date | None:
    review_by = fields.day("review_by")
    if review_by and published and review_by < published:
        message = "the article is due for review before it is published."
        hint = "correct one of the two dates."
        fields.warn("review_by", "review-before-published", message, hint)
    if review_by or not published:
        return review_by
    return add_months(published, clinic.defaults.review_months)


def _read_link(fields: FieldReader) -> str:
    text = fields.text("link")
    try:
        parts = urlsplit(text)
        is_address = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if text and (not is_address or " " in text or "{{" in text):
        hint = "write the whole address, such as `https://www.example.org/rain`."
        fields.fault("link", "link", f"“link” is no web address: “{text}”.", hint)
    return text


def _read_extra(fields: FieldReader) -> dict[str, object]:
    _refuse_fields(fields, "extra", " ".join(fields.show("extra")))
    return read_extra(fields)


def _warn_of_guesses(fields: FieldReader) -> None:
    for key, line in dict(fields.names("confirm")).items():
        if key not in KEYS:
            hint = suggest(key, KEYS, "take it out of `confirm`.", "`{}`")
            message = f"there is no key “{key}” to confirm."
            fields.fault("confirm", "unknown-key", message, hint, line=line)
            continue
        value = ", ".join(fields.show(key))
        said = f": “{value}”" if value else ""
        hint = f"correct it if need be, then take “{key}” out of `confirm`."
        line = fields.line(key) if fields.has(key) else line
        fields.warn("confirm", "unconfirmed", f"“{key}” was guessed{said}.", hint, line=line)
