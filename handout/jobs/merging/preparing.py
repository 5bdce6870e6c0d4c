"""Read what a merge is made from, all of it and all its faults, before anything is written."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from handout.check.call_outs import check_call_outs
from handout.check.contact import check_contact
from handout.check.draft import check_draft
from handout.check.review import check_review, find_review
from handout.deliver.identity import read_key
from handout.errors import ContentError, UsageError
from handout.jobs.merging.reports import MergeOptions
from handout.jobs.merging.spec import (
    MergeSpec,
    Variant,
    digest_article,
    digest_common,
    list_languages,
)
from handout.jobs.plan import DEFAULT_FOLDER
from handout.jobs.runtime.digests import Digests
from handout.jobs.runtime.limits import limit_work
from handout.jobs.runtime.render_session import FONTS, find_loader
from handout.jobs.sources import Wanted, find_wanted
from handout.model import (
    FORMATS,
    Article,
    Clinic,
    Place,
    Problem,
    ProblemLog,
    Project,
    soften_missing,
)
from handout.read.faults import find_near, join_names
from handout.read.project import split_name
from handout.read.recipients import RecipientList
from handout.read.recipients.headings import make_name
from handout.read.recipients.options import ListOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectContent:
    """The project and the article, before it is read: `digests` are of what was there then."""

    project: Project
    wanted: Wanted
    digests: Digests
    faulty: frozenset[Path]


def read_content(root: Path, options: MergeOptions, log: ProblemLog) -> ProjectContent | None:
    """Read the project and find the article; None if the clinic's file cannot be used.

    Raises:
        UsageError: There is no such article, or more than one.
    """
    from handout.read.project import read_project

    digests = Digests()
    # Digested before it is read: should it change in between, the workers notice.
    digest_common(root, digests)
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    problems = soften_missing(problems, allow_missing=options.allow_missing)
    log.say_all(problems)
    faulty = frozenset(p.path for p in problems if p.is_error and p.path)
    if project is None or root / "content" / "clinic.toml" in faulty:
        return None
    log.say_all(check_contact(project))
    wanted = find_wanted((options.article,), project, options.folder)
    if len(wanted) != 1:
        raise UsageError(
            f"there are {len(wanted)} articles “{options.article}”.",
            hint=f"name one of them: {join_names([one.name for one in wanted])}.",
        )
    return ProjectContent(project=project, wanted=wanted[0], digests=digests, faulty=faulty)


def place_output(root: Path, options: MergeOptions, wanted: Wanted) -> Path:
    """Return the folder that the PDFs go to.

    Raises:
        UsageError: What was named is a PDF.
    """
    if options.output is None:
        return root / DEFAULT_FOLDER / f"{wanted.name}-merge"
    if options.output.suffix.lower() == ".pdf" or str(options.output) == "-":
        raise UsageError(
            f"“--output {options.output}” names no folder, but a merge writes a PDF a recipient.",
            hint="name a folder.",
        )
    return Path(os.path.abspath(options.folder / options.output))  # noqa: PTH100 # links as they are


def read_articles(
    content: ProjectContent, options: MergeOptions, log: ProblemLog, *, with_translations: bool
) -> list[Article]:
    """Read the article and its translations; one with faults is told of and left out.

    Raises:
        ContentError: The article itself has faults.
    """
    from handout.read.article import read_article

    wanted, project = content.wanted, content.project
    slug = split_name(wanted.path)[0]
    paths = [wanted.path]
    if with_translations:
        paths += [s.path for s in project.sources if s.slug == slug and s.path != wanted.path]
    articles = []
    for path in paths:
        found: list[Problem] = []
        content.digests.get(str(path))
        with limit_work("reading it", path, seconds=options.seconds):
            article = read_article(path, project, found.append)
        problems = soften_missing(found, allow_missing=options.allow_missing)
        review = check_review(article.path, find_review(article)) if article else ()
        log.say_all((*problems, *review) if options.allow_expired else problems)
        is_sound = article is not None and not any(problem.is_error for problem in problems)
        if article and article.is_draft and path != wanted.path:
            # Who wants it in this language is told that there is none.
            continue
        if article and is_sound and not any(a.path in content.faulty for a in article.authors):
            _refuse(check_draft(article), f"“handout build {article.slug}” shows how it looks.")
            if not options.allow_expired:
                _refuse(review, "To use it all the same, add “--allow-expired”.")
            log.say_all(check_call_outs(article, project.clinic))
            articles.append(article)
        elif path == wanted.path:
            raise ContentError(
                "nothing was made, because the article has faults.",
                where=Place(path=path),
                hint="mend what is named above, then call again.",
            )
    return articles


def _refuse(problems: tuple[Problem, ...], more: str) -> None:
    """Raise a `ContentError` of the first problem, if there is one, with more in its hint."""
    for problem in problems[:1]:
        raise ContentError(
            problem.message,
            where=Place(path=problem.path, line=problem.line) if problem.path else None,
            hint=f"{problem.hint} {more}",
        )


def make_variants(
    content: ProjectContent,
    articles: list[Article],
    options: MergeOptions,
    password_field: str | None,
) -> tuple[Variant, ...]:
    """Say what each article's handouts are made from; of two in one language, the first is."""
    by_language: dict[str, Article] = {}
    for article in articles:
        by_language.setdefault(article.language, article)
    chosen = _list_options(options, password_field)
    common = digest_common(content.project.root, content.digests, *chosen)
    return tuple(
        Variant(
            path=article.path,
            language=article.language,
            version=article.version,
            made_from=digest_article(article, content.project, common, content.digests),
        )
        for article in by_language.values()
    )


