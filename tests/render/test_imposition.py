"""Hold imposition to paper: printed on both sides, folded and read, the pages follow each other."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from handout.render.imposition import arrange_sides, impose
from tests.render.paper import draw, print_both_sides, read_booklet

MM = 72 / 25.4
A5, HALF_LETTER, WHOLE_POINTS = (148 * MM, 210 * MM), (5.5 * 72, 8.5 * 72), (300, 420)
FLIPS = ("short", "long")
COLOURS = ("0.8 0.1 0.1", "0.1 0.5 0.1", "0.1 0.2 0.8", "0.8 0.5 0", "0.5 0.1 0.6")


def make_pages(count: int, *, size: tuple[float, float] = WHOLE_POINTS, shift: float = 0) -> bytes:
    """Make a tagged PDF with links and bookmarks, whose pages are all unlike, also upside down.

    `shift` moves its boxes away from the origin.
    """
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    width, height = size
    box = [shift, shift, shift + width, shift + height]
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=size).obj
        page.MediaBox = page.TrimBox = box
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.StructParents = number - 1
        page.Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=box)]
        )
        text = f"BT /F 120 Tf 40 200 Td ({number}) Tj ET"
        fill = f"{COLOURS[number % 5]} rg 0 {height - 20 - number * 3} {width} 20 re f"
        bar = f"{COLOURS[number // 5 % 5]} rg 0 0 30 {height / 2} re f"
        content = f"1 0 0 1 {shift} {shift} cm /P <</MCID 0>> BDC {text} EMC {fill} {bar}"
        page.Contents = pdf.make_stream(content.encode())
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
    )
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Start", 0))
    with pdf.open_metadata() as metadata:
        metadata["pdfuaid:part"] = "1"
        metadata["dc:title"] = "Rain — and “skin”"
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def open_sheets(count: int, **given: Any) -> pikepdf.Pdf:
    size, shift = given.pop("size", WHOLE_POINTS), given.pop("shift", 0)
    options = {"flip": "short", "is_right_to_left": False, **given}
    return pikepdf.open(io.BytesIO(impose(make_pages(count, size=size, shift=shift), **options)))


def find_texts(pdf: bytes) -> list[tuple[str, str]]:
    """Return what PDFium reads in the left and the right half of each side."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            halves = ((0, 0, width / 2, height), (width / 2, 0, width, height))
            left, right = (text.get_text_bounded(*half).strip() for half in halves)
            found.append((left, right))
    return found


def find_moves(pdf: pikepdf.Pdf) -> list[list[float]]:
    """Return by how much each side moves its pages to the right."""
    pattern = rb"1 0 0 1 (\S+) \S+ cm"
    return [
        [float(x) for x in re.findall(pattern, page.Contents.read_bytes())] for page in pdf.pages
    ]


# The order ---------------------------------------------------------------------------------------


def test_eight_pages_lie_as_in_every_handbook() -> None:
    sides = list(arrange_sides(8, is_right_to_left=False))
    numbers = [tuple(page + 1 for page in side if page is not None) for side in sides]
    assert numbers == [(8, 1), (2, 7), (6, 3), (4, 5)]
    mirrored = list(arrange_sides(8, is_right_to_left=True))
    assert mirrored == [(right, left) for left, right in sides]


