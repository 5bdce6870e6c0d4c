"""Hold the recogniser to single rules, each with a text that shows it and one that does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handout.model import BulletList, Heading, NumberedList, Paragraph, Strong, Text
from handout.read.importers.text import FindingKind, Recognised, recognise

DOCS = Path(__file__).parents[3] / "docs" / "plain-text.md"
BODY = "This is a paragraph with a full stop. It is long enough to be one."


def read(text: str, name: str = "some-file.txt", language: str = "en") -> Recognised:
    """Recognise a text."""
    return recognise(text, path=Path(name), language=language)


def headings(text: str) -> list[tuple[int, str]]:
    """List the headings of a text whose title is the file's."""
    return [
        (block.level, "".join(part.text for part in block.content if isinstance(part, Text)))
        for block in read(f"{BODY}\n\n{text}").content
        if isinstance(block, Heading)
    ]


def dropped(text: str) -> list[str]:
    """List what is dropped from a text."""
    return [f.text for f in read(text).findings if f.kind is FindingKind.DROPPED]


@pytest.mark.parametrize(
    "line",
    ["What to bring", "Is it safe?", "2. Before you come", "BEFORE", "LED light", "皮膚の手入れ"],
)
def test_short_line_above_a_paragraph_is_a_heading(line: str) -> None:
    assert headings(f"{line}\n\n{BODY}") == [(2, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Bring a towel,",
        "It is safe.",
        "so it goes",
        "Call 01632 960123",
        "desk@example.org",
        "Only £40",
        "“It changed my skin”",
        "Photo: a jar on a shelf",
        "Figure 2: the layers",
        "It helps. Use it often",
        "A line of far more than fourteen words is too long to be a heading in any text",
        "Book today!",
        "and then",
    ],
)
def test_other_lines_above_a_paragraph_are_none(line: str) -> None:
    assert headings(f"{line}\n\n{BODY}") == []


def test_short_line_without_a_paragraph_below_is_no_heading() -> None:
    assert headings("What to bring") == []
    assert headings("A towel\nA cap\nA book") == []


def test_example_of_the_page_about_plain_text_is_true() -> None:
    examples = re.findall(
        r"^```\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    run = next(one for one in examples if one.startswith("Living with"))
    assert headings(run) == [
        (2, "Living with dry eyes"),
        (3, "Blinking on purpose"),
        (3, "Warm compresses"),
        (2, "Summary"),
    ]
    closing = next(one for one in examples if one.startswith("Odile"))
    author = read(f"{BODY}\n\n{closing}").author
    assert author
    assert (author.name, author.credentials) == ("Odile", "Registered nurse and skin therapist")
    assert author.bio == closing.strip()
    wrapped = next(one for one in examples if one.startswith("Athlete"))
    assert len(read(wrapped).content) == 1


def section(*lines: str) -> str:
    """Set a paragraph below each line that has none."""
    return "\n".join(line if "\n" in line else f"{line}\n{BODY}" for line in lines)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (
            section("One Part", "Two\nThese are the main things:", "A b", "C d", "Conclusion"),
            "22332",
        ),
        (section("Two\nHere are two things to know:", "A b", "C d", "E f"), "2332"),
        (section("One\nHere is how:", "A b", "Two\nHere is more:", "C d"), "2323"),
        (section("One\nHere is how:", "Does it hurt?", "Is it long?", "C d"), "2332"),
        (section(f"One\n{BODY}\nInformation:", "A b", "C d"), "222"),
        (section("A b", "FAQ", "Does it hurt?", "Is it long?", "C d"), "22332"),
        (section("Why", "How", "Step 1: wash", "Step 2: dry", "When"), "22332"),
        (section("Introduction", "1. Wash", "2. Dry", "Conclusion"), "2222"),
        (section("1. Wash", "1.1 Water", "1.2 Soap", "2. Dry"), "2332"),
        (section("WASHING", "The water", "The soap", "DRYING"), "2332"),
    ],
)
def test_levels(text: str, levels: str) -> None:
    assert "".join(str(level) for level, _ in headings(text)) == levels


def test_list_of_contents_shows_levels() -> None:
    text = section("Contents\nWashing\n  The water\nDrying", "Washing", "The water", "Drying")
    assert [level for level, _ in headings(text)] == [2, 3, 2]


def test_lines_that_only_repeat_are_no_list_of_contents() -> None:
    assert dropped(f"{BODY}\n\nWash\nWash\nWash\nWash\n\n{BODY}") == []


def test_contents_line_alone_is_dropped_and_a_section_of_that_name_is_not() -> None:
    assert dropped(f"{BODY}\nTable of Contents\n{section('A b', 'C d')}") == ["Table of Contents"]
    assert dropped(f"{BODY}\n\nContents\n\n{BODY}") == []


@pytest.mark.parametrize(
    "words",
    [
        "This article is for educational purposes only and should not replace medical advice.",
        "The information on this page is general information. Always ask your doctor.",
        "Disclaimer: results differ, and this text is no substitute for a consultation.",
        "Dieser Text ersetzt keine ärztliche Beratung.",
        "Les informations de cet article ne remplacent pas un avis médical.",
    ],
)
def test_disclaimer_is_moved(words: str) -> None:
    found = read(f"{BODY}\n\n{words}")
    assert found.disclaimer == words.removeprefix("Disclaimer: ")
    assert len(found.content) == 1


