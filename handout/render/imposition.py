"""Impose single pages as a booklet's sheets for an office printer: to be folded and stapled.

Comes in: a PDF of pages of one size, upright or, for wide tables, landscape. Goes out: a PDF of
landscape sheets, two pages beside each other, for paper alone: it has no structure tree, no links,
no bookmarks and no marks. What pages share, such as fonts and pictures, is stored once, and text
stays text.

A sheet's front and back follow each other. Of eight pages, the sides are (8, 1), (2, 7), (6, 3) and
(4, 5): each sheet lies inside the one before. From right to left, all of it is mirrored.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

_POINTS = 72 / 25.4
"""Points in a mm."""

_PAPER_THICKNESS_MM = 0.1
"""Of paper of 80 g/m², which offices print on: makers give 100 to 110 µm (ISO 534)."""

_FLAT_SHEETS = 5
"""With more sheets than these, the inner ones stand out by so much that it is seen."""

_SHEETS_MM = {148: 297}
"""The widths of sheets by those of their pages, where these are not just the half: ISO 216 rounds
that of A4 down to a whole mm."""

Side = tuple[int | None, int | None]
"""The pages on one side of a sheet, left and right, counted from 0; None is a blank."""


def arrange_sides(pages: int, *, is_right_to_left: bool) -> Iterator[Side]:
    """Give the sides of the sheets in the order of printing: each front, then its back.

    Args:
        pages: How many there are; blanks follow the last until it is a multiple of four.
        is_right_to_left: Whether the booklet is opened from its other side.
    """
    count = -(-pages // 4) * 4
    for first in range(0, count // 2, 2):
        last = count - 1 - first
        for left, right in ((last, first), (first + 1, last - 1)):
            side = (right, left) if is_right_to_left else (left, right)
            yield (_find_page(side[0], pages), _find_page(side[1], pages))


def impose(pdf: bytes, *, flip: str, is_right_to_left: bool) -> bytes:
    """Return the sheets of a booklet as a PDF; the same pages give the same bytes.

    Args:
        pdf: Its pages, of one size, in the order of reading; but the first, any may be landscape.
        flip: About which edge of a sheet the printer turns it between front and back: `short` or
            `long`. For the long edge, the backs stand upside down in the file.
        is_right_to_left: Whether the booklet is opened from its other side.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as sheets:
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in source.pages]
        left, bottom, right, top = (float(value) for value in forms[0].BBox)
        width, height = _measure_sheet(right - left), top - bottom
        turn = b"-1 0 0 -1 %s cm\n" % _write(width, height)
        sides = list(arrange_sides(len(forms), is_right_to_left=is_right_to_left))
        for number, side in enumerate(sides):
            sheet, is_back = divmod(number, 2)
            creep = sheet * _PAPER_THICKNESS_MM * _POINTS if len(sides) > 2 * _FLAT_SHEETS else 0
            # The inner edges of both pages meet at the spine; those of an inner sheet pass it.
            places = (width / 2 - right + creep, width / 2 - left - creep)
            content = turn if is_back and flip == "long" else b""
            for half, (page, place) in enumerate(zip(side, places, strict=True)):
                if page is not None:
                    # What has passed the spine is not drawn over the other page.
                    clip = _write(half * width / 2, 0, width / 2, height)
                    move = _place_page(forms[page], left + place)
                    content += b"q %s re W n %s cm /Page%d Do Q\n" % (clip, move, page + 1)
            drawn = {f"/Page{page + 1}": forms[page] for page in side if page is not None}
            sheets.add_blank_page(page_size=(width, height))
            sheets.pages[-1].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(drawn))
            sheets.pages[-1].obj.Contents = sheets.make_stream(content)
        _describe(sheets, source, flip)
        buffer = io.BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        sheets.save(buffer, deterministic_id=True, object_stream_mode=packed)
    return buffer.getvalue()


def _place_page(form: pikepdf.Object, start: float) -> bytes:
    """Return the matrix that moves a page to a place on its sheet.

    A landscape page is turned, so that its head is at the left.

    Args:
        form: The page.
        start: Where its left edge goes, in points.
    """
    left, bottom, right, top = (float(value) for value in form.BBox)
    if right - left > top - bottom:
        return _write(0, 1, -1, 0, start + top, -left)
    return _write(1, 0, 0, 1, start - left, -bottom)


def _find_page(number: int, pages: int) -> int | None:
    return number if number < pages else None


def _measure_sheet(page: float) -> float:
    """Return the width in points of the sheet that takes two pages of a width in points."""
    sheet = _SHEETS_MM.get(round(page / _POINTS))
    return sheet * _POINTS if sheet else 2 * page


def _write(*numbers: float) -> bytes:
    """Return numbers as a content stream has them, to a ten-thousandth of a point."""
    return " ".join(f"{number + 0.0:.4f}".rstrip("0").rstrip(".") for number in numbers).encode()


def _describe(sheets: pikepdf.Pdf, source: pikepdf.Pdf, flip: str) -> None:
    """Keep the title, and tell a viewer that asks how it is printed (ISO 32000-1, table 150)."""
    for key in ("/Title", "/Author"):
        if key in source.docinfo:
            sheets.docinfo[key] = str(source.docinfo[key])
    sheets.docinfo["/Producer"] = "handout"
    sheets.Root.ViewerPreferences = pikepdf.Dictionary(
        DisplayDocTitle=True,
        PrintScaling=pikepdf.Name("/None"),
        Duplex=pikepdf.Name(f"/DuplexFlip{flip.title()}Edge"),
    )
