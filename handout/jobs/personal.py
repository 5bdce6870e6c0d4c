"""Make a handout in memory, for a recipient or for nobody: what the Python interface asks for.

In goes a request of plain data, out comes a PDF, in this process or in a worker. What is read of a
clinic's folder is kept as long as it is what lies there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handout.check.draft import check_draft
from handout.check.fields import check_fields, check_recipient, find_printed
from handout.check.review import check_review, find_review
from handout.errors import ContentError, HandoutError, ProjectError, UsageError
from handout.files.digests import Digests
from handout.jobs.clinic import read_clinic
from handout.jobs.options import find_format
from handout.jobs.reading import digest_article
from handout.jobs.runtime.digests import digest_shared
from handout.jobs.runtime.render_session import get_engine
from handout.jobs.sources import find_one
from handout.model import (
    SCREEN,
    Article,
    Place,
    Problem,
    ProblemLog,
    Project,
    sort_problems,
)
from handout.personalise.personaliser import Personaliser, PersonalPdf
from handout.read.faults import join_names
from handout.read.languages import index_languages
from handout.read.recipients.single import read_recipient

if TYPE_CHECKING:
    from handout.compose.composer import Composer
    from handout.render.engine import Engine

_CHARACTERS = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027)]))
"""What fonts are made ready for from the start; a value with others has its letters added."""

_MOST_KEPT = 32
"""Articles of which what is shared is kept."""


class PersonalRequest(NamedTuple):
    """Ask for one handout.

    Attributes:
        article: The article by name, or by path from `folder`.
        folder: What relative paths start from.
        recipient: The recipient's fields by name, as JSON has values; None for one to fill by pen.
        format: The format by name; the recipient's or the clinic's by default.
        language: The language; the recipient's, or the article's own, by default.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
    """

    article: str
    folder: Path
    recipient: Mapping[str, object] | None
    format: str | None
    language: str | None
    allow_missing: bool


class _Prepared(NamedTuple):
    """An article as it was read, with the digest of all that its handouts are made from."""

    article: Article
    problems: tuple[Problem, ...]
    made_from: str
    personaliser: Personaliser


class PersonalMaker:
    """Make handouts of one clinic; serves one caller at a time."""

    def __init__(self, root: Path, engine: Engine) -> None:
        """Read nothing yet.

        Args:
            root: The clinic's folder.
            engine: Renders.
        """
        self._root = root
        self._engine = engine
        self._characters = _CHARACTERS
        self._shared = ""
        self._composer: Composer | None = None
        self._prepared: dict[tuple[Path, bool], _Prepared] = {}

    def make(self, request: PersonalRequest) -> PersonalPdf:
        """Make one handout.

        Raises:
            ContentError: The article or the recipient has faults.
            EngineError: The engine failed.
            ProjectError: The clinic's file or a template cannot be used.
            UsageError: What was asked for does not exist.
        """
        from handout.compose.composer import Composer

        digests, log = Digests(), ProblemLog()
        shared = digest_shared(self._root, digests)
        clinic = self._root / "content" / "clinic.toml"
        try:
            project, _ = read_clinic(self._root, log, allow_missing=False)
        except ProjectError:
            _refuse_errors([p for p in log.problems if p.path == clinic], clinic, ProjectError)
            raise
        recipient = read_recipient(request.recipient) if request.recipient is not None else None
        fields = recipient.fields if recipient else {}
        path = _find_article(project, request, request.language or fields.get("language", ""))
        letters = frozenset().union(*fields.values())
        if self._composer is None or shared != self._shared or not letters <= self._characters:
            self._shared, self._characters = shared, self._characters | letters
            self._composer = Composer(project.clinic, root=self._root)
            self._prepared.clear()
        found = self._prepare(path, request, project, log.problems, digests)
        article, problems = found.article, found.problems
        if recipient is not None:
            problems += tuple(check_recipient(article, fields))
            _refuse_errors(problems, path)
            # A field that the article prints and nobody gave is empty.
            empty = dict.fromkeys(find_printed(article), "")
            recipient = replace(recipient, fields={**empty, **fields})
        formats = (*article.formats, *project.clinic.defaults.formats)
        made = found.personaliser.make(
            recipient,
            format=find_format(request.format or fields.get("format") or formats[0]),
            edition=SCREEN,
            language=article.language,
        )
        state = (*check_draft(article), *check_review(path, find_review(article)))
        warnings = [one for one in log.problems if not one.is_error]
        said = (*warnings, *state, *check_fields(article), *problems, *made.problems)
        _refuse_errors(said, path)
        if not made.parts:
            raise ContentError("no handout came out.", where=Place(path=path))
        return made._replace(problems=tuple(sort_problems(dict.fromkeys(said))))

    def _prepare(
        self,
        path: Path,
        request: PersonalRequest,
        project: Project,
        problems: Iterable[Problem],
        digests: Digests,
    ) -> _Prepared:
        """Return an article, read again where anything that it is made from has changed."""
        from handout.read.article import read_article

        key = path, request.allow_missing
        known = self._prepared.pop(key, None)
        if known is None or known.made_from != digest_article(
            known.article, project, self._shared, digests
        ):
            digests.get(str(path))
            found: list[Problem] = []
            article = read_article(path, project, found.append)
            _refuse_errors(found, path)
            if article is None:
                raise ContentError("the article cannot be used.", where=Place(path=path))
            used = {author.path for author in article.authors}
            _refuse_errors([one for one in problems if one.path in used], path)
            assert self._composer is not None, "it was begun"
            made_from = digest_article(article, project, self._shared, digests)
            personaliser = Personaliser(
                {article.language: article},
                self._composer,
                self._engine,
                allow_missing=request.allow_missing,
                characters=self._characters,
            )
            known = _Prepared(article, tuple(found), made_from, personaliser)
        # The ones that were used last stand last.
        self._prepared[key] = known
        if len(self._prepared) > _MOST_KEPT:
            del self._prepared[next(iter(self._prepared))]
        return known


_makers: dict[Path, PersonalMaker] = {}


def make_personal(root: Path, request: PersonalRequest) -> PersonalPdf:
    """Make one handout in a worker; see `PersonalMaker.make`."""
    if root not in _makers:
        _makers[root] = PersonalMaker(root, get_engine(root))
    return _makers[root].make(request)


def _find_article(project: Project, request: PersonalRequest, language: str) -> Path:
    """Return the article's file, in a language if one was asked for.

    Raises:
        UsageError: There is none, or more than one.
    """
    from handout.read.recipients import match_language

    found = find_one(request.article, project, request.folder)
    if not language:
        return found.path
    own = project.clinic.defaults.language
    sources = [*(one for one in project.sources if one.slug == found.slug), found]
    languages = index_languages([*(one.language or own for one in sources[:-1]), own])
    match = match_language(language, languages)
    if match is None:
        raise UsageError(
            f"there is no article “{request.article}” in “{language}”.",
            hint=f"there is {join_names(sorted(languages))}.",
        )
    return sources[languages[match]].path


def _refuse_errors(
    problems: Iterable[Problem], path: Path, kind: type[HandoutError] = ContentError
) -> None:
    """Raise the first error among some problems, with how many more there are."""
    errors = list(dict.fromkeys(one for one in problems if one.is_error))
    if errors:
        first = errors[0]
        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        raise kind(
            f"{first.message}{more}",
            where=Place(path=first.path or path, line=first.line),
            hint=first.hint,
        )
