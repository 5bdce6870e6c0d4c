"""Describe each chunk of a pasted text by what can be seen of it: its features.

A feature is a short name such as `words 3` or `next ends :`. What a person would go by is here: how
long a line is, how it begins and ends, what stands around it and whether blank lines do, whether it
is like its neighbours, and which words it has. `roles` learns what each of them speaks for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handout.read.importers.text.boilerplate import is_boilerplate, is_caption, is_weak_boilerplate
from handout.read.importers.text.phrases import (
    LISTS,
    is_closing,
    is_do_or_dont,
    is_faq,
    is_opening,
    is_warning,
    phrase_key,
)
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import (
    count_announced,
    is_capitals,
    is_heading_shaped,
    is_title_case,
    last_sign,
    name_bucket,
    plain_key,
)

_LENGTHS = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 60)
_RUNS = (1, 2, 3, 5, 9)
_NEAR = (0, 1, 2, 4, 8)
_TEXT_WORDS = 18
_LINE_WORDS = 14
_FEW_WORDS = 8
_LONGEST_TELLING = 200
_LONGEST_KNOWN = 120

_PATTERNS = {name: re.compile(pattern) for name, pattern in LISTS["telling"].items()}
_AS_WRITTEN = frozenset({"question", "colon inside"})
_NAME = re.compile(r"(?:[A-Z][\w.’'-]*,? ){1,3}[A-Z][\w’'-]+(?:,? [A-Z][A-Za-z.]{1,5}){0,3}")
_INNER = re.compile(r"[.!?] +[A-Z“\"]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TESTS = {
    "boilerplate": is_boilerplate,
    "weak boilerplate": is_weak_boilerplate,
    "opening": is_opening,
    "closing": is_closing,
    "faq": is_faq,
    "do or don't": is_do_or_dont,
    "warning": is_warning,
    "heading shaped": is_heading_shaped,
    "caption": is_caption,
}
_CARRIED = frozenset(
    {"date", "by", "dated", "boilerplate", "share", "related", "question", "said", "you", "is"}
    | {"ends :", "ends .", "case capitals", "case small", "case title", "several sentences"}
    | {"weak boilerplate", "bullet", "number", "caption", "do or don't", "heading shaped"}
)
"""What is told of a chunk's neighbours too."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A chunk as it is seen by itself."""

    chunk: Chunk
    shape: str
    case: str
    size: int
    words: tuple[str, ...]
    own: tuple[str, ...]


def describe(chunks: Sequence[Chunk], listed: Collection[str]) -> list[list[str]]:
    """Return the features of each chunk.

    Args:
        chunks: The chunks that are left of the text, in order.
        listed: The keys of lines that the list of contents names.
    """
    seen = [_look(chunk) for chunk in chunks]
    keys = Counter(plain_key(chunk.text) for chunk in chunks)
    spacing = _find_spacing(seen)
    has_bullets = any(chunk.bullet for chunk in chunks)
    has_marks = sum(bool(chunk.hashes or chunk.underline) for chunk in chunks) > 1
    texts = [n for n, one in enumerate(seen) if one.size > _TEXT_WORDS]
    first, last = (texts[0], texts[-1]) if texts else (len(seen), -1)
    runs = _find_runs(chunks)
    described = []
    for n, one in enumerate(seen):
        features = ["always", *one.own, f"words {name_bucket(one.size, _LENGTHS)}"]
        features.append(f"shape {one.shape}")
        features.append(f"case {one.case} {one.shape}")
        features += _tell_surroundings(seen, n, spacing)
        start, end = runs[n]
        features += _tell_run(seen, n, start, end, spacing)
        if start:
            above = start - runs[start - 1][0]
            size = f"{name_bucket(above, _RUNS)} {name_bucket(end - start, _RUNS)}"
            features.append(f"runs {size}, {seen[start - 1].shape} {one.shape}")
        features += _tell_place(one, n, len(seen), first, last)
        key = plain_key(one.chunk.text)
        if keys[key] > 1:
            features.append("said twice")
        if key in listed:
            features.append("in the contents")
        if has_bullets:
            features.append(f"text with bullets, {one.shape}")
        if has_marks:
            is_marked = one.chunk.hashes or one.chunk.underline
            features.append(f"text with marks, {'marked' if is_marked else 'unmarked'}")
        for other, name in ((n - 1, "before"), (n + 1, "next")):
            if 0 <= other < len(seen):
                is_apart = chunks[max(n, other)].has_gap
                features += _compare(one, seen[other], name, is_apart=is_apart)
        if one.size <= _LINE_WORDS and one.words:
            features += _tell_words(one, seen[n + 1] if n + 1 < len(seen) else None)
        described.append(features)
    return described


