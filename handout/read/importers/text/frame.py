"""Take out of a pasted text what stands around its article: boilerplate, title, author, disclaimer.

What is left is a page of chunks, whose roles are found next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from handout.model import Author, Reviewer
from handout.read.importers.text.author import Writer, find_writer
from handout.read.importers.text.blocks import restore_stars
from handout.read.importers.text.boilerplate import CREDIT, count_lines_around, find_boilerplate
from handout.read.importers.text.contents import find_contents
from handout.read.importers.text.disclaimer import find_disclaimers
from handout.read.importers.text.headings import find_answers, find_questions
from handout.read.importers.text.lines import gather_chunks, split_lines
from handout.read.importers.text.page import Page, make_page
from handout.read.importers.text.phrases import DISCLAIMER_LABELS, phrase_key
from handout.read.importers.text.records import Chunk, Finding, FindingKind, tell
from handout.read.importers.text.reviewer import find_day, find_reviewers
from handout.read.importers.text.shape import is_body
from handout.read.importers.text.signs import take_signs
from handout.read.importers.text.speakers import find_speakers
from handout.read.importers.text.title import derive_title
from handout.read.importers.text.top import read_top
from handout.read.slug import make_slug

_TOPIC_WORDS = 5
_MANY_BEFORE, _MANY_AFTER = 12, 15
"""Short lines before and after a text that are more than an article has: menus, most likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around an article, and the page that is left."""

    page: Page
    title: str
    title_is_derived: bool
    author: Author | None
    reviewers: tuple[Reviewer, ...]
    published: date | None
    disclaimer: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The chunks of a text, those that are surely not of its article taken out.

    Attributes:
        chunks: All chunks.
        skipped: The indices of those that are taken out.
        boilerplate: What those that are of the page are, by index.
        listed: What the list of contents names, and how deep.
        findings: What was found on the way.
    """

    chunks: list[Chunk]
    skipped: set[int]
    boilerplate: Mapping[int, str]
    listed: Mapping[str, int]
    findings: list[Finding]


def open_text(text: str) -> Opened:
    """Take a text apart into chunks, and take out the page's boilerplate and the contents."""
    lines, findings = split_lines(text)
    lines, told = take_signs(lines)
    findings += told
    chunks = restore_stars(gather_chunks(lines))
    skipped: set[int] = set()
    before, after = count_lines_around(chunks)
    if before >= _MANY_BEFORE or after >= _MANY_AFTER:
        said = f"{before} short lines before the text, {after} after it"
        findings.append(Finding(kind=FindingKind.GUESSED, what="whole web page", text=said, line=1))
    boilerplate = find_boilerplate(chunks)
    _drop(boilerplate, chunks, skipped, findings)
    contents = find_contents(chunks, skipped)
    _drop(contents.dropped, chunks, skipped, findings)
    return Opened(
        chunks=chunks,
        skipped=skipped,
        boilerplate=boilerplate,
        listed=contents.depths,
        findings=findings,
    )


def take_frame(text: str, *, path: Path, language: str) -> Frame:
    """Take out what stands around the article.

    Args:
        text: The whole text.
        path: Where it came from.
        language: BCP 47 tag.
    """
    opened = open_text(text)
    chunks, skipped, findings = opened.chunks, opened.skipped, opened.findings
    top = read_top(make_page(chunks, skipped, opened.listed), path.stem)
    without_title = {*skipped, *([] if top.title is None else [top.title])}
    writer = find_writer(chunks, without_title, top.bylines)
    author = None
    if writer:
        author = _make_author(writer, path)
        skipped.update(writer.used)
        findings.extend(_tell_writer(writer, chunks))
    reviewers = _take_reviewers(chunks, skipped, findings)
    disclaimer = _take_disclaimer(chunks, skipped, findings)
    # Who is no person is not the author.
    nobody = dict.fromkeys((n for n in top.bylines if n not in skipped), "byline")
    _drop(nobody, chunks, skipped, findings)
    taken = {**opened.boilerplate, **(writer.used if writer else {})}
    page = make_page(chunks, skipped, opened.listed)
    start = top.title
    title = _tell_title(page, start, path, language, findings)
    if start is not None:
        skipped.add(start)
        above = [n for n in page.live if n < start and _is_topic(chunks[n])]
        _drop(dict.fromkeys(above, "line above the title"), chunks, skipped, findings)
    page = make_page(chunks, skipped, opened.listed)
    chunks = _without_answer_labels(page, findings)
    return Frame(
        page=replace(
            page,
            chunks=chunks,
            speakers=find_speakers(chunks[index].text for index in page.live),
            start=-1 if start is None else start,
            has_pictures=CREDIT in opened.boilerplate.values(),
        ),
        title=title,
        title_is_derived=start is None,
        author=author,
        reviewers=reviewers,
        published=_find_published(chunks, taken),
        disclaimer=disclaimer,
        findings=findings,
    )


