"""The outline: sections with ids of their own, groups with all their blocks, however many."""

from __future__ import annotations

import time

import pytest

from handout.compose.outline import Group, arrange, split_sections
from handout.model import Block, Fact, Heading, Paragraph, Rule, Text

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
    first, second, third = arrange(blocks).lead
    assert first == Group(content=(rule, PARAGRAPH))
    assert (second.beside, second.content) == ((FACT, FACT), (PARAGRAPH, rule, rule))
    assert third == Group(facts=(FACT,))


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
    arrange((PARAGRAPH, *blocks * count))
    assert time.perf_counter() - begun < 5
