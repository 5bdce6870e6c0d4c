"""Check a whole list of recipients before the first handout is made.

What comes out is enough to make every handout without surprise: which rows to leave out, and every
character that will be set.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass

from handout.model import Report, Severity
from handout.read.recipients.duplicates import Duplicate, Duplicates
from handout.read.recipients.fault_list import MOST_ALIKE
from handout.read.recipients.faults import too_many_faults
from handout.read.recipients.inspection import Inspection
from handout.read.recipients.keys import Twin
from handout.read.recipients.known import FIRST_NAMES, PARTS_OF_NAMES, squeeze
from handout.read.recipients.lists import RecipientList

_KEPT = 1000
"""Duplicates that are looked at; the others are counted."""

# Marks over letters, the scripts from Hebrew to Khmer, and unusual signs.
_JOINED = re.compile(
    r"[\u0300-\u036f\u0590-\u109f\u1700-\u18af\ufb1d-\ufdff\ufe70-\ufefc]"
    r"|[^\w\s.,;:!?'’\"“”„()/&+%@#°–—-]"
)
_MOST_WORDS = 20_000
"""Words with such that are kept: in so many, all forms of all letters have come up."""

_SAME = {
    "row": ("same-row", "{these} the same as {first}.", "take one of them out."),
    "id": (
        "same-id",
        "{these} of the same id as {first}.",
        "give each recipient an id of their own.",
    ),
    "email": (
        "same-email",
        "{these} of the same e-mail address as {first}.",
        "take one out if both are the same person.",
    ),
    "name": (
        "same-name",
        "{these} of the same name as {first}, and no e-mail address tells them apart.",
        "take one out if both are the same person.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What came of checking a list.

    Attributes:
        rows: How many rows there are that are not blank.
        faulty: The rows that have faults, by number.
        faults: How many faults there are, the ones that were not listed included.
        warnings: How many rows are duplicates, the ones that were not listed included.
        characters: The characters used in any sound row, and words in which their forms depend on
            each other, as in Arabic.
        is_complete: Whether the list could be read to its end.
        twins: How rows are told apart whose recipients are known by the same, by row.
    """

    rows: int
    faulty: Collection[int]
    faults: int
    warnings: int
    characters: frozenset[str]
    is_complete: bool
    twins: Mapping[int, Twin]


def check_recipients(
    recipients: RecipientList,
    report: Report,
    *,
    formats: Collection[str],
    languages: Collection[str],
) -> Findings:
    """Look through a list and report what is wrong with its rows.

    The first faults of each kind are reported by row and column, and duplicates as warnings; of
    many that are alike, it is said how many there are.

    Args:
        recipients: The list.
        report: Where the problems go; none of them quotes what stands in a row.
        formats: The formats that there are.
        languages: The languages that there are, as tags.
    """
    origin, columns = recipients.origin, recipients.columns
    faults = deepcopy(recipients.faults)
    duplicates = Duplicates(columns, limit=_KEPT)
    inspection = Inspection(columns, recipients.titles, formats, languages)
    characters: set[str] = set()
    words: set[str] = set()
    sound = 0
    end = recipients.end
    for row, values in recipients.rows:
        if faults.is_full:
            end = end or too_many_faults(origin, row).problem
            break
        for fault in inspection.find_faults(row, values):
            faults.add(fault)
        if row not in faults.rows:
            sound += 1
            characters.update(*values)
            odd = [one for one in values if not one.isascii() and _JOINED.search(one)]
            if odd and len(words) < _MOST_WORDS:
                words.update(filter(_JOINED.search, " ".join(odd).split()))
            duplicates.add(row, values)
    is_complete = end is None
    if is_complete and not sound and not faults.rows:
        end = origin.problem(
            "no-rows",
            f"{origin.title} has headings and no recipients.",
            hint="write a row for each recipient under the headings.",
        )
    for problem in (*faults.explain(origin), *([end] if end else ())):
        report(problem)
    _tell_duplicates(duplicates, recipients, report)
    _tell_half_names(recipients, report)
    return Findings(
        rows=sound + len(faults.rows),
        faulty=faults.rows,
        faults=faults.count + (end is not None),
        warnings=duplicates.count,
        characters=frozenset(characters | words),
        is_complete=is_complete,
        twins=duplicates.find_twins(),
    )


def _tell_half_names(recipients: RecipientList, report: Report) -> None:
    """Warn where first or last names stand apart, and in no name: “Name” may be the other half."""
    columns, name = recipients.columns, recipients.columns.index("name")
    for index, column in enumerate(columns):
        if (half := squeeze(column)) not in PARTS_OF_NAMES:
            continue
        rows = [values for _, values in recipients.rows[:_KEPT] if values[index] and values[name]]
        if rows and not any(one[index].casefold() in one[name].casefold() for one in rows):
            made_of = f"{column}+name" if half in FIRST_NAMES else f"name+{column}"
            message = f"“name” has nothing of what stands in “{column}”: it may be half a name."
            hint = f'put the two together with “--map "name={made_of}"”.'
            warning = Severity.WARNING
            report(recipients.origin.problem("half-name", message, hint=hint, severity=warning))


def _tell_duplicates(duplicates: Duplicates, recipients: RecipientList, report: Report) -> None:
    """Warn of rows that are there twice: of a few one by one, of many in one line."""

    def warn(line: int, first: str, these: str) -> None:
        words = message.format(these=these, first=first)
        report(
            recipients.origin.problem(code, words, line=line, hint=hint, severity=Severity.WARNING)
        )

    by_kind: dict[str, list[Duplicate]] = {}
    for one in duplicates.found:
        by_kind.setdefault(one.kind, []).append(one)
    unit = recipients.unit
    for kind, found in by_kind.items():
        code, message, hint = _SAME[kind]
        if len(found) > MOST_ALIKE:
            rows = ", ".join(f"{one.row:,}" for one in found[:MOST_ALIKE])
            count = duplicates.count if len(by_kind) == 1 else len(found)
            warn(found[0].row, "others before them", f"{count:,} {unit}s, such as {rows}, are")
            continue
        for one in found:
            warn(one.row, f"{unit} {one.first}", f"this {unit} is")