def make_spec(
    content: ProjectContent,
    article: Article,
    variants: tuple[Variant, ...],
    recipients: RecipientList,
    options: MergeOptions,
    *,
    output: Path,
    characters: frozenset[str],
    password_field: str | None,
) -> MergeSpec:
    """Put together what the workers are given.

    Raises:
        OutputError: There is no key of ids, and none can be made.
    """
    root, defaults = content.project.root, content.project.clinic.defaults
    return MergeSpec(
        root=root,
        output=output,
        key=read_key(root),
        slug=split_name(content.wanted.path)[0],
        variants=variants,
        languages=list_languages(variants),
        columns=recipients.columns,
        characters=characters,
        format=options.format or (*article.formats, *defaults.formats)[0],
        edition=options.edition,
        password_field=password_field,
        is_full=options.is_full,
        is_bound=options.single_file is not None,
        allow_missing=options.allow_missing,
        options=_list_options(options, password_field),
        seconds=options.seconds,
        fonts=root / FONTS,
        load=find_loader(),
        token=secrets.token_hex(),
    )


def make_list_options(clinic: Clinic, options: MergeOptions) -> ListOptions:
    """Return how the list is to be read."""
    exact = {"password", "id", make_name(options.password_field or "")}
    return ListOptions(
        sheet=options.sheet,
        takes_hidden=options.takes_hidden,
        encoding=options.encoding,
        columns={**clinic.columns, **options.columns},
        exact=frozenset(exact),
        language=clinic.defaults.language,
    )


def choose_password_field(recipients: RecipientList, options: MergeOptions) -> str | None:
    """Return the column that the passwords are in, if any.

    Raises:
        UsageError: The column that was named is not there.
    """
    columns = recipients.columns
    if options.password_field is None:
        return "password" if "password" in columns else None
    name = make_name(options.password_field)
    if name not in columns:
        near = find_near(name, columns)
        raise UsageError(
            f"the list has no column “{options.password_field}” for “--password-field”.",
            where=Place(path=recipients.origin.path),
            hint=f"did you mean “{near}”?" if near else f"there is {join_names(columns)}.",
        )
    return name


def check_options(options: MergeOptions) -> None:
    """Refuse what does not exist, or does not go together.

    Raises:
        UsageError: There is such a thing.
    """
    if options.format is not None and options.format not in FORMATS:
        raise UsageError(
            f"there is no format “{options.format}”.", hint=f"there is {join_names(FORMATS)}."
        )
    if options.only is not None and not options.only.strip():
        raise UsageError("“--only” names nobody.", hint="give a part of a name or of an address.")
    has_one_file = options.single_file is not None
    for is_given, name, is_of_one_file in (
        (options.output is not None, "--output", False),
        (options.is_resumed, "--resume", False),
        (options.password_field is not None, "--password-field", False),
        (options.cluster is not None, "--cluster", False),
        (options.handouts_per_file is not None, "--handouts-per-file", True),
        (options.is_one_sided, "--one-sided", True),
    ):
        if is_given and has_one_file is not is_of_one_file:
            raise UsageError(
                f"“{name}” belongs to “--single-file”."
                if is_of_one_file
                else f"“{name}” belongs to a PDF a recipient, not to “--single-file”.",
                hint="give both." if is_of_one_file else f"leave out “{name}”.",
            )


def _list_options(options: MergeOptions, password_field: str | None) -> tuple[str, ...]:
    """Return the options that change what is made."""
    return (
        options.edition,
        "allow-missing" if options.allow_missing else "",
        "full" if options.is_full else "",
        password_field or "",
    )
