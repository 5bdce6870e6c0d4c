"""Hold what `handout build` says of all that it writes beside the PDFs."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from handout.jobs.runtime import render_session
from tests.cli.test_json import read
from tests.conftest import CLINIC, MakeProject, Run
from tests.jobs.builds import TEMPLATE, write_articles
from tests.jobs.drawing import load_drawing
from tests.render.paper import draw, print_both_sides, read_booklet
from tests.render.test_imposition import measure_difference


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have real pages drawn, quickly."""
    monkeypatch.setattr(render_session, "load_engine_at", load_drawing)


def write(clinic: str = "") -> dict[str, str]:
    files = write_articles(rain="PAGES 2")
    files["content/clinic.toml"] += f'[defaults]\nformats = ["booklet"]\n{clinic}'
    return files | {"templates/booklet.html": TEMPLATE}


@pytest.mark.usefixtures("drawing")
def test_every_path_is_printed_and_is_in_the_json(make_project: MakeProject, run: Run) -> None:
    root = make_project(write())
    result = run("build", "--png", "--html", cwd=root)
    ends = (".pdf", "-sheets.pdf", ".html", "-1.png", "-2.png")
    paths = [str(Path("dist", f"rain-booklet{end}")) for end in ends]
    assert result.stdout.splitlines() == paths
    built = read(run("build", "--png", "--html", "--json", cwd=root), "build")["built"][0]
    assert built["cached"]
    assert [built["path"], built["sheets"], built["html"], *built["pictures"]] == paths
    built = read(run("build", "--json", cwd=root), "build")["built"][0]
    assert (built["html"], built["pictures"]) == (None, [])


@pytest.mark.usefixtures("drawing")
def test_what_stood_beside_a_pdf_that_changed_is_said_to_be_removed(
    make_project: MakeProject, run: Run
) -> None:
    root = make_project(write())
    run("build", "--png", cwd=root)
    article = root / "content/articles/rain.md"
    article.write_text(article.read_text().replace("PAGES 2", "PAGES 1"))
    result = run("build", "--png", "--json", cwd=root)
    path = str(Path("dist/rain-booklet-2.png"))
    assert f"Removed {path}: its PDF has changed." in result.stderr
    assert json.loads(result.stdout)["removed"] == [path]


@pytest.mark.usefixtures("drawing")
def test_how_to_print_the_sheets_is_said(make_project: MakeProject, run: Run) -> None:
    root = make_project(write('[print]\nflip = "short"\n'))
    line = "Print the sheets on both sides, flipped on the {} edge."
    result = run("build", cwd=root)
    assert line.format("short") in result.stderr
    # Two pages are one sheet, whose other half stays blank.
    assert "Built 1 handout (2 pages, 1 sheet printed on both sides)" in result.stderr
    assert line.format("short") in run("build", cwd=root).stderr
    assert line.format("long") in run("build", "--flip", "LONG", cwd=root).stderr
    result = run("build", "--flip", "top", cwd=root)
    assert (result.exit_code, "there is “long” or “short”" in result.stderr) == (2, True)


@pytest.mark.parametrize("option", ["--png", "--html", "--open", "--json"])
def test_beside_a_stream_nothing_is_written(
    make_project: MakeProject, run: Run, option: str
) -> None:
    root = make_project(write_articles(rain="Wet."))
    result = run("build", "rain", "-o", "-", option, cwd=root)
    assert result.exit_code == 2
    assert f"“{option}” does not go with “--output -”" in result.stderr + result.stdout
    assert not (root / "dist").exists()


@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 596)), ("letter", (792, 612))])
def test_a_real_booklet_is_printed_folded_and_read(
    make_project: MakeProject, run: Run, paper: str, size: tuple[int, int]
) -> None:
    root = make_project({"content/clinic.toml": f'{CLINIC}[print]\npaper = "{paper}"\n'})
    result = run("build", "-f", "booklet", "--flip", "short", cwd=root)
    assert result.exit_code == 0, result.stderr
    pages, sheets = (root / line for line in result.stdout.splitlines())
    assert sheets.name == "rain-booklet-sheets.pdf"
    single, sides = draw(pages.read_bytes()), draw(sheets.read_bytes())
    assert len(single) % 4 == 0
    assert {side.size for side in sides} == {size}
    read = read_booklet(print_both_sides(sides, turns_about="short"), is_right_to_left=False)
    for number, seen in enumerate(read):
        # A page is 0.5 mm narrower than half a sheet of A4.
        near = min(single, key=lambda page: measure_difference(page.resize(seen.size), seen))
        assert near is single[number]


def test_the_engines_pages_come_as_pictures(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    result = run("build", "--png", cwd=root)
    assert result.exit_code == 0, result.stderr
    pdf, *pictures = (root / line for line in result.stdout.splitlines())
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == len(pictures)
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.size == (1241, 1754)
            assert len(picture.getcolors(1 << 22) or ()) > 20
