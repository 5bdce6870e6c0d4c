"""Tell of contact details that are the sample's and lead nowhere: a client would call them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from handout.assets import shipped_content
from handout.model import Problem, Project, make_warning

_EXAMPLE = re.compile(r"[\w.+-]*@?[\w-]+\.example\b", re.IGNORECASE)
"""An address that nobody can have (RFC 2606)."""

_SAMPLE_KEYS = ("address", "phone", "email", "website")


def check_contact(project: Project) -> Iterator[Problem]:
    """Yield a warning for each file with contact details that are the sample's.

    Args:
        project: The clinic's folder, as it was read; the shipped one has every right to them.
    """
    clinic = project.clinic
    if clinic.path.parent.resolve() == shipped_content().resolve():
        return
    texts = {
        "address": "\n".join(clinic.address),
        **{
            name: getattr(clinic, name)
            for name in ("phone", "email", "website", "feedback", "other_formats", "disclaimer")
        },
    }
    yield from _check(clinic.path, texts)
    for author in project.authors.values():
        yield from _check(author.path, {"email": author.email, "website": author.website})


def _check(path: Path, texts: Mapping[str, str]) -> Iterator[Problem]:
    found = {key: sample for key, text in texts.items() if (sample := _find_sample(text))}
    if found:
        keys = [f"`{key}`" for key in found]
        named = " and ".join([", ".join(keys[:-1]), keys[-1]] if len(keys) > 1 else keys)
        message = f"made-up contact details stand in {named}: nobody can be reached there."
        hint = "write your own, or take them out."
        line = _find_line(path, next(iter(found.values())))
        yield make_warning("clinic.sample-contact", message, hint, path=path, line=line)


def _find_sample(text: str) -> str:
    """Return what is the sample's in a text, or nothing."""
    if match := _EXAMPLE.search(text):
        return match[0]
    return next((one for one in _read_sample() if _squeeze(one) in _squeeze(text)), "")


def _squeeze(text: str) -> str:
    """Return a text without what a telephone number may be set apart by."""
    return re.sub(r"[\s-]", "", text)


@cache
def _read_sample() -> tuple[str, ...]:
    """Return the contact details of the sample clinic."""
    table = tomllib.loads((shipped_content() / "clinic.toml").read_text("utf-8"))
    values = [table[key] for key in _SAMPLE_KEYS]
    return tuple("\n".join(one) if isinstance(one, list) else one for one in values)


def _find_line(path: Path, text: str) -> int | None:
    lines = path.read_text("utf-8", errors="replace").splitlines()
    first = _squeeze(text.split("\n", 1)[0])
    return next((number for number, line in enumerate(lines, 1) if first in _squeeze(line)), None)
