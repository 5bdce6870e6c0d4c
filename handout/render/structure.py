"""Make the structure tree of a handout: what a screen reader says, and in which order.

Boxes go in, page by page; a tree of `Node` comes out. Boxes of one element of the HTML make one
node, however many lines and pages they are spread over, and a node is only there if something is
in it. What is drawn and not said is named as well (`Tree.artifacts`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, MutableMapping
from typing import Any

from weasyprint.formatting_structure import boxes

from handout.render.links import describe_link
from handout.render.nodes import LAYOUT, PAGINATION, Annotation, Mark, Node, Tree, attach
from handout.render.roles import (
    BULLETS,
    GROUPS,
    INLINE,
    NUMBERS,
    SVG,
    find_attributes,
    find_role,
)

PT_PER_PX = 0.75

_ALWAYS = frozenset(("TR", "TH", "TD"))
"""What is there even if empty: a row has as many cells as the others (ISO 14289-1, 7.5)."""
_LOGGER = logging.getLogger("weasyprint")
"""Where `handout.render.messages` listens."""


def build_tree(document: Any, marks: list[MutableMapping[Any, Mapping[str, Any]]]) -> Tree:
    """Return the tree of a laid-out document.

    Args:
        document: The WeasyPrint document.
        marks: The marked content of each page by box, as WeasyPrint recorded it; emptied.
    """
    builder = _Builder(Node("Document", 0, is_placed=True))
    for page, found in zip(document.pages, marks, strict=True):
        builder.read_page(page, found)
    builder.put_last()
    return builder.tree


class _Builder:
    def __init__(self, root: Node) -> None:
        self.tree = Tree(root=root, owners=[], artifacts=[], spare=[])
        self._nodes: dict[tuple[int, str], Node] = {}
        self._bodies: dict[Node, Node] = {}
        self._last: list[Node] = []
        self._page = -1
        self._height = 0.0
        self._marks: MutableMapping[Any, Mapping[str, Any]] = {}

    def read_page(self, page: Any, marks: MutableMapping[Any, Mapping[str, Any]]) -> None:
        """Read the boxes of the next page."""
        self._page += 1
        self._height, self._marks = page.height, marks
        self.tree.owners.append({})
        self.tree.artifacts.append({})
        self.tree.spare.append([])
        for child in page._page_box.children:  # noqa: SLF001  # No other way in.
            self._read(child, self.tree.root)
        for mark in marks.values():
            self.tree.artifacts[-1][mark["mcid"]] = LAYOUT
        marks.clear()

    def put_last(self) -> None:
        """Let what says `data-read="last"` be read after all that it stands among."""
        for node in self._last:
            if node.is_placed and node.parent is not None:
                node.parent.kids.remove(node)
                node.parent.kids.append(node)

    def _read(self, box: Any, parent: Node) -> None:
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.TextBox):
            self._place(box, parent)
            return
        node: Node | None = parent
        element = box.element
        if isinstance(box, boxes.MarginBox):
            self._set_aside(PAGINATION, box)
            return
        if element is not None and not isinstance(box, boxes.LineBox):
            if box.is_leader or element.get("aria-hidden") == "true":
                self._set_aside(LAYOUT, box)
                return
            node = self._open(box, element, parent)
            if node is None:
                self._set_aside(PAGINATION, box)
                return
        assert node is not None
        if box.link_annotation:
            self._link(box.link_annotation, node)
        if isinstance(box, boxes.ReplacedBox):
            self._describe(box, node)
            self._place(box, node)
        for child in box.children:
            self._read(child, node)

    def _open(self, box: Any, element: Any, parent: Node) -> Node | None:
        """Return the node of a box; None for a table's head that is only repeated."""
        tag = box.element_tag
        key = (id(element), tag)
        known = self._nodes.get(key)
        if known is not None:
            return None if tag == "thead" and known.page != self._page else known
        if tag == "a":
            # Without a rectangle there is nothing to follow (ISO 14289-1, 7.18.5).
            role = "Link" if box.link_annotation else None
        else:
            role = find_role(tag, element, parent.tag, parent.element)
        if role is None or (role == "Figure" == parent.tag):
            return parent
        if tag in NUMBERS and parent.parent is not None:
            # Said before the heading, which is heard, and found, by its own words.
            parent = parent.parent
        parent = self._find_home(role, element, parent)
        node = self._nodes[key] = Node(role, self._page, parent, element)
        if "::" in tag:
            if tag == "li::before" and parent.tag == "LI" and parent.parent is not None:
                self._label(node, element, parent.parent)
            return node
        if role in ("L", "TH", "TD"):
            node.attributes = find_attributes(
                role, element, _find_numbering(parent), in_head=_is_in_head(parent)
            )
        elif role == "Note":
            node.identifier = element.get("id")
        elif role == "Span":
            node.said = element.get("aria-label")
        node.language = element.get("lang")
        if element.get("data-read") == "last":
            self._last.append(node)
        if role in _ALWAYS:
            attach(node)
        return node

    def _label(self, node: Node, element: Any, around: Node) -> None:
        """Say what a drawn label is: a bullet, or what `data-label` calls it."""
        node.said = element.get("data-label")
        node.language = element.get("data-label-lang")
        if node.said:
            around.attributes["ListNumbering"] = "/Square"
        elif around.attributes.get("ListNumbering") in BULLETS:
            node.said = BULLETS[around.attributes["ListNumbering"]]

    def _find_home(self, role: str, element: Any, parent: Node) -> Node:
        """Return where a node of this type has to stand, with what has to be around it."""
        if parent.tag == "L" and role in ("Lbl", "LBody"):
            return self._find_item(role, parent)
        if parent.tag == "LI" and role not in ("Lbl", "LBody"):
            parent = self._find_body(parent)
        if role in INLINE and parent.tag in GROUPS:
            parent = self._find_text(parent)
        is_reference = parent.tag == "TOCI" or element.get("role") == "doc-noteref"
        if role == "Link" and is_reference:
            return Node("Reference", self._page, parent)
        return parent

    def _find_item(self, role: str, parent: Node) -> Node:
        """Return the item of a list of terms that the next term or meaning belongs to."""
        last = parent.kids[-1] if parent.kids else None
        is_new = not isinstance(last, Node) or (
            role == "Lbl" and any(isinstance(kid, Node) and kid.tag == "LBody" for kid in last.kids)
        )
        return Node("LI", self._page, parent) if is_new else last  # type: ignore[return-value]  # It is a node.

    def _find_body(self, item: Node) -> Node:
        if item not in self._bodies:
            self._bodies[item] = Node("LBody", self._page, item, item.element)
        return self._bodies[item]

    def _find_text(self, group: Node) -> Node:
        if group.text is None:
            group.text = Node("P", self._page, group)
        return group.text

    def _place(self, box: Any, node: Node) -> None:
        """Put what a box draws into a node."""
        mark = self._marks.pop(box, None)
        if mark is None:
            return
        if node.tag == "LI":
            node = self._find_body(node)
        elif node.tag in GROUPS:
            node = self._find_text(node)
        # Of a text that goes over several lines, each has the same number.
        if mark["mcid"] not in self.tree.owners[self._page]:
            node.kids.append(Mark(self._page, mark["mcid"]))
            self.tree.owners[self._page][mark["mcid"]] = node
        attach(node)

    def _set_aside(self, kind: str, box: Any) -> None:
        """Take all that a box draws for an artifact, which cannot be followed as a link."""
        box = getattr(box, "_box", box)
        if box.link_annotation:
            self.tree.spare[self._page].append(box.link_annotation)
        mark = self._marks.pop(box, None)
        if mark is not None:
            self.tree.artifacts[self._page][mark["mcid"]] = kind
        for child in box.children:
            self._set_aside(kind, child)

    def _link(self, annotation: Any, node: Node) -> None:
        """Put a link's rectangle into its node, or set it aside if it lies within another one."""
        while node.tag != "Link" and node.parent is not None:
            node = node.parent
        there = [
            kid.dictionary["Rect"]
            for kid in node.kids
            if isinstance(kid, Annotation) and kid.page == self._page
        ]
        if node.tag != "Link" or any(_holds(rect, annotation["Rect"]) for rect in there):
            self.tree.spare[self._page].append(annotation)
            return
        describe_link(annotation, node.element)
        node.kids.append(Annotation(self._page, annotation))
        attach(node)

    def _describe(self, box: Any, figure: Node) -> None:
        """Give a figure its words and its place, in default user space (ISO 32000-1, 14.8.5.4)."""
        if figure.tag != "Figure":
            return
        x, y = box.content_box_x(), self._height - box.content_box_y()
        corners = (x, y - box.height, x + box.width, y)
        figure.attributes = {"O": "/Layout", "BBox": tuple(PT_PER_PX * value for value in corners)}
        title = box.element.find(f"{SVG[:-3]}title") if box.element.tag == SVG else None
        figure.alt = (title.text if title is not None else None) or box.element.get("alt")
        if not figure.alt:
            source = box.element.get("src", "unknown")
            _LOGGER.error('Image "%s" has no required alt description', source)


def _holds(outer: Any, inner: Any) -> bool:
    x1, x2 = sorted((outer[0], outer[2]))
    y1, y2 = sorted((outer[1], outer[3]))
    return all(x1 - 1 <= x <= x2 + 1 and y1 - 1 <= y <= y2 + 1 for x, y in (inner[:2], inner[2:]))


def _find_numbering(node: Node | None) -> str:
    while node is not None:
        if node.tag == "L":
            return str(node.attributes.get("ListNumbering", ""))
        node = node.parent
    return ""


def _is_in_head(node: Node | None) -> bool:
    return node is not None and node.parent is not None and node.parent.tag == "THead"
