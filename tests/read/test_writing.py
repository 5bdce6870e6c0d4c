"""Hold the writer to the reader: what is written comes back as the same article and author."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handout.model import (
    Align,
    Article,
    Author,
    Blocks,
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
    Footnote,
    Heading,
    Inlines,
    Link,
    NoteMark,
    NumberedList,
    Paragraph,
    Problem,
    Quote,
    Reviewer,
    Rule,
    Severity,
    Strong,
    Table,
    Text,
)
from handout.read.article import read_article
from handout.read.author import read_author
from handout.read.importers.text import recognise
from handout.read.markdown import read_blocks
from handout.read.project import read_project
from handout.write.article import write_article_markdown, write_author_toml
from handout.write.body import write_body

MakeProject = Callable[..., Path]
SOURCE = Path("/clinic/content/articles/x.md")
DATA = Path(__file__).parents[1] / "data"


def without_lines(value: Any) -> Any:
    """Take the line and column numbers out of records."""
    if isinstance(value, tuple):
        return tuple(without_lines(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            field.name: None
            if field.name in ("line", "column")
            else without_lines(getattr(value, field.name))
            for field in fields(value)
        }
        return replace(value, **changes)
    return value


def read_back(blocks: Blocks, checks: Mapping[int, str] | None = None) -> Blocks:
    """Write blocks and read them; errors fail the test."""
    problems: list[Problem] = []
    text = write_body(blocks, SOURCE.parent, checks)
    found = read_blocks(text, path=SOURCE, base=(SOURCE.parent,), report=problems.append)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert not errors, (text, errors)
    unplaced: Blocks = without_lines(found)
    return unplaced


ALPHABET = st.sampled_from("abcÄé 12.,:;!?-–*_`~#>+=|()[]{}<>&\\/\"'^@$%•…\u00a0数")
WORDS = st.text(ALPHABET, min_size=1, max_size=24).map(lambda text: " ".join(text.split()))
WORDS = WORDS.filter(bool)
TEXT = WORDS.map(lambda text: (Text(text=text),))
PARAGRAPH = TEXT.map(lambda content: Paragraph(content=content))
SPEECH = st.builds(
    lambda name, rest: Paragraph(
        content=(Strong(children=(Text(text=f"{name}:"),)), Text(text=f" {rest}"))
    ),
    WORDS,
    WORDS,
)
VERSE = st.lists(WORDS, min_size=2, max_size=4).map(
    lambda rows: Paragraph(
        content=tuple(
            part
            for index, row in enumerate(rows)
            for part in ((Break(),) if index else ()) + (Text(text=row),)
        )
    )
)
HEADING = TEXT.map(lambda content: Heading(level=2, content=content))


def lists_of(inner: st.SearchStrategy[Blocks]) -> st.SearchStrategy[Any]:
    """Make lists whose items are runs of blocks."""
    items = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(lambda items: BulletList(items=items), items),
        st.builds(
            lambda items, start: NumberedList(items=items, start=start), items, st.integers(0, 120)
        ),
        st.builds(
            lambda items, ticks: CheckList(
                items=tuple(
                    CheckItem(content=item, is_checked=tick)
                    for item, tick in zip(items, ticks, strict=False)
                )
            ),
            items,
            st.lists(st.booleans(), min_size=3, max_size=3),
        ),
    )


ITEM = PARAGRAPH.map(lambda paragraph: (paragraph,))
DEEP_ITEM = st.builds(
    lambda first, rest: (first, *rest), PARAGRAPH, st.lists(lists_of(ITEM), max_size=2)
)
BLOCKS = st.lists(
    st.one_of(PARAGRAPH, SPEECH, VERSE, HEADING, lists_of(DEEP_ITEM), st.just(Rule())), max_size=7
).map(tuple)


@settings(max_examples=300, deadline=None)
@given(BLOCKS)
@example((Paragraph(content=(Text(text="1. no list"),)),))
@example((Paragraph(content=(Text(text="{{ literal }} and {{{{"),)),))
@example((Heading(level=2, content=(Text(text="Ends in #"),)),))
@example((BulletList(items=((Paragraph(content=(Text(text="[ ] x"),)),),)),))
def test_blocks_come_back_as_they_were(blocks: Blocks) -> None:
    assert read_back(blocks) == without_lines(blocks)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12).map("\n".join))
@example("# :")
def test_recognised_text_comes_back_as_it_was(text: str) -> None:
    found = recognise(text, path=Path("x.txt"), language="en")
    assert read_back(found.content) == without_lines(found.content)
    checks = dict.fromkeys(range(1, 14), "is this -- right?")
    assert read_back(found.content, checks) == without_lines(found.content)


def text(words: str) -> Inlines:
    """Make inlines of plain words."""
    return (Text(text=words),)


def paragraph(words: str) -> Paragraph:
    """Make a paragraph of plain words."""
    return Paragraph(content=text(words))


RICH: Blocks = (
    Paragraph(
        content=(
            Text(text="a"),
            Strong(children=text("(b)")),
            Text(text="c "),
            Emphasis(children=text("d e")),
            Text(text=" and "),
            Strong(children=(Text(text="f "), Emphasis(children=text("g")))),
            Text(text=" see this!"),
            Link(href="https://example.org/a_(b)", children=text("a [page]")),
            Text(text=", "),
            Code(text="`x` {{ y }}"),
            Field(expression="recipient.name"),
            Text(text=" end"),
            NoteMark(number=1),
        )
    ),
    CallOut(kind=CallOutKind.WARNING, title=text("Stop *now*"), content=(paragraph("> at once"),)),
    CallOut(kind=CallOutKind.CALL, content=()),
    Fact(figure=text("0.5–1.5 mm"), content=(paragraph("deep"),)),
    Quote(content=(paragraph("[!NOTE] none"), BulletList(items=((paragraph("x"),),)))),
    Heading(level=2, content=text("Part | one")),
    Heading(level=3, content=text("1. Number")),
    Table(
        head=(text("Area"), text("a | b"), ()),
        rows=((text("x\\|y"), text("*"), text("z")),),
        aligns=(Align.START, Align.CENTER, Align.END),
        caption=text("What [it] costs"),
    ),
    BulletList(items=((paragraph("one"), paragraph("more")), (paragraph("two"),))),
    BulletList(items=((paragraph("another list"),),)),
    NumberedList(items=((paragraph("x"), NumberedList(items=((paragraph("y"),),))),), start=9),
    NumberedList(items=((paragraph("again"),),), start=10),
    DefinitionList(
        items=(
            Definition(term=text("Peel: acid"), meanings=((paragraph("one"), paragraph("more")),)),
            Definition(term=text("Mask"), meanings=((paragraph("two"),), (paragraph("three"),))),
        )
    ),
    CodeBlock(text="```\n  {{ as it is }}\n"),
    Rule(),
    Footnote(number=1, content=(paragraph("A note."), paragraph("And more."))),
)


def test_every_kind_of_block_comes_back() -> None:
    assert read_back(RICH) == without_lines(RICH)


def test_pictures_are_written_relative_to_the_article(make_project: MakeProject) -> None:
    root = make_project(
        {
            "content/articles/rain.md": '---\ntitle: R\n---\n![A "wet" <b>](images/wet one.svg)\n',
            "content/images/wet one.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        }
    )
    (root / "content/articles/rain.md").write_text(
        "---\ntitle: R\n---\n"
        '![A \\"wet\\" \\<b>](<images/wet one.svg> "A \\"caption\\" with *stress* \\\\& more")\n'
    )
    article = read(root, "rain")
    path = root / "content/articles/rain.md"
    path.write_text(write_article_markdown(article), encoding="utf-8")
    assert without_lines(read(root, "rain").content) == without_lines(article.content)


def read(root: Path, slug: str) -> Article:
    """Read an article of a project; errors fail the test."""
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    assert project
    article = read_article(root / f"content/articles/{slug}.md", project, problems.append)
    assert not [problem for problem in problems if problem.severity is Severity.ERROR], problems
    assert article
    return article


TRICKY = (
    "Plain words",
    "1.10",
    "No",
    "null",
    "a: colon # and hash",
    "- dash",
    "*star*",
    "“quoted” ’tis",
    '"double"',
    "back\\slash",
    "tab\tand\u2028line",
    "{ brace }",
    "@at",
    "x" * 300,
    "two  spaces " * 12 + "end",
    "long words with a colon: and a # hash " * 5 + "end",
    "ends in colon:",
    "数字 皮膚",
)


@pytest.mark.parametrize("words", TRICKY)
def test_front_matter_comes_back_as_it_was(make_project: MakeProject, words: str) -> None:
    root = make_project()
    words = words.strip()
    path = root / "content/articles/x.md"
    article = replace(
        read(root, "rain"),
        slug="x",
        path=path,
        title=words,
        summary=words,
        disclaimer=words,
        tags=(words,),
        questions=(words,),
        key_points=(text(words),),
        reviewers=(Reviewer(name=words, role=words, checked=date(2026, 1, 2)),),
        published=date(2026, 1, 1),
        review_by=date(2027, 1, 1),
        version="1.0",
        lines={},
    )
    path.write_text(write_article_markdown(article), encoding="utf-8")
    found = read(root, "x")
    flat = " ".join(words.split("\t")).replace("\u2028", " ")
    expected = replace(article, title=found.title, summary=found.summary, tags=found.tags, lines={})
    assert " ".join(found.title.split()) == " ".join(flat.split())
    assert without_lines(replace(found, lines={}, key_points=(), questions=(), reviewers=())) == (
        without_lines(replace(expected, key_points=(), questions=(), reviewers=()))
    )
    assert found.reviewers[0].checked == date(2026, 1, 2)


def test_guesses_are_listed_with_what_to_confirm(make_project: MakeProject) -> None:
    root = make_project()
    article = replace(read(root, "rain"), lines={})
    written = write_article_markdown(article, confirm={"title": "made from the file’s name"})
    assert "confirm:\n  - title  # made from the file’s name\n" in written
    path = root / "content/articles/rain.md"
    path.write_text(written, encoding="utf-8")
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    assert project
    read_article(path, project, problems.append)
    assert [problem.code for problem in problems] == ["article.unconfirmed"]


def test_field_braces_of_a_title_are_taken_apart() -> None:
    article = Article(slug="x", path=SOURCE, title="{{ x }}", content=(), language="en")
    assert "{{" not in write_article_markdown(article)


@pytest.mark.parametrize("words", [*TRICKY, "two\n\nparagraphs", '"""', "\x1b[0m", "\\"])
def test_author_comes_back_as_it_was(tmp_path: Path, words: str) -> None:
    path = tmp_path / "content" / "authors" / "a.toml"
    path.parent.mkdir(parents=True)
    author = Author(id="a", path=path, name="A. B", credentials="RN, “BSc”", bio=words)
    path.write_text(write_author_toml(author), encoding="utf-8")
    found = read_author(path, (tmp_path,), lambda problem: pytest.fail(problem.message))
    assert found
    assert found.bio.split() == words.split()
    assert replace(found, bio="") == replace(author, bio="")
