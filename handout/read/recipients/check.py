"""Check a whole list of recipients before the first handout is made.

What comes out is enough to make every handout without surprise: which rows to leave out, and every
character that will be set.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from handout.model import Report, Severity
from handout.read.recipients.duplicates import Duplicates
from handout.read.recipients.faults import ListFault
from handout.read.recipients.inspection import Inspection
from handout.read.recipients.keys import Twin
from handout.read.recipients.listing import LIMIT, Listing
from handout.read.recipients.lists import RecipientList

_SAME = {
    "row": ("same-row", "this {unit} is the same as {unit} {first}.", "take one of them out."),
    "id": (
        "same-id",
        "this {unit} has the same id as {unit} {first}.",
        "give each recipient an id of their own.",
    ),
    "email": (
        "same-email",
        "this {unit} has the same e-mail address as {unit} {first}.",
        "take one out if both are the same person.",
    ),
    "name": (
        "same-name",
        "this {unit} has the same name as {unit} {first}, and no e-mail address tells them apart.",
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
        characters: The characters used in any sound row.
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
    """Read a list through and report what is wrong with its rows.

    The first thousand faults are reported by row and column, and the first thousand duplicates as
    warnings; a note says how many more there are.

    Args:
        recipients: The list.
        report: Where the problems go; none of them quotes what stands in a row.
        formats: The formats that there are.
        languages: The languages that there are, as tags.
    """
    listing = Listing(report, recipients.origin)
    columns = recipients.columns
    is_complete = True
    duplicates = Duplicates(columns, limit=LIMIT)
    inspection = Inspection(columns, recipients.titles, listing, duplicates, formats, languages)
    try:
        for row, values in recipients.read_rows(inspection.note):
            inspection.look_at(row, values)
        inspection.flush()
    except ListFault as fault:
        is_complete = False
        inspection.flush()
        listing.end(fault.problem)
    listing.warnings = duplicates.count
    if hidden := recipients.hidden:
        report(
            recipients.origin.problem(
                "hidden",
                "one row is hidden, by a filter or by hand, and was left out."
                if hidden == 1
                else f"{hidden:,} rows are hidden, by a filter or by hand, and were left out.",
                hint="“--hidden” takes them too.",
                severity=Severity.WARNING,
            )
        )
    for one in duplicates.found:
        code, message, hint = _SAME[one.kind]
        message = message.format(unit=recipients.unit, first=one.first)
        listing.warn(code, message, line=one.row, hint=hint)
    if not inspection.rows and not listing.faults:
        listing.end(
            recipients.origin.problem(
                "no-rows",
                f"{recipients.origin.title} has headings and no recipients.",
                hint="write a row for each recipient under the headings.",
            )
        )
    listing.finish()
    return Findings(
        rows=inspection.rows,
        faulty=inspection.faulty,
        faults=listing.faults,
        warnings=listing.warnings,
        characters=frozenset(inspection.characters),
        is_complete=is_complete,
        twins=duplicates.find_twins(),
    )
