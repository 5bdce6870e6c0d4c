"""Hold what Tab offers in a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ARTICLE, MakeProject


def complete(words: str, cwd: Path) -> list[str]:
    """Ask as bash does, for the last of the words."""
    done = subprocess.run(
        [sys.executable, "-m", "handout"],
        cwd=cwd,
        env=os.environ
        | {
            "_HANDOUT_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_commands_are_offered(tmp_path: Path) -> None:
    assert complete("handout b", tmp_path) == ["plain,build"]


def test_articles_are_offered_by_name(make_project: MakeProject) -> None:
    root = make_project(
        {
            "content/articles/rain.md": ARTICLE,
            "content/articles/rain.de.md": ARTICLE,
            "content/articles/sun.txt": "Sun",
        }
    )
    assert complete("handout build ", root) == ["plain,rain", "plain,sun"]
    assert complete("handout build rain s", root) == ["plain,sun"]


@pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")
def test_a_name_that_steers_a_terminal_is_not_offered(make_project: MakeProject) -> None:
    files = {f"content/articles/rain{odd}.md": ARTICLE for odd in ("", "\n", "\x1b[2J", "\u202e")}
    assert complete("handout build r", make_project(files)) == ["plain,rain"]


def test_articles_of_a_named_project_are_offered(make_project: MakeProject, tmp_path: Path) -> None:
    root = make_project()
    assert complete(f"handout -C {root} build r", tmp_path) == ["plain,rain"]


def test_files_are_offered_where_no_article_fits(tmp_path: Path) -> None:
    assert complete("handout build dr", tmp_path) == ["file,dr"]


def test_the_script_for_bash_is_printed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "handout"],
        cwd=tmp_path,
        env=os.environ | {"_HANDOUT_COMPLETE": "zsh_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "compdef" in done.stdout