def _is_topic(chunk: Chunk) -> bool:
    """Tell whether a line above the title is the name of its subject, not a text."""
    return chunk.text.count(" ") < _TOPIC_WORDS and not is_body(chunk.text) and not chunk.is_rule


def _drop(
    dropped: Mapping[int, str],
    chunks: Sequence[Chunk],
    skipped: set[int],
    findings: list[Finding],
) -> None:
    """Take chunks out of the article and tell it."""
    for index, what in sorted(dropped.items()):
        skipped.add(index)
        findings.append(tell(FindingKind.DROPPED, what, chunks[index]))


def _make_author(writer: Writer, path: Path) -> Author:
    return Author(
        id=make_slug(writer.name) or "author",
        path=path,
        name=writer.name,
        credentials=writer.credentials,
        bio=writer.bio,
    )


def _tell_writer(writer: Writer, chunks: Sequence[Chunk]) -> Iterator[Finding]:
    said = ", ".join(filter(None, (writer.name, writer.credentials)))
    yield tell(FindingKind.GUESSED, "author", chunks[min(writer.used)], said)
    for index, what in sorted(writer.used.items()):
        if index in writer.lost:
            yield tell(FindingKind.DROPPED, what, chunks[index])
        else:
            yield tell(FindingKind.RECOGNISED, "about the author", chunks[index])


def _take_reviewers(
    chunks: Sequence[Chunk], skipped: set[int], findings: list[Finding]
) -> tuple[Reviewer, ...]:
    """Take out the lines that say who checked the text."""
    found = find_reviewers(chunks, skipped)
    _drop(dict.fromkeys(found, "line on who checked it"), chunks, skipped, findings)
    return tuple(found.values())


def _find_published(chunks: Sequence[Chunk], taken: Mapping[int, str]) -> date | None:
    """Return the day that a byline or a line with nothing but a date names."""
    for index, what in sorted(taken.items()):
        if what in ("byline", "date line") and (day := find_day(chunks[index].text)):
            return day
    return None


def _take_disclaimer(chunks: Sequence[Chunk], skipped: set[int], findings: list[Finding]) -> str:
    """Take the disclaimer out of the article."""
    parts = []
    for index, is_text in sorted(find_disclaimers(chunks, skipped).items()):
        chunk = chunks[index]
        skipped.add(index)
        if not is_text:
            findings.append(tell(FindingKind.DROPPED, "disclaimer label", chunk))
            continue
        words = chunk.whole
        label, colon, rest = words.partition(":")
        if colon and rest and phrase_key(label) in DISCLAIMER_LABELS:
            findings.append(tell(FindingKind.DROPPED, "disclaimer label", chunk, label + colon))
            words = rest.strip()
        findings.append(tell(FindingKind.RECOGNISED, "disclaimer", chunk, words))
        parts.append(words)
    return " ".join(parts)


def _tell_title(
    page: Page, index: int | None, path: Path, language: str, findings: list[Finding]
) -> str:
    """Return the title, made from the file's name if the text has none, and tell it."""
    if index is None:
        title = derive_title(path, language, [page.chunks[at] for at in page.live])
        findings.append(Finding(kind=FindingKind.GUESSED, what="title", text=title))
        return title
    chunk = page.chunks[index]
    mark = (chunk.hashes, chunk.underline)
    others = [page.chunks[at] for at in page.live if at != index]
    is_marked = any(mark) and all((one.hashes, one.underline) != mark for one in others)
    kind = FindingKind.RECOGNISED if is_marked else FindingKind.GUESSED
    findings.append(tell(kind, "title", chunk, chunk.text))
    return chunk.text


def _without_answer_labels(page: Page, findings: list[Finding]) -> list[Chunk]:
    """Take “A:” off the answers whose questions become headings; the “Q:” goes with them."""
    questions = find_questions(page)
    chunks = list(page.chunks)
    for index, words in questions.items():
        label = chunks[index].whole.removesuffix(words).strip()
        findings.append(tell(FindingKind.DROPPED, "label", chunks[index], label))
    for index, words in find_answers(page, questions).items():
        label = chunks[index].text.removesuffix(words).strip()
        findings.append(tell(FindingKind.DROPPED, "label", chunks[index], label))
        chunks[index] = replace(chunks[index], text=words)
    return chunks