@given(pages=st.integers(1, 300), is_right_to_left=st.booleans())
def test_folded_and_read_the_pages_follow_each_other_and_blanks_come_last(
    pages: int, is_right_to_left: bool
) -> None:
    sides = list(arrange_sides(pages, is_right_to_left=is_right_to_left))
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    assert len(sheets) == -(-pages // 4)
    # Behind the right half of a front is the left half of its back.
    first, second = (0, 1) if is_right_to_left else (1, 0)
    read = [side for front, back in sheets for side in (front[first], back[second])]
    read += [side for front, back in reversed(sheets) for side in (back[first], front[second])]
    assert read == [*range(pages), *[None] * (-pages % 4)]


# On paper ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_right_to_left", [False, True])
@pytest.mark.parametrize("flip", FLIPS)
@pytest.mark.parametrize("count", [1, 4, 5, 7, 8, 12, 16, 24])
def test_printed_folded_and_read_each_page_is_there_upright_and_in_order(
    count: int, flip: str, is_right_to_left: bool
) -> None:
    pages = make_pages(count)
    single = draw(pages)
    single += [Image.new("RGB", single[0].size, "white")] * (-count % 4)
    sides = draw(impose(pages, flip=flip, is_right_to_left=is_right_to_left))
    sheets = print_both_sides(sides, turns_about=flip)
    read = read_booklet(sheets, is_right_to_left=is_right_to_left)
    assert len(read) == len(single)
    for seen, meant in zip(read, single, strict=True):
        # Up to 20 pages nothing is moved, so that only the edges of turned letters may differ.
        assert measure_difference(seen, meant) <= (0.1 if count <= 20 else 3)
        others = [one for one in single if measure_difference(one, meant) > 0]
        assert all(measure_difference(seen, other) > 6 for other in others)


@pytest.mark.parametrize("flip", FLIPS)
def test_the_other_flip_shows_the_backs_upside_down(flip: str) -> None:
    (other,) = set(FLIPS) - {flip}
    pages = make_pages(4)
    single = draw(pages)
    sides = draw(impose(pages, flip=flip, is_right_to_left=False))
    read = read_booklet(print_both_sides(sides, turns_about=other), is_right_to_left=False)
    assert [measure_difference(*pair) < 0.1 for pair in zip(read, single, strict=True)] == [
        True,
        False,
        False,
        True,
    ]
    # And what stands in the second page's place is the third's, upside down.
    assert measure_difference(read[1].rotate(180), single[2]) < 0.1


def test_pages_whose_boxes_begin_elsewhere_are_drawn_the_same() -> None:
    for flip in FLIPS:
        options: dict[str, Any] = {"flip": flip, "is_right_to_left": False}
        plain, moved = (draw(impose(make_pages(4, shift=by), **options)) for by in (0, 30))
        for one, other in zip(plain, moved, strict=True):
            assert measure_difference(one, other) < 0.1


def measure_difference(one: Image.Image, other: Image.Image) -> float:
    """Return by how much two pictures differ on average, in 255ths."""
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


# In numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("flip", FLIPS)
@pytest.mark.parametrize(
    ("size", "sheet"),
    [(A5, (297, 210)), (HALF_LETTER, (279.4, 215.9)), ((105 * MM, 148 * MM), (210, 148))],
)
def test_a_sheet_is_just_the_paper_and_pages_meet_at_its_middle(
    size: tuple[float, float], sheet: tuple[float, float], flip: str
) -> None:
    for shift in (0, 30):
        pdf = open_sheets(8, size=size, shift=shift, flip=flip)
        for page in pdf.pages:
            assert [float(value) / MM for value in page.mediabox] == pytest.approx(
                [0, 0, *sheet], abs=1e-4
            )
            assert not set(page.obj.keys()) & {"/Annots", "/StructParents", "/Rotate", "/TrimBox"}
        middle = sheet[0] * MM / 2
        for left, right in find_moves(pdf):
            # The left page ends, and the right one begins, where the paper is folded.
            assert left + shift + size[0] == pytest.approx(middle, abs=1e-3)
            assert right + shift == pytest.approx(middle, abs=1e-3)


def test_only_backs_are_turned_and_only_for_the_long_edge() -> None:
    for flip, expected in (("short", [False] * 4), ("long", [False, True, False, True])):
        contents = [page.Contents.read_bytes() for page in open_sheets(8, flip=flip).pages]
        assert [one.startswith(b"-1 0 0 -1 600 420 cm\n") for one in contents] == expected


def test_inner_pages_move_to_the_spine_from_six_sheets_on() -> None:
    for count in (8, 20):
        assert {tuple(moves) for moves in find_moves(open_sheets(count))} == {(0, 300)}
    moves = find_moves(open_sheets(24))
    for number, (left, right) in enumerate(moves):
        creep = number // 2 * 0.1 * MM
        assert (left, right) == pytest.approx((creep, 300 - creep), abs=1e-3)


def test_the_text_stays_text_where_it_is_seen() -> None:
    sheets = impose(make_pages(7), flip="short", is_right_to_left=False)
    assert find_texts(sheets) == [("", "1"), ("2", "7"), ("6", "3"), ("4", "5")]
    sheets = impose(make_pages(7), flip="long", is_right_to_left=True)
    assert find_texts(sheets) == [("1", ""), ("2", "7"), ("3", "6"), ("4", "5")]


# The file ----------------------------------------------------------------------------------------


def test_it_is_for_paper_alone_and_keeps_its_title() -> None:
    for flip in FLIPS:
        pdf = open_sheets(8, flip=flip)
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/ViewerPreferences"}
        assert str(pdf.docinfo.Title) == "Rain — and “skin”"
        assert pdf.Root.ViewerPreferences.Duplex == f"/DuplexFlip{flip.title()}Edge"
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert not pdf.check_pdf_syntax()


def test_fonts_are_shared_by_all_pages() -> None:
    pdf = open_sheets(16)
    fonts = [
        one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
    ]
    assert len(fonts) == 1


def test_the_same_pages_give_the_same_bytes() -> None:
    first = impose(make_pages(12), flip="long", is_right_to_left=False)
    assert first == impose(make_pages(12), flip="long", is_right_to_left=False)
    assert first != impose(make_pages(12), flip="short", is_right_to_left=False)


@pytest.mark.parametrize("flip", FLIPS)
def test_a_landscape_page_is_turned_with_its_head_at_the_left(flip: str) -> None:
    upright, wide = make_pages(8), io.BytesIO(make_pages(8, size=WHOLE_POINTS[::-1]))
    with pikepdf.open(io.BytesIO(upright)) as pdf, pikepdf.open(wide) as other:
        for number in (2, 5):
            pdf.pages[number] = other.pages[number]
        buffer = io.BytesIO()
        pdf.save(buffer)
    sheets = print_both_sides(
        draw(impose(buffer.getvalue(), flip=flip, is_right_to_left=False)), turns_about=flip
    )
    for page, read in zip(
        draw(buffer.getvalue()), read_booklet(sheets, is_right_to_left=False), strict=True
    ):
        seen = page.rotate(90, expand=True) if page.width > page.height else page
        assert ImageStat.Stat(ImageChops.difference(seen, read)).mean[0] < 2
