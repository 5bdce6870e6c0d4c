"""Make a handout in memory, for a recipient or for nobody: what the Python interface asks for.

In goes a request of plain data, out comes a PDF, in this process or in a worker. What is read of a
clinic's folder is kept as long as it is what lies there.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handout.check.draft import check_draft
from handout.check.fields import check_fields, find_printed
from handout.check.review import check_review, find_review
from handout.errors import ContentError, HandoutError, ProjectError, UsageError
from handout.jobs.clinic import read_clinic
from handout.jobs.options import find_named
from handout.jobs.reading import list_dependencies
from handout.jobs.runtime.digests import Digests, digest_shared
from handout.jobs.runtime.render_session import (
    FONTS,
    collect_rarely,
    find_loader,
)
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.runtime.worker_process import Limits
from handout.jobs.sources import find_wanted, index_languages
from handout.model import (
    EDITIONS,
    FORMATS,
    Article,
    Place,
    Problem,
    ProblemLog,
    Project,
    Recipient,
    Severity,
    sort_problems,
)
from handout.personalise.personaliser import Personaliser, PersonalPdf
from handout.read.faults import find_near, join_names

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
        edition: The edition by name.
        language: The language; the recipient's, or the article's own, by default.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
    """

    article: str
    folder: Path
    recipient: Mapping[str, object] | None
    format: str | None
    edition: str
    language: str | None
    allow_missing: bool


class _ArticleContent(NamedTuple):
    """What was read of an article, and what makes it for recipients, by `allow_missing`."""

    article: Article
    problems: tuple[Problem, ...]
    dependencies: dict[str, str | None]
    personalisers: dict[bool, Personaliser]


@dataclass(slots=True, eq=False)
class _FolderContent:
    """What was read of a folder, as long as its digests hold."""

    shared: str
    project: Project
    problems: tuple[Problem, ...]
    composer: Composer
    articles: dict[Path, _ArticleContent]


class PersonalMaker:
    """Make handouts of one clinic; serves one caller at a time."""

    def __init__(self, engine: Engine, root: Path) -> None:
        """Read nothing yet.

        Args:
            engine: Renders.
            root: The clinic's folder.
        """
        self._engine = engine
        self._root = root
        self._content: _FolderContent | None = None
        self._characters = _CHARACTERS

    def make(self, request: PersonalRequest) -> PersonalPdf:
        """Make one handout.

        Raises:
            ContentError: The article or the recipient has faults.
            EngineError: The engine failed.
            ProjectError: The clinic's file or a template cannot be used.
            UsageError: What was asked for does not exist.
        """
        content = self._read_content()
        recipient = _read_recipient(request.recipient) if request.recipient is not None else None
        fields = recipient.fields if recipient else {}
        language = request.language or fields.get("language", "")
        path = _find_article(content.project, request, language)
        known = self._read_article(content, path)
        article, problems = known.article, known.problems
        if recipient is not None:
            recipient, missing = _complete(recipient, article)
            problems += missing
        defaults = content.project.clinic.defaults
        sheet = request.format or fields.get("format") or (*article.formats, *defaults.formats)[0]
        made = self._make(content, known, recipient, request, sheet)
        state = (*check_draft(article), *check_review(path, find_review(article)))
        warnings = [one for one in content.problems if not one.is_error]
        said = (*warnings, *state, *check_fields(article), *problems, *made.problems)
        _refuse_errors(said, path)
        if not made.parts:
            raise ContentError("no handout came out.", where=Place(path=path))
        return made._replace(problems=tuple(sort_problems(dict.fromkeys(said))))

    def _make(
        self,
        content: _FolderContent,
        known: _ArticleContent,
        recipient: Recipient | None,
        request: PersonalRequest,
        format: str,
    ) -> PersonalPdf:
        unseen = frozenset().union(*recipient.fields.values() if recipient else ())
        if not unseen <= self._characters:
            self._characters |= unseen
            for one in content.articles.values():
                one.personalisers.clear()
        article, is_lax = known.article, request.allow_missing
        if is_lax not in known.personalisers:
            known.personalisers[is_lax] = Personaliser(
                {article.language: article},
                content.composer,
                self._engine,
                allow_missing=is_lax,
                characters=self._characters,
            )
        return known.personalisers[is_lax].make(
            recipient,
            format=find_named("format", format, FORMATS),
            edition=find_named("edition", request.edition, EDITIONS),
            language=article.language,
        )

    def _read_content(self) -> _FolderContent:
        """Return what was read of the folder, read again where anything has changed."""
        from handout.compose.composer import Composer
        from handout.read.project import read_project

        digests = Digests()
        shared = digest_shared(self._root, digests)
        shared += repr(digests.get_all(self._root / "content" / "authors"))
        if self._content is None or self._content.shared != shared:
            log = ProblemLog()
            project, _ = read_clinic(self._root, log, allow_missing=False)
            if project is None:
                clinic = self._root / "content" / "clinic.toml"
                _refuse_errors([p for p in log.problems if p.path == clinic], clinic, ProjectError)
                raise ProjectError("the clinic's file cannot be used.", where=Place(path=clinic))
            composer = Composer(project.clinic, root=self._root)
            self._content = _FolderContent(shared, project, log.problems, composer, {})
        # What articles there are, no digest tells.
        elif (project := read_project(self._root, lambda _: None)) is not None:
            self._content.project = project
        return self._content

    def _read_article(self, content: _FolderContent, path: Path) -> _ArticleContent:
        from handout.read.article import read_article

        known = content.articles.pop(path, None)
        digests, project = Digests(), content.project
        if (
            known is None
            or list_dependencies(known.article, project, digests) != known.dependencies
        ):
            digests.get(str(path))
            found: list[Problem] = []
            article = read_article(path, project, found.append)
            _refuse_errors(found, path)
            if article is None:
                raise ContentError("the article cannot be used.", where=Place(path=path))
            used = {author.path for author in article.authors}
            _refuse_errors([one for one in content.problems if one.path in used], path)
            read = list_dependencies(article, project, digests)
            known = _ArticleContent(article, tuple(found), read, {})
        # The ones that were used last stand last.
        content.articles[path] = known
        if len(content.articles) > _MOST_KEPT:
            del content.articles[next(iter(content.articles))]
        return known


