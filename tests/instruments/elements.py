"""Hold every structure element to what its type promises (ISO 32000-1, 14.8.4).

Each `find_…` returns complaints, none for a sound file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .records import intersect
from .structure import RUN_ON, Content, Document, Element, ObjectReference, squeeze

MAY_BE_EMPTY = frozenset(("TR", "TH", "TD"))
GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "L", "TOC", "TR"))
"""Types that hold other elements, never text itself."""
ITEMS = {"L": frozenset(("LI", "L", "Caption")), "TOC": frozenset(("TOCI", "TOC", "Caption"))}
_BULLETS = frozenset("•◦")


def find_empty_elements(document: Document) -> list[str]:
    """Return elements with nothing in them, cells aside."""
    return [
        f"{element.tag} with nothing in it"
        for element in document.tree.walk()
        if element.tag not in MAY_BE_EMPTY and not _has_content(element)
    ]


def find_nesting_faults(document: Document) -> list[str]:
    """Return paragraphs in paragraphs, sections that are only a section, and text in a group."""
    faults = []
    for element in document.tree.walk():
        children = [child for child in element.children if isinstance(child, Element)]
        name = document.text(element)[:40]
        if element.tag == "P":
            blocks = {inner.tag for child in children for inner in child.walk()} - RUN_ON
            faults += [f"P {name!r} holds {tag}" for tag in sorted(blocks - {"Figure", "Lbl"})]
        if element.tag == "Sect" and [child.tag for child in children] == ["Sect"]:
            faults.append(f"Sect {name!r} holds nothing but a Sect")
        if element.tag in GROUPS and (
            any(isinstance(child, Content) for child in element.children)
            or any(child.tag in RUN_ON - {"NonStruct"} for child in children)
        ):
            faults.append(f"{element.tag} {name!r} holds text itself")
    return faults


def find_list_faults(document: Document) -> list[str]:
    """Return lists and contents that are not made of items, each with its label and its body."""
    faults = []
    for element in document.elements("L", "TOC"):
        name = document.text(element)[:40]
        items = [child for child in element.children if isinstance(child, Element)]
        faults += [
            f"{element.tag} {name!r} holds {item.tag}"
            for item in items
            if item.tag not in ITEMS[element.tag]
        ]
        labels = {document.text(label) for item in items for label in _children(item, "Lbl")}
        numbering = element.attributes.get("ListNumbering", "None")
        if all(label.rstrip(".").isdecimal() for label in labels) and labels:
            if element.tag == "L" and numbering != "Decimal":
                faults.append(f"L {name!r}: numbered, and ListNumbering is {numbering}")
        elif numbering == "Decimal" or (labels <= _BULLETS and numbering == "None" and labels):
            faults.append(f"L {name!r}: ListNumbering is {numbering}")
    for item in document.elements("LI"):
        counts = Counter(child.tag for child in item.children if isinstance(child, Element))
        if counts["LBody"] < 1 or counts["Lbl"] < 1 or set(counts) - {"LBody", "Lbl"}:
            faults.append(f"LI {document.text(item)[:40]!r} is made of {dict(counts)}")
    return faults


def find_link_faults(document: Document) -> list[str]:
    """Return links without a rectangle, and those that are not described (ISO 14289-1, 7.18.5).

    The description has the link's own words in it, and never is the name of a place in the file.
    """
    faults = []
    for link in document.elements("Link"):
        name = document.text(link)
        rectangles = [child for child in link.children if isinstance(child, ObjectReference)]
        if not rectangles:
            faults.append(f"link {name!r} leads nowhere")
        for one in rectangles:
            words = squeeze(name.rstrip("0123456789 "))
            if not one.contents.strip() or one.contents == one.target.removeprefix("#"):
                is_address = one.target.startswith(("http", "mailto:"))
                if not is_address or squeeze(one.contents) != squeeze(name):
                    faults.append(f"link {name!r} is described by {one.contents!r}")
            elif words not in squeeze(one.contents):
                faults.append(f"link {name!r} is described by {one.contents!r}, not by its words")
    return faults


def find_note_faults(document: Document) -> list[str]:
    """Return notes without a name of their own (ISO 14289-1, 7.9)."""
    names = Counter(note.identifier for note in document.elements("Note"))
    return [
        f"{count} notes named {name!r}" for name, count in names.items() if not name or count > 1
    ]


def find_figure_place_faults(document: Document) -> list[str]:
    """Return figures whose `/BBox` is not where they are drawn."""
    faults = []
    for figure in document.elements("Figure"):
        numbers = [float(number) for number in figure.attributes.get("BBox", "").split()]
        name = f"figure {figure.alt!r}"
        if len(numbers) != 4:
            faults.append(f"{name} has no place")
            continue
        x1, y1, x2, y2 = numbers
        own = [child for child in figure.children if isinstance(child, Content)]
        drawn = [
            shape.box
            for leaf in own
            for shape in document.pages[leaf.page - 1].shapes
            if shape.mcid == leaf.mcid
        ]
        for box in drawn:
            left, low, right, high = intersect((x1 - 1, y1 - 1, x2 + 1, y2 + 1), box)
            if right < left or high < low:
                faults.append(f"{name} is said to be at {numbers}, and drawn at {box}")
                break
    return faults


def find_repeated_elements(document: Document) -> list[str]:
    """Return what a page break has cut in two: several Parts, heads of tables said again."""
    faults = [f"{len(parts)} parts" for parts in [document.elements("Part")] if len(parts) > 1]
    return faults + [
        f"table {document.text(table)[:40]!r} has several heads"
        for table in document.elements("Table")
        if sum(element.tag == "THead" for element in table.walk()) > 1
    ]


def _children(element: Element, tag: str) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element) and child.tag == tag:
            yield child


def _has_content(element: Element) -> bool:
    return any(
        not isinstance(child, Element) or _has_content(child) or child.tag in MAY_BE_EMPTY
        for child in element.children
    )