def _look(chunk: Chunk) -> _Seen:
    return _Seen(
        chunk=chunk,
        shape=_name_shape(chunk),
        case=_name_case(chunk.text),
        size=chunk.text.count(" ") + 1,
        words=tuple(_WORD.findall(chunk.text[:_LONGEST_KNOWN].casefold())),
        own=tuple(_describe_alone(chunk)),
    )


def _name_shape(chunk: Chunk) -> str:
    """Return a chunk's kind in one word: its mark, or its length and ending."""
    if chunk.is_rule:
        return "rule"
    if chunk.hashes or chunk.underline:
        return "marked"
    if chunk.cells > 1:
        return "cells"
    if chunk.bullet:
        return "bulleted"
    if chunk.label:
        return "numbered"
    names = ((2, "tiny"), (7, "short"), (14, "line"), (24, "long"))
    words = chunk.text.count(" ") + 1
    size = next((name for most, name in names if words <= most), "text")
    sign = last_sign(chunk.text)
    if size == "text":
        return size
    return size + (sign if sign in ".?:" else "!" if sign in "!…" else "," if sign in ";," else "")


def _name_case(text: str) -> str:
    first = text.lstrip("\"'“‘([")[:1]
    if first.islower():
        return "small"
    if not first.isalpha():
        return "sign"
    return "capitals" if is_capitals(text) else "title" if is_title_case(text) else "large"


def _describe_alone(chunk: Chunk) -> Iterator[str]:
    """Yield what can be seen of a chunk without those around it."""
    text = chunk.text
    sign = last_sign(text)
    yield f"ends {sign if sign in '.!?:;,…' else 'open'}"
    if chunk.bullet:
        yield "bullet"
    if chunk.label:
        yield "number"
    if chunk.hashes:
        yield f"hashes {min(chunk.hashes, 4)}"
    if chunk.underline:
        yield f"underlined {chunk.underline}"
    if chunk.is_continued:
        yield "continued"
    if chunk.cells > 1:
        yield f"cells {min(chunk.cells, 3)}"
    if _INNER.search(text):
        yield "several sentences"
    if len(text) > _LONGEST_TELLING:
        return
    yield f"case {_name_case(text)}"
    if _NAME.fullmatch(text):
        yield "name"
    yield from (name for name, test in _TESTS.items() if test(text))
    plain = text.casefold()
    low = phrase_key(text) or plain
    for name, pattern in _PATTERNS.items():
        if pattern.search(plain if name in _AS_WRITTEN else low):
            yield name


def _find_spacing(seen: Sequence[_Seen]) -> str:
    """Name after what blank lines stand: nothing, paragraphs, some short lines, or all lines."""
    gaps = [one.chunk.has_gap for one in seen[1:]]
    is_text = [one.size > _LINE_WORDS for one in seen]
    long = [gap for text, gap in zip(is_text, gaps, strict=False) if text]
    short = [gap for text, gap in zip(is_text, gaps, strict=False) if not text]
    if sum(gaps) + bool(seen) < 0.08 * len(seen):
        return "none"
    if sum(long) < 0.5 * max(1, len(long)):
        return "odd"
    share = sum(short) / max(1, len(short))
    return "all" if share > 0.75 else "some" if share > 0.35 else "text"


def _find_runs(chunks: Sequence[Chunk]) -> list[tuple[int, int]]:
    """Return of each chunk where the run without blank lines that it is in begins and ends."""
    starts = [n for n, chunk in enumerate(chunks) if not n or chunk.has_gap]
    return [
        (start, end) for start, end in pairwise([*starts, len(chunks)]) for _ in range(start, end)
    ]


def _tell_surroundings(seen: Sequence[_Seen], n: int, spacing: str) -> Iterator[str]:
    """Yield the shapes around a chunk, and where blank lines stand."""

    def name(at: int) -> str:
        return "start" if at < 0 else "end" if at >= len(seen) else seen[at].shape

    def gap(at: int) -> str:
        return "-" if at >= len(seen) or seen[at].chunk.has_gap else "+"

    shape, after, before = seen[n].shape, name(n + 1), name(n - 1)
    gaps = f"{spacing} {gap(n)}{gap(n + 1)}"
    yield gaps
    yield f"{gaps} {shape}"
    yield f"{gap(n - 1) if n else ''}{gap(n)}{gap(n + 1)} {before} {shape}"
    yield f"{gaps}{gap(n + 2)} {shape} {after}"
    yield f"{shape} > {after}"
    yield f"{shape} < {before}"
    yield f"{before} / {shape} / {after}"
    yield f"{shape} / {after} / {name(n + 2)}"
    yield f"{name(n - 2)} / {before} / {shape}"
    if n and last_sign(seen[n - 1].chunk.text) in ":：":
        yield "after a colon"
        yield f"after a colon, {gap(n)} {shape}"


