"""Find the list of contents of a pasted page, which the handout makes anew or does without.

Three makes: a label alone (the list itself was a box that did not copy), a label with its entries,
and entries without a label. An entry is known by its heading, which the text has once more below.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from handout.read.importers.text.phrases import (
    CONTENTS_LABELS,
    CONTENTS_SWITCHES,
    SURE_CONTENTS_LABELS,
    phrase_key,
)
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import is_body, is_short, plain_key

_LEADER = re.compile(r"(?:\s*[.…·_]{2,}\s*|\s{2,}|\s)\d{1,3}$|\s*[.…·_]{3,}$")
_SURE_SHARE = 0.6
"""Of the entries under a label, how many must have their heading below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was found: chunks to leave out, by index, and the headings the list names.

    `depths` gives, for the key of each entry, how deep it stands in the list, from 0.
    """

    dropped: Mapping[int, str] = field(default_factory=dict)
    depths: Mapping[str, int] = field(default_factory=dict)


def find_contents(chunks: Sequence[Chunk], skipped: Collection[int]) -> Contents:
    """Find the list of contents, if there is one, before the headings it lists."""
    live = [index for index in range(len(chunks)) if index not in skipped]
    last_seen = {
        plain_key(chunks[index].text): place
        for place, index in enumerate(live)
        if is_short(chunks[index].text)
    }
    for place, index in enumerate(live):
        key = phrase_key(chunks[index].text)
        if key in CONTENTS_LABELS and not chunks[index].is_item:
            found = _read_labelled(chunks, live, place, last_seen)
            if found:
                return found
    return _read_unlabelled(chunks, live, last_seen)


def _read_labelled(
    chunks: Sequence[Chunk], live: Sequence[int], place: int, last_seen: Mapping[str, int]
) -> Contents | None:
    """Read the entries below a label."""
    label = chunks[live[place]]
    start = place + 1
    while start < len(live) and phrase_key(chunks[live[start]].text) in CONTENTS_SWITCHES:
        start += 1
    dropped = dict.fromkeys(live[place:start], "contents line")
    end = _end_of_run(chunks, live, start)
    matched = [at for at in range(start, end) if _place_below(chunks[live[at]], at, last_seen)]
    is_list = end > start and (end == len(live) or chunks[live[start]].is_item)
    if is_list and len(matched) < max(1, _SURE_SHARE * (end - start)):
        matched = []
    if matched:
        last = end if is_list else matched[-1] + 1
        entries = live[start:last]
        dropped |= dict.fromkeys(entries, "contents entry")
        return Contents(dropped=dropped, depths=_read_depths([chunks[index] for index in entries]))
    if phrase_key(label.text) in SURE_CONTENTS_LABELS:
        return Contents(dropped=dropped)
    is_alone = start + 1 < len(live) and not is_body(chunks[live[start]].text)
    return Contents(dropped=dropped) if is_alone and not chunks[live[start]].is_item else None


def _read_unlabelled(
    chunks: Sequence[Chunk], live: Sequence[int], last_seen: Mapping[str, int]
) -> Contents:
    """Read a run of three or more short lines near the start that all come again as headings."""
    start = 0
    bodies = 0
    while start < len(live) and bodies < 6:
        if is_body(chunks[live[start]].text):
            bodies += 1
            start += 1
            continue
        end = start
        while (
            end < len(live)
            and not is_body(chunks[live[end]].text)
            and _place_below(chunks[live[end]], end, last_seen)
        ):
            end += 1
        keys = {plain_key(_without_page(chunks[index].text)) for index in live[start:end]}
        if end - start >= 3 and len(keys) == end - start:
            entries = live[start:end]
            return Contents(
                dropped=dict.fromkeys(entries, "contents entry"),
                depths=_read_depths([chunks[index] for index in entries]),
            )
        start = max(end, start + 1)
    return Contents()


def _end_of_run(chunks: Sequence[Chunk], live: Sequence[int], start: int) -> int:
    """Return where the short lines (or list items) that start here come to an end."""
    end = start
    while end < len(live):
        chunk = chunks[live[end]]
        if not is_short(_without_page(chunk.text)) or is_body(_without_page(chunk.text)):
            break
        if end > start and chunk.is_item != chunks[live[start]].is_item:
            break
        if end > start and chunk.has_gap and not chunks[live[end - 1]].has_gap and end - start > 1:
            break
        end += 1
    return end


def _place_below(chunk: Chunk, place: int, last_seen: Mapping[str, int]) -> bool:
    """Tell whether the words of a line come again, as a line, further down."""
    text = chunk.text
    return any(
        last_seen.get(plain_key(words), -1) > place
        for words in {text, _without_page(text)}
        if words
    )


def _without_page(text: str) -> str:
    """Take the dots and the page number off the end of an entry."""
    return _LEADER.sub("", text) if len(text) <= 300 else text


def _read_depths(entries: Sequence[Chunk]) -> dict[str, int]:
    """Tell how deep each entry stands: by its number (“2.1”), else by how far it is indented."""
    indents = sorted({entry.indent for entry in entries})
    depths = {}
    for entry in entries:
        by_number = entry.label.rstrip(".)").count(".")
        depth = by_number or (indents.index(entry.indent) if len(indents) <= 4 else 0)
        for words in (entry.text, _without_page(entry.text)):
            depths[plain_key(words)] = depth
    return depths
