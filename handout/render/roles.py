"""Say what each element of the HTML is to a screen reader: its structure type in the PDF.

The types are those of ISO 32000-1, 14.8.4. Beside the names of elements, a few attributes count:
`role` (`doc-toc`, `doc-endnotes`, `doc-noteref`), `aria-hidden` and `aria-label` as in ARIA, and
two of our own, `data-label` (what is said of a list's drawn label) and `data-read`.
"""

from __future__ import annotations

from typing import Any

SVG = "{http://www.w3.org/2000/svg}svg"
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
PICTURES = frozenset(("img", SVG))
GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote"))
"""Types that hold blocks: text in them needs a paragraph (ISO 32000-1, 14.8.4.2)."""
INLINE = frozenset(("Span", "Link", "Code", "Quote", "Reference"))

_ROLES = {
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Div",
    "div": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "address": "P",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "figcaption": "Caption",
    "code": "Code",
    "q": "Quote",
    "img": "Figure",
    SVG: "Figure",
} | {name: name.upper() for name in HEADINGS}

_PHRASES = frozenset(
    ("abbr", "b", "bdi", "cite", "em", "i", "small", "span", "strong", "sub", "sup")
)
"""Elements inside a line, which matter only for their language, or for what is said instead."""
NUMBERS = frozenset(f"{name}::before" for name in HEADINGS)
"""What is drawn before headings: the numbers of sections."""

BULLETS = {"/Disc": "•", "/Circle": "◦"}
"""What is said for a bullet that is drawn and not written."""
_NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}
_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


def find_role(tag: str, element: Any, parent: str, around: Any) -> str | None:
    """Return the structure type of a box, or None where it adds nothing to what stands in it.

    Args:
        tag: The element's name, with `::before` and the like for generated boxes.
        element: The element of the HTML.
        parent: The structure type that it stands in.
        around: The element of that one, or None.
    """
    if "::" in tag:
        host = tag.partition("::")[0]
        is_label = host == "li" and parent in ("LI", "TOCI", "Note")
        is_number = tag in NUMBERS and parent == host.upper()
        return "Lbl" if (is_label or is_number) and not tag.endswith("::after") else None
    role = _ROLES.get(tag)
    purpose = around.get("role") if around is not None else None
    if tag == "ol" and purpose == "doc-toc":
        return "TOC"
    if tag == "ol" and purpose == "doc-endnotes":
        return None
    if tag == "li" and parent == "TOC":
        return "TOCI"
    if tag == "li" and purpose == "doc-endnotes":
        return "Note"
    if tag == "div" and parent == "L":
        return None
    if tag == "figure":
        pictures = sum(1 for inner in element.iter() if inner.tag in PICTURES)
        return "Figure" if pictures == 1 else "Div"
    if tag in _PHRASES and (element.get("aria-label") or element.get("lang")):
        return "Span"
    return role


def find_attributes(role: str, element: Any, parents: str, *, in_head: bool) -> dict[str, Any]:
    """Return the attributes of a list or a cell (ISO 32000-1, 14.8.5.5 and 14.8.5.7).

    Args:
        role: The structure type.
        element: The element of the HTML.
        parents: The numbering of the list around it, if any.
        in_head: A table's head is around it.
    """
    if role == "L" and element.tag in _NUMBERING:
        numbering = _NUMBERING[element.tag]
        if numbering == parents == "/Disc":
            numbering = "/Circle"
        return {"O": "/List", "ListNumbering": numbering}
    if role in ("TH", "TD"):
        found: dict[str, Any] = {"O": "/Table"} if role == "TH" else {}
        if role == "TH":
            scope = "/Column" if in_head else "/Row"
            found["Scope"] = _SCOPES.get(element.get("scope", ""), scope)
        for name, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
            if (count := element.get(name, "1")).isdecimal() and int(count) > 1:
                found |= {"O": "/Table", key: int(count)}
        return found
    return {}
