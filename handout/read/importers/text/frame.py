"""Take out of a pasted text what stands around its article: boilerplate, title, author, disclaimer.

What is left is a page of chunks, whose roles are found next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from handout.read.importers.text.records import Chunk, Finding, FindingKind
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


def _verbatim(chunk: Chunk) -> str:
    """Give a chunk as it stood, with its bullet or number."""
    return f"{chunk.bullet} {chunk.whole}".strip()


def _drop(
    dropped: Mapping[int, str],
    chunks: Sequence[Chunk],
    skipped: set[int],
    findings: list[Finding],
) -> None:
    """Take chunks out of the article and tell it."""
    for index, what in sorted(dropped.items()):
        skipped.add(index)
        findings.append(
            Finding(
                kind=FindingKind.DROPPED,
                what=what,
                text=_verbatim(chunks[index]),
                line=chunks[index].line,
            )
        )


def _make_author(writer: Writer, path: Path) -> Author:
    return Author(
        id=make_slug(writer.name) or "author",
        path=path,
        name=writer.name,
        credentials=writer.credentials,
        bio=writer.bio,
    )


def _tell_writer(writer: Writer, chunks: Sequence[Chunk]) -> list[Finding]:
    first = min(writer.used)
    found = [
        Finding(
            kind=FindingKind.GUESSED,
            what="author",
            text=", ".join(filter(None, (writer.name, writer.credentials))),
            line=chunks[first].line,
        )
    ]
    for index, what in sorted(writer.used.items()):
        kind = FindingKind.DROPPED if index in writer.lost else FindingKind.RECOGNISED
        found.append(
            Finding(
                kind=kind,
                what=what if kind is FindingKind.DROPPED else "about the author",
                text=_verbatim(chunks[index]),
                line=chunks[index].line,
            )
        )
    return found


def _take_reviewers(
    chunks: Sequence[Chunk], skipped: set[int], findings: list[Finding]
) -> tuple[Reviewer, ...]:
    """Take out the lines that say who checked the text."""
    found = find_reviewers(chunks, skipped)
    for index in found:
        skipped.add(index)
        findings.append(
            Finding(
                kind=FindingKind.DROPPED,
                what="line on who checked it",
                text=_verbatim(chunks[index]),
                line=chunks[index].line,
            )
        )
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
        words = chunk.whole
        kind, what = FindingKind.RECOGNISED, "disclaimer"
        if is_text:
            label, colon, rest = words.partition(":")
            if colon and rest and phrase_key(label) in DISCLAIMER_LABELS:
                findings.append(
                    Finding(
                        kind=FindingKind.DROPPED,
                        what="disclaimer label",
                        text=label + colon,
                        line=chunk.line,
                    )
                )
                words = rest.strip()
            parts.append(words)
        else:
            kind, what = FindingKind.DROPPED, "disclaimer label"
        findings.append(Finding(kind=kind, what=what, text=words, line=chunk.line))
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
    findings.append(Finding(kind=kind, what="title", text=chunk.text, line=chunk.line))
    return chunk.text


def _without_answer_labels(page: Page, findings: list[Finding]) -> list[Chunk]:
    """Take “A:” off the answers whose questions become headings; the “Q:” goes with them."""
    questions = find_questions(page)
    chunks = list(page.chunks)
    for index, words in questions.items():
        label = chunks[index].whole.removesuffix(words).strip()
        findings.append(_dropped_label(label, chunks[index]))
    for index, words in find_answers(page, questions).items():
        findings.append(
            _dropped_label(chunks[index].text.removesuffix(words).strip(), chunks[index])
        )
        chunks[index] = replace(chunks[index], text=words)
    return chunks


def _dropped_label(label: str, chunk: Chunk) -> Finding:
    return Finding(kind=FindingKind.DROPPED, what="label", text=label, line=chunk.line)
