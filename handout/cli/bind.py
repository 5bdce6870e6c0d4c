"""Print what came of `handout merge --single-file`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handout.cli.context import Invocation, echo_json
from handout.cli.merge import count_things
from handout.cli.problems import shorten_path, show_path
from handout.errors import UsageError

if TYPE_CHECKING:
    from handout.jobs.bind import BindReport
    from handout.jobs.merging.reports import MergeOptions


def refuse_other_options(options: MergeOptions) -> None:
    """Refuse what makes no sense for a single file.

    Raises:
        UsageError: Something was asked for that belongs to a PDF a recipient.
    """
    for given, name in (
        (options.output is not None, "--output"),
        (options.is_resumed, "--resume"),
        (options.password_field is not None, "--password-field"),
        (options.jobs is not None, "--jobs"),
        (options.cluster is not None, "--cluster"),
    ):
        if given:
            raise UsageError(
                f"“{name}” belongs to a PDF a recipient, not to “--single-file”.",
                hint=f"leave out “{name}”.",
            )


def print_bound(invocation: Invocation, report: BindReport, *, as_json: bool) -> None:
    """Print the files, and say what is in them and what to do next."""
    if as_json:
        echo_json(
            {
                "files": [shorten_path(path) for path in report.files],
                "built": report.built,
                "pages": report.pages,
                "failed": report.failed,
                "faulty": report.faulty,
                "remaining": report.remaining,
                "failed_list": shorten_path(report.failed_list) if report.failed_list else None,
                "rendered_in_full": report.reasons,
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        for path in report.files:
            click.echo(show_path(path))
    if not report.is_project_usable:
        invocation.say("Nothing was made, because the clinic's file cannot be used.")
        return
    invocation.say(
        f"Bound {count_things(report.built, 'handout')} of {count_things(report.pages, 'page')}"
        f" in {report.seconds:.1f} s, for paper: without structure, links and bookmarks."
    )
    for reason, count in sorted(report.reasons.items(), key=lambda item: -item[1]):
        invocation.say(f"{count_things(count, 'handout')} rendered in full: {reason}.")
    if report.failed_list is not None:
        invocation.say(f"{show_path(report.failed_list)} lists who is not in it, with names.")
    if report.remaining:
        invocation.say(f"Next: look at it; “--all” binds all {report.built + report.remaining:,}.")
