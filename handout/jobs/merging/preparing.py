"""Read what a merge is made from, all of it and all its faults, before anything is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import TIMEOUT_MAX
from typing import BinaryIO, NamedTuple

from handout.check.call_outs import check_call_outs
from handout.check.draft import check_draft
from handout.check.review import check_review, find_review
from handout.errors import ContentError, UsageError
from handout.files.digests import Digests
from handout.jobs.clinic import read_clinic
from handout.jobs.merging.options import MergeOptions
from handout.jobs.merging.spec import Variant, name_changes
from handout.jobs.plan import DEFAULT_FOLDER
from handout.jobs.reading import digest_article, digest_common, is_sound, read_within
from handout.jobs.runtime.limits import limit_work
from handout.jobs.sources import find_one
from handout.model import (
    FORMATS,
    Article,
    Clinic,
    Place,
    Problem,
    ProblemLog,
    Project,
    Report,
    Source,
)
from handout.read.faults import join_names, suggest
from handout.read.project import split_name
from handout.read.recipients import Findings, RecipientList, check_recipients, read_recipients
from handout.read.recipients.headings import make_name
from handout.read.recipients.options import ListOptions

_LIST_SECONDS = 180.0
"""What reading a list may take: a workbook of a million rows with days takes half of it."""


class ProjectContent(NamedTuple):
    """The project and the article, before it is read: `digests` are of what was there then."""

    project: Project
    source: Source
    digests: Digests
    faulty: frozenset[Path]


def read_content(root: Path, options: MergeOptions, log: ProblemLog) -> ProjectContent:
    """Read the project and find the article.

    Raises:
        ProjectError: The clinic's file cannot be used.
        UsageError: There is no such article, or more than one.
    """
    digests = Digests()
    # Digested before it is read: should it change in between, the workers notice.
    digest_common(root, digests)
    project, faulty = read_clinic(root, log, allow_missing=options.allow_missing)
    source = find_one(options.article, project, options.folder)
    return ProjectContent(project, source, digests, faulty)


def place_output(root: Path, options: MergeOptions, source: Source) -> Path:
    """Return the folder that the PDFs go to."""
    if options.output is None:
        return root / DEFAULT_FOLDER / f"{source.name}-merge"
    return Path(os.path.abspath(options.folder / options.output))  # noqa: PTH100 # links as they are


def read_articles(
    content: ProjectContent, options: MergeOptions, log: ProblemLog, *, with_translations: bool
) -> list[Article]:
    """Read the article and its translations; one with faults is told of and left out.

    Raises:
        ContentError: The article itself has faults.
    """
    wanted, project = content.source, content.project
    slug = split_name(wanted.path)[0]
    paths = [wanted.path]
    if with_translations:
        paths += [s.path for s in project.sources if s.slug == slug and s.path != wanted.path]
    articles = []
    for path in paths:
        content.digests.get(str(path))
        article, problems = read_within(path, project, options)
        review = check_review(article.path, find_review(article)) if article else ()
        log.say_all((*problems, *review) if options.allow_expired else problems)
        if article and article.is_draft and path != wanted.path:
            # Who wants it in this language is told that there is none.
            continue
        if article and is_sound(article, problems, content.faulty):
            _refuse(check_draft(article), f"“handout build {article.slug}” shows how it looks.")
            if not options.allow_expired:
                _refuse(review, "To use it all the same, add “--allow-expired”.")
            log.say_all(check_call_outs(article, project.clinic))
            articles.append(article)
        elif path == wanted.path:
            raise refuse("the article has faults", path)
    return articles


def refuse(
    why: str, path: Path, hint: str = "mend what is named above, then call again."
) -> ContentError:
    """Return the error that says that nothing was made, and why."""
    return ContentError(f"nothing was made, because {why}.", where=Place(path=path), hint=hint)


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
    chosen = name_changes(options, password_field)
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


def read_list(
    path: Path,
    clinic: Clinic,
    options: ListOptions,
    report: Report,
    *,
    stdin: BinaryIO | None,
    password_field: str | None = None,
    seconds: float = 0,
) -> RecipientList:
    """Read a list of recipients as the options and the clinic's file say.

    Args:
        path: The list; `-` is standard input.
        clinic: The clinic.
        options: How it is to be read; their columns go before the clinic's own.
        report: Takes what is wrong with it.
        stdin: Standard input, if the list is to be read from there.
        password_field: The column of the passwords, if it has another name.
        seconds: What that may take, if it is more than is usual.

    Raises:
        ContentError: It cannot be used.
        EngineError: That takes too long, or too much memory.
    """
    # Who writes into standard input may take their time.
    seconds = TIMEOUT_MAX if str(path) == "-" else max(seconds, _LIST_SECONDS)
    reading = replace(
        options,
        columns={**clinic.columns, **options.columns},
        exact=options.exact | {make_name(password_field or "")},
        language=clinic.defaults.language,
    )
    read = partial(read_recipients, path, report, stdin=stdin, options=reading)
    recipients = limit_work("reading it", path, read, seconds=seconds)
    if recipients is None:
        raise refuse("the list cannot be used", path)
    return recipients


def choose_password_field(recipients: RecipientList, options: MergeOptions) -> str | None:
    """Return the column that the passwords are in, if any.

    Raises:
        UsageError: The column that was named is not there, or there is one file for all.
    """
    columns, where = recipients.columns, Place(path=recipients.origin.path)
    name = make_name("password" if options.password_field is None else options.password_field)
    if name not in columns and options.password_field is None:
        return None
    if name in columns and options.single_file is None:
        return name
    if name in columns:
        raise UsageError(
            "one file for all cannot have a password for each.",
            where=where,
            hint="leave out the column of the passwords, or make a PDF a recipient.",
        )
    raise UsageError(
        f"the list has no column “{options.password_field}” for “--password-field”.",
        where=where,
        hint=suggest(name, columns, f"there is {join_names(columns)}."),
    )


def check_list(
    recipients: RecipientList,
    languages: Mapping[str, int],
    report: Report,
    *,
    skips_faulty: bool,
) -> Findings:
    """Go through a list once.

    Args:
        recipients: The list.
        languages: The languages that the article is there in.
        report: Takes each fault.
        skips_faulty: Make do with the sound rows.

    Raises:
        ContentError: Rows are faulty, or there is none.
    """
    findings = check_recipients(recipients, report, formats=FORMATS, languages=languages)
    faulty, path = len(findings.faulty), recipients.origin.path
    is_usable = findings.is_complete and findings.rows > faulty
    if is_usable and (skips_faulty or not findings.faults):
        return findings
    why = "the list cannot be used"
    if faulty:
        why = f"{faulty:,} {'row is' if faulty == 1 else 'rows are'} faulty"
    if is_usable:
        hint = "mend what is named above, or add “--skip-faulty” to make the others."
        raise refuse(why, path, hint)
    raise refuse(why, path)
