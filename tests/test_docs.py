"""Hold the documentation complete: whatever can be typed is told of."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from handout import cli

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}
EVERYTHING = "\n".join(TEXTS.values())


def list_options(name: str) -> list[str]:
    command = cli.group.get_command(click.Context(cli.group), name)
    assert command is not None
    return sorted(
        option
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
    )


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_is_in_the_docs(name: str) -> None:
    assert f"handout {name}" in EVERYTHING


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_option_is_in_the_docs(name: str) -> None:
    options = list_options(name)
    assert "--project" in options
    assert [one for one in options if not re.search(rf"(?<![\w-]){one}\b", EVERYTHING)] == []


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    path = ROOT / page
    # What stands in a code block is an example, not a link.
    text = re.sub(r"^```.*?^```", "", TEXTS[page], flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("page", TEXTS)
def test_every_command_that_a_page_shows_exists(page: str) -> None:
    shown = set(
        re.findall(r"^\s*(?:\$ )?handout (?:-\w+ \S+ )*([a-z][a-z-]*)\b", TEXTS[page], re.MULTILINE)
    )
    assert shown <= set(cli.COMMANDS)
