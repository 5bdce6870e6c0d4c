"""Find out on what of a recipient an article's composed text depends, beyond printing it.

A template or an article may do more with a value than print it: compare it, shorten it, count its
letters. So the article is composed with probes in the place of values, once with short ones and
once with long ones; both texts must be the same but for the probes, and each probe must stand in a
marked run of its own. A probe also notices when it is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from markupsafe import escape

Compose = Callable[[Mapping[str, str]], str | None]
"""Compose the article as HTML for a recipient's fields; None if it cannot be."""

_FIRST_PROBE = 0xE100
_MARK = "\ue000"
LONGEST = 4_000
"""Characters of a value up to which the probes speak for it."""

_LONG = " aBc dEf" * (LONGEST // 8)
_REVEALING = (
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__"),
    *("__len__", "__contains__", "__getitem__", "__iter__", "__add__", "__mod__", "__mul__"),
    *(name for name in dir(str) if not name.startswith("_")),
)


class Probe(str):
    """A text that notices when it is used for anything but being printed or being there."""

    __slots__ = ("touched",)

    touched: bool

    def __new__(cls, text: str) -> Self:
        """Return a probe with this text."""
        probe = super().__new__(cls, text)
        probe.touched = False
        return probe

    def __bool__(self) -> bool:
        """Return True: whether there is a value at all is known of every recipient."""
        return True


def _reveal(name: str) -> Any:
    original = getattr(str, name)

    def method(self: Probe, *args: Any) -> Any:
        self.touched = True
        return original(self, *args)

    return method


for _name in _REVEALING:
    setattr(Probe, _name, _reveal(_name))


def find_used(compose: Compose, fields: Iterable[str]) -> frozenset[str] | None:
    """Return the fields whose values the composed text depends on in other ways than printing.

    Args:
        compose: Composes the article.
        fields: The fields that have a value; all others are empty.

    Returns:
        The fields, or None if the article cannot be composed with probes at all.
    """
    names = sorted(fields)
    short = {name: chr(_FIRST_PROBE + number) for number, name in enumerate(names)}
    long = {name: f"{sign}{_LONG}{sign}" for name, sign in short.items()}
    plain, touched = _compose(compose, short)
    if plain is None:
        return None
    used = touched | _find_stray(plain, names)
    together, _ = _compose(compose, long)
    if together != plain:
        for name in names:
            other, _ = _compose(compose, short | {name: long[name]})
            if other != plain:
                used.add(name)
        if not used:
            return None
    return frozenset(used)


def _compose(compose: Compose, values: Mapping[str, str]) -> tuple[str | None, set[str]]:
    """Return the text with a mark for each probe that came through whole, and who was touched."""
    probes = {name: Probe(text) for name, text in values.items()}
    html = compose(probes)
    touched = {name for name, probe in probes.items() if probe.touched}
    if html is None:
        return None, touched
    for number, text in enumerate(values[name] for name in sorted(values)):
        html = html.replace(str(escape(text)), f"{_MARK}{number}{_MARK}")
    return html, touched


def _find_stray(html: str, names: list[str]) -> set[str]:
    """Return the fields that are printed elsewhere than in a marked run of their own."""
    stray = set()
    for number, name in enumerate(names):
        mark = f"{_MARK}{number}{_MARK}"
        run = f'<span class="recipient" data-field="recipient.{escape(name)}">{mark}</span>'
        if html.count(mark) != html.count(run):
            stray.add(name)
    leftover = re.sub(f"{_MARK}\\d+{_MARK}", "", html)
    signs = {chr(_FIRST_PROBE + number): name for number, name in enumerate(names)}
    return stray | {signs[sign] for sign in signs.keys() & set(leftover)}
