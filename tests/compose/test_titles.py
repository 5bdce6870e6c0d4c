"""Titles: all their words, in the fewest lines, broken where one pauses."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handout.compose.titles import (
    _CLINGING,
    _MARGIN,
    _PAUSE_BONUS,
    _PAUSES,
    _SPACE,
    break_title,
    has_title_over,
    render_heading,
)
from handout.compose.type_measure import TypeMeasure
from handout.model import BulletList, CallOut, CallOutKind, Emphasis, Paragraph, Text

MEASURE = TypeMeasure("Source Sans 3")


def bold(size_pt: float) -> Callable[[str], float]:
    """Measure bold text of a size by its words."""

    def width(text: str) -> float:
        words = [MEASURE.measure(word, size_pt, 700) for word in text.split(" ")]
        return sum(words) + (len(words) - 1) * MEASURE.measure(" ", size_pt, 700)

    return lambda text: MEASURE.measure(text, size_pt, 700) if text == " " else width(text)


WORDS = st.lists(st.text("abcdefghimrstwM,:", min_size=1, max_size=14), min_size=1, max_size=24)


@given(WORDS)
def test_no_word_is_lost_and_no_line_too_long(words: list[str]) -> None:
    title = " ".join(words)
    lines = break_title(title, bold(23), room_mm=122)
    assert " ".join(lines) == title
    if len(lines) > 1:
        assert max(bold(23)(line) for line in lines) <= 122


def test_a_pause_is_a_better_place_than_the_middle() -> None:
    assert break_title("Acne: why you get it, and what helps", bold(30), room_mm=122) == [
        "Acne: why you get it,",
        "and what helps",
    ]


def test_a_short_title_stays_on_its_line() -> None:
    assert break_title("Know your moles", bold(30), room_mm=122) == ["Know your moles"]


def test_a_long_heading_has_lines_about_equally_long() -> None:
    heading = render_heading(
        (Text(text="The relationship between microneedling and follicles"),), bold(17), 122
    )
    assert heading == "The relationship between <br>microneedling and follicles"


def test_a_heading_of_one_line_or_with_marks_is_left_alone() -> None:
    assert render_heading((Text(text="What to do"),), bold(17), 122) == "What to do"
    stressed = Emphasis(children=(Text(text="between microneedling and hair"),))
    marked = (Text(text="The relationship "), stressed, Text(text=" follicles of all kinds"))
    assert "<br>" not in render_heading(marked, bold(17), 122)


def test_a_heading_is_escaped() -> None:
    text = "What <b>most</b> people ask us before and after their first treatment"
    assert "&lt;b&gt;most" in render_heading((Text(text=text),), bold(17), 122)


def test_a_number_and_its_unit_are_one_word() -> None:
    lines = break_title("Sun cream of SPF\u00a030 and more", bold(30), room_mm=60)
    assert any("SPF\u00a030" in line for line in lines)


@pytest.mark.parametrize("sign", ["·", "–", "—", "|", "/"])
def test_a_sign_that_separates_never_starts_a_line(sign: str) -> None:
    title = f"Mohs surgery {sign} before and after your treatment {sign} what you can do at home"
    lines = break_title(title, bold(30), room_mm=122)
    assert len(lines) > 2
    assert not any(line.startswith(sign) for line in lines)


TITLE_WORDS = st.one_of(
    st.text("abcdefghimrstwMW,:–.’()é", min_size=1, max_size=11),
    st.sampled_from(("a", "and", "of", "the", "What", "skin,", "care:", "10\u00a0mg", "laser")),
)


def try_all_breaks(words: list[str], size_pt: float, room_mm: float) -> tuple[float, float, int]:
    """Return how bad the best way to break a title is, its ideal length, and how many lines."""
    room, width = room_mm * (1 - _MARGIN), bold(size_pt)
    count, line = 1, ""
    for word in words:
        longer = f"{line} {word}".strip()
        if width(longer) > room and line:
            count, line = count + 1, word
        else:
            line = longer
    ideal = width(" ".join(words)) / count
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    for number in range(1, count + 1):
        for end in range(number, len(words) + 1):
            best[number, end] = min(
                best.get((number - 1, start), math.inf)
                + rate_line(words[start:end], width, ideal, room, is_last=end == len(words))
                for start in range(number - 1, end)
            )
    return best[count, len(words)], ideal, count


def rate_line(
    words: list[str], width: Callable[[str], float], ideal: float, room: float, *, is_last: bool
) -> float:
    """Return how bad one line is, as `break_title` sees it."""
    if width(" ".join(words)) > room + 1e-9:
        return math.inf
    badness = ((width(" ".join(words)) - ideal) / ideal) ** 2
    if not is_last and words[-1][-1] in _PAUSES:
        badness -= _PAUSE_BONUS
    if not is_last and words[-1].lower() in _CLINGING:
        badness += _PAUSE_BONUS
    return badness


@given(
    st.lists(TITLE_WORDS, min_size=1, max_size=40),
    st.sampled_from((17, 23, 30)),
    st.sampled_from((60, 122)),
)
@settings(max_examples=300, deadline=None)
@example([":", ":::::MMMMM", ":"], 30, 60)
def test_no_way_to_break_a_title_is_better(words: list[str], size: int, room: int) -> None:
    width, most = bold(size), room * (1 - _MARGIN)
    words = _SPACE.split(" ".join(words))
    found = break_title(" ".join(words), width, room_mm=room)
    if max(map(width, words)) > most:
        assert found == [" ".join(words)]
        return
    best, ideal, count = try_all_breaks(words, size, room)
    assert len(found) == count
    rated = sum(
        rate_line(line.split(" "), width, ideal, most, is_last=number == len(found))
        for number, line in enumerate(found, start=1)
    )
    assert rated == pytest.approx(best)


def test_a_title_of_2000_words_is_broken_at_once() -> None:
    # Once, 250 words took ten seconds and 500 took three minutes.
    title = " ".join(f"word{number}" for number in range(2_000))
    assert " ".join(break_title(title, bold(17), room_mm=122)) == title


@pytest.mark.parametrize(
    ("title", "text", "is_over"),
    [
        ("Do not take ibuprofen if", "you have had a stomach ulcer.", True),
        ("Do not take ibuprofen if", "You have had a stomach ulcer.", False),
        ("A title that is longer than its place", "Rest.", True),
        ("", "e-mail us.", False),
    ],
)
def test_a_call_outs_title_stands_over_text_that_it_runs_on_into(
    title: str, text: str, is_over: bool
) -> None:
    paragraph = Paragraph(content=(Text(text=text),))
    words = (Text(text=title),) if title else ()
    for first in (paragraph, BulletList(items=((paragraph,),))):
        item = CallOut(kind=CallOutKind.WARNING, title=words, content=(first,))
        assert has_title_over(item) is is_over
