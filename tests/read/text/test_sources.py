"""What is no text is named for what it is; what only looks a little like it stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.read.importers.text.sources import explain_source
from tests.conftest import MakeProject, Run

FRONT = "---\ntitle: Rain\nauthors: [ann]\n---\n\nStay in.\n"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (r"{\\rtf1\\ansi Hello}".replace("\\\\", "\\"), "this is RTF", "copy the text"),
        ("<!DOCTYPE html><html><body>Hi</body></html>", "source of a web page", "in a browser"),
        ("<div><p>One</p>\n<p>Two</p></div>\n", "source of a web page", "copy the article"),
        (FRONT, "is a Markdown article", "“rain.md”"),
        (FRONT.replace("\n", "\r\n"), "is a Markdown article", "“rain.md”"),
    ],
)
def test_what_is_no_text_is_said(text: str, message: str, hint: str) -> None:
    told = explain_source(text, Path("rain.md.txt"))
    assert told is not None
    assert message in told[0]
    assert hint in told[1]


@pytest.mark.parametrize(
    "text",
    ["", "Stay in.", "---\n\nA rule, and then text.\n\n---\n", "Write <p> before it.", "a < b > c"],
)
def test_a_text_is_one(text: str) -> None:
    assert explain_source(text, Path("rain.txt")) is None


@pytest.mark.parametrize("command", ["build", "import"])
def test_the_commands_say_it(make_project: MakeProject, run: Run, command: str) -> None:
    root = make_project({"content/clinic.toml": 'name = "L"\n[brand]\nprimary = "#123456"\n'})
    (root / "page.txt").write_text("<html><body><p>Hi</p></body></html>", "utf-8")
    result = run(command, "page.txt", cwd=root)
    assert result.exit_code == 1
    assert "source of a web page" in result.stderr
    assert not list((root / "dist").glob("*.pdf"))
