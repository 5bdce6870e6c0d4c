"""Make one recipient's handout after another, in this process.

In goes a recipient; out comes a PDF, or the problems that stand in its way. The plain way composes
and renders each handout in full, with a second layout where the first one asks for it. The fast way
renders once for all recipients who are alike and replaces what differs; it is taken only where the
result is what the plain way would have given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from handout.model import Article, Edition, Format, Problem, Recipient
from handout.personalise.filling import Filler
from handout.personalise.fitting import Misfit
from handout.personalise.masters import Masters, Sheets
from handout.personalise.offers import Key, Kind, Missing, Offer
from handout.personalise.probing import LONGEST, find_used
from handout.personalise.rendering import render_handout

if TYPE_CHECKING:
    from handout.compose.composer import Composer
    from handout.render.answer import Answer
    from handout.render.engine import Engine

FIRST = "it was the first of its kind, from which others were made"


class PersonalPdf(NamedTuple):
    """What came of one recipient.

    Attributes:
        parts: The PDF in pieces, to be written one after another; none if there are errors.
        pages: How many pages it has.
        sha256: The digest of the whole PDF, in hexadecimal.
        problems: What there is to say; errors mean that there is no PDF.
        reason: Why it was rendered in full, or nothing where it was not.
    """

    parts: tuple[bytes, ...] = ()
    pages: int = 0
    sha256: str = ""
    problems: tuple[Problem, ...] = ()
    reason: str = ""


class Personaliser:
    """Hold an article, ready to be made for any recipient."""

    def __init__(
        self,
        article: Article,
        composer: Composer,
        engine: Engine,
        *,
        format: Format,
        edition: Edition,
        allow_missing: bool = False,
        characters: frozenset[str] = frozenset(),
        is_full: bool = False,
        is_bound: bool = False,
    ) -> None:
        """Begin nothing yet.

        Args:
            article: What the handout says.
            composer: Composes for the article's clinic.
            engine: Renders.
            format: The sheet.
            edition: What the PDF is for.
            allow_missing: Take missing images, texts, glyphs and fonts as warnings.
            characters: All characters of all values, for which fonts are made ready.
            is_full: Render every handout in full.
            is_bound: What is rendered in full is to share its fonts with the others, with which it
                will be bound into one file.
        """
        self._article = article
        self._composer = composer
        self._engine = engine
        self._format = format
        self._edition = edition
        self._allow_missing = allow_missing
        self._characters = characters
        self._is_full = is_full
        self._is_bound = is_bound
        self._masters = Masters()
        self._used: dict[tuple[str, ...], tuple[str, ...] | None] = {}
        self._problems: dict[Key, tuple[Problem, ...]] = {}

    def make(self, recipient: Recipient, *, renders: bool = True) -> PersonalPdf:
        """Make one recipient's handout.

        Args:
            recipient: The recipient.
            renders: Render a master that there is not yet.

        Raises:
            EngineError: The engine failed.
            Missing: There is no master yet, and none was to be rendered.
            ProjectError: A template cannot be used.
        """
        if self._is_full:
            return self._make_in_full(recipient, "it was asked for")
        sheets, problems, reason = self._find_sheets(recipient, renders=renders)
        if sheets is None:
            return (
                self._make_in_full(recipient, reason)
                if reason != FIRST
                else PersonalPdf(problems=problems, reason=reason)
            )
        parts, sha256, pages = sheets.filler.assemble(sheets.bodies)
        return PersonalPdf(parts, pages, sha256, problems, reason)

    def prepare(self, recipient: Recipient) -> None:
        """Find out what the text of recipients like this one depends on; nothing is rendered.

        Args:
            recipient: The recipient.

        Raises:
            ProjectError: A template cannot be used.
        """
        self._find_key(recipient.fields)

    def offer(self, recipient: Recipient, kind: Kind | None = None) -> Offer | None:
        """Return the master that a recipient's handout was made from, for other processes.

        Args:
            recipient: The recipient.
            kind: What they lack; by default, they have none like it.
        """
        key = None if self._is_full else self._find_key(recipient.fields)
        offer = key and self._masters.offer(key, recipient.fields, kind)
        return offer._replace(problems=self._problems[offer.key]) if offer else None

    def adopt(self, offer: Offer) -> None:
        """Keep a master that another process has rendered."""
        self._masters.adopt(offer)
        self._problems.setdefault(offer.key, offer.problems)

    def drop_masters(self) -> None:
        """Let go the masters, and keep what is known of the article."""
        self._masters = Masters()
        self._problems.clear()

    def _find_sheets(
        self, recipient: Recipient, *, renders: bool = True
    ) -> tuple[Sheets | None, tuple[Problem, ...], str]:
        """Return a handout from a master, old or new, or why there can be none."""
        key = self._find_key(recipient.fields)
        if key is None:
            return None, (), "the text depends on values, not only prints them"
        try:
            sheets = self._masters.fill(key, recipient.fields)
        except Misfit as misfit:
            return None, (), str(misfit)
        if sheets is not None:
            return sheets, self._problems[key], ""
        if not renders:
            raise Missing(self._masters.name_kind(key, recipient.fields))
        answer, problems = self._render(recipient, characters=self._characters)
        if answer is None or answer.master is None:
            return None, problems, FIRST
        self._problems.setdefault(key, problems)
        return self._masters.add(key, recipient.fields, answer.master), problems, FIRST

    def _find_key(self, values: Mapping[str, str]) -> Key | None:
        """Return what the composed text depends on: which values there are, and some of them."""
        present = tuple([name for name, value in values.items() if value])
        if max(map(len, values.values()), default=0) > LONGEST:
            return None
        if present not in self._used:
            absent = dict.fromkeys(values.keys() - set(present), "")

            def compose(probes: Mapping[str, str]) -> str | None:
                composed = self._composer.compose(
                    self._article,
                    format=self._format,
                    edition=self._edition,
                    recipient=Recipient(fields={**absent, **probes}),
                    report=lambda _: None,
                )
                return composed.html if composed else None

            found = find_used(compose, present)
            self._used[present] = None if found is None else tuple(sorted(found))
        used = self._used[present]
        return None if used is None else (present, tuple([values[name] for name in used]))

    def _make_in_full(self, recipient: Recipient, reason: str) -> PersonalPdf:
        answer, problems = self._render(recipient, self._characters if self._is_bound else None)
        if answer is not None and answer.master is not None:
            filler = Filler(answer.master)
            parts, sha256, pages = filler.assemble(filler.restore())
            return PersonalPdf(parts, pages, sha256, problems, reason)
        if answer is None or answer.pdf is None:
            return PersonalPdf(problems=problems, reason=reason)
        return PersonalPdf(
            parts=(answer.pdf,),
            pages=answer.pages,
            sha256=hashlib.sha256(answer.pdf).hexdigest(),
            problems=problems,
            reason=reason,
        )

    def _render(
        self, recipient: Recipient, characters: frozenset[str] | None = None
    ) -> tuple[Answer | None, tuple[Problem, ...]]:
        """Compose and render; what there is to say of both comes together."""
        made = render_handout(
            self._composer,
            self._engine,
            self._article,
            format=self._format,
            edition=self._edition,
            recipient=recipient,
            allow_missing=self._allow_missing,
            characters=characters,
        )
        said = made.answer.problems if made.answer else ()
        return made.answer, tuple(dict.fromkeys((*made.problems, *said)))
