"""Show that the rules for structure elements find the fault they are for, and no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.instruments import elements
from tests.instruments.faulty import Piece, write_pdf
from tests.instruments.structure import Content, Document, Element, ObjectReference

Rule = Callable[[Document], list[str]]
LINE, OTHER, NUMBER = (Content(page=1, mcid=mcid) for mcid in range(3))
"""Content of the page below: “Rain”, “Wind” and “1.”."""


def make(tag: str, *children: Element | Content | ObjectReference, **more: object) -> Element:
    return Element(tag=tag, children=list(children), **more)  # type: ignore[arg-type]  # As given.


def link(contents: str, target: str = "#s-rain") -> Element:
    place = ObjectReference(page=1, subtype="Link", target=target, contents=contents)
    return make("Link", place, LINE)


def numbered(numbering: str | None = "Decimal") -> Element:
    attributes = {"ListNumbering": numbering} if numbering else {}
    item = make("LI", make("Lbl", NUMBER), make("LBody", LINE))
    return make("L", item, attributes=attributes)


def bullets(numbering: str | None, label: str = "•") -> Element:
    attributes = {"ListNumbering": numbering} if numbering else {}
    item = make("LI", make("Lbl", OTHER, actual_text=label), make("LBody", LINE))
    return make("L", item, attributes=attributes)


def figure(box: str) -> Element:
    return make("Figure", Content(page=1, mcid=3), alt="A bar", attributes={"BBox": box})


SOUND = make(
    "Document",
    make("Part", make("Sect", make("P", LINE, make("Lbl", OTHER)), numbered(), bullets("Disc"))),
    make("L", make("LI", make("Lbl", LINE), make("LBody", OTHER))),
    make("TOC", make("TOCI", make("Reference", link("Rain")))),
    make("Table", make("THead", make("TR", make("TH", LINE), make("TD")))),
    make("Note", LINE, identifier="a"),
    make("Note", LINE, identifier="b"),
    figure("60 200 360 300"),
)
FAULTS: list[tuple[str, Rule, Element]] = [
    ("an empty Div", elements.find_empty_elements, make("Div")),
    ("a Sect of an empty P", elements.find_empty_elements, make("Sect", make("P"))),
    ("P in P", elements.find_nesting_faults, make("P", make("P", LINE))),
    ("P in a Span in P", elements.find_nesting_faults, make("P", make("Span", make("P", LINE)))),
    ("a list in P", elements.find_nesting_faults, make("P", numbered())),
    ("Sect around Sect", elements.find_nesting_faults, make("Sect", make("Sect", make("P", LINE)))),
    ("text in a Sect", elements.find_nesting_faults, make("Sect", LINE)),
    ("a Span in a Div", elements.find_nesting_faults, make("Div", make("Span", LINE))),
    ("a P in a list", elements.find_list_faults, make("L", make("P", LINE))),
    ("an LI in a TOC", elements.find_list_faults, make("TOC", make("LI", make("LBody", LINE)))),
    ("no body", elements.find_list_faults, make("L", make("LI", make("Lbl", LINE)))),
    ("no label", elements.find_list_faults, make("L", make("LI", make("LBody", LINE)))),
    ("text in an item", elements.find_list_faults, make("L", make("LI", make("P", LINE)))),
    ("numbers as bullets", elements.find_list_faults, numbered("Disc")),
    ("bullets as numbers", elements.find_list_faults, bullets("Decimal")),
    ("bullets as nothing", elements.find_list_faults, bullets(None)),
    ("a link without a place", elements.find_link_faults, make("Link", LINE)),
    ("a link without words", elements.find_link_faults, link("")),
    ("a link named as its place", elements.find_link_faults, link("s-rain")),
    ("a link named as its address", elements.find_link_faults, link("http://a.b", "http://a.b")),
    ("a link with other words", elements.find_link_faults, link("Snow")),
    ("a note without a name", elements.find_note_faults, make("Note", LINE)),
    (
        "notes of one name",
        elements.find_note_faults,
        make("Sect", make("Note", LINE, identifier="a"), make("Note", LINE, identifier="a")),
    ),
    ("a figure without a place", elements.find_figure_place_faults, make("Figure", LINE)),
    ("a figure upside down", elements.find_figure_place_faults, figure("60 541 360 641")),
    (
        "two Parts",
        elements.find_repeated_elements,
        make("Document", make("Part", LINE), make("Part", OTHER)),
    ),
    (
        "two heads",
        elements.find_repeated_elements,
        make("Table", make("THead", make("TR")), make("TBody"), make("THead", make("TR"))),
    ),
]


@pytest.fixture
def document(tmp_path: Path) -> Document:
    pieces = [
        Piece(text="Rain"),
        Piece(text="Wind", y=680),
        Piece(text="1.", y=660),
        Piece(box=(60, 200, 300, 100), grey=0.9),
    ]
    return Document(write_pdf(tmp_path / "page.pdf", [pieces]))


@pytest.mark.parametrize(
    ("rule", "tree"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_fault_is_found(rule: Rule, tree: Element, document: Document) -> None:
    document.tree = tree
    assert rule(document)


@pytest.mark.parametrize("rule", dict.fromkeys(case[1] for case in FAULTS))
def test_sound_tree_has_no_fault(rule: Rule, document: Document) -> None:
    document.tree = SOUND
    assert rule(document) == []


def test_every_rule_is_tried() -> None:
    rules = {name for name in vars(elements) if name.startswith("find_")}
    assert {case[1].__name__ for case in FAULTS} == rules
