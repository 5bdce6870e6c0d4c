"""Hold the structure tree between reading it from the boxes and writing it into the PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PAGINATION, LAYOUT = "/Pagination", "/Layout"
"""Kinds of artifacts (ISO 32000-1, 14.8.2.2): what each page repeats, and what only adorns."""


@dataclass(slots=True, eq=False)
class Mark:
    """Marked content of a page, by its number (ISO 32000-1, 14.7.4.2)."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class Annotation:
    """A link's rectangle on a page."""

    page: int
    dictionary: Any


@dataclass(slots=True, eq=False)
class Node:
    """A structure element to be.

    Attributes:
        tag: Its type.
        page: The page that it begins on, from 0.
        parent: What it stands in; None for the root.
        element: The element of the HTML, if it stands for one.
        kids: What it holds.
        said: The text that is read in place of what is drawn (`/ActualText`).
        alt: The words that describe it.
        is_placed: It stands among its parent's kids.
        text: The paragraph that text right in a group goes to, while no block follows.
    """

    tag: str
    page: int
    parent: Node | None = None
    element: Any = None
    kids: list[Node | Mark | Annotation] = field(default_factory=list)
    said: str | None = None
    alt: str | None = None
    language: str | None = None
    identifier: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    is_placed: bool = False
    text: Node | None = None


@dataclass(slots=True, kw_only=True)
class Tree:
    """What was made of a document.

    Attributes:
        root: The node of the whole document.
        owners: The node of each piece of marked content that is said, by page and number.
        artifacts: The kind of every other piece, likewise.
        spare: Rectangles of links that stand for no link of their own, by page.
    """

    root: Node
    owners: list[dict[int, Node]]
    artifacts: list[dict[int, str]]
    spare: list[list[Any]]


def attach(node: Node) -> None:
    """Put a node, and all that it stands in, in its place."""
    while not node.is_placed and node.parent is not None:
        node.is_placed = True
        node.parent.kids.append(node)
        if node is not node.parent.text:
            node.parent.text = None
        node = node.parent
