"""Hold the fast way to the plain one: the same text, tree, glyphs, places and pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from handout.model import Recipient
from handout.personalise import filling
from handout.personalise.press import Made, Press
from handout.personalise.shaping import Shaped
from tests.instruments.judgement import explain, judge
from tests.instruments.pictures import count_differences, render_pages
from tests.instruments.structure import Document
from tests.instruments.verapdf import VeraPDF
from tests.personalise.conftest import MakePress
from tests.personalise.people import make_people

TOLERANCE_PX = 0.1 / 0.75
"""A tenth of a point, in the units of page streams."""


class Pair:
    """Make the same recipient both ways, and compare."""

    def __init__(self, make_press: MakePress, folder: Path, article: str | None = None) -> None:
        given = () if article is None else (article,)
        self.fast: Press = make_press(*given)
        self.full: Press = make_press(*given, is_full=True)
        self._folder = folder

    def compare(self, recipient: Recipient, *, with_pictures: bool = False) -> Made:
        """Assert that both ways give one handout, and return what the fast way made."""
        fast, full = self.fast.make(recipient), self.full.make(recipient)
        assert bool(fast.parts) == bool(full.parts)
        assert {p.code for p in fast.problems} == {p.code for p in full.problems}
        if not fast.parts:
            return fast
        assert fast.pages == full.pages
        paths = [self._folder / "fast.pdf", self._folder / "full.pdf"]
        for path, made in zip(paths, (fast, full), strict=True):
            path.write_bytes(b"".join(made.parts))
        compare_streams(*paths)
        first, second = (Document(path) for path in paths)
        assert first.dump() == second.dump()
        assert first.page_text(with_artifacts=True) == second.page_text(with_artifacts=True)
        if with_pictures:
            for one, other in zip(*map(render_pages, paths), strict=True):
                assert not count_differences(one, other)
        return fast


def compare_streams(first: Path, second: Path) -> None:
    """Assert that two files draw the same glyphs in the same places, page by page."""
    with pikepdf.open(first) as one, pikepdf.open(second) as other:
        for page, twin in zip(one.pages, other.pages, strict=True):
            tokens = list(_read_tokens(page))
            twins = list(_read_tokens(twin))
            assert len(tokens) == len(twins)
            for (operator, operands), (same, expected) in zip(tokens, twins, strict=True):
                assert operator == same
                if operands != expected:
                    assert operator == "Tm"
                    pairs = zip(operands, expected, strict=True)
                    assert all(abs(float(a) - float(b)) < TOLERANCE_PX for a, b in pairs)


def _read_tokens(page: pikepdf.Page) -> Iterator[tuple[str, list[str]]]:
    for instruction in pikepdf.parse_content_stream(page):
        operands: list[object] = list(getattr(instruction, "operands", ()))
        yield (
            str(instruction.operator),
            [repr(one) if isinstance(one, pikepdf.Object) else str(one) for one in operands],
        )


@pytest.fixture
def pair(make_press: MakePress, tmp_path: Path) -> Pair:
    return Pair(make_press, tmp_path)


def test_recipients_get_the_same_handout_both_ways(pair: Pair) -> None:
    made = [pair.compare(one, with_pictures=n < 3) for n, one in enumerate(make_people(20, seed=1))]
    assert sum(not one.reason for one in made) >= 5


def test_recipients_of_all_kinds_get_the_same_handout_both_ways(pair: Pair) -> None:
    for one in make_people(16, seed=5, is_wild=True):
        pair.compare(one)


@pytest.mark.slow
def test_three_hundred_recipients_get_the_same_handout_both_ways(pair: Pair) -> None:
    made = [pair.compare(one, with_pictures=True) for one in make_people(300, seed=2)]
    assert sum(not one.reason for one in made) >= 150
    for one in make_people(100, seed=3, is_wild=True):
        pair.compare(one)


def test_a_fault_of_the_fast_way_is_noticed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (
        Recipient(fields={"name": name, "note": "", "code": "123", "practitioner": ""})
        for name in ("Maya Ellery", "Bo Li", "Tom Ashdown")
    )
    pair.compare(first)
    assert not pair.compare(second).reason
    original = filling._set_line

    def shift(template: object, shaped: tuple[Shaped, ...]) -> bytes:
        wider = tuple(Shaped(one.width + 0.5, one.shown) for one in shaped)
        return original(template, wider)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(filling, "_set_line", shift)
    with pytest.raises(AssertionError):
        pair.compare(third)


def test_both_ways_are_sound(pair: Pair, tmp_path: Path) -> None:
    ways = set()
    with VeraPDF() as engine:
        for recipient in make_people(12, seed=4):
            made = pair.fast.make(recipient)
            if not made.parts:
                continue
            ways.add(bool(made.reason))
            path = tmp_path / "made.pdf"
            path.write_bytes(b"".join(made.parts))
            complaints = judge(path, engine=engine)
            assert not complaints, explain(complaints)
    assert ways == {True, False}


def test_a_filled_file_is_whole(pair: Pair) -> None:
    recipients = list(make_people(40, seed=1))
    made = next(m for m in map(pair.fast.make, recipients) if m.parts and not m.reason)
    with pikepdf.open(io.BytesIO(b"".join(made.parts))) as pdf:
        assert not pdf.check_pdf_syntax()
        assert len(pdf.pages) == made.pages
