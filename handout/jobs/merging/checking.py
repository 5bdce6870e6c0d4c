"""Check a list of recipients before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handout.errors import ContentError
from handout.model import FORMATS, Place, Report
from handout.read.recipients import Findings, RecipientList, check_recipients


def check_list(
    recipients: RecipientList,
    languages: Mapping[str, int],
    report: Report,
    *,
    skips_faulty: bool,
) -> Findings:
    """Go through a list once.

    Args:
        recipients: The list.
        languages: The languages that the article is there in.
        report: Takes each fault.
        skips_faulty: Make do with the sound rows.

    Raises:
        ContentError: Rows are faulty, or there is none.
    """
    findings = check_recipients(recipients, report, formats=FORMATS, languages=languages)
    is_usable = findings.is_complete and findings.rows > len(findings.faulty)
    if not is_usable or (findings.faults and not skips_faulty):
        hint = "mend what is named above, or add “--skip-faulty” to make the others."
        raise refuse_list(
            recipients.origin.path, hint=hint if is_usable else None, faulty=len(findings.faulty)
        )
    return findings


def refuse_list(path: Path, *, hint: str | None = None, faulty: int = 0) -> ContentError:
    """Return the error that says that nothing was made of a list."""
    what = f"{faulty:,} {'row is' if faulty == 1 else 'rows are'} faulty" if faulty else ""
    return ContentError(
        f"nothing was made, because {what or 'the list cannot be used'}.",
        where=Place(path=path),
        hint=hint or "mend what is named above, then call again.",
    )
