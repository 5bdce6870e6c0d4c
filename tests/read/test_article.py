"""Hold the reading of articles to their values and to exact faults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from handout.model import (
    Field,
    Paragraph,
    Problem,
    Reviewer,
    Severity,
    Strong,
    Text,
)
from handout.read.article import read_article
from handout.read.blocks import TITLE_LIMIT
from handout.read.metadata import add_months
from handout.read.project import read_project
from tests.read.articles import RAIN, Answer, MakeProject, matter


def test_an_article_with_everything(read: Callable[..., Answer]) -> None:
    article, problems = read(
        "\n".join(
            [
                "---",
                'title: "Rain: what it does"',
                "summary: >-",
                "  One line",
                "  and another.",
                "key_points:",
                "  - '**Dry off**, {{ recipient.name }}.'",
                "topic: Weather",
                "authors: rebecca",
                "reviewers:",
                "  - Tom",
                "  - {name: Ann, role: nurse, date: 2026-01-02}",
                "language: en-gb",
                "version: 1.10",
                "published: 2026-01-31",
                "review_by: 2027-06-30",
                "tags: [rain, wet skin]",
                "references: [Rain. *Journal*.]",
                "disclaimer: No advice.",
                "link: https://a.example/rain",
                "questions: [Why?, How?]",
                "feedback: Tell us.",
                "other_formats: Ask.",
                "---",
                "",
                "Text.",
            ]
        )
    )
    assert problems == []
    assert article is not None
    assert article.slug == "rain"
    assert article.title == "Rain: what it does"
    assert article.summary == "One line and another."
    assert article.key_points == (
        (
            Strong(children=(Text(text="Dry off"),)),
            Text(text=", "),
            Field(expression="recipient.name", line=7),
            Text(text="."),
        ),
    )
    assert [author.id for author in article.authors] == ["rebecca"]
    assert article.reviewers == (
        Reviewer(name="Tom"),
        Reviewer(name="Ann", role="nurse", checked=date(2026, 1, 2)),
    )
    assert article.language == "en-GB"
    assert article.version == "1.10"
    assert article.published == date(2026, 1, 31)
    assert article.review_by == date(2027, 6, 30)
    assert article.tags == ("rain", "wet skin")
    assert article.disclaimer == "No advice."
    assert article.link == "https://a.example/rain"
    assert article.questions == ("Why?", "How?")
    assert (article.feedback, article.other_formats) == ("Tell us.", "Ask.")
    assert article.lines["title"] == 2
    assert article.lines["version"] == 14
    assert article.content == (Paragraph(content=(Text(text="Text."),), line=26),)


def test_what_is_absent_stays_empty_or_is_the_clinic_s_default(
    read: Callable[..., Answer],
) -> None:
    article, problems = read(matter("published: 2024-02-29"))
    assert problems == []
    assert article is not None
    assert article.language == "en"
    assert article.review_by == date(2026, 2, 28)
    assert (article.disclaimer, article.feedback, article.other_formats) == ("", "", "")
    assert (article.authors, article.version, article.title_is_derived) == ((), "", False)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 1), 24, date(2028, 3, 1)),
        (date(9999, 12, 1), 1, date(9999, 1, 1)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize("line", ["version: “1.0”", "summary: „Nass“", "topic: “Skin”"])
def test_curly_quotes_that_would_be_printed_are_told(
    read: Callable[..., Answer], line: str
) -> None:
    article, problems = read(matter(line))
    assert article is not None
    assert [(one.code, one.line) for one in problems] == [("article.curly-quotes", 3)]
    _, problems = read(matter("summary: He said “no” and “yes”", 'topic: "“Skin” first"'))
    assert problems == []


def test_the_title_may_be_a_heading(read: Callable[..., Answer]) -> None:
    article, problems = read("# Rain *and* you\n\nText.\n")
    assert problems == []
    assert article is not None
    assert article.title == "Rain and you"
    assert article.content == (Paragraph(content=(Text(text="Text."),), line=3),)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(
    read: Callable[..., Answer], newline: str
) -> None:
    text = matter("published: 2026-01-01")
    article, problems = read(b"\xef\xbb\xbf" + text.replace("\n", newline).encode())
    assert problems == []
    assert article is not None
    assert article.lines["published"] == 3
    assert article.content == (Paragraph(content=(Text(text="Text."),), line=5),)


@pytest.mark.parametrize(
    ("text", "code", "line", "message", "hint"),
    [
        (matter("autors: [x]"), "article.unknown-key", 3, "unknown key “autors”.", "did you mean `authors`?"),
        (matter("date: 2026-01-01"), "article.unknown-key", 3, "unknown key “date”.", "did you mean `published`?"),
        (matter("author: x"), "article.unknown-key", 3, "unknown key “author”.", "did you mean `authors`?"),
        (matter("lang: en"), "article.unknown-key", 3, "unknown key “lang”.", "did you mean `language`?"),
        (matter("description: x"), "article.unknown-key", 3, "unknown key “description”.", "did you mean `summary`?"),
        (matter("format: a4"), "article.unknown-key", 3, "unknown key “format”.", "did you mean `formats`?"),
        (matter("phone: '1'"), "article.unknown-key", 3, "unknown key “phone”.", "“phone” belongs in content/clinic.toml."),
        (matter("Summary: a"), "article.unknown-key", 3, "unknown key “Summary”.", "write it as `summary`."),
        (matter("“summary”: a"), "article.unknown-key", 3, "unknown key ““summary””.", "write it as `summary`, without quotes or spaces that were pasted with it."),
        (matter("summary\u200b: a"), "article.unknown-key", 3, "unknown key “summary\u200b”.", "write it as `summary`, without quotes or spaces that were pasted with it."),
        (matter("other-formats: a"), "article.unknown-key", 3, "unknown key “other-formats”.", "write it as `other_formats`."),
        (matter("authors: [huber]"), "article.unknown-author", 3, "no author called “huber”.", "add content/authors/huber.toml, or correct the name."),
        (matter("authors: [meier]"), "article.unknown-author", 3, "no author called “meier”.", "write “rebecca”, as the author's file is called."),
        (matter("authors: [Rebecca Meier]"), "article.unknown-author", 3, "no author called “Rebecca Meier”.", "write “rebecca”, as the author's file is called."),
        (matter("authors:", "  - rebeca"), "article.unknown-author", 4, "no author called “rebeca”.", "did you mean “rebecca”?"),
        (matter("published: 1/2/2026"), "article.date", 3, "“published” is no date: “1/2/2026”.", "write year, month and day, such as `2026-03-01`."),
        (matter("published: 2026-02-30"), "article.date", 3, "“published” is a day that no calendar has: “2026-02-30”.", "correct the month or the day."),
        (matter("published: 2026-01-01T10:00"), "article.date", 3, None, None),
        (matter("published: [2026-01-01]"), "article.date", 3, "“published” is no date.", None),
        (matter("language: de_CH"), "article.language", 3, "“de_CH” is no language tag.", "did you mean “de-CH”?"),
        (matter("language: English"), "article.language", 3, "“English” is no language tag.", "write a tag such as “en” or “en-GB”."),
        (matter("link: www.a.example"), "article.link", 3, "“link” is no web address: “www.a.example”.", "write the whole address, such as `https://www.example.org/rain`."),
        (matter("link: javascript:alert(1)"), "article.link", 3, None, None),
        (matter("references:", "  - WHO. *Index: a guide*"), "article.wrong-type", 4, "“references” must be text.", "put it in quotes: a colon with a space behind it makes a table of it."),
        (matter("references:", "  - '[a](b.md)'"), "article.link", 4, None, None),
        (matter("tags: {a: b}"), "article.wrong-type", 3, "“tags” must be text.", None),
        (matter("questions: ['']"), "article.empty-item", 3, "“questions” has an empty item.", "fill it, or take it out."),
        (matter("reviewers: [{role: nurse}]"), "article.missing-name", 3, "“reviewers.name” is missing.", "say who checked the article."),
        (matter("reviewers: [{name: a, when: b}]"), "article.unknown-key", 3, "unknown key “when” in “reviewers”.", None),
        (matter("reviewers: [{name: a, date: b}]"), "article.date", 3, "“reviewers.date” is no date: “b”.", None),
        (matter("reviewers: [[a]]"), "article.wrong-type", 3, "a reviewer must be a name, or `name`, `role` and `date`.", None),
        (matter("summary: a {{ b }}"), "article.field-in-front-matter", 3, "a field `{{ … }}` cannot stand in “summary”.", "put it into the text, a key point or a reference."),
        ("# a {{ b }}\n\nText.", "article.field-in-front-matter", 1, "a field `{{ … }}` cannot stand in “title”.", None),
        (matter("title: again"), "article.duplicate-key", 3, "“title” is set twice, on line 2 and here.", "keep one of the two."),
        (matter("tags: [&a x, &a y]", "sumary: z"), "article.unknown-key", 4, "unknown key “sumary”.", "did you mean `summary`?"),
        (matter("confirm: [titel]"), "article.unknown-key", 3, "there is no key “titel” to confirm.", "did you mean `title`?"),
        ("---\nsummary: a\n---\nText.", "article.missing-title", 1, "“title” is missing.", "add `title: …` between two lines of `---`."),
        ("---\ntitle: ''\n---\nText.", "article.missing-title", 2, "“title” is empty.", None),
        ("Text.", "article.missing-title", 1, "“title” is missing.", None),
        (matter() + "\n# Again\n", "article.second-title", 6, "a second title stands in the text.", "write `##` for a section."),
        ("# One\n\nText.\n\n# Two\n", "article.second-title", 5, "a second title stands in the text.", None),
        (matter("summary: b").replace("Rain", "x" * 401), "article.title-too-long", 2, "the title has 401 characters, where 400 are the most.", "shorten it, and put what else it says into “summary”."),
        ("Text.\n\n# " + "word " * 300, "article.title-too-long", 3, "the title has 1,499 characters, where 400 are the most.", None),
        ("---\ntitle: a\n---\n", "article.no-text", 4, "the article has no text.", "write it below the front matter."),
        ("---\ntitle: a\nText.", "article.front-matter", 1, "the front matter is opened here and never closed.", "put a line `---` below its last key."),
        ("—\ntitle: a\n—\nText.", "article.front-matter", 1, "“—” does not open the front matter.", "write three hyphens alone, `---`, above and below it."),
        ("--\ntitle: a\n--\nText.", "article.front-matter", 1, "“--” does not open the front matter.", None),
        ("-----\ntitle: a\n-----\nText.", "article.front-matter", 1, "“-----” does not open the front matter.", None),
        ("title: a\nauthors: [b]\n---\nText.", "article.front-matter", 1, "“title:” stands here without a line `---` above it.", "write three hyphens alone, `---`, on the line above, and below the last key."),
        ("\nSummary: a\ntitle: b\n---\nText.", "article.front-matter", 2, "“Summary:” stands here without a line `---` above it.", None),
        ("title: a\n\nText.", "article.front-matter", 1, None, None),
        ("---\u00a0\ntitle: a\n---\nText.", "article.front-matter", 1, None, None),
        ("+++\ntitle = 'a'\n+++\nText.", "article.front-matter", 1, "“+++” does not open the front matter.", None),
        ("---\ntitle: " + "a" * 100_001 + "\n---\nText.", "article.front-matter", 2, "the front matter is too long to be one.", None),
        ("---\n- a\n---\nText.", "article.yaml", 2, "the front matter cannot be read: it has no keys.", None),
        ("---\ntitle: Rain: what\n---\nText.", "article.yaml", 2, "the front matter cannot be read: a text has a colon in it.", 'put the text in quotes: `title: "…: …"`.'),
        ("---\ntitle: a\nsummary:b\n---\nText.", "article.yaml", 3, "the front matter cannot be read: a space is missing after “summary:”.", "put a space after the colon."),
        ("---\ntitle:\u00a0a\n---\nText.", "article.yaml", 2, "the front matter cannot be read: a non-breaking space follows “title:”.", "replace it by a plain space."),
        ("---\ntitle: a\ntags:\n\t- b\n---\nText.", "article.yaml", 4, "the front matter cannot be read: a tab starts the line.", "indent with spaces."),
        ("---\ntitle: @a\n---\nText.", "article.yaml", 2, "the front matter cannot be read: a text cannot start with “@”.", "put the text in quotes."),
        ("---\ntitle: *a*\n---\nText.", "article.yaml", 2, "the front matter cannot be read: a text starts with “*”.", "put the text in quotes."),
        ("---\ntitle: 'a\n---\nText.", "article.yaml", 2, "the front matter cannot be read: the quotation mark `'` is not closed.", "write `'` where it ends: `title: 'a'`."),
        ("---\ntitle: [a\n---\nText.", "article.yaml", 2, "the front matter cannot be read: the bracket `[` is not closed.", "write `]` where it ends: `title: [a]`."),
        ('---\ntitle: "a\\q"\n---\nText.', "article.yaml", 2, "the front matter cannot be read: a text in double quotes has a stray “\\”.", None),
        ('---\ntitle: "\\U99999999"\n---\nText.', "article.yaml", None, None, None),
        ("---\ntitle: a\ntags: &x [*x]\n---\nText.", "article.yaml", 3, "a list or table is used again by its anchor.", "write it out where it is used."),
        ("---\ntitle: a\n[b]: c\n---\nText.", "article.yaml", 3, "a key must be a word.", None),
        ("---\nx: " + "[" * 3000 + "\n---\nText.", "article.yaml", None, None, None),
        (b"caf\xe9", "file.encoding", 1, "“rain.md” is not UTF-8 text: the byte 0xE9 cannot stand there.", "open it in an editor and save it as UTF-8."),
        (b"", "file.empty", None, "“rain.md” is empty.", None),
        (b"a\0", "file.binary", 1, None, None),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_how(
    read: Callable[..., Answer],
    text: str | bytes,
    code: str,
    line: int | None,
    message: str | None,
    hint: str | None,
) -> None:
    article, problems = read(text)
    assert article is None
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    problem = found[0]
    assert problem.severity is Severity.ERROR
    assert problem.line == line or line is None
    assert problem.path is not None
    assert problem.path.as_posix().endswith(RAIN)
    assert problem.message == message or message is None
    assert problem.hint == hint or hint is None


def test_all_faults_of_matter_and_body_at_once(read: Callable[..., Answer]) -> None:
    article, problems = read(
        "---\nauthors: [meier, huber]\npublished: soon\nfoo: bar\n---\n\n![](gone.svg)\n\n[a](b)\n"
    )
    assert article is None
    assert sorted((p.line or 0, p.code) for p in problems) == [
        (1, "article.missing-title"),
        (2, "article.unknown-author"),
        (2, "article.unknown-author"),
        (3, "article.date"),
        (4, "article.unknown-key"),
        (7, "image.missing"),
        (7, "image.no-alt"),
        (9, "article.link"),
    ]


def test_an_author_whose_file_is_broken_is_not_called_missing(
    read: Callable[..., Answer],
) -> None:
    article, problems = read(matter("authors: tom"), **{"content/authors/tom.toml": "name = "})
    assert article is None
    assert [(p.code, p.message, p.hint) for p in problems] == [
        (
            "article.unknown-author",
            "the author “tom” cannot be used.",
            "mend content/authors/tom.toml.",
        )
    ]


def test_an_unheard_of_author_s_name_may_be_of_any_length(read: Callable[..., Answer]) -> None:
    article, problems = read(matter("authors: [" + "x" * 5000 + "]"))
    assert article is None
    assert [p.code for p in problems] == ["article.unknown-author"]


def test_a_translation_is_known_by_its_name(read: Callable[..., Answer]) -> None:
    article, problems = read(matter(), path="content/articles/rain.en-au.md")
    assert problems == []
    assert article is not None
    assert (article.slug, article.language) == ("rain", "en-AU")
    article, problems = read(matter(), path="content/articles/rain.de.md")
    assert problems == []
    assert article is not None
    assert article.language == "de"


def test_a_translation_and_its_key_must_agree(read: Callable[..., Answer]) -> None:
    article, problems = read(matter("language: en"), path="content/articles/rain.de.md")
    assert article is None
    assert [(p.code, p.line, p.message) for p in problems] == [
        (
            "article.language",
            3,
            "the language is “en”, but the file is named as a translation into “de”.",
        )
    ]


def test_guesses_to_confirm_are_warned_of_and_built(read: Callable[..., Answer]) -> None:
    article, problems = read(matter("authors: [rebecca]", "confirm: [title, authors]"))
    assert article is not None
    assert [(p.code, p.severity, p.line, p.message, p.hint) for p in problems] == [
        (
            "article.unconfirmed",
            Severity.WARNING,
            2,
            "“title” was guessed: “Rain”.",
            "correct it if need be, then take “title” out of `confirm`.",
        ),
        (
            "article.unconfirmed",
            Severity.WARNING,
            3,
            "“authors” was guessed: “rebecca”.",
            "correct it if need be, then take “authors” out of `confirm`.",
        ),
    ]


def test_a_review_before_publication_is_warned_of(read: Callable[..., Answer]) -> None:
    article, problems = read(matter("published: 2026-01-02", "review_by: 2026-01-01"))
    assert article is not None
    assert [(p.code, p.line) for p in problems] == [("article.review-before-published", 4)]


def test_other_kinds_of_file_are_refused(read: Callable[..., Answer]) -> None:
    article, problems = read("x", path="content/articles/rain.docx")
    assert article is None
    assert [(p.code, p.message, p.hint) for p in problems] == [
        (
            "article.suffix",
            "“rain.docx” is not a kind of file that can be read as an article.",
            "give a file that ends in “.md”, “.markdown” or “.txt”.",
        )
    ]


def test_plain_text_is_recognised_and_what_was_found_is_told(
    read: Callable[..., Answer],
) -> None:
    article, problems = read(
        "Rain and skin\r\n\r\nRain is wet \x96 very.\r\n\r\nWhat helps\r\n\r\nAn umbrella helps.\r\n".encode(
            "latin-1"
        ),
        path="content/articles/rain-and-skin.txt",
    )
    assert article is not None
    assert article.title == "Rain and skin"
    assert article.slug == "rain-and-skin"
    assert article.language == "en"
    assert article.review_by is None
    assert {p.severity for p in problems} == {Severity.NOTE}
    assert problems[0].code == "file.windows-1252"
    assert any(p.code.startswith("text.") for p in problems)


def test_a_recognised_author_is_the_project_s_own_where_there_is_one(
    read: Callable[..., Answer],
) -> None:
    article, _ = read(
        "Rain\n\nRain is wet, and so will you be without an umbrella.\n\n"
        "Rebecca is a licensed nurse with fifteen years of experience in skin care.\n",
        path="content/articles/rain.txt",
    )
    assert article is not None
    assert [author.bio for author in article.authors] == [
        "Rebecca has looked after skin for fifteen years."
    ]


def test_a_large_article_is_refused(make_project: MakeProject) -> None:
    root = make_project()
    with (root / RAIN).open("r+b") as file:
        file.truncate(50 * 1024 * 1024)
    project = read_project(root, lambda _: None)
    assert project is not None
    problems: list[Problem] = []
    assert read_article(root / RAIN, project, problems.append) is None
    assert [p.code for p in problems] == ["file.too-large"]


def test_a_title_of_any_file_name_is_no_longer_than_a_title_may_be(
    read: Callable[..., Answer],
) -> None:
    article, problems = read("Skin mends itself.", f"content/articles/{'a-' * 125}a.txt")
    said = ("text.summary", "text.read")
    details = [problem.code for problem in problems if problem.code not in said]
    assert details == ["text.guessed"]
    assert article is not None
    assert len(article.title) <= TITLE_LIMIT
