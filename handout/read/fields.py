"""Check the values of a settings file one by one, and report every fault with its line.

Works alike on TOML tables and YAML mappings once their readers have made `Entry` records of them.
What is asked for is what is known: at the end, `finish` reports every other key with the one that
was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from handout.model import Report, Severity
from handout.read.addresses import is_email
from handout.read.colours import normalise_colour
from handout.read.faults import find_near, join_names, make_plain, report_error, suggest

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEBSITE = re.compile(
    r"(?:https?://)?[^\s/:@“”\"'<>]+\.[^\s/:@“”\"'<>]{2,}(?:[:/?#][^\s<>]*)?", re.IGNORECASE
)
_LONGEST_ADDRESS = 2000
"""Characters of a web or e-mail address; the patterns take time with the square of them."""
# Python's own `split()` would also eat the non-breaking space in “10 mg”.
_BREAKABLE_SPACE = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A value as it stands in a file, and the line it stands on."""

    value: Data
    line: int


Scalar = str | int | float | date | time | None
Table = Mapping[str, Entry]
Data = Scalar | tuple[Entry, ...] | Table


class FieldReader:
    """Read checked values from a table, one key at a time.

    Args:
        table: The keys and their values.
        path: The file, for reports.
        kind: The first part of the problems' codes: `clinic`, `author`, `article`.
        report: Where the faults go.
        name: The table's own name in the file; empty at the top.
        line: Where the table starts, for what is missing in it.
        is_there: Whether it is a table: in what is none, nothing more is missing.
    """

    def __init__(
        self,
        table: Table,
        *,
        path: Path,
        kind: str,
        report: Report,
        name: str = "",
        line: int = 1,
        is_there: bool = True,
    ) -> None:
        self.path = path
        self._table = table
        self._kind = kind
        self.report = report
        self._name = name
        self._line = line
        self._is_there = is_there
        self._asked: set[str] = set()

    def line(self, key: str) -> int:
        """Return the line of a key, or the table's if the key is absent."""
        entry = self._table.get(key)
        return self._line if entry is None else entry.line

    def has(self, key: str) -> bool:
        """Say whether a key is there with a value."""
        return self.entry(key) is not None

    def entry(self, key: str) -> Entry | None:
        """Return a key's value as it stands, or None if it is absent or empty."""
        self._asked.add(key)
        entry = self._table.get(key)
        return None if entry is None or entry.value is None else entry

    def fault(
        self,
        key: str,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        line: int | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Report an error at a key, or what is less; `code` follows the kind and a dot."""
        line = self.line(key) if line is None else line
        code = f"{self._kind}.{code}"
        report_error(self.report, code, message, hint, path=self.path, line=line, severity=severity)

    def warn(
        self, key: str, code: str, message: str, hint: str, *, line: int | None = None
    ) -> None:
        """Report what is probably not meant at a key; `code` follows the kind and a dot."""
        self.fault(key, code, message, hint, line=line, severity=Severity.WARNING)

    def text(self, key: str, *, required: bool = False, hint: str | None = None) -> str:
        """Return a text in one line, or an empty one."""
        return _BREAKABLE_SPACE.sub(" ", self.prose(key, required=required, hint=hint))

    def prose(self, key: str, *, required: bool = False, hint: str | None = None) -> str:
        """Return a text with the line breaks it has, or an empty one."""
        entry = self.entry(key)
        text = None if entry is None else self._as_text(key, entry)
        if text is None and entry is not None:
            return ""
        if not text and required and self._is_there:
            what = "is empty" if key in self._table else "is missing"
            code = f"missing-{key.replace('_', '-')}"
            self._refuse(key, code, what, hint or f"add a line for `{key}`.")
        return text or ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list; a single text is a list of one."""
        return tuple(text for text, _ in self.texts_with_lines(key))

    def texts_with_lines(self, key: str) -> tuple[tuple[str, int], ...]:
        """Return the texts of a list, each with its line; a single text is a list of one."""
        entry = self.entry(key)
        if entry is None:
            return ()
        items = entry.value if isinstance(entry.value, tuple) else (entry,)
        texts = []
        for item in items:
            text = "" if item.value is None else self._as_text(key, item)
            if text is None:
                continue
            if not text and isinstance(entry.value, tuple):
                hint = "fill it, or take it out."
                self._refuse(key, "empty-item", "has an empty item", hint, item.line)
            elif text:
                texts.append((_BREAKABLE_SPACE.sub(" ", text), item.line))
        return tuple(texts)

    def lines(self, key: str) -> tuple[str, ...]:
        """Return lines: those of a list, or those of one text with line breaks."""
        entry = self.entry(key)
        if entry is not None and isinstance(entry.value, str):
            return tuple(line.strip() for line in entry.value.split("\n") if line.strip())
        return self.texts(key)

    def names(self, key: str) -> tuple[tuple[str, int], ...]:
        """Return short names with their lines, from a list or from one text with commas."""
        return tuple(
            (name.strip(), line)
            for text, line in self.texts_with_lines(key)
            for name in text.split(",")
            if name.strip()
        )

    def day(self, key: str) -> date | None:
        """Return a date in ISO 8601's long form, the only one that is the same in all countries."""
        entry = self.entry(key)
        return None if entry is None else self._as_date(key, entry)

    def number(self, key: str, *, default: int, least: int, most: int) -> int:
        """Return a whole number within limits."""
        entry = self.entry(key)
        if entry is None:
            return default
        value = entry.value
        # In Python True is an int, which no reader of a settings file means.
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        what = f"must be a whole number from {least} to {most}"
        hint = f"write it without quotes, such as `{key} = {default}`."
        self._refuse(key, "wrong-type", what, hint)
        return default

    def flag(self, key: str) -> bool:
        """Return whether something is switched on; it is not where the key is absent."""
        entry = self.entry(key)
        if entry is not None and not isinstance(entry.value, bool):
            hint = f"write it without quotes, such as `{key} = true`."
            self._refuse(key, "wrong-type", "must be true or false", hint)
        return entry is not None and entry.value is True

    def colour(self, key: str, *, required: bool = False, hint: str | None = None) -> str | None:
        """Return a colour as `#rrggbb` in lower case."""
        text = self.text(key, required=required, hint=hint)
        if not text:
            return None
        colour = normalise_colour(text)
        if colour is None:
            hint = "write `#` and six digits from 0 to f, such as `#2f6f73`."
            self._refuse(key, "colour", f"is no colour: “{text}”", hint)
        return colour

    def choice(self, key: str, known: Iterable[str], *, default: str) -> str:
        """Return one of the known names."""
        text = self.text(key)
        return self._as_choice(key, text, self.line(key), known) or default if text else default

    def choices(
        self, key: str, known: Iterable[str], *, default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return some of the known names, each once, in their order."""
        known = tuple(known)
        found = (self._as_choice(key, name, line, known) for name, line in self.names(key))
        return tuple(dict.fromkeys(name for name in found if name)) or default

    def email(self, key: str) -> str:
        """Return an e-mail address."""
        text = self.text(key)
        if text and not is_email(text):
            hint = "write one address, such as `hello@example.org`."
            self._refuse(key, "email", f"is no e-mail address: “{text}”", hint)
        return text

    def website(self, key: str) -> str:
        """Return a web address, with or without `https://`."""
        text = self.text(key)
        if text and not (len(text) <= _LONGEST_ADDRESS and _WEBSITE.fullmatch(text)):
            hint = "write it as in a browser, such as `https://www.example.org`."
            self._refuse(key, "website", f"is no web address: “{text}”", hint)
        return text

    def table(self, key: str) -> FieldReader:
        """Return the fields of a table inside this one; of an empty one if there is none."""
        entry = self._table.get(key)
        self._asked.add(key)
        if entry is None:
            return self.nested(key, {}, self._line)
        if not isinstance(entry.value, Mapping):
            hint = f"write a line `[{key}]`, and its keys below it."
            if self._kind == "article":
                hint = f"write `{key}:`, and below it, indented, a line `name: text` for each."
            self._refuse(key, "wrong-type", "must be a table", hint)
            return self.nested(key, {}, entry.line, is_there=False)
        return self.nested(key, entry.value, entry.line)

    def nested(self, key: str, table: Table, line: int, *, is_there: bool = True) -> FieldReader:
        """Return the fields of a table inside this one that report through it."""
        return FieldReader(
            table,
            path=self.path,
            kind=self._kind,
            report=self.report,
            name=f"{self._name}.{key}" if self._name else key,
            line=line,
            is_there=is_there,
        )

    def tables(self) -> dict[str, FieldReader]:
        """Return the fields of all tables inside this one, by key."""
        found = {
            key: self.nested(key, entry.value, entry.line)
            for key, entry in self._table.items()
            if isinstance(entry.value, Mapping)
        }
        self._asked.update(found)
        return found

    def show(self, key: str) -> tuple[str, ...]:
        """Return a key's scalars as they stand, for a message."""
        entry = self._table.get(key)
        return () if entry is None else tuple(list_scalars(entry.value))

    def free_texts(self) -> dict[str, str]:
        """Return all keys of the table with their texts, whatever they are called."""
        return {key: self.prose(key) for key in self._table}

    def finish(
        self,
        *,
        synonyms: Mapping[str, str] | None = None,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        """Report every key that nobody asked for.

        Args:
            synonyms: Other words for known keys that people write.
            elsewhere: Keys that are known in another place, with that place in words.
        """
        for key, entry in self._table.items():
            if key in self._asked:
                continue
            plain = make_plain(key)
            folded = plain.lower().replace("-", "_").replace(" ", "_")
            meant = (synonyms or {}).get(folded, folded)
            if plain in self._asked:
                hint = f"write it as `{plain}`, without quotes or spaces that were pasted with it."
            elif folded in self._asked:
                hint = f"write it as `{folded}`."
            elif elsewhere and meant in elsewhere:
                hint = f"“{meant}” belongs {elsewhere[meant]}."
            elif near := find_near(meant, sorted(self._asked)):
                hint = f"did you mean `{near}`?"
            else:
                hint = f"take it out; known are {join_names(sorted(self._asked))}."
            where = f" in “{self._name}”" if self._name else ""
            self.fault(key, "unknown-key", f"unknown key “{key}”{where}.", hint, line=entry.line)

    def _as_text(self, key: str, entry: Entry) -> str | None:
        if isinstance(entry.value, str):
            return "\n".join(line.rstrip() for line in entry.value.strip().split("\n"))
        hint = f'put it in straight quotes, such as `{key} = "…"`.'
        if isinstance(entry.value, tuple | Mapping):
            hint = "write one text there, not a list or a table."
        if self._kind == "article" and isinstance(entry.value, Mapping):
            hint = "put it in quotes: a colon with a space behind it makes a table of it."
        self._refuse(key, "wrong-type", "must be text", hint, entry.line)
        return None

    def _as_date(self, key: str, entry: Entry) -> date | None:
        value = entry.value
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and not value.strip():
            return None
        what, hint = "is no date", "write year, month and day, such as `2026-03-01`."
        if isinstance(value, str):
            if _DATE.fullmatch(value.strip()):
                with suppress(ValueError):
                    return date.fromisoformat(value.strip())
                what, hint = "is a day that no calendar has", "correct the month or the day."
            what += f": “{value.strip()}”"
        self._refuse(key, "date", what, hint, entry.line)
        return None

    def _as_choice(self, key: str, name: str, line: int, known: Iterable[str]) -> str | None:
        known = tuple(known)
        match = next((one for one in known if one.lower() == make_plain(name).lower()), None)
        if match is None:
            hint = suggest(name, known, f"there is {join_names(known)}.")
            what = "format" if key == "formats" else key
            self.fault(key, f"unknown-{what}", f"there is no {what} “{name}”.", hint, line=line)
        return match

    def _refuse(self, key: str, code: str, what: str, hint: str, line: int | None = None) -> None:
        """Report what is wrong with a key, as said behind its name."""
        name = f"{self._name}.{key}" if self._name else key
        self.fault(key, code, f"“{name}” {what}.", hint, line=line)


def list_scalars(value: Data) -> Iterator[str]:
    """Yield the texts, numbers and days of a value as they stand, at any depth."""
    if isinstance(value, tuple | Mapping):
        for entry in value.values() if isinstance(value, Mapping) else value:
            yield from list_scalars(entry.value)
    elif value is not None:
        yield str(value)
