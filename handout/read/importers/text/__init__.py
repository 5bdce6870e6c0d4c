"""Understand an article that was pasted as plain text.

In comes text as it was copied from a web page, a mail or an editor; out goes what the Markdown
reader gives too, a list of blocks, with the title, the disclaimer and the author taken out of it,
and every finding on the way: what was recognised, what was left out, what was guessed. No word is
lost: it is in the article, in the author, or in a finding that says it was dropped.

The stages: `frame` takes out what stands around the article (`lines`, `signs`, `boilerplate`,
`contents`, `author`, `reviewer`, `disclaimer`, `title`); `headings` says what each chunk is, by
marks (`groups`) and by what `roles` was taught (`features`); `levels` and `blocks` make the
article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from handout.read.importers.text.blocks import build_blocks
from handout.read.importers.text.frame import take_frame
from handout.read.importers.text.headings import assign_roles, find_headings
from handout.read.importers.text.levels import TOP, Headed, Level, find_levels
from handout.read.importers.text.page import Page
from handout.read.importers.text.records import Chunk, Finding, FindingKind, Recognised
from handout.read.importers.text.roles import Role
from handout.read.importers.text.shape import is_body, is_capitals, plain_key

__all__ = ["Finding", "FindingKind", "Recognised", "recognise"]

_UNDERLINE_RANKS = {"=": 1, "-": 2, "~": 3, "*": 9}


def recognise(text: str, *, path: Path, language: str) -> Recognised:
    """Understand a plain text as an article.

    Args:
        text: The whole text.
        path: Where it came from; a title is made from its name if the text has none.
        language: BCP 47 tag, for how a made title is capitalised.
    """
    frame = take_frame(text, path=path, language=language)
    page = assign_roles(frame.page)
    boilerplate = _find_boilerplate(page)
    page = replace(page, live=[index for index in page.live if index not in boilerplate])
    headings = find_headings(page)
    levels = find_levels(_headed(page, headings))
    findings = [*frame.findings, *boilerplate.values(), *_tell_headings(page, headings, levels)]
    levelled = {
        index: (words, level.level)
        for (index, words), level in zip(headings.items(), levels, strict=True)
    }
    content = build_blocks(page, levelled, findings)
    return Recognised(
        title=frame.title,
        title_is_derived=frame.title_is_derived,
        content=content,
        disclaimer=frame.disclaimer,
        author=frame.author,
        reviewers=frame.reviewers,
        published=frame.published,
        findings=tuple(sorted(findings, key=lambda finding: finding.line or 0)),
        readings=tuple(_tell_roles(page)),
    )


def _find_boilerplate(page: Page) -> dict[int, Finding]:
    """Return the lines that are of the page: what else is there, who, when."""
    return {
        index: Finding(
            kind=FindingKind.DROPPED,
            what="page boilerplate",
            text=page.chunks[index].whole,
            line=page.chunks[index].line,
        )
        for index in page.live
        if page.roles[index] is Role.PAGE
    }


def _tell_roles(page: Page) -> Iterator[Finding]:
    """Yield what each chunk was taken for."""
    for index in page.live:
        chunk = page.chunks[index]
        yield Finding(
            kind=FindingKind.READ,
            what=page.roles[index],
            text=chunk.whole,
            line=chunk.line,
            why=page.grounds.get(index, "its marks"),
            other=page.doubts.get(index, ""),
        )


def _headed(page: Page, headings: Mapping[int, str]) -> list[Headed]:
    """Describe each heading by what stands around it."""
    marks = {index: _mark(page.chunks[index]) for index in headings}
    marked = sum(mark > 0 for mark in marks.values())
    capitals = [index for index, words in headings.items() if is_capitals(words)]
    has_capitals = 1 < len(capitals) < len(headings)
    places = {index: place for place, index in enumerate(page.live)}
    indices = list(headings)
    described = []
    for index, following in zip_longest(indices, indices[1:]):
        ending = ""
        if following is not None and places[following] > places[index] + 1:
            ending = page.chunks[page.live[places[following] - 1]].text
        rank = marks[index] if marked > 1 else 0
        small = int(has_capitals and not is_capitals(headings[index]))
        described.append(
            Headed(
                text=headings[index],
                mark=(rank, small),
                ending=ending,
                listed=page.listed.get(plain_key(page.chunks[index].text)),
                has_items=any(
                    page.roles[at] is Role.ITEM
                    for at in page.live[places[index] + 1 : places[index] + 2]
                ),
            )
        )
    return described


def _mark(chunk: Chunk) -> int:
    return chunk.hashes or _UNDERLINE_RANKS.get(chunk.underline, 0)


def _tell_headings(
    page: Page, headings: Mapping[int, str], levels: Sequence[Level]
) -> list[Finding]:
    """Tell the lead, the sections and the headings below them."""
    found = []
    first = next(iter(headings), None)
    lead = [index for index in page.live if first is None or index < first]
    bodies = [page.chunks[index] for index in lead if is_body(page.chunks[index].text)]
    if bodies and headings:
        plural = "s" if len(bodies) > 1 else ""
        found.append(
            Finding(
                kind=FindingKind.RECOGNISED,
                what="lead",
                text=f"{len(bodies)} paragraph{plural} before the first heading",
                line=bodies[0].line,
            )
        )
    for (index, words), level in zip(headings.items(), levels, strict=True):
        found.append(
            Finding(
                kind=FindingKind.GUESSED if level.reason else FindingKind.RECOGNISED,
                what="section" if level.level == TOP else "sub-heading",
                text=words,
                line=page.chunks[index].line,
                why=level.reason,
            )
        )
    return found
