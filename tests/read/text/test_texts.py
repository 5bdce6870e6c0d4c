"""Hold the recogniser to texts of many makes, each with an outline written by hand.

An outline gives the title, the author, the disclaimer's first words, every line that is left out,
and each block by its first words. `*` is a bullet, `1.` a numbered item, `[ ]` a box to tick.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handout.model import (
    Blocks,
    Break,
    BulletList,
    CheckList,
    Heading,
    Inlines,
    NumberedList,
    Paragraph,
    Strong,
    Text,
)
from handout.read.files import decode_any
from handout.read.importers.text import FindingKind, Recognised, recognise

DATA = Path(__file__).parents[2] / "data"
TEXTS = [*sorted((DATA / "texts").glob("*.txt")), DATA / "pasted-article.txt"]
USERS_OWN = (
    Path(__file__).parents[4] / "shared" / "articles" / "microneedling-and-hair-follicles.txt"
)
FIRST_WORDS = 4


def write_inlines(content: Inlines) -> str:
    """Write the words of a paragraph, with `**` round what is strong."""
    words = []
    for inline in content:
        match inline:
            case Text(text=text):
                words.append(text)
            case Strong(children=children):
                words.append(f"**{write_inlines(children)}**")
            case Break():
                words.append(" / ")
            case _:
                raise AssertionError(inline)
    return "".join(words)


def first_words(text: str, strong: int = 0) -> str:
    """Give the first words, as many as an outline has, not counting those in `**`."""
    start = text.index("**", 2) + 2 if text.startswith("**") else 0
    return text[:start] + " ".join(text[start:].split(" ")[: FIRST_WORDS + bool(start)])


def write_blocks(blocks: Blocks, depth: int = 0) -> Iterator[str]:
    """Write one line for each block."""
    indent = "  " * depth
    for block in blocks:
        match block:
            case Heading(level=level, content=content):
                yield f"{'#' * level} {write_inlines(content)}"
            case Paragraph(content=content):
                yield f"{indent}P {first_words(write_inlines(content))}"
            case BulletList(items=items):
                for item in items:
                    yield from write_item("*", item, depth)
            case NumberedList(items=items, start=start):
                for number, item in enumerate(items, start):
                    yield from write_item(f"{number}.", item, depth)
            case CheckList(items=checks):
                for check in checks:
                    mark = "[x]" if check.is_checked else "[ ]"
                    yield from write_item(mark, check.content, depth)
            case _:
                yield f"{indent}{type(block).__name__}"


def write_item(marker: str, item: Blocks, depth: int) -> Iterator[str]:
    """Write a list item, its first paragraph beside the marker."""
    first, *rest = write_blocks(item, depth + 1)
    yield f"{'  ' * depth}{marker} {first.strip().removeprefix('P ')}"
    yield from rest


def write_outline(found: Recognised) -> list[str]:
    """Write what was recognised as an outline."""
    derived = " (derived)" if found.title_is_derived else ""
    lines = [f"title{derived}: {found.title}"]
    if found.author:
        lines.append(f"author: {found.author.name} | {found.author.credentials}".rstrip())
    if found.disclaimer:
        lines.append(f"disclaimer: {first_words(found.disclaimer)}")
    dropped = [f.text for f in found.findings if f.kind is FindingKind.DROPPED]
    if dropped:
        lines.append(f"dropped: {' | '.join(dropped)}")
    return [*lines, *write_blocks(found.content)]


def read(path: Path) -> Recognised:
    """Recognise a file as the command does."""
    text = decode_any(path.read_bytes(), path, lambda _: None)
    assert text is not None
    return recognise(text, path=path, language="en")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_text_has_the_outline_written_by_hand(path: Path) -> None:
    expected = path.with_suffix(".outline").read_text(encoding="utf-8").splitlines()
    assert write_outline(read(path)) == expected


def test_there_are_texts_of_many_makes() -> None:
    assert len(TEXTS) > 10


@pytest.mark.skipif(not USERS_OWN.exists(), reason=f"the user's own article is not at {USERS_OWN}")
class TestUsersArticle:
    """What must hold for the article that the user brought."""

    def test_outline(self) -> None:
        assert write_outline(read(USERS_OWN)) == [
            "title (derived): Microneedling and Hair Follicles",
            "author: Rebecca | Licensed aesthetician and certified laser technician",
            "disclaimer: Remember, the information provided",
            "dropped: Table of Contents",
            "P Microneedling, a popular cosmetic",
            "P In this blog post,",
            "## Understanding Microneedling",
            "P Microneedling, also known as",
            "## The Relationship Between Microneedling and Hair Follicles",
            "P Microneedling primarily targets the",
            "### Indirect Stimulation of Hair Growth",
            "P While microneedling is not",
            "### Potential for Scalp Microneedling",
            "P Scalp microneedling is a",
            "### Risks and Precautions",
            "P While microneedling generally poses",
            "## Summary",
            "P Microneedling primarily targets the",
            "P If you have specific",
        ]

    def test_biography_is_in_the_texts_own_words(self) -> None:
        author = read(USERS_OWN).author
        last = USERS_OWN.read_text(encoding="utf-8").splitlines()[-1]
        assert author
        assert author.bio == last
        assert author.id == "rebecca"

    def test_guesses_are_said(self) -> None:
        guessed = {f.what for f in read(USERS_OWN).findings if f.kind is FindingKind.GUESSED}
        assert {"title", "author", "sub-heading"} <= guessed
