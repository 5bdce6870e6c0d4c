"""Write small PDFs by hand, sound or with a fault, to show that each instrument can fail.

A page is a list of pieces, drawn in order. The structure tree is made from the pieces that have a
structure type; a piece may also be an artifact, bare, or marked without being in the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

BARE = ""
ORPHAN = "orphan"
PAGINATION = "artifact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line of text, or a rectangle if it has no text; positions in points from lower left.

    Attributes:
        tag: A structure type such as `P`; or `BARE`, `ORPHAN`, `PAGINATION`.
        box: The rectangle: x, y, width, height.
        clip: A rectangle that cuts the piece.
    """

    text: str = ""
    tag: str = "P"
    x: float = 60
    y: float = 700
    size: float = 12
    grey: float = 0
    box: tuple[float, float, float, float] | None = None
    clip: tuple[float, float, float, float] | None = None
    scope: str = ""
    alt: str = ""


def _draw(piece: Piece) -> str:
    lines = ["q", f"{piece.grey} g"]
    if piece.clip:
        lines.append("{} {} {} {} re W n".format(*piece.clip))
    if piece.box:
        lines.append("{} {} {} {} re f".format(*piece.box))
    if piece.text:
        text = piece.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        lines.append(f"BT /F1 {piece.size} Tf {piece.x} {piece.y} Td ({text}) Tj ET")
    return "\n".join([*lines, "Q"])


def write_pdf(path: Path, pages: Sequence[Sequence[Piece]], *, is_tagged: bool = True) -> Path:
    """Write A4 pages with the pieces, and a structure tree of those that have a type."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            FirstChar=32,
            Widths=pikepdf.Array([500] * 95),
        )
    )
    root: Any = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array())
    )
    body: Any = _element(pdf, "Document", root)
    root.K.append(body)
    numbers = pikepdf.Array()
    for index, pieces in enumerate(pages):
        page = pdf.add_blank_page(page_size=(595.28, 841.89))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        parents, content = pikepdf.Array(), []
        for piece in pieces:
            drawing = _draw(piece)
            if piece.tag == BARE:
                content.append(drawing)
                continue
            if piece.tag == PAGINATION:
                content.append(f"/Artifact <</Type /Pagination>> BDC\n{drawing}\nEMC")
                continue
            mcid = len(parents)
            content.append(f"/Span <</MCID {mcid}>> BDC\n{drawing}\nEMC")
            if piece.tag == ORPHAN:
                parents.append(pikepdf.Object.parse(b"null"))
                continue
            element = _element(pdf, piece.tag, body)
            element.K = pikepdf.Array([mcid])
            element.Pg = page.obj
            if piece.scope:
                element.A = pikepdf.Dictionary(
                    O=pikepdf.Name.Table, Scope=pikepdf.Name("/" + piece.scope)
                )
            if piece.alt:
                element.Alt = piece.alt
            body.K.append(element)
            parents.append(element)
        page.obj.Contents = pdf.make_stream("\n".join(content).encode("cp1252"))
        page.obj.StructParents = index
        numbers.extend(pikepdf.Array([index, pdf.make_indirect(parents)]))
    if is_tagged:
        root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=numbers))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    pdf.save(path)
    return path


def _element(pdf: pikepdf.Pdf, tag: str, parent: Any) -> Any:
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name("/" + tag), P=parent, K=pikepdf.Array()
        )
    )
