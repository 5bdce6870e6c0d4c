"""Describe links in words, for people who hear them (ISO 14289-1, 7.18.5)."""

from __future__ import annotations

from typing import Any

import pydyf


def describe_link(annotation: Any, element: Any) -> None:
    """Write into a link's `/Contents` what it says, and where it leads if it says something else.

    Args:
        annotation: The link's rectangle, as WeasyPrint made it.
        element: The `a` of the HTML; its `aria-label` comes before its text.
    """
    text = element.get("aria-label") or " ".join("".join(element.itertext()).split())
    address = element.get("href", "")
    # Who hears a number needs no second one.
    if not address.startswith(("#", "tel:")) and _bare(address) not in _bare(text):
        text = f"{text} ({address.removeprefix('mailto:')})" if text else address
    annotation["Contents"] = pydyf.String(text)


def _bare(address: str) -> str:
    """Return an address without what is left out where it is printed."""
    for opening in ("mailto:", "https://", "http://", "www."):
        address = address.removeprefix(opening)
    return address.rstrip("/").replace("\u200b", "")
