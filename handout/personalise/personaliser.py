"""Make one recipient's handout after another, in this process and in memory.

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
from handout.personalise.filling import Filled, Filler
from handout.personalise.fitting import UNSURE
from handout.personalise.masters import Key, Masters, Target
from handout.personalise.probing import LONGEST, find_used
from handout.personalise.reasons import FIRST, explain_fixed, explain_used
from handout.personalise.rendering import render_handout

if TYPE_CHECKING:
    from handout.compose.composer import Composer
    from handout.render.answer import Answer
    from handout.render.engine import Engine


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
    """Hold an article in its languages, ready to be made for any recipient."""

    def __init__(
        self,
        articles: Mapping[str, Article],
        composer: Composer,
        engine: Engine,
        *,
        allow_missing: bool = False,
        characters: frozenset[str] = frozenset(),
        is_full: bool = False,
        is_bound: bool = False,
    ) -> None:
        """Begin nothing yet.

        Args:
            articles: What the handout says, by language.
            composer: Composes for the articles' clinic.
            engine: Renders.
            allow_missing: Take missing images, texts, glyphs and fonts as warnings.
            characters: All characters of all values, for which fonts are made ready.
            is_full: Render every handout in full.
            is_bound: What is rendered in full is to share its fonts with the others, with which it
                will be bound into one file.
        """
        self._articles = articles
        self._composer = composer
        self._engine = engine
        self._allow_missing = allow_missing
        self._characters = characters
        self._is_full = is_full
        self._is_bound = is_bound
        self._masters = Masters()
        self._used: dict[tuple[Target, tuple[str, ...]], tuple[str, ...] | None] = {}
        self._problems: dict[Key, tuple[Problem, ...]] = {}

    def make(
        self,
        recipient: Recipient | None,
        *,
        format: Format,
        edition: Edition,
        language: str,
    ) -> PersonalPdf:
        """Make one recipient's handout.

        Args:
            recipient: The recipient, or None for one to fill by pen.
            format: The target.
            edition: What the PDF is for.
            language: In which of the article's languages.

        Raises:
            EngineError: The engine failed.
            ProjectError: A template cannot be used.
        """
        target = Target(language, format, edition)
        if recipient is None:
            return self._make_in_full(target, None, "it is for nobody")
        if self._is_full:
            return self._make_in_full(target, recipient, "it was asked for")
        target = target._replace(
            has_long_name=self._composer.has_long_name(recipient.fields, target.format)
        )
        key = self._find_key(target, recipient.fields)
        if key is None:
            reason = "the text depends on values, not only prints them"
            return self._make_in_full(target, recipient, reason)
        filled = self._masters.fill(key, recipient.fields)
        if filled is not None:
            return _put_together(filled, self._problems[key])
        reason = self._explain(key, recipient.fields)
        answer = self._render(target, recipient, characters=self._characters)
        if answer.master is None:
            return PersonalPdf(problems=answer.problems, reason=reason)
        self._problems.setdefault(key, answer.problems)
        filled = self._masters.add(key, recipient.fields, answer.master, answer.blocks)
        return _put_together(filled, answer.problems, reason)

    def _find_key(self, target: Target, values: Mapping[str, str]) -> Key | None:
        """Return what the composed text depends on: which values there are, and some of them."""
        present = tuple([name for name, value in values.items() if value])
        if max(map(len, values.values()), default=0) > LONGEST:
            return None
        if (target, present) not in self._used:
            absent = dict.fromkeys(values.keys() - set(present), "")

            def compose(probes: Mapping[str, str]) -> str | None:
                composed = self._composer.compose(
                    self._articles[target.language],
                    format=target.format,
                    edition=target.edition,
                    recipient=Recipient(fields={**absent, **probes}),
                    has_long_name=target.has_long_name,
                    report=lambda _: None,
                )
                return composed.html if composed else None

            found = find_used(compose, present)
            self._used[target, present] = None if found is None else tuple(sorted(found))
        used = self._used[target, present]
        return None if used is None else (target, present, tuple([values[name] for name in used]))

    def _explain(self, key: Key, values: Mapping[str, str]) -> str:
        """Return why a recipient is rendered in full who is the first of a kind."""
        target, present, used = key
        article = self._articles[target.language]
        if reasons := self._masters.find_reasons(key, values):
            return explain_fixed(article, reasons)
        if self._masters.is_unsure(key, values):
            return UNSURE
        others = any(one[:2] == (target, present) for one in self._problems if one != key)
        if used and others and key not in self._problems:
            return explain_used(article, self._used[target, present] or ())
        return FIRST

    def _make_in_full(
        self, target: Target, recipient: Recipient | None, reason: str
    ) -> PersonalPdf:
        answer = self._render(target, recipient, self._characters if self._is_bound else None)
        if answer.master is not None:
            filler = Filler(answer.master)
            filled = filler.assemble(filler.restore(), recipient.fields if recipient else {})
            return _put_together(filled, answer.problems, reason)
        if answer.pdf is None:
            return PersonalPdf(problems=answer.problems, reason=reason)
        sha256 = hashlib.sha256(answer.pdf).hexdigest()
        return PersonalPdf((answer.pdf,), answer.pages, sha256, answer.problems, reason)

    def _render(
        self, target: Target, recipient: Recipient | None, characters: frozenset[str] | None = None
    ) -> Answer:
        return render_handout(
            self._composer,
            self._engine,
            self._articles[target.language],
            format=target.format,
            edition=target.edition,
            recipient=recipient,
            allow_missing=self._allow_missing,
            characters=characters,
        )[0]


def _put_together(filled: Filled, problems: tuple[Problem, ...], reason: str = "") -> PersonalPdf:
    parts, sha256, pages = filled
    return PersonalPdf(parts, pages, sha256, problems, reason)