def _tell_place(one: _Seen, n: int, size: int, first: int, last: int) -> Iterator[str]:
    """Yield where in the text a chunk stands, whose first and last paragraphs are told."""
    if n < first:
        yield f"before the text, {one.shape}"
    if n > last:
        yield f"after the text, {one.shape}"
    yield f"top {name_bucket(n, _NEAR)}"
    yield f"end {name_bucket(size - 1 - n, _NEAR)}"


def _tell_run(seen: Sequence[_Seen], n: int, start: int, end: int, spacing: str) -> Iterator[str]:
    """Yield where a chunk stands in its run, and how it differs from the others there."""
    one = seen[n]
    size = end - start
    place = "only" if size == 1 else "first" if n == start else "last" if n == end - 1 else "middle"
    long = name_bucket(size, _RUNS)
    after = seen[n + 1].shape if n + 1 < len(seen) else "end"
    yield f"run {long} {place}"
    yield f"{spacing} run {long} {place}"
    yield f"run {place} {one.shape}"
    yield f"{spacing} run {place} {one.shape}"
    yield f"{spacing} run {long} {place} {after}"
    if "asking" in one.own:
        yield f"run {place} asking"
    if start:
        above = seen[start - 1]
        is_announced = last_sign(above.chunk.text) in ":："
        if count := count_announced(above.chunk.text):
            told = n - start + 1 - count
            yield f"announced, {'beyond' if told > 0 else 'last' if not told else 'within'}"
        yield f"run after {'a colon' if is_announced else above.shape}, {place}"
        if is_announced:
            yield f"announced {long} {place} {one.shape}"
    if end < len(seen):
        yield f"run before {seen[end].shape}, {place}"
    if size == 1:
        return
    # Of a very long run, what stands near is enough.
    near = range(max(start, n - 30), min(end, n + 30))
    others = [seen[at] for at in near if at != n]
    texts = sum(other.size > _LINE_WORDS for other in (*others, one))
    yield f"run with {min(texts, 2)} texts, {place} {one.shape}"
    is_alone = all(other.case != one.case for other in others)
    yield f"run case {'alone' if is_alone else 'shared'} {one.case}"
    sign = last_sign(one.chunk.text)
    is_alone = all(last_sign(other.chunk.text) != sign for other in others)
    yield f"run end {'alone' if is_alone else 'shared'}"
    usual = sorted(other.size for other in others)[len(others) // 2]
    differs = (
        "shorter" if one.size < 0.6 * usual else "longer" if one.size > 1.7 * usual else "even"
    )
    yield f"run {differs}"
    yield f"run {differs} {place} {'title' if one.case == 'title' else ''}"


def _compare(one: _Seen, other: _Seen, name: str, *, is_apart: bool) -> Iterator[str]:
    """Yield how a chunk compares with its neighbour."""
    yield from (f"{name}: {feature}" for feature in other.own if feature in _CARRIED)
    if _is_like(one, other):
        yield f"like {name} {'-' if is_apart else '+'}"
    if one.words and other.words and one.words[0] == other.words[0]:
        yield f"same word as {name}"
    yield f"case {one.case} {name} {other.case}"
    limits = ((0.2, "far below"), (0.5, "half"), (0.9, "less"), (1.2, "even"), (2.5, "more"))
    share = one.size / other.size
    yield f"{name} size {next((word for most, word in limits if share < most), 'far more')}"


def _is_like(one: _Seen, other: _Seen) -> bool:
    """Tell whether two chunks are about as long, and begin and end alike."""
    text, theirs = one.chunk.text, other.chunk.text
    short, long = sorted((one.size, other.size))
    is_even = long <= 2 * short + 2 and (one.case == "small") == (other.case == "small")
    is_open = text[-1:].isalnum() and theirs[-1:].isalnum()
    return is_even and (is_open or last_sign(text) == last_sign(theirs))


def _tell_words(one: _Seen, following: _Seen | None) -> Iterator[str]:
    """Yield the words of a line, and whether the text below takes them up."""
    yield f"first {one.words[0]}"
    yield f"last {one.words[-1]}"
    if len(one.words) <= _FEW_WORDS:
        yield from (f"has {word}" for word in dict.fromkeys(one.words))
    if following is not None and any(
        word in following.words for word in one.words if len(word) > 4
    ):
        yield "taken up below"
