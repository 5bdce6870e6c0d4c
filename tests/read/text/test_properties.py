"""Hold what must be true of any text: nothing is lost, nothing fails, and time grows in step."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handout.model import CheckList, Heading, NumberedList, Text
from handout.read.importers.text import FindingKind, Recognised, recognise
from tests.conftest import choose_some

SOME_WORDS = """\
Skin skin cream LED laser heals Table of Contents Summary Conclusion Q: A: Anna: By Rebecca is
a nurse Share this post Facebook | Twitter Read more Related posts Disclaimer About the Author
information article not replace medical advice educational purposes only 12 May 2024 Step 1
What? how long? Really! end. item, thing; list: «mot» “word” ’s café naïve Ünder 数字 皮膚 кожа
10.30 1.2 x* *y* _z_ {{name}} <b> &amp; [link] `code` ~~ \\ — – 1) (2) a) 50 % #tag"""
WORDS = st.sampled_from(SOME_WORDS.split())
PHRASES = st.sampled_from(
    (
        "Table of Contents",
        "Contents",
        "Summary",
        "About the author",
        "Disclaimer",
        "Related posts",
        "Share this post",
        "Posted on 3 May 2024",
        "By Rebecca Hall, RN",
        "Rebecca is a licensed nurse with ten years of practice. She likes cats.",
        "This article is for educational purposes only and does not replace medical advice.",
        "Frequently asked questions",
        "Q: Does it hurt?",
        "A: Hardly.",
        "How it works",
        "Here is what to know:",
    )
)
STARTS = st.sampled_from(
    [""] * 5
    + ["• ", "– ", "- ", "* ", "o ", "1. ", "2. ", "3) ", "1.1 ", "# ", "## ", "☐ ", "[x] "]
    + ["  ", "\t", "    - ", "\u00a0", "Step 1: ", "> ", "| ", "A. ", "(4) "]
)
PLAIN_LINES = st.builds(
    lambda start, words, end: start + " ".join(words) + end,
    STARTS,
    st.lists(WORDS, min_size=1, max_size=14),
    st.sampled_from(("", "", ".", "?", ":", "!", ",", " ")),
)
LINES = st.one_of(
    PLAIN_LINES,
    PLAIN_LINES.map(str.upper),
    PHRASES,
    st.sampled_from(
        ("", "", "", "   ", "\u200b", "=====", "-----", "~~~~", "***", "* * *", "____")
    ),
    st.text(max_size=40),
)
TEXTS = st.builds(
    lambda lines, end: end.join(lines),
    st.lists(LINES, max_size=40),
    st.sampled_from(("\n", "\r\n", "\r", "\n\n", "\u2028", "\v")),
)


def words_of(text: str) -> Counter[str]:
    """Count the words: runs of letters and digits."""
    spaced = "".join(character if character.isalnum() else " " for character in text)
    return Counter(spaced.split())


def texts_of(value: object) -> Iterator[str]:
    """Walk the records of an article down to every text, and every number that a list stands for."""
    if isinstance(value, Text):
        yield value.text
    elif isinstance(value, NumberedList):
        yield from (str(number) for number in range(value.start, value.start + len(value.items)))
        yield from texts_of(value.items)
    elif isinstance(value, CheckList):
        yield from ("x" for item in value.items if item.is_checked)
        yield from texts_of(tuple(item.content for item in value.items))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


def words_kept(found: Recognised) -> Counter[str]:
    """Count every word that the article, the author and the report of what was dropped hold."""
    texts = list(texts_of(found.content))
    texts += [finding.text for finding in found.findings if finding.kind is FindingKind.DROPPED]
    texts.append(found.disclaimer)
    if not found.title_is_derived:
        texts.append(found.title)
    if found.author:
        texts += [found.author.name, found.author.bio, found.author.credentials]
    return sum((words_of(text) for text in texts), Counter())


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("o o\n  o o")
@example("0\u2776")
@example("About the author\n1. Skin")
@example("Body.\n\n1. Rebecca Hall\nRebecca Hall is a nurse in the clinic.")
@example("Title\nBy Rebecca Hall, RN\n\nBody text. More of it.\n\nRebecca is a nurse. She sings.")
def test_every_word_is_kept_or_told(text: str) -> None:
    found = recognise(text, path=Path("some-article.txt"), language="en")
    # Numbers in circles are written as others.
    given_text = re.sub("[\u2776-\u2793]", " ", text.replace("\ufeff", ""))
    missing = words_of(given_text) - words_kept(found)
    # Roman bullets: “o” is one where it is indented; the list stands for it.
    missing.pop("o", None)
    missing.pop("X", None)
    missing.pop("x", None)
    assert not missing
    assert found.title


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_headings_start_at_two_and_skip_no_level(text: str) -> None:
    found = recognise(text, path=Path("x.txt"), language="en")
    before = 1
    for block in found.content:
        if isinstance(block, Heading):
            assert 2 <= block.level <= before + 1
            before = block.level


def test_lines_of_findings_and_blocks_are_those_of_the_source() -> None:
    text = (
        "Title here\n\nA first paragraph, with a full stop.\r\n\r\nPart one\r\n\r\nIts words.\r\n"
    )
    found = recognise(text, path=Path("x.txt"), language="en")
    assert [block.line for block in found.content] == [3, 5, 7]


def measure(text: str) -> float:
    """Give the seconds that recognising a text takes."""
    start = time.perf_counter()
    recognise(text, path=Path("x.txt"), language="en")
    return time.perf_counter() - start


@pytest.mark.benchmark
def test_a_megabyte_takes_a_few_seconds() -> None:
    article = (Path(__file__).parents[2] / "data" / "pasted-article.txt").read_text()
    assert measure(article * (1_000_000 // len(article))) < 12


@pytest.mark.benchmark
@pytest.mark.parametrize(
    "make",
    choose_some(
        [
            "A heading here\nA paragraph with a full stop. And one more of it, to be long enough.\n",
            "• an item\n1. another\n- and one\n\n",
            "Short line\n",
            "1. Number\nBody text here.\n",
            "Anna: a sentence that is said aloud.\n",
            "Anna is a nurse.\nBy Anna\nAbout the author\n",
            "x" * 5000,
            " -" * 50 + "\n",
            "=" * 5000 + "x\n",
            "Q: What is it?\nA: It is this.\n\n",
        ],
        4,
    ),
    ids=lambda make: make[:12].strip(),
)
def test_ten_times_the_text_take_about_ten_times_as_long(make: str) -> None:
    count = 30_000 // len(make)
    once = max(measure(make * count), 0.002)
    assert measure(make * count * 10) < 40 * once
