"""Speak the handout's language: the words that templates print, and dates.

Every word goes through gettext, English included, so that a catalogue beside this package is all
that another language needs. The names of months are words like any other.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handout.model import LANGUAGES, Language

LOCALES = Path(__file__).parent.parent / "locales"
DOMAIN = "handout"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language
    translations: gettext.NullTranslations

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
        return names[day.month - 1]


def get_words(tag: str) -> Words:
    """Return the words for a BCP 47 tag, by its primary subtag; English where there is none."""
    primary = tag.split("-")[0].lower()
    language = LANGUAGES.get(primary, LANGUAGES["en"])
    translations = gettext.translation(DOMAIN, LOCALES, languages=[primary], fallback=True)
    return Words(language=language, translations=translations)
