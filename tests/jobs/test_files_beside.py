"""Hold what a build writes beside a PDF, pictures, HTML and sheets: kept and removed with it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from handout.jobs.runtime import render_session
from handout.model import A4
from tests.conftest import MakeProject
from tests.jobs.builds import CLINIC, TEMPLATE, run, write_articles
from tests.jobs.drawing import load_drawing
from tests.render.test_imposition import find_texts

Rendered = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def drawing(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have real pages drawn, quickly."""
    monkeypatch.setattr(render_session, "load_engine_at", load_drawing)


def write(**texts: str) -> dict[str, str]:
    """Give the files of a project whose booklets are as plain as all else."""
    return write_articles(**texts) | {"templates/booklet.html": TEMPLATE}


def change(root: Path, text: str) -> None:
    """Replace the article's text."""
    (root / "content/articles/rain.md").write_text(
        write_articles(rain=text)["content/articles/rain.md"]
    )


def list_dist(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "dist").iterdir())


# Pictures ----------------------------------------------------------------------------------------


def test_each_page_becomes_a_picture_of_what_the_pdf_shows(make_project: MakeProject) -> None:
    root = make_project(write(rain="PAGES 3", sun="PAGES 1"))
    report = run(root, with_pictures=True)
    assert [[path.name for path in one.files] for one in report.built] == [
        ["rain-a4.pdf", "rain-a4-1.png", "rain-a4-2.png", "rain-a4-3.png"],
        ["sun-a4.pdf", "sun-a4-1.png"],
    ]
    for built in report.built:
        with pypdfium2.PdfDocument(built.path) as document:
            for page, path in zip(document, built.files[1:], strict=True):
                meant = page.render(scale=150 / 72).to_pil()
                with Image.open(path) as picture:
                    assert picture.format == "PNG"
                    assert [round(dpi) for dpi in picture.info["dpi"]] == [150, 150]
                    assert ImageChops.difference(picture.convert("RGB"), meant).getbbox() is None


def test_pictures_that_are_there_are_not_drawn_again_and_missing_ones_are(
    make_project: MakeProject, rendered: Rendered
) -> None:
    root = make_project(write(rain="PAGES 2"))
    run(root)
    assert rendered() == ["rain.md"]
    assert not run(root, with_pictures=True).built[0].is_cached
    assert rendered() == ["rain.md"]
    report = run(root, with_pictures=True)
    assert (report.built[0].is_cached, rendered()) == (True, [])
    assert [path.name for path in report.built[0].files[1:]] == ["rain-a4-1.png", "rain-a4-2.png"]
    last = root / "dist/rain-a4-2.png"
    meant = last.read_bytes()
    for harm in (Path.unlink, lambda path: path.write_bytes(b"damaged")):
        harm(last)
        assert not run(root, with_pictures=True).built[0].is_cached
        assert last.read_bytes() == meant
    # Who asks for the PDF alone leaves the pictures as they are.
    assert run(root).built[0].is_cached
    assert run(root).built[0].files == (root / "dist/rain-a4.pdf",)
    assert run(root, is_forced=True).outdated == []
    assert run(root, with_pictures=True).built[0].is_cached
    assert len(list_dist(root)) == 3


@pytest.mark.parametrize("asked", [True, False])
def test_pictures_of_pages_that_are_gone_are_removed(
    make_project: MakeProject, asked: bool
) -> None:
    root = make_project(write(rain="PAGES 3"))
    run(root, with_pictures=True)
    change(root, "PAGES 2 now")
    report = run(root, with_pictures=asked)
    kept = ["rain-a4-1.png", "rain-a4-2.png"] if asked else []
    assert list_dist(root) == [*kept, "rain-a4.pdf"]
    names = {f"rain-a4-{number}.png" for number in (1, 2, 3)} - set(kept)
    assert {path.name for path in report.outdated} == names
    assert run(root, with_pictures=asked).outdated == []


def test_what_somebody_changed_or_put_there_stays(make_project: MakeProject) -> None:
    root = make_project(write(rain="PAGES 3"))
    run(root, with_pictures=True, with_html=True)
    (root / "dist/rain-a4-3.png").write_bytes(b"painted over")
    (root / "dist/rain-a4-4.png").write_bytes(b"theirs")
    change(root, "PAGES 1 now")
    run(root)
    assert list_dist(root) == ["rain-a4-3.png", "rain-a4-4.png", "rain-a4.pdf"]


