"""Titles: all their words, in the fewest lines, broken where one pauses."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from handout.compose.titles import (
    _CLINGING,
    _PAUSE_BONUS,
    _PAUSES,
    break_title,
    estimate_width,
    render_heading,
)
from handout.model import Emphasis, Text

WORDS = st.lists(st.text("abcdefghimrstwM,:", min_size=1, max_size=14), min_size=1, max_size=24)


@given(WORDS)
def test_no_word_is_lost_and_no_line_too_long(words: list[str]) -> None:
    title = " ".join(words)
    lines = break_title(title, size_pt=23, room_mm=122)
    assert " ".join(lines) == title
    if len(lines) > 1:
        assert max(estimate_width(line, 23) for line in lines) <= 122


def test_a_pause_is_a_better_place_than_the_middle() -> None:
    assert break_title("Acne: why you get it, and what helps", size_pt=30, room_mm=122) == [
        "Acne: why you get it,",
        "and what helps",
    ]


def test_a_short_title_stays_on_its_line() -> None:
    assert break_title("Know your moles", size_pt=30, room_mm=122) == ["Know your moles"]


def test_a_long_heading_has_lines_about_equally_long() -> None:
    heading = render_heading((Text(text="The relationship between microneedling and follicles"),))
    assert heading == "The relationship between <br>microneedling and follicles"


def test_a_heading_of_one_line_or_with_marks_is_left_alone() -> None:
    assert render_heading((Text(text="What to do"),)) == "What to do"
    stressed = Emphasis(children=(Text(text="between microneedling and hair"),))
    marked = (Text(text="The relationship "), stressed, Text(text=" follicles of all kinds"))
    assert "<br>" not in render_heading(marked)


def test_a_heading_is_escaped() -> None:
    text = "What <b>most</b> people ask us before and after their first treatment"
    assert "&lt;b&gt;most" in render_heading((Text(text=text),))


def test_a_number_and_its_unit_are_one_word() -> None:
    lines = break_title("Sun cream of SPF\u00a030 and more", size_pt=30, room_mm=60)
    assert any("SPF\u00a030" in line for line in lines)


TITLE_WORDS = st.one_of(
    st.text("abcdefghimrstwMW,:–.’()é", min_size=1, max_size=11),
    st.sampled_from(("a", "and", "of", "the", "What", "skin,", "care:", "10\u00a0mg", "laser")),
)


def try_all_breaks(words: list[str], size_pt: float, room_mm: float) -> list[str]:
    """Break a title as `break_title` does, by trying every line from every word to every word."""
    room = room_mm * 0.95
    if any(estimate_width(word, size_pt) > room for word in words):
        return [" ".join(words)]

    def rate(start: int, end: int) -> float:
        width = estimate_width(" ".join(words[start:end]), size_pt)
        if width > room:
            return math.inf
        badness = ((width - ideal) / ideal) ** 2
        if end < len(words) and words[end - 1][-1] in _PAUSES:
            badness -= _PAUSE_BONUS
        if end < len(words) and words[end - 1].lower() in _CLINGING:
            badness += _PAUSE_BONUS
        return badness

    count, line = 1, ""
    for word in words:
        longer = f"{line} {word}".strip()
        if estimate_width(longer, size_pt) > room and line:
            count, line = count + 1, word
        else:
            line = longer
    ideal = estimate_width(" ".join(words), size_pt) / count
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for number in range(1, count + 1):
        for end in range(number, len(words) + 1):
            options = [
                (cost + rate(start, end), start)
                for start in range(number - 1, end)
                if (cost := best.get((number - 1, start), (math.inf, 0))[0]) < math.inf
            ]
            if options:
                best[number, end] = min(options)
    lines: list[str] = []
    end = len(words)
    for number in range(count, 0, -1):
        start = best[number, end][1]
        lines.insert(0, " ".join(words[start:end]))
        end = start
    return lines


@given(
    st.lists(TITLE_WORDS, min_size=1, max_size=40),
    st.sampled_from((17, 23, 30)),
    st.sampled_from((60, 122)),
)
@settings(max_examples=300, deadline=None)
def test_no_way_to_break_a_title_is_better(words: list[str], size: int, room: int) -> None:
    found = break_title(" ".join(words), size_pt=size, room_mm=room)
    assert found == try_all_breaks(words, size, room)


def test_a_title_of_2000_words_is_broken_at_once() -> None:
    # Once, 250 words took ten seconds and 500 took three minutes.
    title = " ".join(f"word{number}" for number in range(2_000))
    assert " ".join(break_title(title, size_pt=17, room_mm=122)) == title
