"""Hold the Markdown dialect to the blocks it makes and the faults it finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.model import (
    Align,
    Break,
    BulletList,
    CallOut,
    CallOutKind,
    CheckItem,
    CheckList,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Emphasis,
    Fact,
    Field,
    Figure,
    Footnote,
    Heading,
    Link,
    NoteMark,
    NumberedList,
    Paragraph,
    Problem,
    Quote,
    Rule,
    Severity,
    Strong,
    Table,
    Text,
)
from handout.read.inlines import read_inlines
from tests.read.markdown import PATH, read, sound


def words(text: str) -> tuple[Text, ...]:
    return (Text(text=text),)


def line(text: str, at: int) -> Paragraph:
    return Paragraph(content=words(text), line=at)


def test_headings_and_paragraphs_know_their_lines() -> None:
    assert sound("One\ntwo.\n\n## Three\n\n### Four\n\nFive.") == (
        line("One two.", 11),
        Heading(level=2, content=words("Three"), line=14),
        Heading(level=3, content=words("Four"), line=16),
        line("Five.", 18),
    )


def test_inline_marks() -> None:
    (paragraph,) = sound(
        "A **b *c*** `d` [e](https://a.example/é) <x@a.example> f\\\ng \\* &amp; h"
    )
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content == (
        Text(text="A "),
        Strong(children=(Text(text="b "), Emphasis(children=words("c")))),
        Text(text=" "),
        Code(text="d"),
        Text(text=" "),
        Link(href="https://a.example/%C3%A9", children=words("e")),
        Text(text=" "),
        Link(href="mailto:x@a.example", children=words("x@a.example")),
        Text(text=" f"),
        Break(),
        Text(text="g * & h"),
    )


def test_marks_within_their_like_are_flattened() -> None:
    (paragraph,) = sound("*" * 400 + "a" + "*" * 400)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content == (Strong(children=words("a")),)


def test_fields_are_kept_verbatim_with_their_place() -> None:
    (paragraph,) = sound('Dear {{ recipient.first_name }},\nsee *{{ a }}* {{b | default("*}}*")}}.')
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content == (
        Text(text="Dear "),
        Field(expression="recipient.first_name", line=11, column=6),
        Text(text=", see "),
        Emphasis(children=(Field(expression="a", line=12, column=6),)),
        Text(text=" "),
        Field(expression='b | default("*}}*")', line=12, column=15),
        Text(text="."),
    )


def test_escaped_and_quoted_fields_are_text() -> None:
    blocks = sound("\\{{ a }} `{{ b }}` { c }\n\n    {{ d }}")
    assert blocks == (
        Paragraph(
            content=(Text(text="{{ a }} "), Code(text="{{ b }}"), Text(text=" { c }")), line=11
        ),
        CodeBlock(text="{{ d }}", line=13),
    )


def test_a_field_in_a_heading_and_a_call_out_title() -> None:
    heading, note = sound("## For {{ n }}\n\n> [!NOTE] Dear {{ n }}\n> {{ m }}")
    assert isinstance(heading, Heading)
    assert heading.content[1] == Field(expression="n", line=11, column=8)
    assert isinstance(note, CallOut)
    assert note.title == (Text(text="Dear "), Field(expression="n", line=13, column=16))
    assert note.content == (
        Paragraph(content=(Field(expression="m", line=14, column=3),), line=14),
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NOTE", CallOutKind.NOTE),
        ("tip", CallOutKind.TIP),
        ("Important", CallOutKind.IMPORTANT),
        ("WARNING", CallOutKind.WARNING),
        ("CAUTION", CallOutKind.WARNING),
        ("CALL", CallOutKind.CALL),
    ],
)
def test_call_outs(name: str, kind: CallOutKind) -> None:
    assert sound(f"> [!{name}]\n> Text.\n>\n> - item") == (
        CallOut(
            kind=kind,
            content=(line("Text.", 12), BulletList(items=((line("item", 14),),), line=14)),
            line=11,
        ),
    )


def test_a_call_out_s_title_may_stand_alone_and_text_may_follow_a_gap() -> None:
    assert sound("> [!TIP] **Now**") == (
        CallOut(kind=CallOutKind.TIP, title=(Strong(children=words("Now")),), content=(), line=11),
    )
    assert sound("> [!CALL]") == (CallOut(kind=CallOutKind.CALL, content=(), line=11),)
    (note,) = sound("> [!NOTE] T\n>\n> Text.")
    assert isinstance(note, CallOut)
    assert note.content == (line("Text.", 13),)


def test_a_fact() -> None:
    assert sound("> [!FACT] 0.5–1.5 mm\n> The length.") == (
        Fact(figure=words("0.5–1.5 mm"), content=(line("The length.", 12),), line=11),
    )


def test_a_quotation_stays_one() -> None:
    assert sound("> [NOTE] no\n> more") == (Quote(content=(line("[NOTE] no more", 11),), line=11),)


def test_lists() -> None:
    assert sound("- a\n- b\n\n  c\n\n4. d\n5. e\n   - f") == (
        BulletList(items=((line("a", 11),), (line("b", 12), line("c", 14))), line=11),
        NumberedList(
            items=(
                (line("d", 16),),
                (line("e", 17), BulletList(items=((line("f", 18),),), line=18)),
            ),
            start=4,
            line=16,
        ),
    )


def test_lists_may_be_nested_as_deep_as_anybody_can_follow() -> None:
    sound("\n".join("  " * depth + "- a" for depth in range(10)))


def test_check_lists() -> None:
    assert sound("- [ ] a *b*\n- [x] c\n- [X] d") == (
        CheckList(
            items=(
                CheckItem(
                    content=(
                        Paragraph(
                            content=(Text(text="a "), Emphasis(children=words("b"))), line=11
                        ),
                    )
                ),
                CheckItem(content=(line("c", 12),), is_checked=True),
                CheckItem(content=(line("d", 13),), is_checked=True),
            ),
            line=11,
        ),
    )


def test_tables_with_caption_alignment_and_ragged_rows() -> None:
    for gap in ("\n", "\n\n"):
        (table,) = sound(
            f"Table: The *UV* index{gap}| a | b | c |\n|---|:-:|--:|\n| 1 | 2 \\| 3 |\n| 4 | 5 | 6 |"
        )
        assert isinstance(table, Table)
        assert table.caption == (
            Text(text="The "),
            Emphasis(children=words("UV")),
            Text(text=" index"),
        )
        assert table.head == (words("a"), words("b"), words("c"))
        assert table.rows == (
            (words("1"), words("2 | 3"), ()),
            (words("4"), words("5"), words("6")),
        )
        assert table.aligns == (Align.START, Align.CENTER, Align.END)


def test_a_paragraph_that_begins_like_a_caption_stays_where_no_table_follows() -> None:
    assert sound("Table: no.\n\nText.") == (line("Table: no.", 11), line("Text.", 13))


def test_definition_lists() -> None:
    assert sound("SPF\n:   One.\n\n    Two.\n\nUV\n: Three.\n: Four.") == (
        DefinitionList(
            items=(
                Definition(term=words("SPF"), meanings=((line("One.", 12), line("Two.", 14)),)),
                Definition(
                    term=words("UV"), meanings=((line("Three.", 17),), (line("Four.", 18),))
                ),
            ),
            line=11,
        ),
    )


def test_footnotes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    blocks = sound(
        "[^b]: Two.\n\nOne[^a] two[^b] three[^a]^[In *place*.]\n\n[^a]: One.\n\n    More."
    )
    assert blocks == (
        Paragraph(
            content=(
                Text(text="One"),
                NoteMark(number=1),
                Text(text=" two"),
                NoteMark(number=2),
                Text(text=" three"),
                NoteMark(number=1),
                NoteMark(number=3),
            ),
            line=13,
        ),
        Footnote(number=1, content=(line("One.", 15), line("More.", 17)), line=15),
        Footnote(number=2, content=(line("Two.", 11),), line=11),
        Footnote(
            number=3,
            content=(
                Paragraph(
                    content=(
                        Text(text="In "),
                        Emphasis(children=words("place")),
                        Text(text="."),
                    ),
                    line=13,
                ),
            ),
            line=13,
        ),
    )


def test_code_and_rules() -> None:
    assert sound("```\na\n  b\n```\n\n***") == (
        CodeBlock(text="a\n  b", line=11),
        Rule(line=16),
    )


def test_pictures_alone_are_figures(tmp_path: Path) -> None:
    for name in ("a b.svg", "c.png"):
        (tmp_path / name).write_bytes(b"x")
    blocks, problems = read('![One *two*](<a b.svg> "A *caption*")\n![Three](c.png)', tmp_path)
    assert problems == []
    assert blocks == (
        Figure(
            path=(tmp_path / "a b.svg").resolve(),
            alt="One two",
            caption=(Text(text="A "), Emphasis(children=words("caption"))),
            line=11,
        ),
        Figure(path=(tmp_path / "c.png").resolve(), alt="Three", line=12),
    )


def test_a_missing_picture_leaves_its_place_and_words() -> None:
    blocks, problems = read("![Rain](gone.svg)")
    assert [p.code for p in problems] == ["image.missing"]
    assert problems[0].message == "there is no picture “gone.svg”."
    assert blocks == (Figure(path=Path("/nowhere/gone.svg"), alt="Rain", line=11),)


def test_skipped_levels_are_mended() -> None:
    blocks, problems = read("### a\n\n##### b\n\n## c\n\n#### d\n\n#### e")
    assert [b.level for b in blocks if isinstance(b, Heading)] == [2, 3, 2, 3, 4]
    assert [(p.code, p.line, p.severity) for p in problems] == [
        ("article.heading-level", at, Severity.WARNING) for at in (11, 13, 17)
    ]
    assert problems[0].message == "this heading skips a level: “###” where “##” is due."


def test_a_heading_within_a_list_opens_no_section() -> None:
    blocks, problems = read("## a\n\n- ## b\n\n## c")
    assert problems == []
    assert isinstance(blocks[1], BulletList)
    inner = blocks[1].items[0][0]
    assert isinstance(inner, Heading)
    assert inner.level == 3


def test_inlines_outside_of_the_body() -> None:
    problems: list[Problem] = []
    assert read_inlines("**a** {{ b }}[^1] <i>", path=PATH, line=4, report=problems.append) == (
        Strong(children=words("a")),
        Text(text=" "),
        Field(expression="b", line=4, column=None),
        Text(text="[^1] <i>"),
    )
    assert [(p.code, p.line) for p in problems] == [
        ("article.missing-footnote", 4),
        ("article.html", 4),
    ]
    assert read_inlines("", path=PATH, line=4, report=problems.append) == ()


def test_a_comment_on_lines_of_its_own_is_not_printed() -> None:
    assert sound("One.\n<!-- two\nthree -->\nFour.\n\n<!-- five -->\n\n- six\n<!-- seven -->") == (
        line("One.", 11),
        line("Four.", 14),
        BulletList(items=((line("six", 18),),), line=18),
    )
    # What is not closed, or has text behind it, is no comment.
    assert len(read("<!-- one\n\nTwo.")[0]) == 2
    assert len(read("<!-- one --> two")[0]) == 1


def test_what_is_to_be_checked_is_warned_of_until_it_is_taken_out() -> None:
    blocks, problems = read("<!-- check: is this a heading? -->\n\n## One\n\nTwo.")
    assert len(blocks) == 2
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("article.unchecked", Severity.WARNING, 11)
    ]
    assert problems[0].message == "to be checked: is this a heading?"
