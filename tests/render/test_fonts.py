"""Static faces: made once, and made anew when damaged."""

from __future__ import annotations

from pathlib import Path

from handout.assets import FAMILIES
from handout.render.fonts import declare_faces


def test_faces_are_made_once_and_mended(tmp_path: Path) -> None:
    rules = declare_faces("Source Sans 3", tmp_path)
    assert rules.count("@font-face") == len(FAMILIES["Source Sans 3"])
    faces = sorted(tmp_path.glob("*.ttf"))
    assert len(faces) == len(FAMILIES["Source Sans 3"])
    before = {face: face.read_bytes() for face in faces}
    made = {face: face.stat().st_mtime_ns for face in faces}
    faces[0].write_bytes(b"damaged")
    assert declare_faces("Source Sans 3", tmp_path) == rules
    assert {face: face.read_bytes() for face in faces} == before
    assert [face for face in faces[1:] if face.stat().st_mtime_ns != made[face]] == []
