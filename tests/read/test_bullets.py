"""Hold lines that begin with a bullet sign to be the list that they were meant as."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.model import Blocks, BulletList, Paragraph, Problem
from handout.read.bullets import BULLETS
from handout.read.markdown import read_blocks


def read(text: str) -> tuple[Blocks, list[Problem]]:
    problems: list[Problem] = []
    path = Path("/clinic/content/articles/rain.md")
    return read_blocks(text, path=path, base=(path.parent,), report=problems.append), problems


WORDS = st.text("abc δé", min_size=1, max_size=12).filter(lambda text: text.strip() == text != "")


@given(
    st.lists(WORDS, min_size=1, max_size=5),
    st.sampled_from(BULLETS),
    st.sampled_from([" ", "\t", "\u00a0", "   "]),
    st.sampled_from(["", "> ", "You may notice:\n\n", "You may notice:\n", "1. Step\n\n"]),
)
def test_a_sign_is_as_good_as_a_hyphen(
    items: list[str], sign: str, space: str, before: str
) -> None:
    quote = before if before == "> " else ""
    lead = "" if quote else before
    indent = "   " if before.startswith("1.") else ""
    typed = lead + "\n".join(f"{quote}{indent}{sign}{space}{item}" for item in items)
    meant = lead + "\n".join(f"{quote}{indent}- {item}" for item in items)
    assert read(typed) == read(meant)


def test_a_sign_without_text_is_no_item() -> None:
    (block,), _ = read("- one\n-\n- two")
    assert isinstance(block, BulletList)
    assert len(block.items) == 2
    assert [type(one) for one in read("One\n\n+\n\nTwo")[0]] == [Paragraph, Paragraph]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("•one\n•two", 2),
        ("• one\n\n• two\n\n• three", 3),
        ("• one\ngoes on\n• two", 2),
        ("• one\n  ◦ inner\n  ◦ inner\n• two", 2),
        ("\uf0b7\tone\n\uf0b7\ttwo", 2),
    ],
)
def test_lines_with_signs_are_one_list(text: str, items: int) -> None:
    (block,), problems = read(text)
    assert isinstance(block, BulletList)
    assert (len(block.items), problems) == (items, [])


@pytest.mark.parametrize("text", ["A · B · C", "5 · 3", "•• x", "•5 x", "&#8226; x"])
def test_what_begins_otherwise_stays_text(text: str) -> None:
    (block,), _ = read(text)
    assert isinstance(block, Paragraph)


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_code_stays_as_it_is(fence: str) -> None:
    blocks, _ = read(f"{fence}\n• a\n```x\n{fence}\n\n• b")
    assert "• a" in str(blocks[0])
    assert isinstance(blocks[-1], BulletList)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1. • a\n   • b\n", "1. - a\n   - b\n"),
        ("• a\n    ◦ b\n", "- a\n    - b\n"),
        ("• a\n\t◦ b\n", "- a\n\t- b\n"),
        ("> • a\n> • b\n", "> - a\n> - b\n"),
    ],
)
def test_signs_stand_within_others(typed: str, meant: str) -> None:
    assert read(typed) == read(meant)


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n\n    • code\n",
        "a | b\n--|--\n• c | d\n",
        "• Title\n=====\n\nText.\n",
        "• a\n        • far\n",
    ],
)
def test_no_hyphen_is_printed_in_its_place(text: str) -> None:
    blocks, _ = read(text)
    assert "- " not in str(blocks)
    assert "•" in str(blocks)


def test_a_fault_keeps_its_line() -> None:
    _, problems = read("• one\n• two\n• {{ }}\n")
    assert [one.line for one in problems] == [3]
