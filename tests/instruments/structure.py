"""Walk the structure tree: what a screen reader is given, and what it never reaches.

`Document` reads a file once, into pages (what is drawn) and a tree of elements (what is said), and
answers questions about its text. The rules that follow are in `tagging`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from .content import read_content
from .records import PageContent, Run

HEADING = re.compile(r"H([1-6])$")
RUN_ON = frozenset(("Span", "Link", "Em", "Strong", "Code", "Quote", "NonStruct", "Reference"))
"""Structure types inside a line of text; all others are on lines of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A leaf: marked content of a page, by its MCID."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectReference:
    """A leaf: an annotation, such as a link's rectangle."""

    page: int
    subtype: str


@dataclass(slots=True, kw_only=True)
class Element:
    """A structure element; `tag` is the standard type that its own type is mapped to."""

    tag: str
    alt: str | None = None
    actual_text: str | None = None
    language: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element | Content | ObjectReference] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def leaves(self) -> Iterator[Content]:
        """Yield the marked content below this element, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                yield from child.leaves()
            elif isinstance(child, Content):
                yield child


def squeeze(text: str) -> str:
    """Return the text without white space, soft hyphens and byte order marks."""
    return re.sub(r"[\s\u00ad\ufeff\u200b]+", "", text)


class Document:
    """A PDF, read: its pages' content and its structure tree."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with pikepdf.open(path) as pdf:
            self.pages: tuple[PageContent, ...] = tuple(read_content(pdf))
            self._numbers: dict[Any, int] = {
                page.objgen: n for n, page in enumerate(pdf.pages, start=1)
            }
            self._roles: dict[str, str] = {}
            self.tree = Element(tag="Root")
            self.parent_tree_faults: list[str] = ["no structure tree"]
            root = pdf.Root.get("/StructTreeRoot")
            if root is not None:
                roles = root.get("/RoleMap", pikepdf.Dictionary())
                self._roles = {str(key)[1:]: str(value)[1:] for key, value in roles.items()}
                self._read_children(root, self.tree, None)
                self.parent_tree_faults = _check_parent_tree(pdf, root)
        self._runs: dict[tuple[int, int], list[Run]] = {}
        for run in self.runs:
            if run.mcid is not None:
                self._runs.setdefault((run.page, run.mcid), []).append(run)

    def _read_children(self, node: Any, element: Element, page: int | None) -> None:
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                if page is None:
                    raise ValueError(f"{self.path.name}: an MCID without a page")
                element.children.append(Content(page=page, mcid=kid))
                continue
            here = self._numbers[kid.Pg.objgen] if "/Pg" in kid else page
            kind = kid.get("/Type", "/StructElem")
            if kind == "/MCR":
                assert here is not None
                element.children.append(Content(page=here, mcid=int(kid.MCID)))
            elif kind == "/OBJR":
                assert here is not None
                subtype = str(kid.Obj.get("/Subtype", "/"))[1:]
                element.children.append(ObjectReference(page=here, subtype=subtype))
            else:
                child = self._read_element(kid)
                element.children.append(child)
                self._read_children(kid, child, here)

    def _read_element(self, node: Any) -> Element:
        tag = str(node.S)[1:]
        attributes: dict[str, str] = {}
        values = node.get("/A", [])
        for value in values if isinstance(values, pikepdf.Array) else [values]:
            if isinstance(value, pikepdf.Dictionary):
                attributes.update({str(k)[1:]: str(v).lstrip("/") for k, v in value.items()})
        return Element(
            tag=self._roles.get(tag, tag),
            alt=str(node.Alt) if "/Alt" in node else None,
            actual_text=str(node.ActualText) if "/ActualText" in node else None,
            language=str(node.Lang) if "/Lang" in node else None,
            attributes=attributes,
        )

    @property
    def runs(self) -> Iterator[Run]:
        """Yield every run of text, page by page, in the order of drawing."""
        for page in self.pages:
            yield from page.runs

    def runs_of(self, element: Element) -> Iterator[Run]:
        """Yield the runs that an element holds, in reading order."""
        for leaf in element.leaves():
            yield from self.runs_at(leaf)

    def runs_at(self, content: Content) -> list[Run]:
        """Return the runs of one piece of marked content."""
        return self._runs.get((content.page, content.mcid), [])

    def elements(self, *tags: str) -> list[Element]:
        """Return the elements of the given types, in reading order (all, if none is given)."""
        return [item for item in self.tree.walk() if not tags or item.tag in tags]

    def headings(self) -> list[tuple[int, str]]:
        """Return level and text of each heading, in reading order."""
        return [
            (int(match[1]), self.text(element))
            for element in self.tree.walk()
            if (match := HEADING.match(element.tag))
        ]

    def text(self, element: Element | None = None) -> str:
        """Return what is read aloud of an element (or of all): blocks on lines of their own."""
        parts: list[str] = []
        self._speak(self.tree if element is None else element, parts)
        lines = "".join(parts).split("\n")
        return "\n".join(line for line in (" ".join(raw.split()) for raw in lines) if line)

    def _speak(self, element: Element, parts: list[str]) -> None:
        is_block = element.tag not in RUN_ON
        if is_block:
            parts.append("\n")
        if element.actual_text is not None:
            parts.append(element.actual_text)
        else:
            last: Run | None = None
            for child in element.children:
                if isinstance(child, Element):
                    self._speak(child, parts)
                elif isinstance(child, Content):
                    for run in self.runs_at(child):
                        if last is None or abs(last.baseline - run.baseline) > run.size / 2:
                            parts.append(" ")
                        parts.append(run.text)
                        last = run
        if is_block:
            parts.append("\n")

    def page_text(self, *, with_artifacts: bool = False) -> str:
        """Return the text of all pages in the order of drawing, a run a line."""
        return "\n".join(run.text for run in self.runs if with_artifacts or run.artifact is None)

    def dump(self) -> str:
        """Return the tree as indented lines, for a golden file."""
        lines: list[str] = []

        def show(element: Element, depth: int) -> None:
            texts = [child for child in element.children if isinstance(child, Content)]
            own = "".join(run.text for leaf in texts for run in self.runs_at(leaf))
            notes = [
                f"{key}={value}"
                for key, value in sorted(element.attributes.items())
                if key in {"Scope", "ListNumbering", "RowSpan", "ColSpan"}
            ]
            notes += [f"alt={element.alt!r}"] if element.alt is not None else []
            notes += [f"lang={element.language}"] if element.language else []
            notes += [
                "→ " + child.subtype
                for child in element.children
                if isinstance(child, ObjectReference)
            ]
            words = " ".join(own.split())
            lines.append(
                "  " * depth + " ".join([element.tag, *notes]) + (f": {words}" if words else "")
            )
            for child in element.children:
                if isinstance(child, Element):
                    show(child, depth + 1)

        for child in self.tree.children:
            if isinstance(child, Element):
                show(child, 0)
        return "\n".join(lines) + "\n"


def _check_parent_tree(pdf: pikepdf.Pdf, root: Any) -> list[str]:
    """Return where the parent tree misses a page's MCID (ISO 32000-1, 14.7.4.4)."""
    if "/ParentTree" not in root:
        return ["no parent tree"]
    parents = dict(pikepdf.NumberTree(root.ParentTree).items())
    faults = []
    for number, page in enumerate(pdf.pages, start=1):
        key = page.obj.get("/StructParents")
        if key is None or int(key) not in parents:
            faults.append(f"page {number}: no entry in the parent tree")
    return faults
