"""Speak the handout's language: the words that templates print, and dates.

The shipped words are English; a clinic puts its own in their place, for any language. What is left
in English in a handout of another language is tagged so, for who has it read aloud. Days are
written by Unicode's CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from handout.model import LANGUAGES, RIGHT_TO_LEFT, WORDS, Clinic, Language, Problem, make_warning
from handout.read.recipients.days import is_known, write_day, write_month

_FROM, _TO, _DAY_FROM = "\U0010fff0", "\U0010fff1", "\U0010fff2"
"""Stand around words that were borrowed, and days among them, until the HTML is made; no font and
no text has them."""
_TAG_WITH_WORDS = re.compile(rf"<(\w+)([^<>]*{_FROM}[^<>]*)>")
_LABEL = re.compile(rf' data-label="{_FROM}')
_MARKS = re.compile(f"[{_FROM}{_TO}{_DAY_FROM}]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `own` are the clinic's, by the English ones."""

    language: Language
    tag: str
    own: Mapping[str, str]

    @property
    def borrowed(self) -> tuple[str, ...]:
        """The keys of those words that are English in a handout of another language."""
        if self.language.tag in LANGUAGES:
            return ()
        return tuple(key for key, english in WORDS.items() if english not in self.own)

    def say(self, english: str) -> str:
        """Return words in the handout's language; English ones that are borrowed are marked."""
        if english in self.own:
            return self.own[english]
        return english if self.language.tag in LANGUAGES else f"{_FROM}{english}{_TO}"

    def format_date(self, day: date) -> str:
        """Return a date as it is written in running text: 4 May 2026."""
        moment = datetime.combine(day, time())
        return self._mark(write_day(moment, self.tag, has_weekday=False, has_time=False))

    def format_month(self, day: date) -> str:
        """Return the month of a date: May 2026."""
        return self._mark(write_month(day, self.tag))

    def describe_photo(self, name: str) -> str:
        """Return the words for an author's photo that has none of its own."""
        return self.say("Photo of %(name)s") % {"name": name}

    def describe_logo(self, name: str) -> str:
        """Return the words for a clinic's logo that has none of its own."""
        return self.say("Logo of %(name)s") % {"name": name}

    def _mark(self, day: str) -> str:
        """Return a day, marked where it may stand among borrowed words."""
        if not self.borrowed:
            return day
        return f"{_DAY_FROM if is_known(self.tag) else _FROM}{day}{_TO}"


def get_words(tag: str, own: Mapping[str, Mapping[str, str]]) -> Words:
    """Return the words for a BCP 47 tag, by its primary subtag.

    Args:
        tag: The handout's language.
        own: The clinic's words by primary subtag.
    """
    primary = tag.split("-")[0].lower()
    direction = "rtl" if primary in RIGHT_TO_LEFT else "ltr"
    language = LANGUAGES.get(primary) or Language(tag=primary, direction=direction)
    return Words(language=language, tag=tag, own=own.get(primary, {}))


def describe_borrowed(words: Words, clinic: Clinic) -> Problem:
    """Return a warning that templates speak English in handouts of another language."""
    first = words.borrowed[0]
    tag = words.language.tag
    table = "[words]" if clinic.defaults.language.split("-")[0] == tag else f"[words.{tag}]"
    count = f"{len(words.borrowed)} of the templates’ {len(WORDS)} words"
    message = f"{count} are printed in English in handouts in “{tag}”."
    hint = f'put your own below a line `{table}`, such as `{first} = "{WORDS[first]}"`'
    hint += "; the template authors’ page lists them."
    return make_warning("words.borrowed", message, hint, path=clinic.path)


def tag_borrowed(html: str, words: Words) -> str:
    """Return a page in which borrowed words, and days among them, have their language."""
    if _FROM not in html and _DAY_FROM not in html:
        return html
    html = _TAG_WITH_WORDS.sub(_tag_attributes, html)
    # A day may end with a full stop of its own: 5 мая 2026 г.
    is_mixed = words.language.direction == "rtl"
    english, own = (' dir="ltr"', ' dir="rtl"') if is_mixed else ("", "")
    html = html.replace(f".{_TO}.", f".{_TO}").replace(_FROM, f'<span lang="en"{english}>')
    return html.replace(_DAY_FROM, f'<span lang="{words.tag}"{own}>').replace(_TO, "</span>")


def _tag_attributes(found: re.Match[str]) -> str:
    # The label alone is in English, not the item.
    name = "data-label-lang" if _LABEL.search(found[0]) else "lang"
    return _MARKS.sub("", f'<{found[1]} {name}="en"{found[2]}>')
