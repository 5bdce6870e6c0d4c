"""Hold importing: what it writes, what it never writes over, and that it writes all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handout.errors import OutputError, UsageError
from handout.files import writing
from handout.files.writing import write_file
from handout.jobs import import_article as importing
from handout.jobs.import_article import ImportOptions, import_article
from handout.model import Article, Field, Heading, Paragraph, Problem, Severity, Text
from handout.read.article import read_article
from handout.read.importers.markdown import NewArticle
from handout.read.importers.text import FindingKind
from handout.read.project import read_project
from handout.write.article import write_article_markdown

MakeProject = Callable[..., Path]

TEXT = """\
A cold sore and what to do
By Petra Novak

A cold sore starts with a tingle. Treat it then, and it may not come out at all.

What helps

Use the cream from the pharmacy, five times a day. Do not kiss {{ anybody }} for a week.

Petra Novak is a pharmacist with two cats. She writes about small ailments.
"""
AUTHOR = "content/authors/petra-novak.toml"
ARTICLE = "content/articles/a-cold-sore-and-what-to-do.md"


def run_import(
    root: Path, source: Path | bytes, problems: list[Problem] | None = None, **options: object
) -> NewArticle | None:
    """Import into the project in a folder."""
    project = read_project(root, lambda problem: pytest.fail(problem.message))
    assert project
    report = (lambda _: None) if problems is None else problems.append
    return import_article(project, source, ImportOptions(**options), report)  # type: ignore[arg-type] # as given


def snapshot(root: Path) -> dict[str, bytes]:
    """Read every file below a folder."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "pasted.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_writes_an_article_and_its_author(make_project: MakeProject, source: Path) -> None:
    root = make_project()
    before = snapshot(root)
    imported = run_import(root, source)
    assert imported
    assert imported.written == (root / ARTICLE, root / AUTHOR)
    assert set(snapshot(root)) == {*before, ARTICLE, AUTHOR}
    assert set(imported.confirm) == {"title", "authors"}

    problems: list[Problem] = []
    project = read_project(root, problems.append)
    assert project
    article = read_article(root / ARTICLE, project, problems.append)
    assert article
    assert {problem.code for problem in problems} == {"article.unconfirmed"}
    assert [author.name for author in article.authors] == ["Petra Novak"]
    assert article.authors[0].credentials == "Pharmacist"
    kinds = [type(block) for block in article.content]
    assert kinds == [Paragraph, Heading, Paragraph]
    last = article.content[-1]
    assert isinstance(last, Paragraph)
    assert not any(isinstance(inline, Field) for inline in last.content)
    assert isinstance(last.content[0], Text)
    assert "{{ anybody }}" in last.content[0].text


def test_author_of_the_same_name_is_used(make_project: MakeProject, source: Path) -> None:
    root = make_project({"content/authors/pharmacy.toml": 'name = "Petra Novak"\n'})
    imported = run_import(root, source)
    assert imported
    assert imported.article.authors[0].id == "pharmacy"
    assert imported.written == (root / ARTICLE,)


def test_first_name_finds_the_only_author_who_has_it(make_project: MakeProject) -> None:
    root = make_project()
    text = b"Title line\n\nA text with a stop.\n\nRebecca is a nurse with a garden.\n"
    imported = run_import(root, text)
    assert imported
    assert imported.article.authors[0].name == "Rebecca Meier"
    assert "Rebecca" in imported.confirm["authors"]


def test_other_author_with_the_same_file_name_is_left_alone(
    make_project: MakeProject, source: Path
) -> None:
    root = make_project({AUTHOR: 'name = "Somebody Else"\n'})
    imported = run_import(root, source)
    assert imported
    assert (root / AUTHOR).read_text() == 'name = "Somebody Else"\n'
    assert imported.written[1] == root / "content/authors/petra-novak-2.toml"


def test_never_writes_over_an_article(make_project: MakeProject, source: Path) -> None:
    root = make_project()
    run_import(root, source)
    (root / ARTICLE).write_text("---\ntitle: Mine\n---\nWords.\n")
    before = snapshot(root)
    with pytest.raises(OutputError, match="already"):
        run_import(root, source)
    assert snapshot(root) == before
    imported = run_import(root, source, is_forced=True)
    assert imported
    assert "A cold sore" in (root / ARTICLE).read_text()
    assert snapshot(root)[AUTHOR] == before[AUTHOR]


def test_a_text_in_the_folder_keeps_its_name(make_project: MakeProject) -> None:
    root = make_project({"content/articles/dry-skin.txt": "A text with a stop. And more.\n"})
    imported = run_import(root, root / "content/articles/dry-skin.txt")
    assert imported
    assert imported.article.slug == "dry-skin"


