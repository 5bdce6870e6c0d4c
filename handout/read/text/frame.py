"""Take out of a pasted text what stands around its article: furniture, title, author, disclaimer.

What is left is a page of chunks, whose roles are found next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from handout.model import Author, Reviewer
from handout.read.slug import make_slug
from handout.read.text.author import Writer, find_writer
from handout.read.text.blocks import restore_stars
from handout.read.text.contents import find_contents
from handout.read.text.disclaimer import find_disclaimers
from handout.read.text.furniture import CREDIT, find_furniture
from handout.read.text.headings import find_answers, find_questions
from handout.read.text.lines import gather_chunks, split_lines
from handout.read.text.page import Page, make_page
from handout.read.text.phrases import DISCLAIMER_LABELS, phrase_key
from handout.read.text.records import Chunk, Finding, FindingKind
from handout.read.text.reviewer import find_day, find_reviewers
from handout.read.text.shape import is_body
from handout.read.text.signs import take_signs
from handout.read.text.speakers import find_speakers
from handout.read.text.title import derive_title, find_title

_TOPIC_WORDS = 5


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


def take_frame(text: str, *, path: Path, language: str) -> Frame:
    """Take out what stands around the article.

    Args:
        text: The whole text.
        path: Where it came from.
        language: BCP 47 tag.
    """
    lines, findings = split_lines(text)
    lines, told = take_signs(lines)
    findings += told
    chunks = restore_stars(gather_chunks(lines))
    skipped: set[int] = set()

    furniture = find_furniture(chunks)
    _drop(furniture, chunks, skipped, findings)
    contents = find_contents(chunks, skipped)
    _drop(contents.dropped, chunks, skipped, findings)

    writer = find_writer(chunks, skipped)
    author = None
    if writer:
        author = _make_author(writer, path)
        skipped.update(writer.used)
        findings.extend(_tell_writer(writer, chunks))
    reviewers = _take_reviewers(chunks, skipped, findings)
    disclaimer = _take_disclaimer(chunks, skipped, findings)

    page = make_page(chunks, skipped, contents.depths)
    taken = {**furniture, **(writer.used if writer else {})}
    title, start = _take_title(page, path, language, taken, findings)
    if start is not None:
        skipped.add(start)
        above = [n for n in page.live if n < start and _is_topic(chunks[n])]
        _drop(dict.fromkeys(above, "line above the title"), chunks, skipped, findings)
    page = make_page(chunks, skipped, contents.depths)
    chunks = _without_answer_labels(page, findings)
    return Frame(
        page=replace(
            page,
            chunks=chunks,
            speakers=find_speakers(chunks[index].text for index in page.live),
            start=-1 if start is None else start,
            has_pictures=CREDIT in furniture.values(),
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


def _take_title(
    page: Page,
    path: Path,
    language: str,
    taken: Mapping[int, str],
    findings: list[Finding],
) -> tuple[str, int | None]:
    """Find the title and the chunk that it is, or make one."""
    dated = [at for at, what in taken.items() if what in ("byline", "date line")]
    index = find_title(page, path.stem, dated)
    if index is None:
        chunks = [page.chunks[at] for at in page.live]
        title = derive_title(path, language, chunks)
        findings.append(Finding(kind=FindingKind.GUESSED, what="title", text=title))
        return title, None
    chunk = page.chunks[index]
    mark = (chunk.hashes, chunk.underline)
    is_alone = all(
        (page.chunks[at].hashes, page.chunks[at].underline) != mark for at in page.live[1:]
    )
    is_marked = any(mark) and is_alone
    findings.append(
        Finding(
            kind=FindingKind.RECOGNISED if is_marked else FindingKind.GUESSED,
            what="title",
            text=chunk.text,
            line=chunk.line,
        )
    )
    return chunk.text, index


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
