"""Write clinics' folders that are hard to lay out: the stress set.

`make_stress_set(root)` writes them and returns the cases: which article of which clinic, for whom,
and what must come of it. The articles are made from plain sentences of our own, always the same, so
that a page can be talked about by its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .articles import ARTICLES, SERIES
from .clinics import CLINICS, write_clinic
from .lists import LIST_ARTICLES
from .nesting import NESTING_ARTICLES
from .tables import TABLE_ARTICLES

RICH = "every-element"
TOO_WIDE = "table-too-wide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One handout to make.

    Attributes:
        name: What it is called in test names and on contact sheets.
        project: The clinic's folder.
        article: The article's file.
        recipient: The fields of the person it is made for, if it is made for one.
        error: What the message of the error says that this must end with; empty if it must build.
    """

    name: str
    project: Path
    article: Path
    recipient: Mapping[str, str] | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extra:
    name: str
    article: str
    clinic: str = "plain"
    recipient: Mapping[str, str] = field(default_factory=dict)


EXTRAS = (
    _Extra(
        name="recipient-filled",
        article="recipient-fields",
        recipient={
            "name": "Maya Ellery",
            "practitioner": "Rebecca Marsh",
            "date": "4 May 2026",
            "appointment": "Monday 1 June 2026, 10.30 am",
            "note": "Please bring a list of your medicines.",
        },
    ),
    _Extra(
        name="recipient-long",
        article="recipient-fields",
        recipient={
            "name": "Professor Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
            "practitioner": "Dr Aleksandra Konstantinopoulou-Papadimitriou",
            "date": "Wednesday, 30 September 2026",
            "appointment": "Wednesday, 30 September 2026, at half past ten in the morning",
            "note": "Please bring a list of your medicines, your glasses, and somebody who can "
            "take you home afterwards. <b>Do not</b> drive & do not take the {{ bus }} alone. "
            "If you are late, call us: we keep your place for fifteen minutes.",
        },
    ),
    _Extra(name="recipient-name-only", article="every-element", recipient={"name": "Bo"}),
)


def name_cases() -> list[str]:
    """Return the names of all cases, without writing anything."""
    names = {*ARTICLES, *LIST_ARTICLES, *NESTING_ARTICLES, *TABLE_ARTICLES, *SERIES}
    names |= {f"clinic-{clinic}" for clinic in CLINICS if clinic != "plain"}
    return sorted(names | {extra.name for extra in EXTRAS})


def make_stress_set(root: Path) -> tuple[Case, ...]:
    """Write all folders below `root` and return the cases, in the order of their names.

    Args:
        root: An empty folder; each clinic gets a folder of its own in it.
    """
    articles = {**ARTICLES, **LIST_ARTICLES, **NESTING_ARTICLES, **TABLE_ARTICLES, **SERIES}
    for clinic in CLINICS:
        chosen = articles if clinic == "plain" else {RICH: articles[RICH]}
        write_clinic(root / clinic, clinic, chosen)
    cases = [
        Case(
            name=name,
            project=root / "plain",
            article=_article(root / "plain", name),
            error="too wide" if name == TOO_WIDE else "",
        )
        for name in articles
    ]
    cases += [
        Case(
            name=f"clinic-{clinic}",
            project=root / clinic,
            article=_article(root / clinic, RICH),
        )
        for clinic in CLINICS
        if clinic != "plain"
    ]
    cases += [
        Case(
            name=extra.name,
            project=root / extra.clinic,
            article=_article(root / extra.clinic, extra.article),
            recipient=extra.recipient,
        )
        for extra in EXTRAS
    ]
    return tuple(sorted(cases, key=lambda case: case.name))


def _article(project: Path, name: str) -> Path:
    path = project / "content" / "articles" / f"{name}.md"
    return path if path.exists() else project / f"{name}.txt"
