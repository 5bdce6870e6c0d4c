"""Hold the fields of recipients that an article prints to the columns that lists have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from handout.model import Article, Field, Problem, find_nodes, make_error, make_warning
from handout.read.faults import find_near, join_names, suggest
from handout.read.recipients.known import KNOWN, find_meant

_PRINTED = re.compile(r"\brecipient\s*(?:\.\s*|\[\s*['\"])(\w+)")


def find_printed(article: Article) -> Mapping[str, int | None]:
    """Return the fields of a recipient that an article prints, each with its first line."""
    printed: dict[str, int | None] = {}
    for field in find_nodes(article, Field):
        # With that filter, it need not be there.
        if "default" not in field.expression:
            for name in _PRINTED.findall(field.expression):
                printed.setdefault(name, field.line)
    return printed


def check_fields(article: Article) -> Iterator[Problem]:
    """Yield a warning for each field that is called nearly as one that every list has."""
    for name, line in find_printed(article).items():
        near = None if name in KNOWN else find_meant(name, KNOWN)
        if near:
            message = f"“recipient.{name}” is a field of the clinic's own."
            hint = f"did you mean “recipient.{near}”?"
            yield make_warning("article.near-field", message, hint, path=article.path, line=line)


def check_columns(article: Article, columns: Collection[str]) -> Iterator[Problem]:
    """Yield an error for each field that an article prints and a list has not.

    Args:
        article: The article.
        columns: The columns of the list.
    """
    for name, line in find_printed(article).items():
        if name in columns:
            continue
        hint = suggest(name, columns, f"add it; there is {join_names(columns)}.")
        hint = f"{hint} “--map {name}=…” says which column it is."
        message = f"the list has no column “{name}”, which the article needs here."
        yield make_error("merge.no-column", message, hint, path=article.path, line=line)


def check_recipient(article: Article, given: Collection[str]) -> Iterator[Problem]:
    """Yield what is to be said of each field that an article prints and a recipient has not.

    One that was given and is called nearly so is an error; else nothing is printed there.

    Args:
        article: The article.
        given: The fields of the recipient.
    """
    printed = find_printed(article)
    unused = [name for name in given if name not in printed]
    for name, line in printed.items():
        if name in given:
            continue
        path, message = article.path, f"the recipient has no field “{name}”"
        if near := find_near(name, unused):
            hint = f"call “{near}” so, or leave it out."
            message += ", which is printed here."
            yield make_error("recipient.missing", message, hint, path=path, line=line)
        else:
            message += ", so that nothing is printed here."
            yield make_warning("recipient.missing", message, path=path, line=line)
