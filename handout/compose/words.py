"""Speak the handout's language: the words that templates print, and dates.

Every word goes through gettext, English included, so that a catalogue beside this package is all
that another language needs. The names of months are words like any other. Where there is no
catalogue, the words are English and tagged so, for who has them read aloud.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handout.model import LANGUAGES, RIGHT_TO_LEFT, Language

LOCALES = Path(__file__).parent.parent / "locales"
DOMAIN = "handout"

_FROM, _TO = "\U0010fff0", "\U0010fff1"
"""Stand around words that were borrowed, until the HTML is made; no font and no text has them."""
_TAG_WITH_WORDS = re.compile(rf"<(\w+)([^<>]*{_FROM}[^<>]*)>")
_LABEL = re.compile(rf' data-label="{_FROM}')


class _Borrowed(gettext.NullTranslations):
    """Give English words, marked as such."""

    def gettext(self, message: str) -> str:
        return f"{_FROM}{message}{_TO}"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language
    translations: gettext.NullTranslations

    @property
    def are_borrowed(self) -> bool:
        """Whether they are of another language than the handout."""
        return isinstance(self.translations, _Borrowed)

    def format_date(self, day: date) -> str:
        """Return a date as it is written in running text: 4 May 2026."""
        pattern = self.translations.gettext("{day} {month} {year}")
        return pattern.format(day=day.day, month=self._name_month(day), year=day.year)

    def format_month(self, day: date) -> str:
        """Return the month of a date: May 2026."""
        pattern = self.translations.gettext("{month} {year}")
        return pattern.format(month=self._name_month(day), year=day.year)

    def describe_photo(self, name: str) -> str:
        """Return the words for an author's photo that has none of its own."""
        return self.translations.gettext("Photo of %(name)s") % {"name": name}

    def describe_logo(self, name: str) -> str:
        """Return the words for a clinic's logo that has none of its own."""
        return self.translations.gettext("Logo of %(name)s") % {"name": name}

    def _name_month(self, day: date) -> str:
        _ = self.translations.gettext
        # Spelt out one by one, so that catalogues can be made from the source.
        names = (
            _("January"),
            _("February"),
            _("March"),
            _("April"),
            _("May"),
            _("June"),
            _("July"),
            _("August"),
            _("September"),
            _("October"),
            _("November"),
            _("December"),
        )
        # Within a date that is marked as a whole, so that it is kept in one line like any other.
        return names[day.month - 1].strip(f"{_FROM}{_TO}")


def get_words(tag: str) -> Words:
    """Return the words for a BCP 47 tag, by its primary subtag; English where there are none."""
    primary = tag.split("-")[0].lower()
    if primary not in LANGUAGES:
        direction = "rtl" if primary in RIGHT_TO_LEFT else "ltr"
        return Words(language=Language(tag=primary, direction=direction), translations=_Borrowed())
    translations = gettext.translation(DOMAIN, LOCALES, languages=[primary], fallback=True)
    return Words(language=LANGUAGES[primary], translations=translations)


def tag_borrowed(html: str) -> str:
    """Return a page in which borrowed words have their language."""
    if _FROM not in html:
        return html
    html = _TAG_WITH_WORDS.sub(_tag_attributes, html)
    return html.replace(_FROM, '<span lang="en">').replace(_TO, "</span>")


def _tag_attributes(found: re.Match[str]) -> str:
    # The label alone is in English, not the item.
    name = "data-label-lang" if _LABEL.search(found[0]) else "lang"
    return f'<{found[1]} {name}="en"{found[2]}>'.replace(_FROM, "").replace(_TO, "")
