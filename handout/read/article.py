"""Read one article, from Markdown with front matter or from plain text, into the model.

Takes the path of a file in the project or of any other, and the project for its authors and
defaults. What the article does not say stays empty; composing falls back to the clinic's words.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from handout.model import Article, Heading, Project, Report
from handout.read.author import find_author
from handout.read.faults import (
    TOLERATED,
    FaultGate,
    join_names,
    report_error,
    report_note,
    report_warning,
)
from handout.read.files import decode, decode_any, read_bytes
from handout.read.languages import explain_language
from handout.read.links import is_inside, refuse_link
from handout.read.project import ARTICLE_SUFFIXES, MARKDOWN_SUFFIXES, split_name

_LONGEST_READING = 60


def read_article(path: Path, project: Project, report: Report) -> Article | None:
    """Return an article, or None after reporting every fault that makes it unusable.

    Pictures that are missing or have no description are errors too, but leave the article
    readable: it is for the build to refuse it, or not.

    Args:
        path: The article's file, in the project or elsewhere.
        project: Whose authors, defaults and pictures it may use.
        report: Where the faults go.
    """
    gate = FaultGate(report, tolerated=TOLERATED)
    suffix = path.suffix.lower()
    if suffix not in ARTICLE_SUFFIXES:
        message = f"“{path.name}” is not a kind of file that can be read as an article."
        hint = f"give a file that ends in {join_names(ARTICLE_SUFFIXES)}."
        report_error(report, "article.suffix", message, hint, path=path)
        return None
    data = None if refuse_link(path, project.roots, gate) else read_bytes(path, gate)
    if data is None:
        return None
    is_markdown = suffix in MARKDOWN_SUFFIXES
    text = (decode if is_markdown else decode_any)(data, path, gate)
    if text is None:
        return None
    read = _read_markdown if is_markdown else _read_plain_text
    article = read(text, path, project, gate)
    return None if gate.is_unusable else article


def _read_plain_text(text: str, path: Path, project: Project, report: FaultGate) -> Article | None:
    from handout.read.importers.plain_text import make_text_article
    from handout.read.importers.text import recognise
    from handout.read.importers.text.language import recognise_language
    from handout.read.importers.text.sources import explain_source
    from handout.read.importers.text.summary import summarise

    if what := explain_source(text, path):
        report_error(report, "text.no-text", *what, path=path)
        return None
    slug, suffix = split_name(path)
    expected = suffix or project.clinic.defaults.language
    language = expected if suffix else recognise_language(text, expected=expected)
    if suffix and (wrong := explain_language(suffix)):
        report_error(report, "article.language", *wrong, path=path)
        return None
    found = recognise(text, path=path, language=language)
    guessed = "" if language == expected else language
    for words, line, is_grave in summarise(found, language=guessed):
        tell = report_warning if is_grave else report_note
        tell(report, "text.summary", words, path=path, line=line)
    for finding in (*found.findings, *found.readings):
        words, why = " ".join(finding.text.split()), ""
        if finding.kind == "read":
            words = textwrap.shorten(words, _LONGEST_READING, placeholder=" …")
            why = f" ({finding.why})"
        message = f"{finding.what} {finding.kind}: “{words}”{why}."
        report_note(report, f"text.{finding.kind}", message, path=path, line=finding.line)
    author = found.author
    if author is not None:
        # An author with a file of their own has more to show than the text knows.
        author = find_author(author.name, project) or author
    return make_text_article(found, slug=slug, path=path, language=language, author=author)


def _read_markdown(text: str, path: Path, project: Project, report: FaultGate) -> Article | None:
    from handout.read.frontmatter import read_front_matter, split_front_matter
    from handout.read.markdown import read_blocks
    from handout.read.metadata import make_article

    split = split_front_matter(text, path, report)
    if split is None:
        return None
    matter = None
    if split.matter is not None:
        matter = read_front_matter(split.matter, path, split.matter_line, report)
    content_folder = project.root / "content"
    content = read_blocks(
        split.body,
        path=path,
        base=(path.parent, content_folder, content_folder / "images"),
        first_line=split.body_line,
        report=report,
        roots=project.roots if is_inside(path, project.roots) else (*project.roots, path.parent),
    )
    if matter is None and split.matter is not None:
        return None
    has_text = any(not (isinstance(block, Heading) and block.level == 1) for block in content)
    # What could not be read was reported, and is not nothing.
    if not has_text and not report.is_unusable:
        line = split.body_line if split.matter is not None else None
        hint = "write it below the front matter."
        report_error(
            report, "article.no-text", "the article has no text.", hint, path=path, line=line
        )
    return make_article(matter or {}, content, path=path, project=project, report=report)
