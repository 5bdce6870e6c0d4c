"""Vector pictures: drawn once a document, wherever and however large they stand."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from handout.render.loading import load_engine

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    '<path fill="#1f6b4f" d="M2 2h36v16h-36z M6 6v8h8v-8z"/><circle cx="30" cy="10" r="14"/></svg>'
)
BOXED = LOGO.format(size='viewBox="0 0 40 20"')
FIXED = LOGO.format(size='width="40" height="20"')
SIZES = [(80, 40), (160, 80), (80, 40), (60, 60)]


Draw = Callable[..., bytes]


@pytest.fixture
def draw(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Draw:
    """Make a document with one picture on each page."""
    load_engine(tmp_path_factory.getbasetemp() / "faces")
    import weasyprint

    def run(svg: str, *, again: bool = False) -> bytes:
        (tmp_path / "logo.svg").write_text(svg, "utf-8")
        pages = "".join(
            f'<div style="break-after: page"><img src="logo.svg" style="opacity: {opacity};'
            f' width: {width}px; height: {height}px"></div>'
            for opacity in (1, 0.5)
            for width, height in SIZES
        )
        html = f"<style>@page {{ size: 300px }} img {{ display: block; margin: 40px; overflow: visible }}</style>{pages}"
        document = weasyprint.HTML(string=html, base_url=str(tmp_path)).render()
        if again:
            document.write_pdf()
        pdf: bytes = document.write_pdf()
        return pdf

    return run


def find_paths(pdf: bytes) -> int:
    """Return how often the picture's outline is drawn in a file."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        return sum(one.read_bytes().count(b"2 2 m") for one in streams)


def look(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=2).to_pil().convert("RGB") for page in document]


@pytest.mark.parametrize(
    ("svg", "times"),
    # One form for each shape that is no scaled other one; in a group of its own, each time.
    [(BOXED, 2 + 4), (FIXED, 3 + 4)],
)
@pytest.mark.parametrize("again", [False, True])
def test_a_picture_is_drawn_once_and_looks_as_if_drawn_anew(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, svg: str, times: int, again: bool
) -> None:
    from weasyprint.images import SVGImage

    from handout.render import drawings

    shared = draw(svg, again=again)
    assert find_paths(shared) == times
    monkeypatch.setattr(SVGImage, "draw", drawings._draw_anew)
    anew = draw(svg)
    assert find_paths(anew) == 8
    for ours, theirs in zip(look(shared), look(anew), strict=True):
        assert len(ours.getcolors() or ()) > 1, "there is nothing on the page"
        apart = ImageChops.difference(ours, theirs).convert("L")
        assert not any(apart.histogram()[2:])
