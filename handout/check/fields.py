"""Hold the fields of recipients that an article prints to the columns that lists have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from handout.model import Article, Field, Problem, Severity
from handout.read.faults import find_near, join_names
from handout.read.recipients.known import KNOWN, find_meant

_PRINTED = re.compile(r"\brecipient\s*(?:\.\s*|\[\s*['\"])(\w+)")


def find_printed(article: Article) -> Mapping[str, int | None]:
    """Return the fields of a recipient that an article prints, each with its first line."""
    printed: dict[str, int | None] = {}
    for field in _find_fields(article):
        # With that filter, it need not be there.
        if "default" not in field.expression:
            for name in _PRINTED.findall(field.expression):
                printed.setdefault(name, field.line)
    return printed


def _find_fields(node: Any) -> Iterator[Field]:
    if isinstance(node, Field):
        yield node
    elif isinstance(node, tuple):
        for one in node:
            yield from _find_fields(one)
    elif is_dataclass(node):
        for part in fields(node):
            yield from _find_fields(getattr(node, part.name))


def check_fields(article: Article) -> Iterator[Problem]:
    """Yield a warning for each field that is called nearly as one that every list has."""
    for name, line in find_printed(article).items():
        near = None if name in KNOWN else find_meant(name, KNOWN)
        if near:
            yield Problem(
                code="article.near-field",
                severity=Severity.WARNING,
                path=article.path,
                line=line,
                message=f"“recipient.{name}” is a field of the clinic's own.",
                hint=f"did you mean “recipient.{near}”?",
            )


def check_columns(article: Article, columns: Collection[str]) -> Iterator[Problem]:
    """Yield an error for each field that an article prints and a list has not.

    Args:
        article: The article.
        columns: The columns of the list.
    """
    for name, line in find_printed(article).items():
        if name in columns:
            continue
        near = find_near(name, columns)
        hint = f"did you mean “{near}”?" if near else f"add it; there is {join_names(columns)}."
        yield Problem(
            code="merge.no-column",
            severity=Severity.ERROR,
            path=article.path,
            line=line,
            message=f"the list has no column “{name}”, which the article needs here.",
            hint=f"{hint} “--map {name}=…” says which column it is.",
        )
