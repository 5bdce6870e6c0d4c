"""Write an article as Markdown with front matter, and an author as TOML.

The counterpart of the readers: what is written here is read by `handout.read.article` and
`handout.read.author` as the same records. Keys without a value are left out.
"""

from __future__ import annotations

import json
import os
import re
import textwrap
from collections.abc import Collection, Iterator, Mapping

from handout.model import Article, Author, Reviewer
from handout.write.body import write_body, write_inlines

_WIDTH = 88
"""Columns; longer texts of the front matter are folded."""
_PLAIN = re.compile(r"[^\W\d_](?:[\w ,.’“”()/!?–—-]|:(?! |$)|'(?! ))*")
_NOT_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off"})
# What YAML 1.2 does not count as printable (section 5.1), and line ends but LF.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WHY = {
    "title": "is this what the article is called?",
    "authors": "did they write it, and is their file right?",
    "disclaimer": "is this the disclaimer, and all of it?",
}


def write_article_markdown(
    article: Article,
    *,
    confirm: Mapping[str, str] | Collection[str] = (),
    checks: Mapping[int, str] | None = None,
) -> str:
    """Write an article's file.

    A `{{` in the front matter, which knows no fields, is written with a space in it.

    Args:
        article: What to write; paths of pictures become relative to its own path.
        confirm: The keys that were guessed, or those with what a person should look at.
        checks: Likewise of the text, by line.
    """
    rows = ["---", *_write_keys(article)]
    if confirm:
        rows.append("# These were guessed. Check each one, correct it, and take it off this list.")
        rows.append("confirm:")
        for key in confirm:
            said = confirm[key] if isinstance(confirm, Mapping) else _WHY.get(key, "is this right?")
            rows.append(f"  - {key}  # {_flat(said)}")
    rows += ["---", "", write_body(article.content, article.path.parent, checks)]
    return "\n".join(rows).rstrip("\n") + "\n"


def _write_keys(article: Article) -> Iterator[str]:
    yield from _write_text("title", article.title)
    yield from _write_text("summary", article.summary)
    yield from _write_list("key_points", map(write_inlines, article.key_points))
    yield from _write_text("topic", article.topic)
    yield from _write_list("authors", (author.id for author in article.authors))
    if article.reviewers:
        yield "reviewers:"
        for reviewer in article.reviewers:
            yield from _write_reviewer(reviewer)
    yield from _write_text("language", article.language)
    yield from _write_text("version", article.version)
    if article.published:
        yield f"published: {article.published.isoformat()}"
    # A date that the clinic's own interval gave is not the article's.
    if article.review_by and (not article.lines or "review_by" in article.lines):
        yield f"review_by: {article.review_by.isoformat()}"
    yield from _write_list("tags", article.tags)
    yield from _write_list("references", map(write_inlines, article.references))
    yield from _write_text("disclaimer", article.disclaimer)
    yield from _write_text("link", article.link)
    yield from _write_list("questions", article.questions)
    yield from _write_text("feedback", article.feedback)
    yield from _write_text("other_formats", article.other_formats)
    if "notes" in article.lines:
        yield f"notes: {article.notes}"


def _write_text(key: str, text: str) -> Iterator[str]:
    if not text:
        return
    words = text.replace("{{", "{ {")
    if len(words) > _WIDTH and _can_be_folded(words):
        yield f"{key}: >-"
        yield from textwrap.wrap(
            words,
            _WIDTH,
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    else:
        yield f"{key}: {_scalar(words)}"


def _can_be_folded(text: str) -> bool:
    """Tell whether a folded text comes back as it was: plain words with single spaces."""
    is_single_spaced = text == " ".join(text.split(" ")) and "  " not in text
    is_plain = not re.search(r"[\x00-\x1f]", text) and not _UNPRINTABLE.search(text)
    return is_single_spaced and is_plain and text == text.strip()


def _write_list(key: str, texts: Iterator[str] | Collection[str]) -> Iterator[str]:
    rows = [f"  - {_scalar(text)}" for text in texts]
    if rows:
        yield f"{key}:"
        yield from rows


def _write_reviewer(reviewer: Reviewer) -> Iterator[str]:
    yield f"  - name: {_scalar(reviewer.name)}"
    if reviewer.role:
        yield f"    role: {_scalar(reviewer.role)}"
    if reviewer.checked:
        yield f"    date: {reviewer.checked.isoformat()}"


def _scalar(text: str) -> str:
    """Write a YAML scalar: plain where that is safe, else in double quotes with escapes."""
    is_plain = _PLAIN.fullmatch(text) and not text.endswith((" ", ":"))
    if is_plain and text.casefold() not in _NOT_TEXT:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _flat(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def write_author_toml(author: Author) -> str:
    """Write an author's file."""
    import tomlkit

    document = tomlkit.document()
    for key, text in (
        ("name", author.name),
        ("role", author.role),
        ("credentials", author.credentials),
        ("registration", author.registration),
        ("bio", author.bio),
        ("email", author.email),
        ("website", author.website),
    ):
        if text:
            document.add(key, tomlkit.string(text, multiline="\n" in text))
    if author.photo:
        # Photos are named from content/, where the folder of authors is.
        photo = os.path.relpath(author.photo.path, author.path.parent.parent)
        document.add("photo", tomlkit.string(photo.replace(os.sep, "/")))
        if author.photo.alt and author.photo.alt != author.name:
            document.add("photo_alt", tomlkit.string(author.photo.alt))
    return tomlkit.dumps(document)
