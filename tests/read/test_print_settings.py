"""Hold `[print]` of clinic.toml: what the printer's paper is, and how it is turned."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from handout.model import PrintSettings
from tests.read.test_settings import SOUND, read


def test_without_it_a4_is_turned_about_its_long_edge_with_the_letterhead_printed(
    tmp_path: Path,
) -> None:
    for text in (SOUND, f"{SOUND}[print]\n"):
        clinic, problems = read(tmp_path, text)
        assert clinic is not None
        assert problems == []
        assert clinic.print == PrintSettings(paper="a4", flip="long", letterhead="printed")


@pytest.mark.parametrize(
    ("paper", "flip", "letterhead"),
    list(product(("a4", "letter"), ("short", "long"), ("printed", "preprinted"))),
)
def test_each_value_is_taken_in_any_case(
    tmp_path: Path, paper: str, flip: str, letterhead: str
) -> None:
    for spell in (str.lower, str.title, str.upper):
        values = map(spell, (paper, flip, letterhead))
        lines = 'paper = "{}"\nflip = "{}"\nletterhead = "{}"\n'.format(*values)
        clinic, problems = read(tmp_path, f"{SOUND}[print]\n{lines}")
        assert problems == []
        assert clinic is not None
        assert clinic.print == PrintSettings(paper=paper, flip=flip, letterhead=letterhead)


@pytest.mark.parametrize(
    ("text", "code", "line", "message", "hint"),
    [
        (SOUND + "[print]\npaper = 'a5'", "clinic.unknown-paper", 5, "there is no paper “a5”.", "there is “a4” or “letter”."),
        (SOUND + "[print]\npaper = 'legal'", "clinic.unknown-paper", 5, "there is no paper “legal”.", "there is “a4” or “letter”."),
        (SOUND + "[print]\npaper = 'leter'", "clinic.unknown-paper", 5, "there is no paper “leter”.", "did you mean “letter”?"),
        (SOUND + "[print]\n\nflip = 'shrot'", "clinic.unknown-flip", 6, "there is no flip “shrot”.", "did you mean “short”?"),
        (SOUND + "[print]\nflip = true", "clinic.wrong-type", 5, "“print.flip” must be text.", 'put it in straight quotes, such as `flip = "…"`.'),
        (SOUND + "[print]\nletterhead = 'pre-printed'", "clinic.unknown-letterhead", 5, "there is no letterhead “pre-printed”.", "did you mean “preprinted”?"),
        (SOUND + "[print]\nduplex = 'long'", "clinic.unknown-key", 5, "unknown key “duplex” in “print”.", "did you mean `flip`?"),
        (SOUND + "[print]\npapr = 'a4'", "clinic.unknown-key", 5, "unknown key “papr” in “print”.", "did you mean `paper`?"),
        (SOUND + "flip = 'long'", "clinic.unknown-key", 4, "unknown key “flip” in “brand”.", "“flip” belongs under the heading `[print]`."),
        (SOUND + "[defaults]\nletterhead = 'printed'", "clinic.unknown-key", 5, "unknown key “letterhead” in “defaults”.", "“letterhead” belongs under the heading `[print]`."),
        ("paper = 'a4'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “paper”.", "“paper” belongs under the heading `[print]`."),
        (SOUND + "[print]\nformats = 'a4'", "clinic.unknown-key", 5, "unknown key “formats” in “print”.", "“formats” belongs under the heading `[defaults]`."),
        (SOUND + "[print]\nphone = '1'", "clinic.unknown-key", 5, "unknown key “phone” in “print”.", "“phone” belongs above the first heading in `[…]`."),
        ("print = 'a4'\n" + SOUND, "clinic.wrong-type", 1, "“print” must be a table.", "write a line `[print]`, and its keys below it."),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_how(
    tmp_path: Path, text: str, code: str, line: int, message: str, hint: str
) -> None:
    clinic, problems = read(tmp_path, text)
    assert clinic is None
    (problem,) = problems
    assert (problem.code, problem.line, problem.message, problem.hint) == (
        code,
        line,
        message,
        hint,
    )
