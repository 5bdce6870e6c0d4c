"""Declare the options that say how a list of recipients is to be read, and understand them."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any, TypeVar

import click

from handout.errors import UsageError

Function = TypeVar("Function", bound=Callable[..., Any])


def list_options(function: Function) -> Function:
    """Declare `--sheet`, `--hidden`, `--map` and `--encoding`."""
    for option in (
        click.option(
            "--encoding",
            default="",
            metavar="NAME",
            help="How a CSV file is encoded, such as windows-1250.",
        ),
        click.option(
            "--map",
            "mapped",
            metavar="COLUMN=TITLES",
            multiple=True,
            help='What a column is made of, such as "name=First name+Last name".',
        ),
        click.option(
            "--hidden",
            "takes_hidden",
            is_flag=True,
            help="Take the rows, too, that a filter or a hand has hidden in a workbook.",
        ),
        click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook."),
    ):
        function = option(function)
    return function


def read_map(mapped: tuple[str, ...]) -> dict[str, str]:
    """Return what columns are made of, by name.

    Raises:
        UsageError: One does not say so.
    """
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


def read_encoding(name: str) -> str:
    """Return the codec of an encoding.

    Raises:
        UsageError: There is none.
    """
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        raise UsageError(
            f"there is no encoding “{name}”.",
            hint="common ones are utf-8, windows-1250, windows-1251, mac-roman and shift-jis.",
        ) from None
