"""Walk the structure tree: what a screen reader is given, and what it never reaches.

`Document` reads a file once, into pages (what is drawn) and a tree of elements (what is said), and
answers questions about its text. The rules that follow are in `tagging`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf

from .content import read_content
from .margins import A4, Margins
from .records import PageContent, Run

HEADING = re.compile(r"H([1-6])$")
RUN_ON = frozenset(("Span", "Link", "Em", "Strong", "Code", "Quote", "NonStruct", "Reference"))
"""Structure types inside a line of text; all others are on lines of their own."""

_SHOWN = frozenset(("Scope", "ListNumbering", "RowSpan", "ColSpan"))
"""Attributes that say something aloud; boxes and colours do not."""
_WORD_GAP = 0.15
"""What stands further apart than this part of the type's size is two words."""
_LINE_ENDS_IN_WORD = re.compile(r"\w[-–/]$")
"""A line that broke inside a word: nothing stood there that the break took away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A leaf: marked content of a page, by its MCID."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectReference:
    """A leaf: an annotation, such as a link's rectangle.

    Attributes:
        page: The page that it is on.
        subtype: What it is, such as `Link`.
        target: Where a link leads: an address, or `#` and the name of a place in the file.
        contents: The words that stand for it (ISO 14289-1, 7.18.1).
    """

    page: int
    subtype: str
    target: str
    contents: str


@dataclass(slots=True, kw_only=True)
class Element:
    """A structure element; `tag` is the standard type that its own type is mapped to."""

    tag: str
    identifier: str | None = None
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

    def __init__(self, path: Path, margins: Margins = A4) -> None:
        self.path = path
        self.margins = margins
        with pikepdf.open(path) as pdf:
            self.pages: tuple[PageContent, ...] = tuple(read_content(pdf))
            self._numbers: dict[Any, int] = {
                page.objgen: n for n, page in enumerate(pdf.pages, start=1)
            }
            self._roles: dict[str, str] = {}
            self.tree = Element(tag="Root")
            self.parent_tree_faults: list[str] = ["no structure tree"]
            self.language = str(pdf.Root.get("/Lang", ""))
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
                element.children.append(_read_annotation(kid.Obj, here))
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
                attributes.update({str(k)[1:]: _write_value(v) for k, v in value.items()})
        return Element(
            tag=self._roles.get(tag, tag),
            identifier=str(node.ID) if "/ID" in node else None,
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
        """Return the tree as indented lines, one an element, for a golden file.

        What says nothing of its text is passed through, as a screen reader does it: `NonStruct`,
        and the bare `Span` of every line. Text stands in quotes, whole. Where a line or a page
        ends does not show in it, unless an element is split there.
        """
        lines = [f"lang={self.language}"]
        for child in self.tree.children:
            if isinstance(child, Element):
                self._show(child, 0, lines)
        return "\n".join(lines) + "\n"

    def _show(self, element: Element, depth: int, lines: list[str]) -> None:
        parts: list[str | Element] = []
        runs: list[Run] = []
        for child in [*_pass_through(element), None]:
            if isinstance(child, Content):
                runs += self.runs_at(child)
                continue
            if runs:
                parts.append(f'"{_join(runs)}"')
                runs = []
            if child is not None:
                parts.append(child)
        words = [element.tag, *self._describe(element)]
        if len(parts) == 1 and isinstance(parts[0], str):
            words.append(parts.pop(0))  # type: ignore[arg-type]  # It is a text.
        lines.append("  " * depth + " ".join(words))
        for part in parts:
            if isinstance(part, Element):
                self._show(part, depth + 1, lines)
            else:
                lines.append("  " * (depth + 1) + part)

    def _describe(self, element: Element) -> Iterator[str]:
        """Yield what an element says besides its text."""
        for key, value in sorted(element.attributes.items()):
            if key in _SHOWN:
                yield f"{key}={value}"
            elif key == "Headers":
                names = [self.text(self._named[name]) for name in value.split()]
                yield f"Headers=[{'; '.join(names)}]"
        if element.language:
            yield f"lang={element.language}"
        if element.alt is not None:
            yield f'alt="{element.alt}"'
        if element.actual_text is not None:
            yield f'actual="{element.actual_text}"'
        for child in element.children:
            if isinstance(child, ObjectReference):
                yield f'→ {child.target or child.subtype} contents="{child.contents}"'

    @cached_property
    def _named(self) -> Mapping[str, Element]:
        return {item.identifier: item for item in self.tree.walk() if item.identifier}


def _pass_through(element: Element) -> Iterator[Element | Content]:
    """Yield an element's children, those of a child that says nothing of them in its place."""
    for child in element.children:
        if isinstance(child, Content):
            yield child
        elif isinstance(child, Element):
            is_bare = child.alt is None and child.actual_text is None and not child.language
            is_span = child.tag == "Span" and bool(child.children)
            if is_bare and (is_span or child.tag == "NonStruct"):
                yield from _pass_through(child)
            else:
                yield child


def _join(runs: Iterable[Run]) -> str:
    """Return the text of runs, with a space where they stand apart or a line ended."""
    text = ""
    last: Run | None = None
    for run in runs:
        if last is not None:
            is_new_line = abs(last.baseline - run.baseline) > run.size / 2
            is_apart = is_new_line or abs(run.box[0] - last.box[2]) > run.size * _WORD_GAP
            if is_apart and not _LINE_ENDS_IN_WORD.search(text):
                text += " "
        text += run.text
        last = run
    return re.sub(r"\s+", " ", text)


def _read_annotation(annotation: Any, page: int) -> ObjectReference:
    target = f"#{annotation.Dest}" if "/Dest" in annotation else ""
    if "/A" in annotation:
        target = str(annotation.A.get("/URI", ""))
    return ObjectReference(
        page=page,
        subtype=str(annotation.get("/Subtype", "/"))[1:],
        target=target,
        contents=str(annotation.get("/Contents", "")),
    )


def _write_value(value: Any) -> str:
    """Return an attribute's value: a name without its slash, the items of a list in a row."""
    if isinstance(value, pikepdf.Array):
        return " ".join(str(item) for item in value)
    return str(value).lstrip("/")


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
