"""Find who wrote the article: a byline near the top, a closing line, or an “About the author”.

A closing line is a sentence on a person: a name, “is a” and what a person can be (“nurse”,
“aesthetician”), among the last paragraphs. The name must not be a word that the text also writes
small, so that “Rosacea is a …” names nobody. The biography is kept in the text's own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from handout.read.importers.text.boilerplate import DATE
from handout.read.importers.text.phrases import AUTHOR_LABELS, PERSON, phrase_key
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import ends_sentence, is_body

_LAST = 3
"""Paragraphs at the end among which the closing line is looked for."""
_FIRST = 6
"""Lines at the top among which a byline is looked for."""
_LONGEST = 900

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĢĪĶŁĻŃŇŌŐŒŘŚŠŞŤŪŮŰŹŻŽΆ-ΏΑ-ΫЀ-Я"
_TITLES = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Sr|Sra|Mme|Frau|Herr|Dott|Sister|Nurse)\.?\s+){0,2}"
_NAME_WORD = rf"[{_UPPER}](?:[^\W\d_]|['’-](?=[^\W\d_])){{1,24}}|[{_UPPER}]\."
_PARTICLES = r"(?:(?:van|von|de|der|den|di|da|del|la|le|el|bin|al|y|zu|ten|ter)\s+){0,3}"
NAME = rf"{_TITLES}(?:{_NAME_WORD})(?:\s+{_PARTICLES}(?:{_NAME_WORD})){{0,3}}"
_LETTERS = r"[A-Z][A-Za-z]{0,3}[A-Z](?:[-.][A-Z]+)*|(?:[A-Z]\.){2,}|Ph\.?D\.?|MSc|BSc|Dipl\.?"
POST_NOMINALS = rf"(?:,?\s*(?:{_LETTERS})(?=[\s,.;)]|$)){{1,5}}"
_BIO = re.compile(
    rf"(?:The author,?\s+)?(?P<name>{NAME})(?P<letters>{POST_NOMINALS})?,?\s+"
    rf"(?:(?:is|was|ist|est|es|è)\s+(?:also\s+)?)"
    rf"(?:(?:an?|the|our|one of|eine?|die|der|unsere?|une?|la|le|notre|una?|el|la|een)\s+)?"
    rf"(?P<what>(?:[\w’'&/.-]+,?\s+){{0,7}}?(?i:{PERSON})s?\b(?![’'])[^.;]*)",
)
_WORKS = re.compile(
    rf"(?P<name>{NAME})(?P<letters>{POST_NOMINALS})?,?\s+"
    rf"(?:works?|has\s+(?:been|worked|over|more\s+than|almost|nearly|\d)|leads?|runs?|writes?|founded"
    rf"|specialis[ei]s|specializes|joined|arbeitet|leitet|travaille|trabaja|lavora|werkt)\b"
)
_CUT = re.compile(
    r",?\s+(?:with(?! a focus)|who|whose|that|at|based|living|and has|and is|and works|where"
    r"|mit|seit|bei|avec|depuis|chez|qui|con|desde|met|che)\b"
)
_BYLINE = re.compile(
    r"(?:(?:article|post|text|story|words|written|posted|published|(?:last |first )?updated|on|in"
    r"|verfasst|veröffentlicht|rédigé|publié|escrito|publicado|pubblicato|geplaatst|am|le|el|il|op)[\s:,|·•–—-]+)*"
    r"(?P<by>(?:by|author|von|autorin|autor|par|por|di|door)(?:[\s:]+|(?=(?-i:[A-Z]))))?"
    rf"(?-i:(?P<name>{NAME})(?P<letters>{POST_NOMINALS})?)"
    r"(?P<rest>\s*(?P<sign>[,|·•–—-])\s.*|\s*\(.*|\s*(?:,|and|&|und|et|last|updated|published|posted|on|in)"
    r"(?:\s.*)?)?\.?",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"(?:{DATE})(?:t[\d:.]+z)?(?:,?\s*(?:at\s*)?\d{{1,2}}:\d\d\s*(?:[ap]m)?\s*(?:[A-Z]{{2,4}}\b)?)?",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    {"This", "That", "These", "Those", "It", "He", "She", "They", "We", "You", "There", "Here"}
    | {"Who", "What", "Which", "One", "Each", "Everyone", "Nobody", "Das", "Dies", "Es", "Sie"}
    | {"Er", "Wir", "Hier", "Ce", "Cela", "Elle", "Il", "Nous", "Esto", "Ella", "Questo", "Dit"}
)
_FULL_NAME = re.compile(rf"(?P<name>{NAME})(?P<letters>{POST_NOMINALS})?")
_PERSON = re.compile(
    rf"(?:Dr|Prof)\.?\s+{NAME}(?:{POST_NOMINALS})?"
    rf"|{NAME}(?:{POST_NOMINALS})?(?:,|\s[-–—|])\s(?:[\w’'&/-]+\s+){{0,4}}(?i:{PERSON})"
)
PUBLISHER = re.compile(
    r"\b(?:News|Team|Staff|Editors?|Editorial|Press|Agency|Clinic|Hospital|Health|Centre|Center|Media"
    r"|Foundation|Institute|University|Reuters|Magazine|Group|Society|Association)\b"
)
_PRONOUN = re.compile(
    r"(?:She|He|They|Her|His|Their|Sie|Er|Ihre?|Elle|Il|Ella|Él|Lei|Lui|Zij|Hij)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who wrote the text, as it says so.

    `used` gives, by chunk index, what that chunk was; chunks whose words are not all in the record
    are to be reported as dropped (`is_kept` False).
    """

    name: str = ""
    credentials: str = ""
    bio: str = ""
    used: Mapping[int, str] = field(default_factory=dict)
    lost: Collection[int] = ()