@pytest.mark.parametrize(
    "words",
    [
        "A facial does not replace a visit to the doctor.",
        "This article explains peels. They are for educational reasons not sold here.",
        "Sun cream is no substitute for shade.",
        f"{BODY} This article does not replace medical advice.",
    ],
)
def test_what_only_sounds_like_a_disclaimer_stays(words: str) -> None:
    assert not read(f"{BODY}\n\n{words}").disclaimer


@pytest.mark.parametrize(
    ("line", "name", "credentials"),
    [
        ("Rebecca is a nurse with two cats.", "Rebecca", "Nurse"),
        ("Dr. Lena Okafor is a dermatologist who writes.", "Dr. Lena Okafor", "Dermatologist"),
        ("May Chen, RN, BSN, is an aesthetic nurse injector at Glow.", "May Chen", "RN, BSN, aesthetic nurse injector"),
        ("Jean-Luc van der Berg is the founder of Skin & Co.", "Jean-Luc van der Berg", "Founder of Skin & Co"),
        ("Written by Mira O’Neill, skin therapist", "Mira O’Neill", "Skin therapist"),
    ],
)  # fmt: skip
def test_closing_line_names_the_author(line: str, name: str, credentials: str) -> None:
    author = read(f"{BODY}\n\n{line}").author
    assert author
    assert (author.name, author.credentials) == (name, credentials)


@pytest.mark.parametrize(
    "line",
    [
        "Rosacea is a skin condition that a specialist treats. Some rosacea goes.",
        "Retinol is a professional treatment. Use retinol at night.",
        "This is a nurse's favourite trick.",
        "Cleansing is the best thing an expert can teach.",
        "She is a nurse with two cats.",
    ],
)
def test_things_are_no_authors(line: str) -> None:
    assert read(f"{BODY} We like cleansing.\n\n{line}").author is None


def test_person_in_the_middle_of_the_text_is_no_author() -> None:
    text = "\n\n".join([BODY, "Rebecca is a nurse with two cats.", *[BODY] * 4])
    assert read(text).author is None


@pytest.mark.parametrize(
    ("name", "language", "title"),
    [
        ("sun-and-moles.txt", "en", "Sun and Moles"),
        ("2024-05-01_led_light (1).txt", "en-GB", "LED Light"),
        ("was-bei-fieber-hilft.txt", "de", "Was bei fieber hilft"),
        ("After PRP treatment.txt", "en", "After PRP treatment"),
        ("what-to-look-for.txt", "en", "What to Look For"),
        ("....txt", "en", "..."),
    ],
)
def test_title_is_made_from_the_name_of_the_file(name: str, language: str, title: str) -> None:
    found = read(f"{BODY} An LED is a lamp.", name, language)
    assert found.title_is_derived
    assert found.title == title


def test_title_is_the_line_that_the_file_is_named_after() -> None:
    text = f"Riverside Hospital\nCare of scars\n\n{BODY}\n\nMore\n\n{BODY}"
    found = read(text, "care-of-scars.txt")
    assert found.title == "Care of scars"
    dropped = [f.text for f in found.findings if f.kind is FindingKind.DROPPED]
    assert dropped == ["Riverside Hospital"]


@pytest.mark.parametrize(
    "line",
    ["Share this post", "Read more: Sun and sea", "Facebook | Twitter", "0 Comments", "5 min read"],
)
def test_boilerplate_is_dropped_anywhere(line: str) -> None:
    assert dropped(f"{BODY}\n\n{line}\n\n{BODY}") == [line]


@pytest.mark.parametrize("line", ["3 May 2024", "Print", "Menu", "Search", "Tags: sun, sea"])
def test_weak_boilerplate_is_dropped_at_the_edges_only(line: str) -> None:
    assert dropped(f"{line}\n\n{BODY}\n\n{BODY}") == [line]
    assert dropped(f"{BODY}\n\n{line}\n\n{BODY}") == []


def test_numbers_that_jump_start_a_new_list() -> None:
    found = read(f"{BODY}\n\n1. One.\n2. Two.\n5. Five.\n")
    lists = [block for block in found.content if isinstance(block, NumberedList)]
    assert [(one.start, len(one.items)) for one in lists] == [(1, 2), (5, 1)]


def test_numbers_that_stay_the_same_count_on_and_are_told() -> None:
    text = f"{BODY}\n\n1. One.\n1. Two.\n1. Three.\n"
    lists = [block for block in read(text).content if isinstance(block, NumberedList)]
    assert [len(one.items) for one in lists] == [3]
    assert dropped(text) == ["1.", "1."]


def test_lines_after_a_colon_are_a_guessed_list() -> None:
    found = read(f"{BODY}\nYou need:\na towel,\na cap and\na book.\n{BODY}")
    assert [type(block) for block in found.content] == [Paragraph, Paragraph, BulletList, Paragraph]
    assert sum(f.what == "list item" for f in found.findings) == 3


def test_stars_of_chat_programs_make_strong_words() -> None:
    found = read(f"{BODY}\n\nDo **not** rub, 2 ** 3 is eight.")
    paragraph = found.content[-1]
    assert isinstance(paragraph, Paragraph)
    assert Strong(children=(Text(text="not"),)) in paragraph.content
    assert "2 ** 3" in str(paragraph)


@pytest.mark.parametrize("text", ["", "\n\n", "x", "?", "•", "1.", "===", "\ufeff", "# ", "- - -"])
def test_next_to_nothing_is_no_fault(text: str) -> None:
    found = read(text)
    assert found.title
    assert found.author is None
