"""The outline: sections with ids of their own, groups with all their blocks, however many."""

from __future__ import annotations

import time

import pytest

from handout.compose.geometry import make_geometry
from handout.compose.heights import Ruler
from handout.compose.outline import Group, arrange, split_sections
from handout.compose.type_measure import TypeMeasure
from handout.model import A4, Block, Fact, Heading, Paragraph, Rule, Text

RULER = Ruler(TypeMeasure("Source Sans 3"), make_geometry(A4))
PARAGRAPH = Paragraph(content=(Text(text="Text."),))
FACT = Fact(figure=(Text(text="4 weeks"),), content=(PARAGRAPH,))


def head(text: str, level: int = 2) -> Heading:
    return Heading(level=level, content=(Text(text=text),))


@pytest.mark.parametrize(
    ("titles", "ids"),
    [
        (("Care", "Care", "Care"), ("s-care", "s-care-2", "s-care-3")),
        (("Care 2", "Care", "Care"), ("s-care-2", "s-care", "s-care-3")),
        (("Care", "Care", "Care 2", "Care"), ("s-care", "s-care-2", "s-care-2-2", "s-care-3")),
        (("肌", "?"), ("s-section", "s-section-2")),
    ],
)
def test_each_section_has_an_id_of_its_own(titles: tuple[str, ...], ids: tuple[str, ...]) -> None:
    _, sections = split_sections(tuple(head(title) for title in titles))
    assert tuple(section.id for section in sections) == ids


def test_facts_and_headings_open_groups_and_the_rest_follows() -> None:
    rule = Rule()
    blocks: tuple[Block, ...] = (rule, PARAGRAPH, FACT, FACT, PARAGRAPH, rule, rule, FACT)
    first, second, third = arrange(blocks, RULER).lead
    assert first == Group(content=(rule, PARAGRAPH))
    assert (second.beside, second.content) == ((FACT, FACT), (PARAGRAPH, rule, rule))
    assert (second.kept, second.room_mm > 0) == (1, True)
    assert third == Group(facts=(FACT,))


@pytest.mark.parametrize(
    ("heading", "text", "hangs"),
    [
        ("Pain", "A little.", True),
        ("Can I have it while I am breastfeeding?", "word " * 40, True),
        # Taller than its text; three lines, whatever its text.
        ("Can I have it while I am breastfeeding?", "No.", False),
        ("How do I know whether I sweat more than other people do?", "word " * 90, False),
        ("Krankenversicherungsbescheinigungen", "Ja.", False),
    ],
)
def test_subheadings_hang_or_stand_over_their_text_all_alike(
    heading: str, text: str, hangs: bool
) -> None:
    short = (head("Swelling", 3), Paragraph(content=(Text(text="It goes in a day or two."),)))
    other = (head(heading, 3), Paragraph(content=(Text(text=text),)))
    outline = arrange((head("One"), *short, head("Two"), *other, *short), RULER)
    groups = [group for section in outline.sections for group in section.groups]
    assert [bool(group.beside) for group in groups] == [hangs] * 3


def test_a_fact_may_hang_beside_several_blocks() -> None:
    tall = Fact(figure=(Text(text="4 weeks"),), content=(PARAGRAPH,) * 3)
    (group,) = arrange((tall, *[PARAGRAPH] * 6), RULER).lead
    assert 1 < group.kept < 6
    assert not group.room_mm, "what stands beside it is tall enough"


def test_a_fact_may_hang_beside_a_heading_that_stands_over_its_text() -> None:
    tall = Fact(figure=(Text(text="4 weeks"),), content=(PARAGRAPH,) * 3)
    question = head("Can I have it while I am breastfeeding, or soon afterwards?", 3)
    (group,) = arrange((tall, PARAGRAPH, question, *[PARAGRAPH] * 6), RULER).lead
    assert not group.room_mm, "no room is left empty before the heading"
    # A heading that hangs has no room there, and a table would take both columns.
    first, _ = arrange((tall, PARAGRAPH, head("Pain", 3), *[PARAGRAPH] * 6), RULER).lead
    assert first.room_mm
    first, _ = arrange((tall, PARAGRAPH, question, Rule()), RULER).lead
    assert first.room_mm


@pytest.mark.parametrize(
    ("blocks", "count"),
    [
        ((head("Care"), PARAGRAPH), 16_000),
        ((PARAGRAPH,), 128_000),
        ((FACT,), 128_000),
    ],
    ids=["sections", "paragraphs", "facts"],
)
def test_a_hundred_thousand_blocks_are_arranged_in_a_moment(
    blocks: tuple[Block, ...], count: int
) -> None:
    # Once, each block copied, or each heading counted, all those before it: half a minute.
    begun = time.perf_counter()
    arrange((PARAGRAPH, *blocks * count), RULER)
    assert time.perf_counter() - begun < 5
