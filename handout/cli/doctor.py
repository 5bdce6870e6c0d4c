"""Be `handout doctor`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from handout.cli.context import Invocation, pass_invocation, shared_options
from handout.cli.problems import clean, has_colour
from handout.errors import ExitCode

if TYPE_CHECKING:
    from handout.jobs.doctor import CheckResult
    from handout.model import Problem

_MARKS = {"good": ("ok", "green"), "warning": ("note", "yellow"), "bad": ("WRONG", "red")}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object to stdout.")
@shared_options
@pass_invocation
def command(invocation: Invocation, as_json: bool) -> int:
    """Check that everything handout needs is there.

    Says of each thing how it stands, and prints the line to type where something is missing.
    The exit code is 0 when handouts can be built, 3 when the clinic's file has errors, else 4.

    \b
    Examples:
      handout doctor
      handout doctor --json
    """
    from handout.jobs.doctor import CLINIC_FILE, State, examine

    root = invocation.find_root_if_any()
    problems: list[Problem] = []
    findings = examine(root, problems.append, is_root=_is_root())
    wrong = [finding.name for finding in findings if finding.state is State.BAD]
    can_build = not wrong
    if as_json:
        invocation.answer.give(
            {
                "can_build": can_build,
                "findings": [finding._asdict() for finding in findings],
            }
        )
    else:
        _print(findings)
    invocation.tell(problems)
    invocation.say(
        f"Everything that building needs is there. Next: handout {'build' if root else 'new DIR'}"
        if can_build
        else "Mend what is marked WRONG, then run “handout doctor” again."
    )
    if wrong == [CLINIC_FILE]:
        return ExitCode.PROJECT
    return ExitCode.DONE if can_build else ExitCode.ENGINE


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _print(findings: tuple[CheckResult, ...]) -> None:
    color = has_colour(sys.stdout)
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        word, colour = _MARKS[finding.state]
        mark = click.style(word.ljust(7), fg=colour)
        click.echo(f"{mark}  {finding.name.ljust(width)}  {clean(finding.detail)}", color=color)
        if finding.mend:
            click.echo(f"{' ' * (width + 11)}→ {clean(finding.mend)}", color=color)
