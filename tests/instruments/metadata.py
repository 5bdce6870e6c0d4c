"""Read what a file says of itself: metadata, bookmarks, links, fonts, boxes.

Everything is plain data on one frozen record, so that a test compares rather than searches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from .fonts import Face, read_face
from .records import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLink:
    """A link's rectangle: to an address (`uri`) or to a place in the file (`uri` is None)."""

    page: int
    box: Box
    uri: str | None
    contents: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An entry of the outline; `page` is None where its target is in no page of the file."""

    level: int
    title: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """All that a file says of itself."""

    version: str
    language: str | None
    is_marked: bool
    shows_title: bool
    information: Mapping[str, str]
    xmp: Mapping[str, str]
    identifier: tuple[bytes, ...]
    page_sizes: tuple[tuple[float, float], ...]
    boxes: tuple[Mapping[str, Box], ...]
    fonts: tuple[Face, ...]
    bookmarks: tuple[Bookmark, ...]
    links: tuple[WebLink, ...]
    has_scripts: bool
    """A script or an action that runs by itself."""
    attachments: tuple[str, ...]


def read_about(path: Path) -> About:
    """Read a file's own words."""
    with pikepdf.open(path) as pdf:
        numbers: dict[Any, int] = {page.objgen: n for n, page in enumerate(pdf.pages, start=1)}
        boxes = tuple(
            {
                name: _box(page.obj[f"/{name}"])
                for name in ("MediaBox", "CropBox", "TrimBox", "BleedBox", "ArtBox")
                if f"/{name}" in page.obj
            }
            for page in pdf.pages
        )
        information = {str(key)[1:]: str(value) for key, value in pdf.docinfo.items()}
        metadata = pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
        xmp = {key: str(metadata[key]) for key in metadata}
        root: Any = pdf.Root
        return About(
            version=str(pdf.pdf_version),
            language=str(root.Lang) if "/Lang" in root else None,
            is_marked=bool(root.get("/MarkInfo", {}).get("/Marked", False)),
            shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            information=information,
            xmp=xmp,
            identifier=tuple(bytes(part) for part in pdf.trailer.get("/ID", [])),
            page_sizes=tuple(
                (box["MediaBox"][2] - box["MediaBox"][0], box["MediaBox"][3] - box["MediaBox"][1])
                for box in boxes
            ),
            boxes=boxes,
            fonts=tuple(_read_fonts(pdf)),
            bookmarks=tuple(_read_bookmarks(pdf, numbers)),
            links=tuple(_read_links(pdf)),
            has_scripts="/OpenAction" in root
            or "/AA" in root
            or "/JavaScript" in root.get("/Names", {}),
            attachments=tuple(pdf.attachments),
        )


def find_font_faults(about: About, families: tuple[str, ...]) -> list[str]:
    """Return fonts that are not embedded, not cut down, or of no family of ours.

    Args:
        about: What was read.
        families: Family names; spaces and dashes do not matter.
    """
    allowed = tuple(_plain(family) for family in families)
    faults = []
    for face in about.fonts:
        if not face.is_embedded:
            faults.append(f"{face.name}: not embedded")
        if not face.is_subset:
            faults.append(f"{face.name}: not a subset")
        if not _plain(face.name).startswith(allowed):
            faults.append(f"{face.name}: not one of ours")
    return faults


def find_link_faults(about: About) -> list[str]:
    """Return links that leave their page, have no height, or do not say where they go."""
    faults = []
    for link in about.links:
        width, height = about.page_sizes[link.page - 1]
        x0, y0, x1, y1 = link.box
        name = link.uri or "inside"
        if x0 < -1 or y0 < -1 or x1 > width + 1 or y1 > height + 1:
            faults.append(f"page {link.page}: link off the page: {name}")
        if x1 - x0 < 1 or y1 - y0 < 1:
            faults.append(f"page {link.page}: link without a rectangle: {name}")
        if not link.contents:
            faults.append(f"page {link.page}: link without a description: {name}")
    return faults


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _box(values: Any) -> Box:
    x0, y0, x1, y1 = (float(value) for value in values)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _read_fonts(pdf: pikepdf.Pdf) -> Iterator[Face]:
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        if item.get("/Subtype") not in {"/CIDFontType0", "/CIDFontType2"}:
            yield read_face(item)


def _read_links(pdf: pikepdf.Pdf) -> Iterator[WebLink]:
    for number, page in enumerate(pdf.pages, start=1):
        annotations: Any = page.obj.get("/Annots", [])
        for annotation in annotations:
            if annotation.Subtype != "/Link":
                continue
            action = annotation.get("/A", pikepdf.Dictionary())
            yield WebLink(
                page=number,
                box=_box(annotation.Rect),
                uri=str(action.URI) if "/URI" in action else None,
                contents=str(annotation.get("/Contents", "")),
            )


def _read_bookmarks(pdf: pikepdf.Pdf, numbers: Mapping[Any, int]) -> Iterator[Bookmark]:
    waiting: list[tuple[int, Any]] = []
    outline = pdf.Root.get("/Outlines")
    if outline is not None and "/First" in outline:
        waiting.append((1, outline.First))
    while waiting:
        level, item = waiting.pop()
        target = item.get("/Dest") or item.get("/A", pikepdf.Dictionary()).get("/D")
        page = None
        if isinstance(target, pikepdf.Array) and isinstance(target[0], pikepdf.Dictionary):
            page = numbers.get(target[0].objgen)
        yield Bookmark(level=level, title=str(item.Title), page=page)
        if "/Next" in item:
            waiting.append((level, item.Next))
        if "/First" in item:
            waiting.append((level + 1, item.First))
