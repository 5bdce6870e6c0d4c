"""Read the clinic's own words for what templates print: `[words]` of its file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handout.model import WORDS
from handout.read.fields import FieldReader
from handout.read.languages import normalise_language

_VALUE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def read_words(fields: FieldReader, language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the clinic's words by language and by the English ones.

    Args:
        fields: The table: words of the clinic's language, and a table for each other one.
        language: The clinic's language.
    """
    words = {_name_language(language): _read_language(fields)}
    for key, inside in fields.tables().items():
        if normalise_language(key) is not None:
            words[_name_language(key)] = _read_language(inside)
            inside.finish()
    fields.finish()
    return {name: found for name, found in words.items() if found}


def _name_language(tag: str) -> str:
    return tag.split("-")[0].lower()


def _read_language(fields: FieldReader) -> dict[str, str]:
    """Return the words of one language."""
    found = {}
    for key, english in WORDS.items():
        text = fields.text(key)
        names = [one or other for one, other in _VALUE.findall(english)]
        if not text:
            continue
        if sorted(re.findall(r"\{(\w*)\}", text)) != sorted(names) or "%" in text:
            values = " and ".join(f"“{{{name}}}”" for name in names) or "nothing in braces"
            shown = _VALUE.sub(lambda m: "{" + (m[1] or m[2]) + "}", english)
            what = "has a sign that it cannot have"
            if names:
                what = "does not say where its values stand"
            hint = f"it needs {values}, and no “%”; in English it is “{shown}”."
            fields.fault(key, "word", f"“{key}” {what}.", hint)
            continue
        for name in names if "%(" in english else ():
            text = text.replace(f"{{{name}}}", f"%({name})s")
        found[english] = text
    return found
