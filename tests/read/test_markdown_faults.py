"""Hold the Markdown dialect to the faults it finds, and to what is none."""

from __future__ import annotations

import time

import pytest

from handout.model import Problem, Severity
from handout.read.inlines import read_inlines
from tests.read.markdown import PATH, read, sound

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize(
    ("text", "code", "severity", "at", "message", "hint"),
    [
        ("a\nb <b>c</b>", "article.html", WARNING, 12, "“<b>” is HTML, which is printed as it stands.", "take it out, or write it as Markdown."),
        ("<div>\nx", "article.html", WARNING, 11, "“<div>” is HTML, which is printed as it stands.", None),
        ("a <!-- b -->", "article.html", WARNING, 11, "“<!--” is HTML, which is printed as it stands.", None),
        ("> [!WARNNG]\n> a", "article.unknown-call-out", ERROR, 11, "there is no call-out “[!WARNNG]”.", "did you mean `[!WARNING]`?"),
        ("> [!NOTE]", "article.empty-call-out", ERROR, 11, "the call-out “[!NOTE]” is empty.", None),
        ("> [!FACT]\n> a", "article.fact", ERROR, 11, "the fact has no figure.", None),
        ("> [!FACT] 4", "article.fact", ERROR, 11, "the fact has no text.", None),
        ("[!NOTE] a", "article.call-out", WARNING, 11, "“[!NOTE]” opens a call-out only in a quotation.", "start the line, and those that belong to it, with `> `."),
        ("a\n![](x.svg) b", "image.amid-text", ERROR, 12, "a picture stands amid text.", "set the image on a line of its own, with an empty line before and after."),
        ("- a ![b](x.svg)", "image.amid-text", ERROR, 11, "a picture stands amid text.", None),
        ("[![b](x.svg)](https://a.example)", "image.amid-text", ERROR, 11, "a picture stands amid text.", None),
        ("![](x.svg)", "image.no-alt", ERROR, 11, "the picture “x.svg” has no words for people who cannot see it.", "say between the square brackets what it shows."),
        ("![a](https://a.example/x.svg)", "image.remote", ERROR, 11, "the picture “https://a.example/x.svg” is not a file of the project.", "save it into content/images and name it `images/…`."),
        ("![a](x.tiff)", "image.format", ERROR, 11, "“x.tiff” is not a kind of picture that can be used here.", None),
        ("![a {{ b }}](x.svg)", "image.field-in-alt", ERROR, 11, "a field cannot stand in a picture's description.", "put it into the caption or the text."),
        ("| a |\n|---|\n| b | c |", "article.table-row", ERROR, 13, "this row has 2 cells, but the table 1 columns.", None),
        ("> | a |\n> |---|\n> | b | c |", "article.table-row", ERROR, 13, "this row has 2 cells, but the table 1 columns.", None),
        ("a [b](javascript:x)", "article.link", ERROR, 11, "the link to “javascript:x” cannot be followed from a handout.", "write a full address that starts with `https://`, `mailto:` or `tel:`."),
        ("a [b](other.md)", "article.link", ERROR, 11, "the link to “other.md” cannot be followed from a handout.", None),
        ("a [b](www.a.example)", "article.link", ERROR, 11, "the link to “www.a.example” does not say how to get there.", "write `https://www.a.example`."),
        ("a [b](https://)", "article.link", ERROR, 11, None, None),
        ("a [b](http://[x)", "article.link", ERROR, 11, None, None),
        ("a [b](file:///etc/passwd)", "article.link", ERROR, 11, None, None),
        ("a [b](tel:none)", "article.link", ERROR, 11, None, None),
        ("a [b](https://a.example/{{x}})", "article.link", ERROR, 11, "a field cannot stand in a link's address.", "write the address out."),
        ("a [](https://a.example)", "article.link-text", ERROR, 11, "the link to “https://a.example” has no words.", "say in the brackets where it leads."),
        ("a\nb {{ c", "article.open-field", ERROR, 12, "a field starts with “{{” and does not end with “}}”.", "close it, or write `\\{{` for the braces themselves."),
        ("a {{ }}", "article.empty-field", ERROR, 11, "a field is empty.", None),
        ("a[^b]", "article.missing-footnote", ERROR, 11, "there is no footnote “b”.", "add a line `[^b]: …`, or write `\\[^b]` for the brackets themselves."),
        ("a\n\n[^b]: c", "article.unused-footnote", WARNING, 13, "the footnote “b” is not printed, because nothing refers to it.", None),
        ("a[^b]\n\n[^b]: c\n\n[^b]: d", "article.duplicate-footnote", ERROR, 15, "the footnote “b” is written twice.", None),
        ("a\n\n[b]: https://a.example", "article.unused-reference", WARNING, 13, "the address under “[b]” is not used.", None),
        ("[b]\n\n[b]: https://a.example\n[b]: https://b.example", "article.duplicate-reference", WARNING, 14, "the address under “[b]” is given twice.", None),
        ("- [ ] a\n- b", "article.mixed-list", ERROR, 12, "this item has no check box, but others of its list do.", None),
        ("1. [ ] a", "article.numbered-check-list", ERROR, 11, "a numbered step cannot have a check box.", None),
        ("- a\n-\n- b", "article.empty-item", WARNING, 12, "this sign of a list has no text after it: it is left out.", "write the text behind it, or take the sign out."),
        ("Do I need a referral?\n\n+\n\nNo.", "article.empty-item", WARNING, 13, None, None),
        ("- [] a", "article.check-box", WARNING, 11, "“[]” is no check box.", "put a space between the brackets: `[ ]`."),
        ("##\u00a0a", "article.heading-space", ERROR, 11, "this is no heading: a non-breaking space follows “##”.", "replace it by a plain space."),
        ("a\n##b", "article.heading-space", WARNING, 12, "this is no heading: a space is missing after “##”.", "put a space there."),
        ("-\u00a0a\n-\u00a0b", "article.item-space", WARNING, 11, "this is no list: a non-breaking space follows “-”.", "write `-` and a plain space."),
        ("![a](my pic.svg)", "article.space-in-address", WARNING, 11, "“![a](my pic.svg)” is printed as it stands: an address has no spaces.", "write it in angle brackets, `(<my pic.svg>)`, or give the file a name without spaces."),
        ("a\n[b](https://a.example/b c.pdf)", "article.space-in-address", WARNING, 12, None, None),
        *(
            (f"a\n{before}{mark}", "article.single-brace", WARNING, 12, f"“{mark}” is printed as it stands: a field has two braces on each side.", "write `{{ recipient.name }}`.")
            for mark in ("{recipient.name}", "{ recipient.name }")
            for before in ("", "b ", "**b** ", "{{ recipient.x }}")
        ),
        *(
            (f"a\n{before}{mark} b", "article.statement", WARNING, 12, f"“{mark}” is printed as it stands: templates have it, an article has only “{{{{ … }}}}”.", "take it out; what only some are to read goes into a template or a column of the list.")
            for mark in ("{% if recipient.name %}", "{%- endif -%}", "{# a note #}")
            for before in ("", "b ", "**b** ", "{{ recipient.x }}")
        ),
        ("## A {clinic.phone}", "article.single-brace", WARNING, 11, None, "write `{{ clinic.phone }}`."),
        *(
            (f"{before}{mark}bold and", "article.open-emphasis", WARNING, 11, f"“{mark}bold” is printed as it stands: “{mark}” is opened and not closed.", f"write `{mark}` where it ends, without a space before it, and with one behind it.")
            for mark in ("**", "__")
            for before in ("", "- ", "> ", "## ", "a **b** ", "(")
        ),
        ("a\n**b {{ recipient.x }}\nc", "article.open-emphasis", WARNING, 12, None, None),
        ("a\n\n**b:**c", "article.open-emphasis", WARNING, 13, None, None),
        ("| a |\n|---|\n| **b |", "article.open-emphasis", WARNING, 13, None, None),
        ("a[^1]\n\n[^1]: **b", "article.open-emphasis", WARNING, 13, None, None),
        ("| a | b |\n| c | d |\n| e | f |", "article.no-table", WARNING, 12, "this is no table: below its head, a line of hyphens is missing.", "write `|---|---|`."),
        ("| a | b |\n|---|\n| c | d |", "article.no-table", WARNING, 12, "this is no table: the line of hyphens has other columns than the one above it.", "write `|---|---|`."),
        ("##", "article.empty-heading", ERROR, 11, "a heading has no words.", None),
        ("a\n\n## " + "x" * 401, "article.heading-too-long", ERROR, 13, "a heading has 401 characters, where 400 are the most.", "shorten it, or take the “#” off the line: then it is a paragraph."),
        ("- ### " + "*a* " * 201, "article.heading-too-long", ERROR, 11, "a heading has 401 characters, where 400 are the most.", None),
        (">" * 60 + " a", "article.nesting", ERROR, 11, "lists or quotations are nested too deeply to be set.", None),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_how(
    text: str, code: str, severity: Severity, at: int, message: str | None, hint: str | None
) -> None:
    _, problems = read(text)
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    problem = found[0]
    assert (problem.line, problem.severity, problem.path) == (at, severity, PATH)
    assert problem.message == message or message is None
    assert problem.hint == hint or hint is None


@pytest.mark.parametrize(
    "text",
    [
        "a < b > c",
        "`<b>` and &lt;b&gt; and \\<b>",
        "#1 tip, #skin",
        "a \\[^b]",
        "[b](#part) [c](tel:+44-20-7946) [d](mailto:a@b.example) [e](HTTPS://a.example)",
        "[b]\n\n[b]: https://a.example",
        "1.\u00a0January",
        "\\*\\*a and \\!\\[b\\](c d.svg) and \\{recipient.name}",
        "`**a` `{recipient.name}` `![a](b c.svg)` `__a`",
        "```\n**a {recipient.name}\n```",
        "2 ** 3, word**, my __init__",
        "**a *b*** c",
        "`{% if x %}`, \\{% x %}, {%, 5 {%} or {#}",
        "see [1](as he said), {x}, {{ recipient.name }}",
        "| a | b |\n|---|---|\n| c | d |",
        "| a |\n\n| b |",
        "|a| and |b|\nis the size",
    ],
)
def test_what_is_no_fault(text: str) -> None:
    sound(text)


@pytest.mark.parametrize(
    ("key", "code"), [("**a", "article.open-emphasis"), ("{recipient.a}", "article.single-brace")]
)
def test_front_matter_is_looked_at_too(key: str, code: str) -> None:
    problems: list[Problem] = []
    read_inlines(key, path=PATH, line=3, report=problems.append)
    assert [(one.code, one.line) for one in problems] == [(code, 3)]


def test_each_mark_is_told_once_a_paragraph() -> None:
    _, problems = read("**a **b {recipient.a} {recipient.b}\n**c")
    assert [(one.code, one.line) for one in problems] == [
        ("article.single-brace", 11),
        ("article.open-emphasis", 11),
    ]


def test_one_text_reports_all_its_faults() -> None:
    _, problems = read("a <b>\n\n{{ }}\n\n> [!X]\n> a\n\n[b](c)\n\n![](d.svg)")
    assert [(p.code, p.line) for p in problems] == [
        ("article.html", 11),
        ("article.empty-field", 13),
        ("article.unknown-call-out", 15),
        ("article.link", 18),
        ("image.no-alt", 20),
        ("image.missing", 20),
    ]


def test_a_heading_of_400_characters_is_sound_whatever_its_marks() -> None:
    sound("## " + "x" * 400)
    sound("## " + "**a** " * 199 + f"[b](https://a.example/{'x' * 400})")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("^[" * 20_000, {"article.markdown"}),
        ("^[" * 20_000 + "]", {"article.markdown"}),
        ("[^a" * 20_000, set()),
        ("[a](tel:" + "1" * 50_000 + "x)", {"article.link"}),
    ],
    ids=["notes", "notes-and-a-bracket", "marks", "telephone"],
)
def test_what_is_never_closed_is_read_in_a_moment(text: str, codes: set[str]) -> None:
    # Once, each took minutes.
    begun = time.perf_counter()
    _, problems = read(text)
    assert time.perf_counter() - begun < 10
    assert {problem.code for problem in problems} == codes
