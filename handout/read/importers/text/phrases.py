"""Tell by its words what a line is: a label, a closing heading, “Don't”, “When to call us”.

The words stand in `phrases.toml`, in the languages clinics publish in.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

LISTS = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))
SURE_CONTENTS_LABELS = frozenset(LISTS["sure_contents_labels"])
CONTENTS_LABELS = SURE_CONTENTS_LABELS.union(LISTS["contents_labels"])
CONTENTS_SWITCHES = frozenset(LISTS["contents_switches"])
OPENING_WORDS = frozenset(LISTS["opening_words"])
AUTHOR_LABELS = frozenset(LISTS["author_labels"])
DISCLAIMER_LABELS = frozenset(LISTS["disclaimer_labels"])
RELATED_LABELS = frozenset(LISTS["related_labels"])
PERSON = "|".join(LISTS["professions"])

_LONGEST = 160
"""Characters; no phrase and no line of page boilerplate is longer."""

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


def phrase_key(text: str) -> str:
    """Bring a line to the form in which phrases are kept: one case, no closing colon.

    A line that is too long to be a phrase gives nothing.
    """
    if len(text) > _LONGEST:
        return ""
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
    key = text.casefold().rstrip(" :…»›→>")
    return key.removesuffix("...").strip()


def compile_any(name: str) -> re.Pattern[str]:
    """Return what matches as any of a list's expressions does."""
    return re.compile("|".join(LISTS[name]))


def _join(name: str) -> str:
    return "|".join(map(re.escape, LISTS[name]))


_CLOSING = re.compile(rf"(?:(?:our|the|my|a|some) )?(?:{_join('closing_words')})(?:\b|$)(?!-)")
_FAQ = re.compile(rf"(?:.{{0,40}}[ (])?(?:{_join('faq_words')})(?:[ ):].*)?")


def _unnumbered(text: str) -> str:
    return phrase_key(text).lstrip("0123456789.) ")


_DO = compile_any("do_or_dont")
_WARNING = compile_any("warnings")
_CALL = compile_any("calls")


def is_do_or_dont(text: str) -> bool:
    """Tell whether a line is “Do”, “Don't” or the like, over what to do or not to do."""
    key = phrase_key(text)
    return bool(key) and text[-1:] not in ".;,!" and bool(_DO.fullmatch(key))


def is_call(text: str) -> bool:
    """Tell whether a line calls to book or to read on, as a button of a page does."""
    return bool(_CALL.fullmatch(phrase_key(text)))


def is_answer(text: str) -> bool:
    """Tell whether a line is “Yes” or “No”: over a list a heading, by itself an answer."""
    return phrase_key(text) in ("yes", "no")


def is_warning(text: str) -> bool:
    """Tell whether a line says what to do or not, or when to call: always a heading."""
    key = phrase_key(text)
    is_open = bool(key) and text[-1:] not in ".;,!"
    return is_open and (is_do_or_dont(text) or bool(_WARNING.fullmatch(key)))


def is_opening(text: str) -> bool:
    """Tell whether a heading is one that opens an article, such as “Introduction”."""
    return _unnumbered(text) in OPENING_WORDS


def is_closing(text: str) -> bool:
    """Tell whether a heading is one that ends what came before it, such as “Summary”."""
    return bool(_CLOSING.match(_unnumbered(text)[:120])) or is_faq(text)


def is_faq(text: str) -> bool:
    """Tell whether a heading announces questions and their answers."""
    return bool(_FAQ.fullmatch(_unnumbered(text)[:120]))
