"""Build PDFs: the options of `handout build`, and what it prints."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handout.cli.completion import complete_sources
from handout.cli.context import (
    FilePath,
    Invocation,
    check_epoch,
    count_pages,
    count_things,
    making_options,
    pass_invocation,
    shared_options,
)
from handout.cli.errors import print_error, write_traceback
from handout.cli.problems import shorten_path, show_path
from handout.cli.progress import make_progress
from handout.cli.streams import open_output
from handout.errors import ExitCode, UsageError
from handout.jobs.options import MEMORY_LIMIT, BuildOptions
from handout.model import FLIPS, FORMATS

if TYPE_CHECKING:
    from handout.errors import HandoutError
    from handout.jobs.build_report import BuildReport, Built
    from handout.jobs.plan import Document
    from handout.model import Problem

_MOST_OPENED = 5
"""PDFs that are shown at once: forty windows would help nobody."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?", re.IGNORECASE)


class Size(click.ParamType):  # type: ignore[type-arg] # generic in Click 8.5 only
    """An amount of memory, as `800 MB` or `2G`; a number alone is bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the bytes."""
        if isinstance(value, int):
            return value
        match = _SIZE.fullmatch(str(value).strip())
        if match is None or not float(match[1]):
            self.fail(f"“{value}” is not a size such as 800MB or 2GB.", param, ctx)
        return int(float(match[1]) * 1024 ** " kmgt".index(match[2].lower() or " "))


@click.command("build")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, shell_complete=complete_sources)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help="The sheet to build for; may be given several times. Default: the clinic's.",
)
@click.option(
    "-o",
    "--output",
    type=FilePath(),
    help="The folder to write to, or a file if it ends in .pdf and one PDF is built, or “-” for "
    "standard output. Default: dist/ in the clinic's folder.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="How many handouts to render at once. Default: one a processor, if memory allows.",
)
@click.option("--force", is_flag=True, help="Build what is up to date as well.")
@click.option("--watch", is_flag=True, help="Build again whenever something changes.")
@click.option(
    "--open", "opens", is_flag=True, help="Show the PDFs when they are built, up to five."
)
@click.option("--html", "with_html", is_flag=True, help="Write the HTML beside each PDF as well.")
@click.option(
    "--png",
    "with_pictures",
    is_flag=True,
    help="Write each page as a picture beside each PDF as well.",
)
@click.option(
    "--flip",
    type=click.Choice(FLIPS, case_sensitive=False),
    help="The edge that your printer turns the sheets of a booklet about. Default: the clinic's.",
)
@click.option(
    "--explain", is_flag=True, help="Of a plain text, say all that was recognised, line by line."
)
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
@click.option(
    "--memory",
    metavar="SIZE",
    type=Size(),
    default=MEMORY_LIMIT,
    help="Give up a handout that takes more memory. Default: 2GB.",
)
@making_options
@shared_options
@pass_invocation
def command(
    invocation: Invocation,
    /,
    *,
    as_json: bool,
    explain: bool,
    watch: bool,
    opens: bool,
    force: bool,
    **given: Any,
) -> int:
    """Build the PDF handouts.

    A SOURCE is an article's name, or the path of a text or Markdown file; without one, all articles
    are built. What has not changed since the last build is not built again. The paths of all that
    was written are printed, one a line.

    \b
    Examples:
      handout build
      handout build acne-and-your-skin
      handout build ~/Downloads/pasted-article.txt
      handout build -f a4 -o for-the-printer/
      handout build rain --open
      handout build rain -o rain.pdf
      handout build rain --png
      handout build rain -o - | lp
      handout build --watch
    """
    check_epoch()
    root = invocation.find_root()
    options = BuildOptions(is_forced=force, **given)
    printer = _Printer(invocation, as_json=as_json, explains=explain)
    streams = str(options.output) == "-"
    alone = {"--json": as_json, "--open": opens}
    beside = {"--html": options.with_html, "--png": options.with_pictures}
    refused = alone | beside if streams else alone if watch else {}
    for option in (name for name, is_given in refused.items() if is_given):
        other = "--watch" if watch and option in alone else "--output -"
        raise UsageError(
            f"“{option}” does not go with “{other}”.", hint="leave out one of the two."
        )
    if streams:
        return _stream(root, options, printer)
    if watch:
        from handout.jobs.runtime.watch import watch as watch_project

        invocation.say("Watching for changes; Ctrl-C ends it.")
        watch_project(root, options, printer)
    from handout.jobs.build import build

    report = build(root, options, printer.progress, printer.tell)
    printer.print_report(report)
    if opens:
        _open(invocation, [one.path for one in report.built])
    return int(report.exit_code)


def _open(invocation: Invocation, paths: list[Path]) -> None:
    """Show PDFs in the system's viewer; where that cannot be, say so."""
    is_unix = sys.platform not in ("win32", "darwin")
    if is_unix and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        invocation.say("There is no desktop here that could open a PDF.")
        return
    for path in paths[:_MOST_OPENED]:
        if click.launch(str(path)):
            invocation.say(f"No program was found that could open {show_path(path)}.")
            return
    if len(paths) > _MOST_OPENED:
        invocation.say(f"Opened the first {_MOST_OPENED} of {len(paths)} PDFs.")


