"""Hold stars that multiply to be told from emphasis: `2*3 and 4*5` must not print 23 and 45."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handout.compose.inlines import flatten
from handout.model import Emphasis, Inlines, Paragraph, Problem, Strong, Text
from handout.read.importers.text.lists import make_paragraph
from handout.read.inlines import read_inlines
from handout.write.body import write_inlines
from tests.conftest import MakeProject, Run
from tests.read.markdown import PATH, read

PLACES = {
    "paragraph": "One.\n\n{}",
    "heading": "a\n\n## {}",
    "title": "a\n\n# {}",
    "item": "- a\n\n- {}",
    "step": "1. a\n\n2. {}",
    "cell": "| a |\n|---|\n| {} |",
    "caption": "a\n\nTable: {}\n\n| a |\n|---|\n| b |",
    "link": "a\n\n[{}](https://a.example)",
    "footnote": "a[^b]\n\n[^b]: {}",
    "note in place": "a\n\nb^[{}]",
    "call-out": "> [!NOTE]\n>\n> {}",
    "meaning": "a\n\n:   {}",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "words", ["Take 2*3 and 4*5 tablets", "2**3 and 4**5", "3 x *10*5", "2 *3 and 4* 5"]
)
def test_a_sign_between_digits_is_an_error_wherever_it_stands(place: str, words: str) -> None:
    _, problems = read(PLACES[place].format(words))
    assert [(one.code, one.is_error, one.line) for one in problems] == [("article.times", True, 13)]


def test_the_message_quotes_the_sum_and_says_what_to_write() -> None:
    _, problems = read("a\nTake 2*3 and\n4*5 tablets, 10**2 and 3**4.\n\nTake 20 *3 and 4* 5.")
    assert [(one.line, one.message, one.hint) for one in problems] == [
        (
            12,
            "in “2*3”, “*” is taken for emphasis and would not be printed.",
            "write `×`, or `\\*` for the sign itself.",
        ),
        (
            13,
            "in “10**2”, “**” is taken for emphasis and would not be printed.",
            "write `×`, or `\\*\\*` for the sign itself.",
        ),
        (
            15,
            "in “20 *3”, “*” is taken for emphasis and would not be printed.",
            "write `×`, or `\\*` for the sign itself.",
        ),
    ]


SIDE = st.sampled_from(["2", "10", "½", "a", "mg", "0.5", " ", "(", "…", "é", "Dose 4"])
PLAIN = st.lists(st.one_of(SIDE, st.sampled_from(["*", "_", "**", "__"])), max_size=12).map("".join)


@settings(max_examples=1000, deadline=None)
@given(PLAIN)
@example("2***2*")
def test_no_sign_between_two_digits_is_lost_without_a_word(words: str) -> None:
    problems: list[Problem] = []
    shown = flatten(read_inlines(words, path=PATH, line=1, report=problems.append))
    between = re.findall(r"(?<=[0-9½])(?:\*+|_+)(?=[0-9½])", words)
    assert problems or all(signs in shown for signs in between)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("**3** tablets", "3 tablets"),
        ("Take **3**, then *2*.", "Take 3, then 2."),
        ("H*2*O and CO**2**", "H2O and CO2"),
        ("1 **2** 3", "1 2 3"),
        ("2 *500 mg* 3 times, 1 *2 to 3* daily", "2 500 mg 3 times, 1 2 to 3 daily"),
        ("2*x*3", "2x3"),
        ("2 * 3 and 4 * 5", "2 * 3 and 4 * 5"),
        ("2\\*3 and 4\\*5", "2*3 and 4*5"),
        ("2*3", "2*3"),
        ("file_2_3_4", "file_2_3_4"),
        ("第一*一定*二", "第一一定二"),
        ("un*frigging*believable", "unfriggingbelievable"),
    ],
)
def test_ordinary_emphasis_is_left_alone(words: str, shown: str) -> None:
    problems: list[Problem] = []
    assert flatten(read_inlines(words, path=PATH, line=1, report=problems.append)) == shown
    assert not problems


@pytest.mark.parametrize("words", ["5mg*2 and 10mg*3", "2x*3 or 3x*4", "0.5*x and 2*y"])
def test_words_cut_at_both_ends_beside_a_digit_are_no_emphasis(words: str) -> None:
    _, problems = read(words)
    assert [one.code for one in problems] == ["article.times"]


def test_key_points_and_references_are_looked_at_too(make_project: MakeProject, run: Run) -> None:
    project = make_project(
        {
            "content/articles/rain.md": "---\ntitle: Rain\nkey_points:\n  - Take 2*3 and 4*5\n"
            "references:\n  - Pages 2**3 and 4**5\n---\n\nText.\n"
        }
    )
    result = run("build", "rain", cwd=project)
    assert "rain.md:4: in “2*3”" in result.stderr
    assert "rain.md:6: in “2**3”" in result.stderr


@pytest.mark.parametrize("words", ["2**3 and 4**5", "5mg**2 and 10mg**3", "10**5** and 6"])
def test_pasted_text_keeps_its_stars(words: str) -> None:
    assert make_paragraph(words, 1).content == (Text(text=words),)


@pytest.mark.parametrize("kind", [Strong, Emphasis])
def test_emphasis_between_digits_is_written_so_that_it_comes_back(
    kind: type[Strong | Emphasis],
) -> None:
    content: Inlines = (Text(text="1"), kind(children=(Text(text="2"),)), Text(text="3"))
    blocks, problems = read(write_inlines(content))
    assert isinstance(blocks[0], Paragraph)
    assert (blocks[0].content, problems) == (content, [])
