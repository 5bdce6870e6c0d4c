"""Know the columns that have a meaning, and what address books and practice software call them."""

from __future__ import annotations

import unicodedata
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
    **dict.fromkeys(("recipient", "customer", "customername", "nombre", "nom", "nome"), "name"),
    **dict.fromkeys(("nomcomplet", "nombrecompleto", "paciente", "paziente"), "name"),
    **dict.fromkeys(("patientin", "kunde", "kundin"), "name"),
    **dict.fromkeys(("emailaddress", "mailaddress", "emailadresse", "correo"), "email"),
    **dict.fromkeys(("lang", "sprache", "idioma", "langue"), "language"),
    **dict.fromkeys(("datum", "fecha"), "date"),
    "passwort": "password",
    "termin": "appointment",
    "notiz": "note",
}
# First and last names, and addresses, as address books and practice software call them; and what
# goes for one of the two where the other has a column of its own.
FIRST_NAMES = (
    *("firstname", "givenname", "forename", "vorname", "prenom", "nombrepila", "voornaam"),
    *("first", "imie", "fornamn", "fornavn"),
)
LAST_NAMES = (
    *("lastname", "surname", "familyname", "nachname", "familienname", "nomdefamille"),
    *("apellidos", "achternaam", "last", "cognome", "sobrenome", "apelido", "nazwisko"),
    *("efternamn", "efternavn", "etternavn"),
)
INFIXES = ("tussenvoegsel", "tussenvoegsels", "voorvoegsel")
BARE_NAMES = ("nom", "nombre", "nome")
ADDRESSES = (
    *("email1value", "email", "emailaddress", "email1", "emailadresse", "emailadres"),
    *("mailaddress", "primaryemail", "mail", "courriel", "correoelectronico"),
)
PARTS_OF_NAMES = frozenset((*FIRST_NAMES, *LAST_NAMES))


def squeeze(name: str) -> str:
    """Return a column's name as these words are written: without accents and `_`."""
    plain = unicodedata.normalize("NFD", name)
    return "".join(sign for sign in plain if sign != "_" and not unicodedata.combining(sign))


def find_meant(name: str, candidates: Sequence[str], cutoff: float = 0.8) -> str | None:
    """Return the known column that a name was probably meant for.

    Stricter than `find_near`, since a clinic's own columns are right as they are: “state” is not
    a mistyped “date”.
    """
    squeezed = squeeze(name)
    synonym = _SYNONYMS.get(squeezed)
    if synonym in candidates:
        return synonym
    near = get_close_matches(squeezed, candidates, n=1, cutoff=cutoff)
    return near[0] if near else None