def _stream(root: Path, options: BuildOptions, printer: _Printer) -> int:
    """Write one PDF to standard output."""
    from handout.interface import open_clinic

    if len(options.sources) != 1 or len(options.formats) > 1:
        raise UsageError(
            "“--output -” writes one PDF to standard output.",
            hint="name one article, and one format at most.",
        )
    stream = open_output(f"handout build {options.sources[0]}")
    clinic = open_clinic(root)
    with clinic.workers(1, seconds=options.seconds, memory=options.memory):
        pdf = clinic.make(
            options.sources[0],
            format=options.formats[0] if options.formats else None,
            allow_missing=options.allow_missing,
        )
    for problem in pdf.problems:
        printer.tell(problem)
    stream.write(pdf.data)
    stream.flush()
    return ExitCode.DONE


_TEXT_DETAILS = frozenset(f"text.{kind}" for kind in ("recognised", "dropped", "guessed", "read"))


class _Printer:
    """Print what a build says while it goes on, and what came of it."""

    def __init__(self, invocation: Invocation, /, *, as_json: bool, explains: bool) -> None:
        self.progress = make_progress(invocation)
        self._invocation = invocation
        self._as_json = as_json
        self._explains = explains or invocation.is_verbose

    def tell(self, problem: Problem) -> None:
        """Print a problem as it comes; what was made of a text, in short or in full."""
        self.progress.clear()
        if problem.code in _TEXT_DETAILS and not self._explains:
            self._invocation.answer.note([problem])
            return
        self._invocation.tell([problem])

    def fail(self, error: HandoutError) -> None:
        """Print what ended a round of watching, which goes on."""
        self.progress.clear()
        print_error(error)

    def print_round(self, report: BuildReport) -> None:
        """Print what came of one round of watching: what was built, not what was there."""
        self._print_results(report, [one for one in report.built if not one.is_cached])

    def tell_mended(self, left: list[Path]) -> None:
        """Say that a fault that was told is mended."""
        self.progress.clear()
        rest = ", ".join(map(show_path, left))
        self._invocation.say(
            f"One fault is mended; not yet: {rest}." if left else "All is well again."
        )

    def print_report(self, report: BuildReport) -> None:
        """Print what came of a build, and what to do next."""
        self._print_results(report, report.built)
        for bug in report.bugs[:1]:
            self._invocation.say(f"Where the bug arose is written in {write_traceback(bug)}.")
        for flip in {one.document.flip for one in report.built if one.document.sheets}:
            self._invocation.say(f"Print the sheets on both sides, flipped on the {flip} edge.")
        if report.failed:
            self._invocation.say("Next: mend what is named above, then build again.")
        elif any(not one.is_cached for one in report.built):
            self._invocation.say("Next: look at the PDFs; “handout build --watch” follows changes.")

    def _print_results(self, report: BuildReport, built: list[Built]) -> None:
        self.progress.clear()
        if self._as_json:
            self._invocation.answer.give(_describe(report, built))
        else:
            for path in (path for one in built for path in one.files):
                click.echo(show_path(path))
        if report.drafts:
            names = ", ".join(report.drafts)
            kind = "a draft" if len(report.drafts) == 1 else f"{len(report.drafts)} drafts"
            self._invocation.say(f"Left out {kind}, to be built by name: {names}.")
        for path in report.removed:
            self._invocation.say(f"Removed {show_path(path)}: its article is gone.")
        for path in report.outdated:
            self._invocation.say(f"Removed {show_path(path)}: its PDF has changed.")
        self._invocation.say(_sum_up(report))


def _sum_up(report: BuildReport) -> str:
    """Say in one line what came of a build."""
    new = [one for one in report.built if not one.is_cached]
    current = len(report.built) - len(new)
    parts = []
    if new:
        pages = count_pages(sum(one.pages for one in new), sum(one.sheet_count for one in new))
        handouts = count_things(len(new), "handout")
        parts.append(f"built {handouts} ({pages}) in {report.seconds:.1f} s")
    if current:
        parts.append(f"{current} {'was' if current == 1 else 'were'} up to date")
    if report.failed:
        parts.append(f"{len(report.failed)} could not be built")
    line = "; ".join(parts) or "nothing was to be built"
    return f"{line[:1].upper()}{line[1:]}."


def _describe(report: BuildReport, built: list[Built]) -> dict[str, object]:
    """Give the object of `--json`."""
    return {
        "built": [
            {
                **_name(one.document),
                "path": shorten_path(one.path),
                "sheets": shorten_path(one.document.sheets) if one.document.sheets else None,
                "html": shorten_path(one.document.html) if one.document.html else None,
                "pictures": [shorten_path(path) for path in one.document.list_pictures(one.pages)],
                "pages": one.pages,
                "sha256": one.sha256,
                "cached": one.is_cached,
                "seconds": round(one.seconds, 3),
            }
            for one in built
        ],
        "failed": [
            {
                **_name(one.document),
                "source": shorten_path(one.document.source.path),
                "code": one.code,
            }
            for one in report.failed
        ],
        "removed": [shorten_path(path) for path in (*report.removed, *report.outdated)],
        "drafts": report.drafts,
    }


def _name(document: Document) -> dict[str, str]:
    return {
        "slug": document.source.name,
        "format": document.format.name,
    }