def test_all_goes_with_the_article(make_project: MakeProject) -> None:
    root = make_project(write(rain="PAGES 2", sun="PAGES 1"))
    run(root, formats=("a4", "booklet"), with_pictures=True, with_html=True)
    assert len(list_dist(root)) == 9 + 7
    (root / "content/articles/rain.md").unlink()
    report = run(root, formats=("a4", "booklet"))
    assert [name for name in list_dist(root) if name.startswith("rain")] == []
    assert len(report.removed) == 9
    assert report.outdated == []


def test_a_failure_keeps_what_was_there(make_project: MakeProject) -> None:
    root = make_project(write(rain="PAGES 2"))
    run(root, with_pictures=True)
    before = list_dist(root)
    change(root, "PAGES 1 SAY error")
    assert run(root, with_pictures=True).failed
    assert list_dist(root) == before


def test_beside_a_file_that_is_named_stand_its_pictures(make_project: MakeProject) -> None:
    root = make_project(write(rain="PAGES 2"))
    report = run(root, "rain", output=Path("out/flyer.pdf"), with_pictures=True, with_html=True)
    assert sorted(path.name for path in (root / "out").iterdir()) == [
        "flyer-1.png",
        "flyer-2.png",
        "flyer.html",
        "flyer.pdf",
    ]
    assert {path.parent for path in report.built[0].files} == {root / "out"}


# Sheets ------------------------------------------------------------------------------------------


def test_a_booklet_has_its_sheets_beside_it(make_project: MakeProject) -> None:
    root = make_project(write(rain="PAGES 8"))
    report = run(root, formats=("booklet", "a4"), with_pictures=True, flip="short")
    booklet, plain = report.built
    assert booklet.document.sheets == root / "dist/rain-booklet-sheets.pdf"
    assert (plain.document.sheets, plain.document.format) == (None, A4)
    assert booklet.files[:3] == (
        root / "dist/rain-booklet.pdf",
        booklet.document.sheets,
        root / "dist/rain-booklet-1.png",
    )
    # The pictures are of the pages, in the order of reading.
    assert len(booklet.files) == 10
    texts = [
        [half.split()[0] for half in side]
        for side in find_texts(booklet.document.sheets.read_bytes())
    ]
    assert texts == [["8", "1"], ["2", "7"], ["6", "3"], ["4", "5"]]


def read_duplex(root: Path, **options: Any) -> tuple[str, bool]:
    """Build, and return the edge that the sheets name and whether their backs are turned."""
    report = run(root, formats=("booklet",), **options)
    built = report.built[0]
    assert built.document.sheets is not None
    with pikepdf.open(io.BytesIO(built.document.sheets.read_bytes())) as pdf:
        back = pdf.pages[1].Contents.read_bytes()
        name = str(pdf.Root.ViewerPreferences.Duplex)
    assert name == f"/DuplexFlip{built.document.flip.title()}Edge"
    return built.document.flip, back.startswith(b"-1 0 0 -1")


def test_the_flip_is_the_clinics_or_as_it_is_asked_for(
    make_project: MakeProject, rendered: Rendered
) -> None:
    root = make_project(write(rain="PAGES 4"))
    assert read_duplex(root) == ("long", True)
    assert read_duplex(root, flip="short") == ("short", False)
    (root / "content/clinic.toml").write_text(f'{CLINIC}[print]\nflip = "short"\n')
    assert read_duplex(root) == ("short", False)
    assert read_duplex(root, flip="long") == ("long", True)
    assert read_duplex(root) == ("short", False)
    rendered()
    # It is remembered with the sheets, and matters to no other format.
    assert run(root, formats=("booklet",)).built[0].is_cached
    assert run(root, formats=("booklet",), flip="short").built[0].is_cached
    run(root)
    assert run(root, flip="long").built[0].is_cached
    (root / "dist/rain-booklet-sheets.pdf").unlink()
    assert not run(root, formats=("booklet",)).built[0].is_cached


def test_from_right_to_left_the_sheets_are_mirrored(make_project: MakeProject) -> None:
    files = write(rain="PAGES 4", sun="PAGES 4")
    for language in ("ar", "en-GB"):
        name, text = f"content/articles/rain.{language}.md", files["content/articles/rain.md"]
        files[name] = text.replace("authors:", f"language: {language}\nauthors:")
    root = make_project(files)
    first = {
        one.document.source.name: find_texts(one.document.sheets.read_bytes())[0]
        for one in run(root, formats=("booklet",), allow_missing=True).built
        if one.document.sheets
    }
    sides = {name: [half.split()[0] for half in side] for name, side in first.items()}
    assert sides == {
        "rain": ["4", "1"],
        "rain.ar": ["1", "4"],
        "rain.en-GB": ["4", "1"],
        "sun": ["4", "1"],
    }
