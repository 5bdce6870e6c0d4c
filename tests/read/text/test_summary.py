"""What was made of a text is said in a few lines, the most harmful doubt first."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.read.importers.text import recognise
from handout.read.importers.text.summary import summarise
from tests.conftest import MakeProject, Run
from tests.read.text.test_kinds import BODY, LEAD

TEXT = (
    f"Caring for a burn\nDr Ann Lee\n\n{LEAD}\n\nAt home\n\n{BODY}\n\nDo\ncool it\nwash your hands\n"
    f"Don't\nburst it\n\n{BODY}\n\nDrink\tUnits\nWine\t2\nBeer\t3\n\n{BODY}\n\nShare this post"
)


def sum_up(text: str) -> list[str]:
    found = recognise(text, path=Path("a burn.txt"), language="en")
    return [words for words, _, _ in summarise(found)]


def test_it_says_what_was_made_and_what_to_look_at() -> None:
    title, parts, left, *doubts = sum_up(TEXT)
    assert title == "the title is “Caring for a burn”, from the text."
    assert parts == "the author is Dr Ann Lee; it has 1 section, 2 sub-headings, 1 table."
    assert left == "left out as not of the article: “Dr Ann Lee”, “Share this post”."
    assert [doubt.split("“")[1].split("”")[0] for doubt in doubts[:2]] == ["Do", "Don't"]


@pytest.mark.parametrize("text", ["", LEAD, TEXT, TEXT * 30])
def test_it_takes_eight_lines_at_most(text: str) -> None:
    assert 2 <= len(sum_up(text)) <= 8


def test_what_may_do_harm_is_a_warning() -> None:
    found = recognise(TEXT, path=Path("a burn.txt"), language="en")
    grave = [words for words, _, is_grave in summarise(found) if is_grave]
    assert ["Do" in words for words in grave] == [True, True]
    calm = recognise(f"Rain\n\n{BODY}\n", path=Path("rain.txt"), language="en")
    assert not any(is_grave for _, _, is_grave in summarise(calm))


def test_all_is_said_when_it_is_asked_for(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/clinic.toml": 'name = "L"\n[brand]\nprimary = "#123456"\n'})
    (root / "burn.txt").write_text(TEXT, "utf-8")
    short = run("build", "burn.txt", cwd=root).stderr
    full = run("build", "burn.txt", "--force", "--explain", cwd=root).stderr
    assert "section recognised: “At home”" not in short
    assert "the title is “Caring for a burn”" in short
    assert "section recognised: “At home”" in full
    # Each line with its role, and what spoke for it.
    assert "heading read: “At home” (" in full
    assert "item read: “cool it” (its marks)" in full
    assert "paragraph read: “Keep it clean" in full
    assert " read: " not in short
    assert "page boilerplate dropped: “Share this post”" in full
