"""Declare the options that say how a list of recipients is to be read, and understand them."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.context import Invocation, declare
from handout.errors import UsageError

if TYPE_CHECKING:
    from handout.read.recipients.options import ListOptions

list_options = declare(
    click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook."),
    click.option(
        "--hidden",
        "takes_hidden",
        is_flag=True,
        help="Take the rows, too, that a filter or a hand has hidden in a workbook.",
    ),
    click.option(
        "--map",
        "mapped",
        metavar="COLUMN=TITLES",
        multiple=True,
        help='What a column is made of, such as "name=First name+Last name".',
    ),
    click.option(
        "--encoding",
        default="",
        metavar="NAME",
        help="How a CSV file is encoded, such as windows-1250.",
    ),
)
"""Declare `--sheet`, `--hidden`, `--map` and `--encoding`."""


def read_list_options(
    source: Path,
    invocation: Invocation,
    *,
    sheet: str,
    takes_hidden: bool,
    mapped: tuple[str, ...],
    encoding: str,
) -> ListOptions:
    """Return what the options of `list_options` say of a list.

    Raises:
        UsageError: One makes no sense.
    """
    from handout.read.recipients.options import ListOptions

    return ListOptions(
        sheet=sheet,
        takes_hidden=takes_hidden,
        columns=_read_map(mapped),
        encoding=_read_encoding(encoding, source, invocation),
    )


def _read_map(mapped: tuple[str, ...]) -> dict[str, str]:
    """Return what columns are made of, by name."""
    found = {}
    for text in mapped:
        name, sign, titles = text.partition("=")
        if not (sign and name.strip() and all(one.strip() for one in titles.split("+"))):
            raise UsageError(
                f"“--map {text}” says of no column what it is made of.",
                hint='write it like --map "name=First name+Last name"',
            )
        found[name.strip()] = titles
    return found


def _read_encoding(name: str, source: Path, invocation: Invocation) -> str:
    """Return the codec of an encoding; where the list leaves it in doubt, ask on a terminal."""
    if not name and sys.stdin.isatty() and sys.stderr.isatty() and not invocation.is_quiet:
        name = _ask_encoding(source)
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        raise UsageError(
            f"there is no encoding “{name}”.",
            hint="common ones are utf-8, windows-1250, windows-1251, mac-roman and shift-jis.",
        ) from None


def _ask_encoding(source: Path) -> str:
    """Return the encoding whose words read right to whoever holds the list, if any is in doubt."""
    from handout.read.recipients import list_readings

    readings = list_readings(source)
    if not readings:
        return ""
    click.echo(f"“{source.name}” does not say how its letters are to be read. As", err=True)
    for number, (name, words) in enumerate(readings.items(), start=1):
        click.echo(f"  {number}  {name:<13} {words}", err=True)
    click.echo("  0  none of these is right", err=True)
    number = click.prompt("Which number is right?", type=click.IntRange(0, len(readings)), err=True)
    return ["", *readings][number]