def find_writer(
    chunks: Sequence[Chunk], skipped: Collection[int], bylines: Collection[int]
) -> Writer | None:
    """Find the writer of the text, if it names one.

    Args:
        chunks: All chunks.
        skipped: The indices of those that are taken out.
        bylines: The indices of those that look like bylines.
    """
    live = [
        index for index in range(len(chunks)) if index not in skipped and not chunks[index].is_rule
    ]
    byline = _find_byline(chunks, live, bylines)
    left = [index for index in live if not byline or index not in byline.used]
    closing = _find_labelled(chunks, left) or _find_closing(chunks, left)
    if not closing or not byline:
        return closing or byline
    short, long = sorted((closing.name, byline.name), key=len)
    if not set(short.split()) <= set(long.split()):
        return closing
    return Writer(
        name=long,
        credentials=closing.credentials or byline.credentials,
        bio=closing.bio,
        used={**byline.used, **closing.used},
        lost=(*byline.lost, *closing.lost),
    )


def _find_byline(
    chunks: Sequence[Chunk], live: Sequence[int], bylines: Collection[int]
) -> Writer | None:
    """Look for “By NAME” among the first lines and on the last ones, and for a name by itself.

    Args:
        chunks: All chunks.
        live: The indices of those that are left.
        bylines: Those that look like bylines; a name alone is one only there.
    """
    found = {}
    for index in dict.fromkeys((*live[:_FIRST], *bylines, *live[-2:])):
        text = chunks[index].text
        if len(text) > 200 or chunks[index].is_item or index not in live:
            continue
        match = _BYLINE.fullmatch(_WHEN.sub(" ", text).strip(" ,|·•–—-"))
        if not match or PUBLISHER.search(text) or _is_common(match["name"], chunks):
            continue
        if match["by"]:
            rank = 0
        elif names_person(text) or _is_dated(match["name"], chunks, index):
            rank = 1
        elif index in bylines and " " in match["name"]:
            rank = 2
        else:
            continue
        rest = (match["rest"] or "").strip(" ,–—|·•-")
        is_role = bool(re.match(r"[^\W\d_]", rest)) and len(rest) < 120 and match["sign"]
        credentials = ", ".join(filter(None, (_letters(match), rest if is_role else "")))
        found[rank, index] = Writer(
            name=match["name"],
            credentials=_capitalised(credentials.rstrip(".")),
            used={index: "byline"},
            lost=(index,),
        )
    return found[min(found)] if found else None


def _is_dated(name: str, chunks: Sequence[Chunk], index: int) -> bool:
    """Tell whether two or three words at a date are a name: they are nowhere else."""
    near = [chunks[at].text for at in range(max(0, index - 1), min(len(chunks), index + 2))]
    if not 1 <= name.count(" ") <= 2 or not any(map(_WHEN.search, near)):
        return False
    others = " ".join(chunk.text for at, chunk in enumerate(chunks) if at != index).casefold()
    return not any(re.search(rf"\b{re.escape(word)}", others) for word in name.casefold().split())


def names_person(text: str) -> bool:
    """Tell whether a line is a name with a title or a profession: “Dr X”, “X, Physiotherapist”."""
    return bool(_PERSON.fullmatch(text))


