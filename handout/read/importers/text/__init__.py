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
from pathlib import Path

from handout.read.importers.text.blocks import build_blocks
from handout.read.importers.text.frame import take_frame
from handout.read.importers.text.headings import assign_roles, find_headings
from handout.read.importers.text.levels import TOP, Level, find_levels, make_headed
from handout.read.importers.text.page import Page
from handout.read.importers.text.records import Finding, FindingKind, Recognised, tell
from handout.read.importers.text.roles import Role
from handout.read.importers.text.shape import is_body, plain_key

__all__ = ["Finding", "FindingKind", "Recognised", "recognise"]


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
    places = {place: headings[index] for place, index in enumerate(page.live) if index in headings}
    chunks = [page.chunks[index] for index in page.live]
    listed = [page.listed.get(plain_key(page.chunks[index].text)) for index in headings]
    levels = find_levels(make_headed(chunks, places, listed))
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
        index: tell(FindingKind.DROPPED, "page boilerplate", page.chunks[index])
        for index in page.live
        if page.roles[index] == Role.PAGE
    }


def _tell_roles(page: Page) -> Iterator[Finding]:
    """Yield what each chunk was taken for."""
    for index in page.live:
        chunk, why = page.chunks[index], page.grounds.get(index, "its marks")
        other = page.doubts.get(index, "")
        yield tell(FindingKind.READ, page.roles[index], chunk, chunk.whole, why=why, other=other)


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
        said = f"{len(bodies)} paragraph{plural} before the first heading"
        found.append(tell(FindingKind.RECOGNISED, "lead", bodies[0], said))
    for (index, words), level in zip(headings.items(), levels, strict=True):
        kind = FindingKind.GUESSED if level.reason else FindingKind.RECOGNISED
        what = "section" if level.level == TOP else "sub-heading"
        found.append(tell(kind, what, page.chunks[index], words, why=level.reason))
    return found