def test_another_text_of_the_name_is_in_the_way(make_project: MakeProject, source: Path) -> None:
    root = make_project({"content/articles/cold.txt": "A text with a stop. And more.\n"})
    with pytest.raises(OutputError, match="already"):
        run_import(root, source, slug="cold")


def test_writes_nothing_when_writing_fails(
    make_project: MakeProject, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project()
    before = snapshot(root)
    real = write_file

    def fail_on_markdown(target: Path, data: bytes) -> None:
        if target.suffix == ".md":
            raise OutputError("the disk is full.")
        real(target, data)

    monkeypatch.setattr(writing, "write_file", fail_on_markdown)
    with pytest.raises(OutputError, match="full"):
        run_import(root, source)
    assert snapshot(root) == before


def test_article_that_appears_in_the_meantime_is_left_alone(
    make_project: MakeProject, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project()
    real = write_article_markdown

    def write_late(article: Article, **given: Any) -> str:
        article.path.write_text("somebody else's")
        return real(article, **given)

    monkeypatch.setattr(importing, "write_article_markdown", write_late)
    with pytest.raises(OutputError, match="already"):
        run_import(root, source)
    assert (root / ARTICLE).read_text() == "somebody else's"
    assert not (root / AUTHOR).exists()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Füße & Nägel: was hilft?", "fusse-and-nagel-was-hilft"),
        ("../../etc/passwd", "etc-passwd"),
        ("Кожа зимой", "kozha-zimoy"),
        ("  Œdème,  l’été  ", "oedeme-lete"),
        ("CON", "con-page"),
        ("x" * 300, "x" * 80),
    ],
)
def test_slug_is_safe(make_project: MakeProject, source: Path, title: str, slug: str) -> None:
    imported = run_import(make_project(), source, title=title)
    assert imported
    assert imported.article.slug == slug


def test_title_without_latin_letters_takes_the_name_of_the_file(
    make_project: MakeProject, source: Path
) -> None:
    imported = run_import(make_project(), source, title="皮膚")
    assert imported
    assert imported.article.slug == "pasted"


def test_given_title_replaces_the_one_found_and_says_so(
    make_project: MakeProject, source: Path
) -> None:
    imported = run_import(make_project(), source, title="Cold sores")
    assert imported
    assert "title" not in imported.confirm
    dropped = [f.text for f in imported.findings if f.kind is FindingKind.DROPPED]
    assert "A cold sore and what to do" in dropped


@pytest.mark.parametrize(
    "options",
    [{"slug": "Not Safe"}, {"slug": "../x"}, {"language": "klingon!"}, {"language": "English"}],
)
def test_refuses_options_that_make_no_sense(
    make_project: MakeProject, source: Path, options: dict[str, Any]
) -> None:
    root = make_project()
    before = snapshot(root)
    with pytest.raises(UsageError):
        run_import(root, source, **options)
    assert snapshot(root) == before


def test_pasted_text_without_a_title_needs_one(make_project: MakeProject) -> None:
    root = make_project()
    text = b"Only a paragraph, which is no title. It goes on.\n"
    with pytest.raises(UsageError, match="title"):
        run_import(root, text)
    imported = run_import(root, text, title="A paragraph")
    assert imported
    assert imported.article.slug == "a-paragraph"
    assert not imported.confirm


@pytest.mark.parametrize(
    "data", [b"", b"  \n\n", b"\x00\x01\x02PDF", b"\x81\x8d\x8f\x90\x9d", b"\xff\xfea"]
)
def test_unusable_files_are_reported_and_nothing_is_written(
    make_project: MakeProject, tmp_path: Path, data: bytes
) -> None:
    root = make_project()
    before = snapshot(root)
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    problems: list[Problem] = []
    assert run_import(root, path, problems) is None
    assert any(problem.severity is Severity.ERROR for problem in problems)
    assert snapshot(root) == before


