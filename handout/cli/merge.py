"""Make one PDF a recipient: the options of `handout merge`, and what it prints."""

from __future__ import annotations

import os
import re
import shlex
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handout.cli.completion import complete_sources
from handout.cli.context import (
    FilePath,
    Invocation,
    check_epoch,
    count_things,
    making_options,
    pass_invocation,
    shared_options,
)
from handout.cli.lists import list_options, read_list_options
from handout.cli.problems import shorten_path, show_path
from handout.cli.progress import make_progress
from handout.errors import ExitCode, UsageError
from handout.model import FORMATS

if TYPE_CHECKING:
    from handout.deliver.journal import Extent
    from handout.jobs.merging.options import MergeOptions
    from handout.jobs.merging.report import MergeReport
    from handout.model import Problem

_ROWS = re.compile(r"([0-9]{1,9})(?: ?[-–] ?([0-9]{1,9}))?")
_MOST_SHOWN = 20
"""Paths that are printed on a terminal; with more, the folder is."""
_BLOCK = 1000
"""Paths that are printed at once: each call flushes."""


@click.command("merge")
@click.argument("article", metavar="ARTICLE", shell_complete=complete_sources)
@click.argument(
    "recipients",
    metavar="RECIPIENTS",
    required=False,
    type=FilePath(allow_dash=True),
)
@click.option("--all", "is_all", is_flag=True, help="Make all of them. Default: one, to look at.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Make the first N of them.")
@click.option(
    "--only",
    metavar="TEXT",
    help="Make only those in whose name or e-mail address this stands.",
)
@click.option(
    "--rows",
    metavar="ROWS",
    help="Make only these rows, such as 5,7-9, numbered as in messages and in index.csv.",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=FilePath(),
    help="The folder to write to. Default: dist/ARTICLE-merge in the clinic's folder.",
)
@click.option(
    "-f",
    "--format",
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help="The sheet for recipients whose row names none. Default: the clinic's.",
)
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many handouts are made at once. Default: one a processor.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Have a Dask cluster make them, by its scheduler's address, such as tcp://10.0.0.5:8786.",
)
@click.option("--full", "is_full", is_flag=True, help="Render each handout in full.")
@click.option(
    "--resume",
    "is_resumed",
    is_flag=True,
    help="Take up what an earlier merge left in the folder: keep what still holds, make the rest.",
)
@click.option(
    "--skip-faulty",
    "skips_faulty",
    is_flag=True,
    help="Leave out rows with faults, in the place of making nothing.",
)
@click.option(
    "--password-field",
    metavar="COLUMN",
    help="The column of the passwords that the PDFs are locked with. Default: password.",
)
@click.option(
    "--single-file",
    metavar="FILE",
    type=FilePath(dir_okay=False),
    help="Put all into one PDF for the printer, without structure for screen readers.",
)
@click.option(
    "--handouts-per-file",
    metavar="N",
    type=click.IntRange(min=1),
    help="With --single-file: begin another file when one has N handouts.",
)
@click.option(
    "--one-sided",
    "is_one_sided",
    is_flag=True,
    help="With --single-file: for a printer that prints on one side. Default: each handout begins"
    " on a new sheet, so that nobody's page is on the back of another's.",
)
@list_options
@click.option(
    "--template",
    metavar="FILE",
    type=FilePath(dir_okay=False),
    help="Write an empty list with the article's columns (.xlsx or .csv), and make nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
@click.option("--allow-expired", is_flag=True, help="Use an article that is past its review.")
@making_options
@shared_options
@pass_invocation
def command(
    invocation: Invocation,
    /,
    *,
    recipients: Path | None,
    template: Path | None,
    as_json: bool,
    is_all: bool,
    limit: int | None,
    rows: str | None,
    sheet: str,
    takes_hidden: bool,
    mapped: tuple[str, ...],
    encoding: str,
    **given: Any,
) -> int:
    """Make a personal PDF for each recipient in a list.

    ARTICLE is an article's name. RECIPIENTS is a CSV file, an Excel workbook, a JSON file or “-”
    for standard input, with a column “name”. First one PDF is made, to look at; --all makes the
    rest. Files are named by ids that say nothing; index.csv tells which row each is for.

    \b
    Examples:
      handout merge after-your-peel --template recipients.xlsx
      handout merge after-your-peel recipients.csv
      handout merge after-your-peel recipients.csv --all
      handout merge after-your-peel recipients.xlsx --limit 10 -o for-today/
      handout merge after-your-peel recipients.csv --all --resume
      handout merge after-your-peel recipients.csv --all --single-file for-the-printer.pdf
    """
    from handout.jobs.merging.options import MergeOptions

    check_epoch()
    if template is not None:
        return _write_template(invocation, str(given["article"]), template, as_json=as_json)
    if recipients is None:
        raise UsageError(
            "there is no list of recipients.",
            hint="name one; “--template FILE” writes an empty one with the right columns.",
        )
    options = MergeOptions(
        recipients=recipients,
        extent=_choose_extent(limit, is_all=is_all),
        rows=_read_rows(rows),
        reading=read_list_options(
            recipients,
            invocation,
            sheet=sheet,
            takes_hidden=takes_hidden,
            mapped=mapped,
            encoding=encoding,
        ),
        **given,
    )
    root = invocation.find_root()
    progress = make_progress(invocation)

    def tell(problem: Problem) -> None:
        progress.clear()
        invocation.tell([problem])

    stdin = sys.stdin.buffer if str(recipients) == "-" else None
    from handout.jobs.merge import merge
    from handout.jobs.runtime.render_session import collect_rarely

    collect_rarely()
    try:
        report = merge(root, options, progress, tell, stdin=stdin)
    except KeyboardInterrupt:
        progress.clear()
        if options.single_file is None and (is_all or limit is not None):
            invocation.say("What is made already stays; the same call with “--resume” goes on.")
        raise
    progress.clear()
    if as_json:
        invocation.answer.give(_describe(report, options))
    else:
        _print_results(report, options)
    _sum_up(invocation, report, options)
    return int(report.exit_code)


def _write_template(invocation: Invocation, article: str, path: Path, *, as_json: bool) -> int:
    from handout.jobs.list_template import write_list_template

    problems: list[Problem] = []
    try:
        write_list_template(invocation.find_root(), article, path, problems.append)
    finally:
        invocation.tell(problems)
    if as_json:
        invocation.answer.give({"template": shorten_path(path)})
    else:
        click.echo(show_path(path))
    invocation.say(f"Next: fill it in, then: handout merge {article} {show_path(path)}")
    return ExitCode.DONE


def _choose_extent(limit: int | None, *, is_all: bool) -> Extent:
    from handout.deliver.journal import SAMPLE

    if limit is not None and is_all:
        raise UsageError("“--all” and “--limit” exclude each other.", hint="give one of the two.")
    return None if is_all else limit or SAMPLE


def _read_rows(text: str | None) -> tuple[tuple[int, int], ...]:
    """Return the rows of “5,7-9”, each from a first to a last."""
    found = []
    for part in text.split(",") if text is not None else ():
        match = _ROWS.fullmatch(part.strip())
        if match is None or int(match[1]) > int(match[2] or match[1]):
            raise UsageError(
                f"“--rows {text}” names no rows.", hint="write numbers, such as “--rows 5,7-9”."
            )
        found.append((int(match[1]), int(match[2] or match[1])))
    return tuple(found)


def _print_results(report: MergeReport, options: MergeOptions) -> None:
    for path in report.files:
        click.echo(show_path(path))
    if report.folder is None or options.single_file is not None:
        return
    folder = os.path.join(show_path(report.folder), "")  # noqa: PTH118
    if sys.stdout.isatty() and report.built + report.kept > _MOST_SHOWN:
        click.echo(f"{folder} ({report.built + report.kept:,} PDFs; index.csv lists them)")
        return
    files = report.list_files()
    while paths := [folder + name for name in islice(files, _BLOCK)]:
        click.echo("\n".join(paths))


def _sum_up(invocation: Invocation, report: MergeReport, options: MergeOptions) -> None:
    """Say what came of it, and what to do next."""
    made = count_things(report.built, "handout")
    if report.files:
        made += f" of {count_things(report.pages, 'page')}"
    parts = [f"made {made} in {report.seconds:.1f} s"]
    if report.kept:
        parts.append(f"{report.kept:,} {'was' if report.kept == 1 else 'were'} there already")
    failed = sum(report.failed.values())
    if failed:
        parts.append(f"{failed:,} could not be made")
    if report.faulty:
        parts.append(f"{count_things(report.faulty, 'faulty row')} left out")
    line = "; ".join(parts)
    invocation.say(f"{line[:1].upper()}{line[1:]}.")
    if options.single_file is not None and report.index is not None:
        invocation.say("For paper: there is no structure, and there are no links and bookmarks.")
        invocation.say(f"{show_path(report.index)} says which pages are whose row's.")
    if not options.is_full:
        for reason, count in sorted(report.reasons.items(), key=lambda item: -item[1]):
            invocation.say(f"{count_things(count, 'handout')} rendered in full: {reason}.")
    if report.failed_list is not None:
        invocation.say(
            f"{show_path(report.failed_list)} lists who got nothing, with names, ready to be mended"
            " and merged again."
        )
    if report.remaining:
        _point_on(invocation, report, options)


def _point_on(invocation: Invocation, report: MergeReport, options: MergeOptions) -> None:
    """Say the line that makes the rest."""
    words = ["handout", "merge", options.article, str(options.recipients)]
    where = ["-o", str(options.output)] if options.output else []
    if options.single_file is not None:
        where = ["--single-file", str(options.single_file)]
    reading = options.reading
    where += ["--sheet", reading.sheet] if reading.sheet else []
    where += ["--hidden"] if reading.takes_hidden else []
    where += ["--encoding", reading.encoding] if reading.encoding else []
    for name, titles in reading.columns.items():
        where += ["--map", f"{name}={titles}"]
    given = shlex.join([*words, *where])
    is_new = report.built + report.kept <= 1 or options.single_file is not None
    more = "--all" if is_new else "--all --resume"
    invocation.say(f"Next: look at it; “{given} {more}” makes all {report.sound:,}.")


def _describe(report: MergeReport, options: MergeOptions) -> dict[str, object]:
    """Give the object of `--json`."""
    shown = {"index": report.index, "failed_list": report.failed_list}
    where: dict[str, object] = {}
    if options.single_file is None:
        shown = {"folder": report.folder, **shown}
    else:
        where = {
            "files": [shorten_path(path) for path in report.files],
            "pages": report.pages,
        }
    return {
        "built": report.built,
        "kept": report.kept,
        "failed": sum(report.failed.values()),
        "faulty": report.faulty,
        "remaining": report.remaining,
        **where,
        **{name: shorten_path(path) if path else None for name, path in shown.items()},
        "rendered_in_full": dict(report.reasons),
        "seconds": round(report.seconds, 3),
    }
