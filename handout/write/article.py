"""Write an article as Markdown with front matter, and an author as TOML.

The counterpart of the readers: what is written here is read by `handout.read.article` and
`handout.read.author` as the same records. Keys without a value are left out.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from handout.model import Article, Author, Reviewer
from handout.write.body import write_body, write_inlines

_WIDTH = 88
"""Columns; longer texts of the front matter are folded."""
# What YAML 1.2 does not count as printable (section 5.1), and line ends but LF.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
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
    matter: str = "",
) -> str:
    """Write an article's file.

    A `{{` in the front matter, which knows no fields, is written with a space in it.

    Args:
        article: What to write; paths of pictures become relative to its own path.
        confirm: The keys that were guessed, or those with what a person should look at.
        checks: Likewise of the text, by line.
        matter: The front matter that it had; its comments and its order are kept.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedSeq

    keys = dict(_list_keys(article))
    entries = _load_entries(matter)
    for key in [key for key in entries if key not in keys]:
        del entries[key]
    entries.update({key: value for key, value in keys.items() if entries.get(key) != value})
    if confirm:
        guessed = CommentedSeq(confirm)
        for index, key in enumerate(confirm):
            said = confirm[key] if isinstance(confirm, Mapping) else _WHY.get(key, "is this right?")
            guessed.yaml_add_eol_comment(" ".join(_UNPRINTABLE.sub(" ", said).split()), index)
        entries["confirm"] = guessed
        entries.yaml_set_comment_before_after_key(
            "confirm",
            before="These were guessed. Check each one, correct it, and take it off this list.",
        )
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = _WIDTH
    stream = io.StringIO()
    yaml.dump(entries, stream)
    body = write_body(article.content, article.path.parent, checks)
    return f"---\n{stream.getvalue()}---\n\n{body}".rstrip("\n") + "\n"


def _load_entries(matter: str) -> Any:
    """Return the entries of a front matter with its comments; none where it has no entries."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import YAMLError

    try:
        entries = YAML().load(matter)
    except YAMLError:
        # Our own reader takes what is no YAML, such as a tab.
        entries = None
    return entries if isinstance(entries, CommentedMap) else CommentedMap()


def _list_keys(article: Article) -> Iterator[tuple[str, object]]:
    """Yield the keys of the front matter that have a value."""
    # A date that the clinic's own interval gave is not the article's.
    has_review_by = not article.lines or "review_by" in article.lines
    for key, value in (
        ("title", article.title),
        ("summary", article.summary),
        ("key_points", [write_inlines(point) for point in article.key_points]),
        ("topic", article.topic),
        ("authors", [author.id for author in article.authors]),
        ("reviewers", [_describe_reviewer(reviewer) for reviewer in article.reviewers]),
        ("language", article.language),
        ("version", article.version),
        ("published", article.published),
        ("review_by", article.review_by if has_review_by else None),
        ("tags", list(article.tags)),
        ("references", [write_inlines(reference) for reference in article.references]),
        ("disclaimer", article.disclaimer),
        ("link", article.link),
        ("questions", list(article.questions)),
        ("feedback", article.feedback),
        ("other_formats", article.other_formats),
        ("notes", article.notes if "notes" in article.lines else None),
        ("formats", list(article.formats)),
        ("draft", article.is_draft),
        ("extra", article.extra),
    ):
        if value:
            yield key, _set_scalars(value)


def _describe_reviewer(reviewer: Reviewer) -> dict[str, object]:
    given = {"name": reviewer.name, "role": reviewer.role, "date": reviewer.checked}
    return {key: value for key, value in given.items() if value}


def _set_scalars(value: Any) -> Any:
    """Return a value with its texts as they are to be written: escaped where they have to be."""
    if isinstance(value, list | tuple):
        return [_set_scalars(one) for one in value]
    if isinstance(value, dict):
        return {key: _set_scalars(one) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

    text = value.replace("{{", "{ {")
    if _UNPRINTABLE.search(text) or text != " ".join(text.split()):
        return DoubleQuotedScalarString(text)
    return FoldedScalarString(text) if len(text) > _WIDTH else text


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
