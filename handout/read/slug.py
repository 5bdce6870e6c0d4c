"""Make the safe names by which articles and authors are filed."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "&": " and ",
        "’": "",
        "'": "",
    }
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_CYRILLIC_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"
_CYRILLIC_SOUNDS = (
    "a,b,v,g,d,e,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,,y,,e,yu,ya,i,yi,ye,g"
)
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρσςτυφχψω"
_GREEK_SOUNDS = "a,v,g,d,e,z,i,th,i,k,l,m,n,x,o,p,r,s,s,t,y,f,ch,ps,o"
_OTHER_SCRIPTS = str.maketrans(
    dict(
        zip(
            _CYRILLIC_LETTERS + _GREEK_LETTERS,
            f"{_CYRILLIC_SOUNDS},{_GREEK_SOUNDS}".split(","),
            strict=True,
        )
    )
)
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10)))
)
_LONGEST = 80
"""Characters; leaves room for a format's name and suffixes on every file system."""


def make_slug(text: str, language: str = "") -> str:
    """Return the text as small Latin letters, digits and hyphens; empty if none are left.

    Accents are taken off, Greek and Cyrillic are transliterated, and German umlauts become two
    letters where the language is German. A name that Windows keeps for devices gets a suffix.
    """
    small = unicodedata.normalize("NFC", text).casefold().replace("\u00ad", "")
    if language.split("-")[0] == "de":
        small = small.translate(_GERMAN)
    # Before accents are taken off, since a Cyrillic й is a letter of its own.
    small = small.translate(_LETTERS).translate(_OTHER_SCRIPTS)
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", small)
        if not unicodedata.combining(character)
    )
    words = re.sub(r"[^a-z0-9]+", "-", bare.translate(_OTHER_SCRIPTS)).strip("-")
    if len(words) > _LONGEST:
        words = words[: _LONGEST + 1].rsplit("-", 1)[0][:_LONGEST].strip("-")
    return f"{words}-page" if words in _RESERVED else words
