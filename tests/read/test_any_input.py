"""Throw random input at the readers: they never raise, and they lose no word in silence."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from handout.model import Brand, Clinic, Problem, Project
from handout.read.article import read_article
from handout.read.inlines import read_inlines
from handout.read.markdown import read_blocks

PATH = Path("rain.md")
PROJECT = Project(
    root=Path("/nowhere"),
    roots=(Path("/nowhere"),),
    clinic=Clinic(path=PATH, name="Linden", brand=Brand(primary="#123456")),
    authors={},
    sources=(),
)

# Words that tell themselves apart, between everything that Markdown and the dialect react to.
WORD = st.integers(min_value=1000, max_value=9999).map(lambda number: f"w{number}")
MARK = st.sampled_from(
    [
        *"*_`#>|[]()!<>~^:-+=&\\{}\"'.\n\n\n\t ",
        "\n\n", "**", "__", "```\n", "\n# ", "\n## ", "\n#### ", "\n> ", "\n> > ", "\n- ", "\n  - ",
        "\n1. ", "\n    ", "\n---\n", "\n===\n", "\n| ", " | ", "\n|---|---|\n", "\nTable: ",
        "\n: ", "\n~ ", "[^a]", "\n[^a]: ", "^[", "\n[a]: ", "[a]", "](", "![", "> [!NOTE] ",
        "\n> [!FACT] ", "\n> [!X]\n", "- [ ] ", "\n- [x] ", "{{ ", " }}", "\\{{", "<b>", "<!--", "-->",
        "&amp;", "&#65;", "<https://", "  \n", "\\\n", "\u00a0", "é", "\u2028", "\x0b", "\U0001f600",
    ]
)  # fmt: skip
MARKDOWN = st.lists(st.one_of(WORD.map(lambda word: f"{word} "), WORD, MARK), max_size=40).map(
    "".join
)

EXPLAINED = {
    "article.markdown", "article.nesting", "article.table-row", "article.unused-footnote",
    "article.unused-reference", "article.duplicate-footnote", "article.duplicate-reference",
    "article.unknown-call-out", "article.link", "article.link-text", "image.format", "image.remote",
    "image.outside", "image.amid-text",
}  # fmt: skip
"""Faults whose very message is that something will not be printed."""


def leaves(value: object) -> Iterator[str]:
    """Yield every text in a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, Path):
        yield str(value)


def find_words(text: str) -> set[str]:
    return set(re.findall(r"w\d{4}", text))


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_markdown_keeps_its_words_or_says_so(text: str) -> None:
    problems: list[Problem] = []
    blocks = read_blocks(text, path=PATH, base=(Path("/nowhere"),), report=problems.append)
    lost = find_words(text) - find_words(" ".join(leaves(blocks)))
    # What a fence or a definition is called by is never printed.
    lost -= find_words(" ".join(re.findall(r"(?m)(?:`{3,}|~{3,})[^\n]*", text)))
    lost -= find_words(" ".join(re.findall(r"(?s)\[[^\]]*\]:?", text)))
    assert not lost or any(problem.code in EXPLAINED for problem in problems), (lost, text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_the_readers_raise(text: str) -> None:
    problems: list[Problem] = []
    read_blocks(text, path=PATH, base=(Path("/nowhere"),), report=problems.append)
    read_inlines(text, path=PATH, line=1, report=problems.append)
    for problem in problems:
        assert problem.line is None or problem.line >= 1
        assert problem.message.endswith(".")
        assert problem.hint is None or problem.hint.endswith((".", "?"))


FRONT_MATTER = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "title: a", "published: ", "tags: ", "key_points:\n", "  - ", "reviewers: ", "{", "}",
                "[", "]", ": ", "&a ", "*a ", "!!x ", "|\n", ">-\n  ", "? ", "'", '"', "#", "\n", "\n",
                "---", "...", "\t", "%YAML 1.1\n", "authors: ", "link: ", "confirm: ", "language: ",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=20,
).map("".join)  # fmt: skip


@given(st.one_of(st.binary(max_size=300), FRONT_MATTER.map(lambda t: f"---\n{t}\n---\nx".encode("utf-8", "replace"))), st.sampled_from([".md", ".txt"]))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_an_article_raise(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rain{suffix}"
        path.write_bytes(data)
        problems: list[Problem] = []
        article = read_article(path, PROJECT, problems.append)
    assert article is not None or problems
