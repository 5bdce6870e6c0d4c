"""Know the columns that have a meaning, and what address books and practice software call them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

KNOWN = (
    *("name", "email", "language", "format", "practitioner"),
    *("date", "appointment", "note", "consent", "password"),
)
"""The columns that have a meaning; `name` is required, any other column is the clinic's own."""

SAMPLE_NAME = "Ann Example"
SAMPLE_EMAIL = "ann@example.org"
"""Who stands in the row that shows how a list is filled in; nobody has an address there."""

# Other words for known columns that exports of practice software and address books use.
_SYNONYMS = {
    **dict.fromkeys(("fullname", "clientname", "patientname", "client", "patient"), "name"),
    **dict.fromkeys(("recipient", "nombre", "nom"), "name"),
    **dict.fromkeys(("emailaddress", "mailaddress", "emailadresse", "correo"), "email"),
    **dict.fromkeys(("lang", "sprache", "idioma", "langue"), "language"),
    **dict.fromkeys(("datum", "fecha"), "date"),
    "passwort": "password",
    "termin": "appointment",
    "notiz": "note",
}
# First and last names, and addresses, as address books and practice software call them.
FIRST_NAMES = ("firstname", "givenname", "forename", "vorname", "prenom", "nombrepila", "voornaam")
LAST_NAMES = (
    *("lastname", "surname", "familyname", "nachname", "familienname"),
    *("nomdefamille", "apellidos", "achternaam"),
)
ADDRESSES = (
    *("email1value", "email", "emailaddress", "email1", "emailadresse", "mailaddress"),
    "primaryemail",
)
PARTS_OF_NAMES = frozenset((*FIRST_NAMES, *LAST_NAMES))


def find_meant(name: str, candidates: Sequence[str], cutoff: float = 0.8) -> str | None:
    """Return the known column that a name was probably meant for.

    Stricter than `find_near`, since a clinic's own columns are right as they are: “state” is not
    a mistyped “date”.
    """
    squeezed = name.replace("_", "")
    synonym = _SYNONYMS.get(squeezed)
    if synonym in candidates:
        return synonym
    near = get_close_matches(squeezed, candidates, n=1, cutoff=cutoff)
    return near[0] if near else None
