"""Say what is to be made for a list of recipients, as plain data that goes to another process.

A spec holds paths and digests, not what is read from them: who does the work reads it there, and
refuses if it is not what the spec was made for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from handout.deliver.identity import Namer, make_recipient_key
from handout.deliver.journal import NOTHING, Given
from handout.errors import ContentError
from handout.jobs.merging.options import MergeOptions
from handout.model import FORMATS, SCREEN, Place
from handout.personalise.personaliser import PersonalPdf
from handout.read.languages import index_languages
from handout.read.recipients import match_format, match_language
from handout.read.recipients.keys import RecipientKeys, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The article in one language; `made_from` is the digest of all that goes into handouts."""

    path: Path
    language: str
    version: str
    made_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSpec:
    """What is to be made.

    Attributes:
        root: The clinic's folder.
        output: Where the PDFs go; each is written by whoever makes it.
        options: What was asked for.
        key: The project's key of ids.
        slug: The article's slug.
        variants: The article in its languages; the first is for who asks for none.
        columns: The columns of the list.
        characters: Every character that a recipient's fields hold, and perhaps others.
        format: The format of who asks for none.
        password_field: The column of the passwords, if there is one.
        token: Tells this spec from others.
    """

    root: Path
    output: Path
    options: MergeOptions
    key: bytes = field(repr=False)
    slug: str
    variants: tuple[Variant, ...]
    columns: tuple[str, ...]
    characters: frozenset[str]
    format: str
    password_field: str | None
    token: str

    @property
    def is_bound(self) -> bool:
        """Whether all go into one file for paper, and so need no structure tree."""
        return self.options.single_file is not None


class Choice(NamedTuple):
    """What some recipients get: a variant by index, what is remembered of all, and their names."""

    variant: int
    common: Given
    namer: Namer


class Chooser:
    """Know what each recipient gets by what the columns `format` and `language` say."""

    def __init__(self, spec: MergeSpec) -> None:
        """Look at no row yet."""
        self._spec = spec
        names = spec.columns
        choosing = ("format", "language")
        self._places = [names.index(one) if one in names else None for one in choosing]
        self._languages = index_languages([one.language for one in spec.variants])
        self._keys = RecipientKeys(names)
        self._known: dict[tuple[str, ...], Choice] = {}

    def choose(self, values: list[str]) -> Choice:
        """Return what a recipient gets, by the values of the row."""
        key = tuple(["" if place is None else values[place] for place in self._places])
        choice = self._known.get(key)
        if choice is None:
            choice = self._known[key] = self._look_up(*key)
        return choice

    def identify(self, row: Row) -> Given:
        """Return what is to be remembered of a recipient's handout, as far as the row tells."""
        number, values, twin = row
        choice = self.choose(values)
        said = self._keys.describe(values)
        return choice.common._replace(
            id=choice.namer.name(self._keys.make(values), said, twin),
            row=number,
            said=choice.namer.digest(said),
            recipient=make_recipient_key(self._spec.key, self._keys.get_address(values)),
        )

    def describe(self, row: Row, made: PersonalPdf) -> Given:
        """Return what is to be remembered of a handout."""
        return self.identify(row)._replace(
            sha256=made.sha256, pages=made.pages, when=int(time.time())
        )

    def _look_up(self, format: str, language: str) -> Choice:
        spec = self._spec
        # The list was checked: what it names is there.
        name = (match_format(format, FORMATS) if format else None) or spec.format
        tag = match_language(language, self._languages) if language else None
        index = self._languages[tag] if tag else 0
        variant = spec.variants[index]
        common = NOTHING._replace(
            made_from=variant.made_from,
            article=spec.slug,
            format=name,
            language=variant.language,
            edition=SCREEN.name,
            version=variant.version,
        )
        namer = Namer(spec.key, spec.slug, name, variant.language, SCREEN.name)
        return Choice(index, common, namer)


def name_changes(options: MergeOptions, password_field: str | None) -> tuple[str, ...]:
    """Return the options that change what is made, for the digests of the variants."""
    return (
        "allow-missing" if options.allow_missing else "",
        "full" if options.is_full else "",
        password_field or "",
    )


def refuse_change(path: Path) -> ContentError:
    """Return the error that ends a merge whose content is not what it was at the start."""
    return ContentError(
        "what the handouts are made from changed while they were being made.",
        where=Place(path=path),
        hint="call again with “--resume”: what is out of date is made again.",
    )