def test_windows_1252_is_read_and_said(make_project: MakeProject, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("Title\n\nIt’s fine – really. Yes.\n".encode("cp1252"))
    problems: list[Problem] = []
    imported = run_import(make_project(), path, problems)
    assert imported
    assert "It’s fine – really." in imported.article.path.read_text(encoding="utf-8")
    assert [problem.code for problem in problems] == ["file.windows-1252"]


MARKDOWN = """\
---
layout: post
title: Peels
tags: [acid, skin]
formats: a5
categories:
  - one
---

Hello {{ recipient.name }}, see {{ site.url }} for more.

## First

![A drawing](pic.svg "What it shows")

1. **Wash.** Use water.
2. Dry.
"""


def test_markdown_is_taken_over_with_its_pictures(
    make_project: MakeProject, tmp_path: Path
) -> None:
    root = make_project({"content/images/pic.svg": "<svg>another</svg>"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pic.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (elsewhere / "old.md").write_text(MARKDOWN)
    imported = run_import(root, elsewhere / "old.md")
    assert imported
    written = imported.article.path.read_text()
    assert "{{ recipient.name }}" in written
    assert "\\{{ site.url }}" in written
    assert "formats:\n  - a5\n" in written
    assert "](../images/pic-2.svg" in written
    assert (root / "content/images/pic.svg").read_text() == "<svg>another</svg>"
    dropped = [f.text for f in imported.findings if f.kind is FindingKind.DROPPED]
    assert dropped == ["layout: post", "categories: one"]
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    assert project
    assert read_article(imported.article.path, project, problems.append)
    assert not problems


def test_markdown_with_faults_writes_nothing(make_project: MakeProject, tmp_path: Path) -> None:
    root = make_project()
    before = snapshot(root)
    path = tmp_path / "bad.md"
    path.write_text("---\ntitle: X\nauthors: [nobody]\n---\n![](none.png)\n\n[x](ftp://y)\n")
    problems: list[Problem] = []
    assert run_import(root, path, problems) is None
    assert len({problem.code for problem in problems}) >= 2
    assert snapshot(root) == before


def test_markdown_without_a_title_is_named_after_its_file(
    make_project: MakeProject, tmp_path: Path
) -> None:
    path = tmp_path / "care-of-scars.md"
    path.write_text("Some words.\n\n## Part\n\nMore words.\n")
    imported = run_import(make_project(), path)
    assert imported
    assert imported.article.slug == "care-of-scars"
    assert list(imported.confirm) == ["title"]
    assert "title: Care of Scars" in imported.article.path.read_text()


def test_kind_of_file_that_cannot_be_read(make_project: MakeProject, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="docx"):
        run_import(make_project(), tmp_path / "x.docx")


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("Share this post\n\nTweet\n\nWe use cookies on this site.\n", ".txt"),
        ("A cold sore and what to do\n", ".txt"),
        ("# A cold sore\n\n## What helps\n", ".txt"),
        ("By Petra Novak, RN\n", ".txt"),
        ("A cold sore and what to do\n\nBy Petra Novak, RN\n", ".txt"),
        (" \n\n-----\n\n \n=====\n", ".txt"),
        ("Disclaimer\n\nThis is no advice from a doctor, and it is not meant to be.\n", ".txt"),
        ("---\ntitle: A cold sore\n---\n\n-----\n", ".md"),
        ("---\ntitle: A cold sore\n---\n\n## What helps\n", ".md"),
        ("# A cold sore\n", ".md"),
    ],
)
def test_a_text_of_which_nothing_is_left_is_not_written(
    make_project: MakeProject, tmp_path: Path, text: str, suffix: str
) -> None:
    root = make_project()
    before = snapshot(root)
    path = tmp_path / f"cold-sore{suffix}"
    path.write_text(text)
    problems: list[Problem] = []
    assert run_import(root, path, problems) is None
    assert [(p.code, p.severity, p.path) for p in problems] == [
        ("article.no-text", Severity.ERROR, path)
    ]
    assert problems[0].hint
    assert snapshot(root) == before


@pytest.mark.parametrize("text", ["Wash your hands.", "• Wash\n• Dry", "Care\n\nWash your hands."])
def test_a_short_text_is_written(make_project: MakeProject, tmp_path: Path, text: str) -> None:
    path = tmp_path / "hands.txt"
    path.write_text(text)
    assert run_import(make_project(), path)


def test_a_title_that_is_asked_for_may_not_be_a_paragraph(
    make_project: MakeProject, source: Path
) -> None:
    with pytest.raises(UsageError, match="the title has 401 characters"):
        run_import(make_project(), source, title="x" * 401)


def test_comments_and_order_of_the_front_matter_are_kept(make_project: MakeProject) -> None:
    root = make_project()
    source = root / "elsewhere.md"
    source.write_text(
        "---\n# Ours since May.\ntags: [rain]  # for the shelf\nlanguage: en-GB\nlayout: post\n"
        "title: Rain\n---\n\n## One\n\nIt rains.\n"
    )
    imported = run_import(root, source, slug="kept")
    assert imported is not None
    assert imported.article.path.read_text().startswith(
        "---\n# Ours since May.\ntags: [rain]  # for the shelf\nlanguage: en-GB\ntitle: Rain\n---\n"
    )
