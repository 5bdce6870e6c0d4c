"""A logo that would be lost on white is found, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from handout.compose.logos import is_light

SHAPE = '<path d="M0 0h90v30z" {}/>'


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (SHAPE.format('fill="#fff"'), True),
        (SHAPE.format('fill="none" stroke="white"'), True),
        ('<g style="fill: rgb(250, 250, 250)">' + SHAPE.format("") + "</g>", True),
        ('<g style="fill: rgb(250 250 250)">' + SHAPE.format("") + "</g>", True),
        (SHAPE.format('fill="rgba(250, 250, 250, 0.9)"'), True),
        (SHAPE.format('fill="ivory"'), True),
        (SHAPE.format('fill="url(#a)"'), False),
        (SHAPE.format(""), False),
        (SHAPE.format('fill="#ffffff"') + SHAPE.format('fill="#123456"'), False),
        (SHAPE.format('fill="#ffee00"'), True),
        # Nobody can tell by its names.
        (SHAPE.format('class="a"') + "<style>.a { fill: #fff }</style>", False),
    ],
)
def test_a_drawing_is_judged_by_its_colours(tmp_path: Path, inside: str, expected: bool) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', "utf-8")
    assert is_light(path) is expected


@pytest.mark.parametrize(
    ("colour", "expected"),
    [((255, 255, 255, 255), True), ((20, 60, 90, 255), False), ((20, 60, 90, 0), False)],
)
def test_a_picture_is_judged_by_what_it_paints(
    tmp_path: Path, colour: tuple[int, ...], expected: bool
) -> None:
    image = Image.new("RGBA", (300, 90), (0, 0, 0, 0))
    image.paste(colour, (20, 20, 200, 60))
    image.save(tmp_path / "logo.png")
    assert is_light(tmp_path / "logo.png") is expected


def test_what_cannot_be_read_is_for_others_to_tell(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg", "utf-8")
    (tmp_path / "logo.png").write_bytes(b"no picture")
    assert not any(map(is_light, (tmp_path / "a.png", *tmp_path.iterdir())))
