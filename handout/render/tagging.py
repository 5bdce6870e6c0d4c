"""Tag PDFs in WeasyPrint's stead.

WeasyPrint makes an element of every box: a paragraph, a list or a table that goes on over a page
becomes several, margin boxes hang on nothing (its issue 1836), lists of terms lose their form, and
whatever is empty is there as well. Mending that afterwards would mean to walk the boxes a second
time and to guess which element came of which. So the tree is made anew, from the same boxes and
the same marked content: `structure` makes it, this module writes it.

Importing this module puts `add_tags` in the place of WeasyPrint's function of that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pydyf
import weasyprint.pdf

from handout.render.nodes import Annotation, Mark, Node, Tree
from handout.render.structure import build_tree


def add_tags(pdf: pydyf.PDF, document: Any, _pdf_version: str, page_streams: list[Any]) -> None:
    """Add the structure tree to a PDF, and what its catalog has to say of it.

    Args:
        pdf: The PDF, its pages drawn.
        document: The laid-out WeasyPrint document.
        _pdf_version: The version of PDF; the tree is that of 1.7.
        page_streams: The streams of the pages, with the marked content of each box.
    """
    tree = build_tree(document, [stream._tags for stream in page_streams])  # noqa: SLF001
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][0::3]]
    for page, spare in zip(pages, tree.spare, strict=True):
        for annotation in spare:
            page["Annots"].remove(annotation.reference)
            # Nothing points to it any more. Freeing the object would shift pydyf's index.
            annotation.clear()
    _write(pdf, tree, pages)
    for stream, kinds in zip(page_streams, tree.artifacts, strict=True):
        if kinds:
            _mark_artifacts(stream.stream, kinds)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def _mark_artifacts(stream: list[Any], kinds: Mapping[int, str]) -> None:
    """Mark what is drawn and not said (ISO 14289-1, 7.1 and 7.8): WeasyPrint marks it as content.

    Running heads and feet and the repeated heads of tables are pagination artifacts; leaders and
    initials adorn the layout.

    Args:
        stream: The operators and operands of a page, changed in place.
        kinds: The kind of artifact, by the number of the marked content.
    """
    for index, operator in enumerate(stream):
        if operator == b"BDC":
            properties = stream[index - 1]
            kind = kinds.get(properties["MCID"]) if isinstance(properties, dict) else None
            if kind:
                stream[index - 2] = "/Artifact"
                stream[index - 1] = pydyf.Dictionary({"Type": kind})


def _write(pdf: pydyf.PDF, tree: Tree, pages: list[Any]) -> None:
    """Write the root, the elements and the tree of parents (ISO 32000-1, 14.7.2 to 14.7.4)."""
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(root)
    pdf.catalog["StructTreeRoot"] = root.reference
    written: dict[Node, Any] = {}
    for node in _walk(tree.root):
        written[node] = pydyf.Dictionary()
        pdf.add_object(written[node])
    numbers: list[Any] = []
    for number, owners in enumerate(tree.owners):
        count = max([*owners, *tree.artifacts[number]], default=-1) + 1
        own = [
            written[owners[mcid]].reference if mcid in owners else "null" for mcid in range(count)
        ]
        numbers += [number, pydyf.Array(own)]
    for node, element in written.items():
        parent = written[node.parent] if node.parent is not None else root
        element.update(_describe(node, parent.reference, pages[node.page].reference))
        kids = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(written[kid].reference)
            elif isinstance(kid, Mark):
                kids.append(_refer(kid, node.page, pages))
            else:
                kids.append(_enter(kid, pages, len(numbers) // 2))
                numbers += [len(numbers) // 2, element.reference]
        element["K"] = kids
    parents = pydyf.Dictionary({"Nums": pydyf.Array(numbers)})
    pdf.add_object(parents)
    root["ParentTree"] = parents.reference
    root["K"] = pydyf.Array([written[tree.root].reference])
    names = sorted(
        (node.identifier, element.reference) for node, element in written.items() if node.identifier
    )
    if names:
        pairs = [part for name, place in names for part in (pydyf.String(name), place)]
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _walk(kid)


def _describe(node: Node, parent: bytes, page: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {"Type": "/StructElem", "S": f"/{node.tag}", "P": parent, "Pg": page}
    texts = {
        "ID": node.identifier,
        "Lang": node.language,
        "Alt": node.alt,
        "ActualText": node.said,
    }
    found |= {key: pydyf.String(text) for key, text in texts.items() if text}
    if node.attributes:
        found["A"] = pydyf.Dictionary(
            {
                key: pydyf.Array(value) if isinstance(value, tuple) else value
                for key, value in node.attributes.items()
            }
        )
    return found


def _refer(mark: Mark, page: int, pages: list[Any]) -> Any:
    """Return what stands for marked content, which may be on another page than its element."""
    if mark.page == page:
        return mark.mcid
    return pydyf.Dictionary({"Type": "/MCR", "Pg": pages[mark.page].reference, "MCID": mark.mcid})


def _enter(annotation: Annotation, pages: list[Any], number: int) -> Any:
    """Return what stands for a link's rectangle, which gets its number in the tree of parents."""
    annotation.dictionary["StructParent"] = number
    return pydyf.Dictionary(
        {
            "Type": "/OBJR",
            "Obj": annotation.dictionary.reference,
            "Pg": pages[annotation.page].reference,
        }
    )


weasyprint.pdf.add_tags = add_tags