def _find_labelled(chunks: Sequence[Chunk], live: Sequence[int]) -> Writer | None:
    """Look for the paragraphs below a line such as “About the author” or “About Rebecca”."""
    is_common = cache(partial(_is_common, chunks=chunks))
    for place in range(len(live) - 2, -1, -1):
        text = chunks[live[place]].text
        if len(text) > 60 or chunks[live[place]].is_item:
            continue
        key = phrase_key(text)
        about = re.fullmatch(rf"(?:About|Meet|Über|À propos de)\s+({NAME})", text.rstrip(":"))
        if key not in AUTHOR_LABELS and not about:
            continue
        below = live[place + 1 : place + 4]
        named = _match_name(chunks[below[0]])
        name, letters = "", ""
        if named:
            name, letters = named["name"], _letters(named)
        bodies = below[1:] if named else below
        kept = _take_bodies(chunks, bodies)
        first = chunks[kept[0]].text if kept else ""
        match = _BIO.match(first) or _WORKS.match(first)
        if match and not name:
            name, letters = match["name"], _letters(match)
        if about and set(name.split()) <= set(about[1].split()):
            name = about[1]
        if about and not (match or _PRONOUN.match(first)):
            continue
        if not name or is_common(name) or not (kept or named):
            continue
        used = {live[place]: "author label", **dict.fromkeys(kept, "author")}
        lost = [live[place]]
        if named:
            used[below[0]] = "author"
        return Writer(
            name=name,
            credentials=_credentials(match, letters),
            bio="\n\n".join(chunks[index].whole for index in kept),
            used=used,
            lost=lost,
        )
    return None


def _find_closing(chunks: Sequence[Chunk], live: Sequence[int]) -> Writer | None:
    """Look for a paragraph on a person among the last ones."""
    bodies = [index for index in live if len(chunks[index].text) > 20][-_LAST:]
    for index in reversed(bodies):
        text = chunks[index].text
        if len(text) > _LONGEST or chunks[index].is_item or index == live[0]:
            continue
        match = _BIO.match(text)
        if match and not _is_common(match["name"], chunks):
            after = live[live.index(index) + 1 :]
            following = [at for at in after[:1] if _PRONOUN.match(chunks[at].text)]
            kept = [index, *following]
            name, letters = match["name"], _letters(match)
            used = dict.fromkeys(kept, "author")
            above = live[live.index(index) - 1]
            full = _match_name(chunks[above])
            if full and set(name.split()) <= set(full["name"].split()):
                name, letters = full["name"], _letters(full) or letters
                used[above] = "author"
            return Writer(
                name=name,
                credentials=_credentials(match, letters),
                bio="\n\n".join(chunks[at].text for at in kept),
                used=used,
            )
    return None


def _take_bodies(chunks: Sequence[Chunk], indices: Sequence[int]) -> list[int]:
    """Take the paragraphs from the start of a run, up to the first line that is none."""
    kept: list[int] = []
    for index in indices:
        text = chunks[index].text
        if not (is_body(text) or ends_sentence(text)) or chunks[index].is_item:
            break
        if kept and chunks[index].has_gap and not _PRONOUN.match(text):
            break
        kept.append(index)
    return kept


def _credentials(match: re.Match[str] | None, letters: str) -> str:
    """Give what the person is, in the text's words, up to where it tells of something else."""
    what = ""
    if match and "what" in match.re.groupindex:
        what = match["what"]
        cut = _CUT.search(what)
        what = what[: cut.start()] if cut else what
        what = what.strip(" ,") if len(what) <= 160 else ""
    return _capitalised(", ".join(filter(None, (letters, what))))


def _match_name(chunk: Chunk) -> re.Match[str] | None:
    """Match a line that is a name; an item of a list is none, and its number would be lost."""
    return None if chunk.is_item else _FULL_NAME.fullmatch(chunk.text)


def _letters(match: re.Match[str]) -> str:
    return re.sub(r"\s*,\s*|\s+", ", ", (match["letters"] or "").strip(" ,"))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _is_common(name: str, chunks: Sequence[Chunk]) -> bool:
    """Tell whether a name is none: a pronoun, or words that the text writes small, like things."""
    if name in _NO_NAMES:
        return True
    return all(
        any(pattern.search(chunk.text) for chunk in chunks)
        for pattern in (
            re.compile(rf"\b{re.escape(word.casefold())}\b") for word in name.split()[:4]
        )
    )