def load_personal_maker(root: Path) -> PersonalMaker:
    """Load the engine for a clinic's folder in this process.

    Raises:
        EngineError: It cannot be loaded.
    """
    return PersonalMaker(find_loader()(root / FONTS), root)


_makers: list[PersonalMaker] = []
"""The one that a worker has."""


def _prepare_maker(root: Path) -> None:
    _makers[:] = [load_personal_maker(root)]
    collect_rarely()


def make_personal(request: PersonalRequest) -> PersonalPdf:
    """Make one handout in a worker of `open_maker_pool`; see `PersonalMaker.make`."""
    return _makers[0].make(request)


def open_maker_pool(root: Path, size: int, limits: Limits) -> WorkerPool:
    """Return a pool whose workers do `make_personal` for a clinic's folder; none is started yet."""
    return WorkerPool(size, initializer=functools.partial(_prepare_maker, root), limits=limits)


def _find_article(project: Project, request: PersonalRequest, language: str) -> Path:
    """Return the article's file, in a language if one was asked for.

    Raises:
        UsageError: There is none, or more than one.
    """
    from handout.read.recipients import match_language

    found = find_wanted((request.article,), project, request.folder)
    if len(found) != 1:
        raise UsageError(f"there are {len(found)} articles “{request.article}”.")
    if not language:
        return found[0].path
    own = project.clinic.defaults.language
    sources = [*(one for one in project.sources if one.slug == found[0].slug), found[0]]
    languages = index_languages([*(one.language or own for one in sources[:-1]), own])
    match = match_language(language, languages)
    if match is None:
        raise UsageError(
            f"there is no article “{request.article}” in “{language}”.",
            hint=f"there is {join_names(sorted(languages))}.",
        )
    return sources[languages[match]].path


def _read_recipient(fields: Mapping[str, object]) -> Recipient:
    """Return a recipient, whose fields are held to what those of a list are.

    Raises:
        ContentError: They cannot be used.
    """
    from handout.read.recipients import check_recipients, read_recipients
    from handout.read.recipients.headings import make_name

    if not any(value and make_name(str(name)) == "name" for name, value in fields.items()):
        raise ContentError("the recipient has no name.", hint="give it as the field “name”.")
    problems: list[Problem] = []
    try:
        data = json.dumps([dict(fields)], ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, RecursionError) as error:
        raise ContentError(
            "the recipient cannot be used: a field has a value of another kind than text.",
            hint="give texts, numbers and truth values by name.",
        ) from error
    source = Path("-")
    recipients = read_recipients(source, problems.append, stdin=io.BytesIO(data))
    if recipients is not None:
        # Whether the article is there in that language is said by who looks for it.
        languages = [str(fields.get("language") or "")]
        check_recipients(recipients, problems.append, formats=FORMATS, languages=languages)
    errors = [one for one in problems if one.is_error]
    if recipients is None or errors:
        raise ContentError(
            f"the recipient cannot be used: {errors[0].message}" if errors else "there is no one.",
            hint=errors[0].hint if errors else None,
        )
    ((_, values),) = recipients.rows
    return Recipient(fields=dict(zip(recipients.columns, values, strict=True)), row=1)


def _complete(recipient: Recipient, article: Article) -> tuple[Recipient, tuple[Problem, ...]]:
    """Return a recipient with an empty field for each that the article prints and nobody gave.

    Raises:
        ContentError: One that was given is called nearly as one that is missing.
    """
    printed = find_printed(article)
    given = recipient.fields
    unused = [name for name in given if name not in printed]
    problems = []
    for name in printed.keys() - given.keys():
        where = Place(path=article.path, line=printed[name])
        if near := find_near(name, unused):
            raise ContentError(
                f"the recipient has no field “{name}”, which is printed here.",
                where=where,
                hint=f"call “{near}” so, or leave it out.",
            )
        problems.append(
            Problem(
                code="recipient.missing",
                severity=Severity.WARNING,
                path=where.path,
                line=where.line,
                message=f"the recipient has no field “{name}”, so that nothing is printed here.",
            )
        )
    fields = {**dict.fromkeys(printed, ""), **given}
    return replace(recipient, fields=fields), tuple(sorted(problems, key=lambda one: one.line or 0))


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
