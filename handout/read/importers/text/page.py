"""Hold the chunks of a text that are left to read, and what is known of them so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from handout.read.importers.text.groups import Groups, read_groups
from handout.read.importers.text.records import Chunk

_SPACED_SHARE = 0.5
"""Of the paragraphs, how many stand after a blank line where blank lines divide them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The chunks of a text that are left to read, in order, and what is known of them so far.

    Attributes:
        chunks: All of them, also those that are taken out.
        live: The indices of those that are left.
        listed: What the list of contents names, and how deep.
        is_spaced: Whether blank lines divide the paragraphs.
        groups: What lines that stand together surely are.
        speakers: Who speaks, in an interview.
        start: Index of the title, or -1; what stands above it has no headings.
        has_pictures: Whether credits tell that pictures stood in it.
        roles: What each chunk is, by index, once that is known.
        grounds: What decided it, where it was no rule.
        doubts: What a chunk might as well be, where that is so.
    """

    chunks: Sequence[Chunk]
    live: Sequence[int]
    listed: Mapping[str, int]
    is_spaced: bool
    groups: Groups
    speakers: frozenset[str] = frozenset()
    start: int = -1
    has_pictures: bool = False
    roles: Mapping[int, str] = field(default_factory=dict)
    grounds: Mapping[int, str] = field(default_factory=dict)
    doubts: Mapping[int, str] = field(default_factory=dict)

    def get(self, place: int) -> Chunk | None:
        """Return the chunk at a place among those that are left, or None beyond them."""
        return self.chunks[self.live[place]] if 0 <= place < len(self.live) else None


def make_page(chunks: Sequence[Chunk], skipped: Collection[int], listed: Mapping[str, int]) -> Page:
    """Make the page of the chunks that are not skipped."""
    live = [index for index in range(len(chunks)) if index not in skipped]
    gaps = sum(chunks[index].has_gap for index in live)
    return Page(
        chunks=chunks,
        live=live,
        listed=listed,
        is_spaced=len(live) > 1 and gaps > _SPACED_SHARE * len(live),
        groups=read_groups(chunks, live),
    )
