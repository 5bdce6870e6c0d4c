"""Name the words that templates print, so that a clinic can put its own in their place."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "glance": "At a glance",
    "contents": "In this handout",
    "note": "Note",
    "tip": "Tip",
    "important": "Important",
    "warning": "Warning",
    "call": "Call us",
    "notes": "Notes",
    "questions": "Questions to ask",
    "questions_and_notes": "Questions to ask, and your notes",
    "authors": "Who wrote this",
    "registration": "Registration %(number)s",
    "reviewers": "Who checked it",
    "references": "Where it comes from",
    "references_on_request": "We give you the list of sources if you ask for it.",
    "references_online": "It is also online:",
    "disclaimer": "Please remember",
    "feedback": "Tell us",
    "other_formats": "In other formats",
    "client": "Prepared for",
    "practitioner": "Your practitioner",
    "date": "Date",
    "appointment": "Next appointment",
    "online": "This handout online",
    "telephone": "Telephone",
    "emergency": "In an emergency",
    "hours": "Open",
    "page": "Page {page} of {pages}",
    "version": "Version %(version)s.",
    "version_and_date": "Version %(version)s, %(date)s.",
    "next_review": "Next review by %(month)s.",
    "call_out_title": "%(kind)s: %(title)s",
    "description": "Patient handout, %(clinic)s",
    "blank": "blank to fill in",
    "note_mark": "Note %(number)s",
    "check_box": "Tick box",
    "checked_box": "Tick box, ticked",
    "logo": "Logo of %(name)s",
    "photo": "Photo of %(name)s",
    "code": "QR code for %(address)s",
}
"""By key of a clinic's `[words]`: the English words, with `%(name)s` or `{name}` for a value."""
