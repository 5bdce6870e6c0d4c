"""Hold the test sheet to paper: whichever way a printer turns it, the right answer stands upright."""

from __future__ import annotations

import math
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from handout.jobs.sheet_test import make_sheet_test
from handout.render.imposition import impose
from tests.conftest import CLINIC, MakeProject, Run
from tests.render.paper import draw, print_both_sides, read_booklet
from tests.render.test_imposition import make_pages, measure_difference

MM = 72 / 25.4


@pytest.fixture(scope="module")
def sheets() -> dict[str, bytes]:
    """Make the sheet for each paper, without a clinic."""
    return {paper: make_sheet_test(None, paper) for paper in ("a4", "letter")}


def find_words(pdf: bytes, number: int, *, turned: int) -> tuple[str, float]:
    """Return the words of a page that stand upright if it is turned, and the lowest place of one.

    The place is 0 at the top of what is seen, and 1 at its bottom.
    """
    words, lowest = "", 0.0
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        text = page.get_textpage()
        height = page.get_height()
        for index in range(text.count_chars()):
            angle = math.degrees(pypdfium2.raw.FPDFText_GetCharAngle(text, index))
            if round(angle) % 360 == turned:
                words += text.get_text_range(index, 1)
                # PDFium adds spaces and ends of lines that stand nowhere.
                if not words[-1].isspace():
                    _, bottom, _, top = text.get_charbox(index)
                    lowest = max(lowest, (top if turned else height - bottom) / height)
    return words, lowest


@pytest.mark.parametrize("turns_about", ["short", "long"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_who_turns_it_like_a_page_of_a_book_reads_the_right_answer(
    sheets: dict[str, bytes], paper: str, turns_about: str
) -> None:
    pdf = sheets[paper]
    front, back = draw(pdf)
    (sheet,) = print_both_sides([front, back], turns_about=turns_about)
    assert find_words(pdf, 0, turned=0)[0].startswith("Sheet test")
    # Right and left change places for who turns it so.
    seen = ImageOps.mirror(sheet.back)
    turned = next(by for by in (0, 180) if is_same(seen, back.rotate(by)))
    words, lowest = find_words(pdf, 1, turned=turned)
    (other,) = {"short", "long"} - {turns_about}
    assert f"Your printer flips on the {turns_about} edge." in words
    assert f'flip = "{turns_about}"' in words
    assert other not in words
    assert lowest < 0.5, "it is all in the upper half of what is seen"


def is_same(one: Image.Image, other: Image.Image) -> bool:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean) == 0


@pytest.mark.parametrize("turns_about", ["short", "long"])
def test_with_the_answer_a_booklet_comes_out_right_and_with_the_other_it_does_not(
    turns_about: str,
) -> None:
    pages = make_pages(4)
    for flip in ("short", "long"):
        sides = draw(impose(pages, flip=flip, is_right_to_left=False))
        read = read_booklet(
            print_both_sides(sides, turns_about=turns_about), is_right_to_left=False
        )
        wrong = [measure_difference(*pair) > 1 for pair in zip(read, draw(pages), strict=True)]
        assert any(wrong) == (flip != turns_about)


@pytest.mark.parametrize(("paper", "size"), [("a4", (297, 210)), ("letter", (279.4, 215.9))])
def test_it_is_one_sheet_as_large_as_a_booklets_and_tagged(
    sheets: dict[str, bytes], paper: str, size: tuple[float, float], tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(sheets[paper])
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            found = [float(value) / MM for value in page.mediabox]
            assert found == pytest.approx([0, 0, *size], abs=0.01)
            assert "/Rotate" not in page.obj
        assert pdf.Root.MarkInfo.Marked
        # What the printer does by itself is to be seen.
        assert "/Duplex" not in pdf.Root.get("/ViewerPreferences", {})


def test_nothing_stands_where_office_printers_cannot_print(sheets: dict[str, bytes]) -> None:
    for pdf in sheets.values():
        for picture in draw(pdf, scale=2):
            left, top, right, bottom = ImageOps.invert(picture).getbbox() or (0, 0, 0, 0)
            edges = (left, top, picture.width - right, picture.height - bottom)
            assert min(edges) / 2 / MM > 10


def test_it_has_the_clinics_name_colours_and_paper(make_project: MakeProject) -> None:
    plain = make_project({"content/clinic.toml": CLINIC + '[print]\npaper = "letter"\n'})
    pdf = make_sheet_test(plain)
    assert "Linden Clinic" in find_words(pdf, 0, turned=0)[0]
    front = draw(pdf)[0]
    assert front.size == (792, 612)
    assert (31, 111, 92) in {colour for _, colour in front.getcolors(1 << 20) or ()}
    assert pdf == make_sheet_test(plain)
    assert draw(make_sheet_test(plain, "a4"))[0].size == (842, 596)


def test_a_clinics_file_that_cannot_be_used_does_not_matter(make_project: MakeProject) -> None:
    root = make_project({"content/clinic.toml": "name = "})
    assert find_words(make_sheet_test(root), 0, turned=0)[0].startswith("Sheet test")


def test_where_it_is_written(run: Run, make_project: MakeProject, tmp_path: Path) -> None:
    root = make_project()
    result = run("sheet-test", cwd=root)
    assert (result.exit_code, result.stdout) == (0, f"{Path('dist/sheet-test.pdf')}\n")
    assert "Next: print it on both sides" in result.stderr
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for args, name in (
        ([], "sheet-test.pdf"),
        (["-o", "new"], "new/sheet-test.pdf"),
        (["-o", "some/test.pdf", "--paper", "letter"], "some/test.pdf"),
    ):
        result = run("sheet-test", *args, cwd=folder)
        assert (result.exit_code, result.stdout) == (0, f"{Path(name)}\n")
        assert (folder / name).read_bytes().startswith(b"%PDF")
    assert run("sheet-test", "-o", "-", cwd=folder).stdout.startswith("%PDF")
    assert run("-C", folder, "sheet-test", cwd=folder).exit_code == 3
    (folder / "file").write_text("x")
    assert run("sheet-test", "-o", "file", cwd=folder).exit_code == 5
