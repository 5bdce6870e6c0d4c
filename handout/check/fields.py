"""Hold the fields of recipients that an article prints to the columns that lists have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from handout.model import Article, Field, Problem, Severity
from handout.read.faults import find_near, join_names
from handout.read.recipients.known import KNOWN, find_meant

Node = TypeVar("Node")

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


def find_nodes(node: Any, kind: type[Node]) -> Iterator[Node]:
    """Yield what is of a kind in an article or a part of it, in order; none within another."""
    if isinstance(node, kind):
        yield node
    elif isinstance(node, tuple):
        for one in node:
            yield from find_nodes(one, kind)
    elif is_dataclass(node):
        for part in fields(node):
            yield from find_nodes(getattr(node, part.name), kind)


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
