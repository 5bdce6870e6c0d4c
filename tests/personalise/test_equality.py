"""Hold the fast way to the plain one: the same text, tree, glyphs, places and pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from handout.model import Recipient
from handout.personalise import filling, words
from handout.personalise.breaking import Line
from tests.instruments.judgement import explain, judge
from tests.instruments.structure import Document
from tests.instruments.verapdf import VeraPDF
from tests.personalise.conftest import MakePersonaliser
from tests.personalise.pairs import Pair
from tests.personalise.people import make_people


@pytest.fixture(autouse=True)
def in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shape from the first text on as is else done from the thousandth: word by word."""
    monkeypatch.setattr(words, "LOOK_AFTER", 1)


@pytest.fixture
def pair(make_personaliser: MakePersonaliser, tmp_path: Path) -> Pair:
    return Pair(make_personaliser, tmp_path)


def test_recipients_get_the_same_handout_both_ways(pair: Pair) -> None:
    made = [pair.compare(one, with_pictures=n < 3) for n, one in enumerate(make_people(20, seed=1))]
    assert sum(not one.reason for one in made) >= 5


def test_the_first_recipients_get_the_same_handout_both_ways(
    make_personaliser: MakePersonaliser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "LOOK_AFTER", 1000)
    pair = Pair(make_personaliser, tmp_path)
    made = [pair.compare(one) for one in make_people(10, seed=6)]
    assert any(not one.reason for one in made)


def test_recipients_of_all_kinds_get_the_same_handout_both_ways(pair: Pair) -> None:
    for one in make_people(16, seed=5, is_wild=True):
        pair.compare(one)


@pytest.mark.slow
def test_three_hundred_recipients_get_the_same_handout_both_ways(pair: Pair) -> None:
    made = [pair.compare(one, with_pictures=True) for one in make_people(300, seed=2)]
    assert sum(not one.reason for one in made) >= 150
    for one in make_people(100, seed=3, is_wild=True):
        pair.compare(one)


@pytest.mark.parametrize("before", ["Call 999, then", "Call\u00a0999, then"])
def test_both_kinds_of_space_are_copied_as_a_space(
    make_personaliser: MakePersonaliser, tmp_path: Path, before: str
) -> None:
    # Which of them comes up first depends on the name.
    article = f"---\ntitle: Visit\n---\n\n*{{{{ recipient.name }}}}: {before}\u00a0rest.*\n"
    pair = Pair(make_personaliser, tmp_path, article)
    for name in ("Ann", "Bo Li"):
        pair.compare(Recipient(fields={"name": name}))
        for path in tmp_path.glob("*.pdf"):
            said = Document(path).page_text()
            assert "999, then rest." in said
            assert "\u00a0" not in said


def test_a_handout_tells_nothing_of_the_recipient_who_came_first(
    make_personaliser: MakePersonaliser,
) -> None:
    note = "Drink water and rest."
    made = []
    for first in ("Maya Ellery", "Rebecca Marsh"):
        personaliser = make_personaliser(
            "---\ntitle: Rain\n---\n\nFor {{ recipient.name }}.\n\n{{ recipient.note }}\n"
        )
        for name in (first, "Tom Ashdown"):
            last = personaliser.make(Recipient(fields={"name": name, "note": note}))
        assert not last.reason
        made.append(last)
    assert made[0] == made[1]


def test_a_fault_of_the_fast_way_is_noticed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (
        Recipient(fields={"name": name, "note": "", "code": "123", "practitioner": ""})
        for name in ("Maya Ellery", "Bo Li", "Tom Ashdown")
    )
    pair.compare(first)
    assert not pair.compare(second).reason
    original = filling.TextSetter.set

    def shift(setter: filling.TextSetter, lines: tuple[Line, ...]) -> bytes:
        wider = [tuple(one._replace(width=one.width + 0.5) for one in line) for line in lines]
        return original(setter, tuple(wider))

    monkeypatch.setattr(filling.TextSetter, "set", shift)
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
